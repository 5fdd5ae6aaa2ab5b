import ESCPOS
import Glibc
import Simulator
import Testing
import Transport
import USBTransport

/// HID devices through libusb.
@Suite(.enabled(if: Guest.isHere, Guest.isElsewhere), .serialized, .timeLimit(.minutes(10)))
struct USBReportLinkTests {
    /// A scanner that types and also speaks the scanners' own protocol.
    private func plug() async throws -> (device: PluggedDevice<ReportFunction>, port: String) {
        let device = PluggedDevice(ReportFunction(), .init())
        try await device.insert()
        let port = try #require(await device.description).port
        for interface in 0...1 {
            #expect(await eventually { driver(port, interface) == "usbhid" })
        }
        return (device, port)
    }

    private func driver(_ port: String, _ interface: Int) -> String? {
        guard let path = realpath("/sys/bus/usb/devices/\(port):1.\(interface)/driver", nil) else {
            return nil
        }
        defer { free(path) }
        return String(cString: path).split(separator: "/").last.map(String.init)
    }

    private let address = Address.usb(.serial("TWHID00018"))

    @Test func allInterfacesAreTakenFromTheKernelAndGivenBack() async throws {
        let (device, port) = try await plug()
        #expect(USBKind(of: try #require(await device.description)) == .scanner)
        let link = try await USBReportOpener().openReports(address)
        #expect(driver(port, 0) == "usbfs" && driver(port, 1) == "usbfs")
        #expect(
            link.source.interfaces == [
                .init(number: 0, form: .hid(descriptor: ReportFunction.keyboard)),
                .init(number: 1, form: .hid(descriptor: ReportFunction.pointOfSale)),
            ])
        #expect(link.source.name == "Tillwright Test scanner")
        // Of the interface with the simple protocol, the other one was asked for; of both, silence.
        let requests = await device.act { $1.requests }
        #expect(requests.contains(USBSetup(0x21, 0x0B, value: 1, index: 0)))
        for index in 0...1 {
            #expect(requests.contains(USBSetup(0x21, 0x0A, value: 0, index: UInt16(index))))
        }
        // Nothing types into anybody's window: the kernel has no such keyboard any more.
        let keyboards = Guest.contents(of: "/proc/bus/input/devices") ?? ""
        #expect(!keyboards.contains("Tillwright Test"), "\(keyboards)")
        await link.close()
        for interface in 0...1 {
            #expect(await eventually { driver(port, interface) == "usbhid" })
        }
        await device.remove()
    }

    @Test func tenThousandReportsComeInOrderAndNoneIsLost() async throws {
        let (device, _) = try await plug()
        let link = try await USBReportOpener().openReports(address)
        let count = 10_000
        await device.act { function, _ in
            for number in 0..<count { function.queue(ReportFunction.report(number), at: 0x82) }
        }
        var received: [Report] = []
        while received.count < count { received += try await link.read() }
        #expect(received.allSatisfy { $0.interface == 1 })
        #expect(received.map(\.body) == (0..<count).map { .hid(ReportFunction.report($0)) })
        #expect(zip(received, received.dropFirst()).allSatisfy { $0.at <= $1.at })
        await link.close()
        await device.remove()
    }

    @Test func bothInterfacesAreReadAtTheSameTime() async throws {
        let (device, _) = try await plug()
        let link = try await USBReportOpener().openReports(address)
        await device.act { function, _ in
            function.queue([2, 0, 4, 0, 0, 0, 0, 0], at: 0x81)
            function.queue(ReportFunction.report(1), at: 0x82)
        }
        var received: [Report] = []
        while received.count < 2 { received += try await link.read() }
        #expect(Set(received.map(\.interface)) == [0, 1])
        await link.close()
        await device.remove()
    }

    @Test func whatNobodyReadsIsBoundedAndTheLossIsMarked() async throws {
        let (device, _) = try await plug()
        let link = try await USBReportOpener().openReports(address)
        await device.act { function, _ in
            for number in 0..<6_000 { function.queue(ReportFunction.report(number), at: 0x82) }
        }
        #expect(await eventually { await device.act { function, _ in function.isEmpty } })
        // The last ones are on their way.
        await device.act { function, _ in function.queue([2, 0, 4, 0, 0, 0, 0, 0], at: 0x81) }
        #expect(await eventually { await device.act { function, _ in function.isEmpty } })
        let received = try await link.read()
        #expect(
            received.dropLast().map(\.body) == (0..<4_096).map { .hid(ReportFunction.report($0)) })
        #expect(received.last?.body == .lost)
        await link.close()
        await device.remove()
    }

    @Test func reportsAreSentByTheEndpointOrByARequest() async throws {
        let (device, _) = try await plug()
        let link = try await USBReportOpener().openReports(address)
        // Lights of the keyboard, without a number; a trigger; a setting.
        try await link.send([0, 0x02], as: .output, to: 0)
        try await link.send([4, 0x04], as: .output, to: 1)
        try await link.send([0xFE, 1], as: .feature, to: 1)
        let machine = await device.act { $1 }
        #expect(machine.sent[0]?.0 == USBSetup(0x21, 0x09, value: 0x0200, index: 0, length: 1))
        #expect(machine.sent[0]?.1 == [0x02])
        #expect(machine.byEndpoint == [[4, 0x04]])
        #expect(machine.sent[1]?.0 == USBSetup(0x21, 0x09, value: 0x03FE, index: 1, length: 2))
        #expect(machine.sent[1]?.1 == [0xFE, 1])
        let error = await failure { () throws(LinkError) in
            try await link.send([0, 1], as: .output, to: 7)
        }
        #expect("\(error as LinkError?)".contains("no interface 7"))
        await link.close()
        await device.remove()
    }

    @Test func aReadEndsWhenTheDeviceGoes() async throws {
        let (device, _) = try await plug()
        let link = try await USBReportOpener().openReports(address)
        let address = address
        async let error = failure { () throws(LinkError) in
            while true { _ = try await link.read() }
        }
        await device.remove()
        #expect(await error == .gone("\(address)"))
        await link.close()
    }

    @Test func aPrinterIsNoScanner() async throws {
        let printer = try await PluggedPrinter()
        let error = await failure { () throws(LinkError) in
            _ = try await USBReportOpener().openReports(printer.address)
        }
        #expect("\(error as LinkError?)".contains("no scanner"))
        await printer.remove()
    }
}

/// Two HID interfaces: keys, and scans with an endpoint for orders.
struct ReportFunction: USBFunction {
    struct Machine: Sendable {
        var requests: [USBSetup] = []
        var sent: [(USBSetup, [UInt8])?] { records.map { $0 } + [nil, nil] }
        var records: [(USBSetup, [UInt8])] = []
        var byEndpoint: [[UInt8]] = []
    }

    static let keyboard: [UInt8] = [
        0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25,
        0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x06,
        0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xC0,
    ]
    static let pointOfSale: [UInt8] = [
        0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x02, 0x09, 0x12, 0xA1, 0x02, 0x15, 0x00, 0x26,
        0xFF, 0x00, 0x75, 0x08, 0x95, 0x3F, 0x09, 0xFE, 0x82, 0x02, 0x01, 0xC0, 0xC0,
    ]
    /// As long as a packet.
    static func report(_ number: Int) -> [UInt8] {
        [2, UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)] + [UInt8](repeating: 0x30, count: 61)
    }

    let descriptors = USBDescriptors(
        speed: .high, vendor: 0x1209, product: 0x0002, manufacturer: "Tillwright",
        productName: "Test scanner", serial: "TWHID00018",
        interfaces: [
            USBInterface(
                number: 0, class: 3, subclass: 1, protocol: 1,
                hid: HIDDescriptor(reports: ReportFunction.keyboard),
                endpoints: [USBEndpoint(0x81, .interrupt, maxPacketSize: 8, interval: 1)]),
            USBInterface(
                number: 1, class: 3, hid: HIDDescriptor(reports: ReportFunction.pointOfSale),
                endpoints: [
                    USBEndpoint(0x82, .interrupt, maxPacketSize: 64, interval: 1),
                    USBEndpoint(0x02, .interrupt, maxPacketSize: 64, interval: 1),
                ]),
        ])
    private var waiting: [UInt8: [[UInt8]]] = [:]
    private var next: [UInt8: Int] = [:]

    var isEmpty: Bool { waiting.allSatisfy { next[$0.key, default: 0] >= $0.value.count } }

    mutating func queue(_ report: [UInt8], at endpoint: UInt8) {
        waiting[endpoint, default: []].append(report)
    }

    mutating func answer(
        _ setup: USBSetup, _ data: [UInt8], _ machine: inout Machine, at now: Duration
    ) -> USBControlAnswer {
        machine.requests.append(setup)
        if setup.request == 0x09 { machine.records.append((setup, data)) }
        return setup.isIn ? .stall : .done
    }

    mutating func take(
        _ packet: ArraySlice<UInt8>, at endpoint: USBEndpoint, _ machine: inout Machine,
        at now: Duration
    ) -> USBPacketTaken {
        machine.byEndpoint.append(Array(packet))
        return .taken
    }

    mutating func give(
        at endpoint: USBEndpoint, _ machine: inout Machine, at now: Duration
    ) -> USBPacketGiven {
        let place = next[endpoint.address, default: 0]
        guard let reports = waiting[endpoint.address], place < reports.count else {
            return .nothing
        }
        next[endpoint.address] = place + 1
        return .packet(reports[place])
    }

    mutating func disconnected(_ machine: inout Machine, at now: Duration) {}
    var nextEvent: Duration? { nil }
    mutating func advance(_ machine: inout Machine, to now: Duration) {}
}
