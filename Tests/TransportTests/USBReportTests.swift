import Testing
import Transport

@testable import USBTransport

@Suite struct USBHIDTests {
    private typealias Endpoint = USBDescription.Endpoint

    private static func interrupt(_ address: UInt8, _ size: UInt16) -> USBDescription.Endpoint {
        USBDescription.Endpoint(address: address, attributes: 3, maxPacketSize: size)
    }
    private static func hid(
        _ number: UInt8, alternate: UInt8 = 0, boot: Bool = false,
        _ endpoints: [USBDescription.Endpoint], length: UInt16 = 0
    ) -> USBDescription.Interface {
        .init(
            number: number, alternate: alternate, interfaceClass: 3,
            interfaceSubclass: boot ? 1 : 0, interfaceProtocol: boot ? 1 : 0, endpoints: endpoints,
            reportDescriptorLength: length)
    }

    @Test func allHIDInterfacesAreTakenAndNoOther() {
        let device = USBDescription(
            vendor: 0x0C2E, product: 0x0B01, port: "1-1",
            interfaces: [
                Self.hid(0, boot: true, [Self.interrupt(0x81, 8)], length: 63),
                .init(
                    number: 1, interfaceClass: 2, interfaceSubclass: 2, interfaceProtocol: 1,
                    endpoints: [Self.interrupt(0x83, 16)]),
                Self.hid(2, [Self.interrupt(0x82, 64), Self.interrupt(0x02, 64)], length: 78),
                // Listed twice, with an endpoint that is none and one of a wrong type.
                Self.hid(2, [Self.interrupt(0x84, 64)]),
                Self.hid(
                    3,
                    [
                        Self.interrupt(0x85, 0),
                        Endpoint(address: 0x86, attributes: 2, maxPacketSize: 8),
                    ]),
            ])
        let interfaces = USBHIDInterface.all(in: device)
        #expect(interfaces.map(\.number) == [0, 2, 3])
        #expect(interfaces.map(\.isBoot) == [true, false, false])
        #expect(interfaces.map { $0.input?.address } == [0x81, 0x82, nil])
        #expect(interfaces.map { $0.output?.address } == [nil, 0x02, nil])
        #expect(interfaces.map(\.descriptorQuestion) == [63, 78, 4_096])
    }

    /// A packet, the longest report, and the read that holds both in whole packets.
    @Test(arguments: [
        (8, 8, 8), (8, 3, 8), (8, 9, 16), (64, 64, 64), (64, 65, 128), (64, 0, 64), (1, 0, 8),
        (64, 1_000_000, 8_192), (1_024, 5, 1_024),
    ])
    func aReadHoldsTheLongestReport(packet: Int, report: Int, size: Int) {
        let interface = USBHIDInterface(
            number: 0, isBoot: false, descriptorLength: 0,
            input: Self.interrupt(0x81, UInt16(packet)))
        #expect(interface.readSize(longestReport: report) == size)
    }

    /// Class descriptors behind an interface, and the length of the report descriptor in them.
    @Test(
        arguments: [
            ([9, 0x21, 0x11, 0x01, 0, 1, 0x22, 63, 0], 63),
            ([9, 0x21, 0x11, 0x01, 0, 1, 0x22, 0x34, 0x12], 0x1234),
            // Something else before it; a physical descriptor before the report's.
            ([3, 0x25, 1, 9, 0x21, 0x11, 0x01, 0, 1, 0x22, 78, 0], 78),
            ([12, 0x21, 0x11, 0x01, 0, 2, 0x23, 5, 0, 0x22, 40, 0], 40),
            // Fewer entries than it says, none at all, wrong lengths, cut off, nothing.
            ([9, 0x21, 0x11, 0x01, 0, 200, 0x22, 63, 0], 63),
            ([9, 0x21, 0, 1, 0, 0, 0x22, 63, 0], 0),
            ([6, 0x21, 0x11, 0x01, 0, 1], 0), ([0, 0x21], 0), ([1], 0), ([255, 0x21, 0x11], 0),
            ([9, 0x21, 0x11, 0x01, 0, 1, 0x22, 63], 0), ([], 0),
        ] as [([UInt8], UInt16)])
    func theLengthOfTheReportDescriptorIsFound(extra: [UInt8], length: UInt16) {
        #expect(HIDDescriptor.reportLength(in: extra) == length)
    }

    private static let keyboard: [UInt8] = [
        0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25,
        0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x05,
        0x75, 0x01, 0x05, 0x08, 0x19, 0x01, 0x29, 0x05, 0x91, 0x02, 0x95, 0x01, 0x75, 0x03, 0x91,
        0x01, 0x95, 0x06, 0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65,
        0x81, 0x00, 0xC0,
    ]
    /// Honeywell's layout: one report with a number, 62 bytes.
    private static let pointOfSale: [UInt8] = [
        0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x02, 0x09, 0x12, 0xA1, 0x02, 0x15, 0x00, 0x26,
        0xFF, 0x00, 0x75, 0x08, 0x95, 0x01, 0x05, 0x01, 0x09, 0x3B, 0x81, 0x02, 0x95, 0x03, 0x05,
        0x8C, 0x09, 0xFB, 0x09, 0xFC, 0x09, 0xFD, 0x81, 0x02, 0x95, 0x38, 0x09, 0xFE, 0x82, 0x02,
        0x01, 0x25, 0x01, 0x75, 0x01, 0x95, 0x01, 0x09, 0xFF, 0x81, 0x02, 0x75, 0x07, 0x81, 0x03,
        0xC0, 0xC0,
    ]

    @Test(
        arguments: [
            (keyboard, 8), (pointOfSale, 62), ([], 0), ([0xC0], 0),
            // Pushed and popped; a long item; the longest of two numbered ones.
            ([0x75, 8, 0x95, 4, 0xA4, 0x95, 9, 0x81, 2, 0xB4, 0x81, 2], 13),
            ([0xFE, 2, 0xF0, 1, 2, 0x75, 8, 0x95, 4, 0x81, 2], 4),
            ([0x75, 8, 0x95, 4, 0x85, 1, 0x81, 2, 0x85, 2, 0x95, 20, 0x81, 2], 21),
            // Cut off in the middle of an item, and a pop of nothing.
            ([0x75, 8, 0x95, 4, 0x81, 2, 0x96, 1], 4), ([0xB4, 0x75, 8, 0x95, 1, 0x81, 2], 1),
        ] as [([UInt8], Int)])
    func theLongestReportIsFound(descriptor: [UInt8], length: Int) {
        #expect(ReportLengths(descriptor: descriptor).longestInput == length)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func noDescriptorTraps(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = randomBytes(Int.random(in: 0..<1_024, using: &random), using: &random)
        #expect(ReportLengths(descriptor: bytes).longestInput >= 0, "seed \(seed)")
        _ = HIDDescriptor.reportLength(in: bytes)
        _ = HIDDescriptor.firstUsagePage(in: bytes)
    }

    @Test func numbersAsLargeAsTheyGetDoNotTrap() {
        let large: [UInt8] = [0x77, 0xFF, 0xFF, 0xFF, 0xFF, 0x97, 0xFF, 0xFF, 0xFF, 0xFF]
        let many = large + [UInt8](repeating: 0x80, count: 4_096)
        #expect(ReportLengths(descriptor: many).longestInput > 0)
    }
}

@Suite struct ReportQueueTests {
    private func report(_ number: Int) -> Report {
        Report(
            interface: number & 1, at: .milliseconds(number),
            body: .hid([UInt8(truncatingIfNeeded: number)]))
    }

    @Test func beyondTheBoundTheNewestAreDroppedAndAMarkStandsThere() {
        var queue = ReportQueue(limit: 10)
        for number in 0..<100 { queue.add(report(number)) }
        var reports = queue.takeAll()
        #expect(reports.count == 11)
        #expect(reports.removeLast().body == .lost)
        #expect(reports == (0..<10).map(report))
        queue.add(report(7))
        #expect(queue.takeAll() == [report(7)])
    }

    @Test func aLossBetweenReportsStandsBetweenThem() {
        var queue = ReportQueue()
        queue.add(report(0))
        queue.lose(at: .zero, interface: 0)
        queue.lose(at: .zero, interface: 1)
        queue.add(report(1))
        #expect(queue.takeAll().map(\.body) == [report(0).body, .lost, report(1).body])
        #expect(queue.isEmpty)
    }
}
