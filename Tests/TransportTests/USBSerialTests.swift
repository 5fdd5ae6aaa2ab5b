import Testing
import Transport

@testable import USBTransport

@Suite struct USBSerialTests {
    private static func device(
        _ serial: String?, port: String = "1-1", product: UInt16 = 0x5743
    ) -> USBDescription {
        USBDescription(
            vendor: 0x0483, product: product, serial: serial, manufacturer: "Xprinter",
            productName: "USB Printer P", port: port, interfaces: [])
    }

    /// From the dumps of real printers: all of these tell one unit from another.
    @Test(arguments: [
        "6A6958721237", "0002A0000000", "00000000051C", "048353482034", "P323BG21C040079",
        "MA300S21300261XX", "0002AA000000", "X3AK001234", "13050802211731", "123123456",
        "1020304050",
    ])
    func aNumberOfItsOwnIsOne(serial: String) {
        #expect(USBSerialNumber.own(of: Self.device(serial)) == serial)
    }

    @Test(arguments: [
        nil, "1", "001", "0000", "00000000", "0001", "000000000001", "00000000001A", "11111111",
        "FFFFFFFFFFFF", "????????", "XXXXXXXXXX", "123456", "1234567890", "0123456789ABCDEF",
        "0123456789", "12345678901234", "0123-4567-89AB", "Printer", "PRINTER", "default",
        "Xprinter",
        "usb printer p", "S\u{3BB}\u{4E00}12", "01010112345600",
    ])
    func whatOnlyStandsThereIsNone(serial: String?) {
        #expect(USBSerialNumber.own(of: Self.device(serial)) == nil)
    }

    @Test func aPlaceholderIsNeverGivenAsALastingName() {
        let alone = Self.device("123456")
        #expect(
            USBSelection.address(of: alone, among: [alone])
                == .usb(.model(vendor: 0x0483, product: 0x5743)))
        let other = Self.device("123456", port: "1-2")
        #expect(USBSelection.address(of: alone, among: [alone, other]) == .usb(.port("1-1")))
    }

    @Test func aPlaceholderFindsNoDeviceEvenWhileThereIsOnlyOne() {
        #expect(
            throws: LinkError.unsupported(
                "usb:serial=123456",
                why: "that is no serial number of one device; use usb:port=1-1")
        ) {
            try USBSelection.device(.serial("123456"), among: [Self.device("123456")])
        }
    }

    @Test func aNumberThatTwoHaveListsTheirPorts() {
        let devices = [
            Self.device("6A6958721237", port: "1-10"), Self.device("6A6958721237", port: "1-2"),
        ]
        #expect(
            throws: LinkError.unsupported(
                "usb:serial=6A6958721237",
                why: "2 devices have that serial number; use usb:port=1-2 or usb:port=1-10")
        ) {
            try USBSelection.device(.serial("6A6958721237"), among: devices)
        }
    }

    @Test func aDeviceOfAnotherKindWithTheSameNumberStandsBack() throws {
        let printer = Self.device("6A6958721237", port: "1-2")
        let hub = Self.device("6A6958721237", port: "1-1", product: 0x0001)
        let found = try USBSelection.device(
            .serial("6A6958721237"), among: [hub, printer], isSuitable: { $0.product == 0x5743 })
        #expect(found == printer)
    }

    @Test func doublesAreThoseThatOnlyThePortTellsApart() {
        let one = Self.device("0001", port: "1-1")
        let two = Self.device(nil, port: "1-2")
        let named = Self.device("6A6958721237", port: "1-3")
        let same = Self.device("6A6958721237", port: "1-4")
        let other = Self.device("0001", port: "1-5", product: 0x0001)
        let all = [one, two, named, same, other]
        #expect(USBSelection.doubles(of: one, among: all) == [two])
        #expect(USBSelection.doubles(of: named, among: all) == [same])
        #expect(USBSelection.doubles(of: other, among: all).isEmpty)
    }
}

@Suite struct USBMemoryTests {
    private static func printer(
        _ serial: String?, port: String, product: UInt16 = 0x5743
    ) -> USBDescription {
        USBDescription(vendor: 0x0483, product: product, serial: serial, port: port, interfaces: [])
    }
    private static let port = Address.USBSelector.port("1-1")
    private static let first = printer("00000000051C", port: "1-1")

    /// What may stand at an address after it was opened first, and whether it is taken for the same.
    @Test(
        arguments: [
            (first, true), (printer("00000000051C", port: "1-2"), true),
            (printer("00000000074F", port: "1-1"), false), (printer(nil, port: "1-1"), false),
            (printer("00000000051C", port: "1-1", product: 1), false),
        ] as [(USBDescription, Bool)])
    func anotherDeviceIsRefused(device: USBDescription, isSame: Bool) throws {
        let memory = USBMemory()
        try memory.check(Self.first, at: Self.port)
        memory.remember(Self.first, at: Self.port)
        if isSame {
            try memory.check(device, at: Self.port)
        } else {
            let error = #expect(throws: LinkError.self) { try memory.check(device, at: Self.port) }
            let text = "\(String(describing: error))"
            #expect(text.contains("another device answers there"), "\(text)")
            #expect(text.contains("00000000051C"), "\(text)")
        }
    }

    @Test func placeholdersDoNotMakeADevice() throws {
        let memory = USBMemory()
        memory.remember(Self.printer("123456", port: "1-1"), at: Self.port)
        try memory.check(Self.printer(nil, port: "1-1"), at: Self.port)
    }

    @Test func thePrinterThatWasOpenedIsFoundAgainBesideATwin() throws {
        let memory = USBMemory()
        let model = Address.USBSelector.model(vendor: 0x0483, product: 0x5743)
        memory.remember(Self.first, at: model)
        let devices = [
            Self.printer("00000000074F", port: "1-1"), Self.printer("00000000051C", port: "1-4"),
        ]
        let found = try USBSelection.device(
            model, among: devices, known: memory.identity(at: model))
        #expect(found == devices[1])
    }
}

@Suite struct USBChangeTests {
    private static func device(_ port: Int, number: Int = 0) -> USBDescription {
        USBDescription(
            vendor: 1, product: UInt16(number & 0xFFFF), port: "1-\(port)", interfaces: [])
    }

    @Test func changesComeInOrder() {
        var queue = USBChangeQueue()
        let changes: [USBChange] = [
            .arrived(Self.device(1)), .arrived(Self.device(2)), .left(Self.device(1)),
        ]
        for change in changes { queue.add(change) }
        #expect((0..<4).map { _ in queue.next() } == changes.map(Optional.some) + [nil])
    }

    /// A listener that sleeps through ten thousand plug cycles hears how it ended.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func aListenerThatFallsBehindHearsTheOutcome(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = USBChangeQueue()
        var present: [String: USBDescription] = [:]
        var heard: [String: USBDescription] = [:]
        func listen() {
            while let change = queue.next() {
                switch change {
                case .arrived(let device):
                    #expect(heard.updateValue(device, forKey: device.port) == nil, "seed \(seed)")
                case .left(let device):
                    #expect(heard.removeValue(forKey: device.port) == device, "seed \(seed)")
                }
            }
        }
        for number in 0..<10_000 {
            let port = Int.random(in: 1...8, using: &random)
            if let device = present.removeValue(forKey: "1-\(port)") {
                queue.add(.left(device))
            } else {
                let device = Self.device(port, number: number)
                present[device.port] = device
                queue.add(.arrived(device))
            }
            #expect(queue.changes.count <= USBChangeQueue.limit + 1)
            if random.happens(0.000_2) { listen() }
        }
        listen()
        #expect(heard == present, "seed \(seed)")
    }
}

@Suite struct USBKindTests {
    private static func hid(
        _ vendor: UInt16, _ product: UInt16, boot: UInt8 = 0, page: UInt16? = nil
    ) -> USBDescription {
        USBDescription(
            vendor: vendor, product: product, port: "1-1",
            interfaces: [
                .init(
                    number: 0, interfaceClass: 3, interfaceSubclass: boot == 0 ? 0 : 1,
                    interfaceProtocol: boot, endpoints: [], usagePage: page)
            ])
    }

    @Test(
        arguments: [
            (CapturedUSB.xprinterT58, .printer),
            (CapturedUSB.vendorClass(0x04B8, 0x0202), .printer),
            (CapturedUSB.vendorClass(0x0519, 0x1014), .drawer),
            (CapturedUSB.vendorClass(0x04B8, 0x0142), nil), (hid(0x0D3A, 0x0207), .drawer),
            (hid(0x0C2E, 0x0200, boot: 1), .scanner), (hid(0x05E0, 0x1300), .scanner),
            (hid(0x1EAB, 0x1D06, boot: 1), .scanner), (hid(0x1234, 1, page: 0x8C), .scanner),
            (hid(0x1234, 1, page: 0xFF45), .scanner), (hid(0x046D, 0xC31C, boot: 1), .keyboard),
            (hid(0x046D, 0xC077, boot: 2), nil), (hid(0x046D, 0xC077, page: 1), nil),
        ] as [(USBDescription, USBKind?)])
    func aDeviceIsWhatItSaysOrWhatItsMakerMakes(device: USBDescription, kind: USBKind?) {
        #expect(USBKind(of: device) == kind)
    }
}
