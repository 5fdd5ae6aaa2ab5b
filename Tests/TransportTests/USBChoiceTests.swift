import Testing
import Transport

@testable import USBTransport

/// Devices as captured from real printers, in the order in which their descriptors list things.
///
/// Source: sintrb/USB-Printer-Descriptors, and usb.ids for the vendor-class ones.
enum CapturedUSB {
    typealias Endpoint = USBDescription.Endpoint
    typealias Interface = USBDescription.Interface

    static func bulk(_ address: UInt8, _ size: UInt16 = 64) -> Endpoint {
        Endpoint(address: address, attributes: 2, maxPacketSize: size)
    }
    static func printer(_ proto: UInt8, _ endpoints: [Endpoint], alternate: UInt8 = 0) -> Interface
    {
        Interface(
            number: 0, alternate: alternate, interfaceClass: 7, interfaceSubclass: 1,
            interfaceProtocol: proto, endpoints: endpoints)
    }
    static func device(
        _ vendor: UInt16, _ product: UInt16, serial: String? = nil, port: String = "1-1",
        _ interfaces: [Interface]
    ) -> USBDescription {
        USBDescription(
            vendor: vendor, product: product, serial: serial, port: port, interfaces: interfaces)
    }

    static let gprinterZH380 = device(0x6868, 0x0500, [printer(2, [bulk(0x84), bulk(0x03)])])
    static let gprinter58 = device(0x6868, 0x0200, [printer(2, [bulk(0x81), bulk(0x02)])])
    static let gprinterR222 = device(0x6868, 0x0500, [printer(2, [bulk(0x81), bulk(0x01)])])
    static let xprinterT58 = device(0x0483, 0x5743, [printer(2, [bulk(0x02), bulk(0x81)])])
    static let xprinter323 = device(0x2D37, 0xCBB4, [printer(2, [bulk(0x01), bulk(0x82)])])
    static let hprt300 = device(0x20D1, 0x7007, [printer(2, [bulk(0x01, 512), bulk(0x82)])])
    static let gprinter3120 = device(0x0471, 0x0055, [printer(2, [bulk(0x01), bulk(0x81)])])
    static let deTong = device(
        0x0483, 0x5A19,
        [
            printer(1, [bulk(0x81), bulk(0x01)]),
            Interface(
                number: 1, interfaceClass: 3, interfaceSubclass: 0, interfaceProtocol: 0,
                endpoints: [
                    Endpoint(address: 0x82, attributes: 3, maxPacketSize: 64),
                    Endpoint(address: 0x02, attributes: 3, maxPacketSize: 64),
                ]),
        ])
    static func vendorClass(_ vendor: UInt16, _ product: UInt16) -> USBDescription {
        device(
            vendor, product,
            [
                Interface(
                    number: 0, interfaceClass: 0xFF, interfaceSubclass: 0, interfaceProtocol: 0,
                    endpoints: [bulk(0x01), bulk(0x82)])
            ])
    }
}

@Suite struct USBChoiceTests {
    @Test(arguments: [
        (CapturedUSB.gprinterZH380, 0x03, 0x84), (CapturedUSB.gprinter58, 0x02, 0x81),
        (CapturedUSB.gprinterR222, 0x01, 0x81), (CapturedUSB.xprinterT58, 0x02, 0x81),
        (CapturedUSB.xprinter323, 0x01, 0x82), (CapturedUSB.hprt300, 0x01, 0x82),
        (CapturedUSB.gprinter3120, 0x01, 0x81), (CapturedUSB.deTong, 0x01, 0x81),
    ])
    func theEndpointsOfRealPrintersAreFound(
        device: USBDescription, output: UInt8, input: UInt8
    ) throws {
        let choice = try #require(USBPrinterInterface.choose(in: device))
        #expect(choice.kind == .printerClass)
        #expect(choice.number == 0 && choice.alternate == 0 && !choice.hasAlternates)
        #expect(choice.output.address == output)
        #expect(choice.input?.address == input)
        #expect(choice.readSize >= 64 && choice.readSize.isMultiple(of: 64))
    }

    @Test(arguments: [
        (0x04B8, 0x0202, true), (0x04B8, 0x0E15, true), (0x1D90, 0x0FFF, true),
        (0x0519, 0x0001, true),
        // An Epson scanner, an ST development board and an unknown maker look the same.
        (0x04B8, 0x0142, false), (0x0483, 0x5743, false), (0x1234, 0x5678, false),
    ])
    func aVendorsOwnClassPrintsForKnownModelsAlone(
        vendor: UInt16, product: UInt16, isPrinter: Bool
    ) {
        let choice = USBPrinterInterface.choose(in: CapturedUSB.vendorClass(vendor, product))
        #expect(choice?.kind == (isPrinter ? .vendorClass : nil))
    }

    /// Alternate settings and what is chosen of them: the wanted order is 2, 1, 3, never 4.
    @Test(
        arguments: [
            ([1, 2, 3], 2), ([2, 1], 2), ([1, 3], 1), ([3], 3), ([4, 1], 1), ([4], nil), ([0], nil),
            ([], nil),
        ] as [([UInt8], UInt8?)])
    func theBestProtocolIsChosen(protocols: [UInt8], best: UInt8?) {
        let interfaces = protocols.enumerated().map { index, proto in
            CapturedUSB.printer(
                proto, [CapturedUSB.bulk(0x01), CapturedUSB.bulk(0x81)], alternate: UInt8(index))
        }
        let choice = USBPrinterInterface.choose(in: CapturedUSB.device(0x1234, 1, interfaces))
        let wanted = interfaces.first { $0.interfaceProtocol == best }
        #expect(choice?.alternate == wanted?.alternate)
        if choice != nil { #expect(choice?.hasAlternates == (protocols.count > 1)) }
    }

    /// Descriptors come from the device: none of them may be believed.
    @Test(arguments: [
        [CapturedUSB.bulk(0x81)],
        [CapturedUSB.bulk(0x01, 0)],
        [CapturedUSB.bulk(0x01, 0x800)],
        [USBDescription.Endpoint(address: 0x01, attributes: 3, maxPacketSize: 64)],
        [],
    ])
    func anInterfaceWithoutAWayOutIsNoPrinter(endpoints: [USBDescription.Endpoint]) {
        let device = CapturedUSB.device(0x04B8, 0x0202, [CapturedUSB.printer(2, endpoints)])
        #expect(USBPrinterInterface.choose(in: device) == nil)
    }

    /// Descriptors with the right thing somewhere in them: interfaces, and setting, way out and way in
    /// that are chosen.
    @Test(
        arguments: [
            // Of the same kind the first one; a bidirectional one wherever it stands.
            ([printer(2, 0, 0x01, 0x81), printer(2, 0, 0x02, 0x82, number: 1)], 0, 0x01, 0x81),
            ([printer(1, 0, 0x01, 0x81), printer(2, 0, 0x02, 0x82, number: 1)], 1, 0x02, 0x82),
            // A bidirectional one without a way out, with no endpoints, or with nothing but a way in.
            ([printer(2, 0, nil, nil), printer(1, 1, 0x01, nil)], 0, 0x01, nil),
            ([printer(2, 0, nil, 0x81), printer(1, 1, 0x01, nil)], 0, 0x01, nil),
            // The same setting twice, the first time without endpoints.
            ([printer(2, 0, nil, nil), printer(2, 0, 0x03, 0x84)], 0, 0x03, 0x84),
            // IPP over USB beside it, and a subclass that is none.
            ([printer(4, 0, 0x05, 0x85), printer(2, 0, 0x01, 0x81, number: 1)], 1, 0x01, 0x81),
            (
                [printer(2, 0, 0x05, 0x85, subclass: 2), printer(3, 0, 0x01, 0x81, number: 1)], 1,
                0x01, 0x81
            ),
        ] as [([USBDescription.Interface], UInt8, UInt8, UInt8?)])
    func theBestOfSeveralIsChosen(
        interfaces: [USBDescription.Interface], number: UInt8, output: UInt8, input: UInt8?
    ) throws {
        let device = CapturedUSB.device(0x1234, 1, interfaces)
        let choice = try #require(USBPrinterInterface.choose(in: device))
        #expect(choice.number == number)
        #expect(choice.output.address == output)
        #expect(choice.input?.address == input)
    }

    private static func printer(
        _ proto: UInt8, _ alternate: UInt8, _ output: UInt8?, _ input: UInt8?, number: UInt8 = 0,
        subclass: UInt8 = 1
    ) -> USBDescription.Interface {
        .init(
            number: number, alternate: alternate, interfaceClass: 7, interfaceSubclass: subclass,
            interfaceProtocol: proto,
            endpoints: [input, output].compactMap { $0.map { CapturedUSB.bulk($0) } })
    }

    /// A setting that is listed twice is no choice: to ask for it would only disturb the device.
    @Test func onlyDifferentSettingsAreAChoice() throws {
        let twice = CapturedUSB.printer(2, [CapturedUSB.bulk(0x01), CapturedUSB.bulk(0x81)])
        let device = CapturedUSB.device(0x1234, 1, [twice, twice])
        #expect(try #require(USBPrinterInterface.choose(in: device)).hasAlternates == false)
    }

    /// As many interfaces and endpoints as bytes can number.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func noListOfInterfacesTraps(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func byte() -> UInt8 { UInt8.random(in: .min ... .max, using: &random) }
        let interfaces = (0..<256).map { _ in
            USBDescription.Interface(
                number: byte(), alternate: byte(),
                interfaceClass: [3, 7, 0xFF].randomElement(using: &random) ?? 7,
                interfaceSubclass: byte() & 3, interfaceProtocol: byte() & 7,
                endpoints: (0..<30).map { _ in
                    .init(
                        address: byte(), attributes: byte(),
                        maxPacketSize: UInt16.random(in: 0...UInt16.max, using: &random))
                })
        }
        let device = CapturedUSB.device(0x04B8, 0x0202, interfaces)
        if let choice = USBPrinterInterface.choose(in: device) {
            #expect(!choice.output.isIn && choice.output.packetSize > 0, "seed \(seed)")
            #expect((64...4_096).contains(choice.readSize), "seed \(seed)")
        }
        for interface in USBHIDInterface.all(in: device) {
            #expect((8...10_240).contains(interface.readSize(longestReport: 300)), "seed \(seed)")
        }
        _ = USBKind(of: device)
    }

    @Test func aPrinterThatOnlyTakesHasNoInput() throws {
        let device = CapturedUSB.device(1, 1, [CapturedUSB.printer(1, [CapturedUSB.bulk(0x01)])])
        let choice = try #require(USBPrinterInterface.choose(in: device))
        #expect(choice.input == nil)
    }

    @Test(arguments: [8, 16, 64, 100, 512, 1024, 0x7FF] as [UInt16])
    func aReadHoldsWholePackets(packet: UInt16) throws {
        let device = CapturedUSB.device(
            1, 1,
            [CapturedUSB.printer(2, [CapturedUSB.bulk(0x01), CapturedUSB.bulk(0x81, packet)])])
        let choice = try #require(USBPrinterInterface.choose(in: device))
        #expect(choice.readSize >= 64 && choice.readSize.isMultiple(of: Int(packet)))
    }
}

@Suite struct USBSelectionTests {
    private static func xprinter(_ port: String, serial: String?) -> USBDescription {
        CapturedUSB.device(0x0483, 0x5743, serial: serial, port: port, [])
    }
    private static let left = xprinter("1-1.2", serial: "00000000051C")
    private static let right = xprinter("1-1.3", serial: "00000000074F")
    private static let epson = CapturedUSB.device(0x04B8, 0x0E15, port: "2-1", [])

    @Test func eachSelectorFindsItsDevice() throws {
        let devices = [Self.left, Self.right, Self.epson]
        #expect(try USBSelection.device(.serial("00000000074F"), among: devices) == Self.right)
        #expect(try USBSelection.device(.port("1-1.2"), among: devices) == Self.left)
        let model = Address.USBSelector.model(vendor: 0x04B8, product: 0x0E15)
        #expect(try USBSelection.device(model, among: devices) == Self.epson)
    }

    @Test func nothingThereIsAbsent() {
        #expect(throws: LinkError.absent("usb:serial=C")) {
            try USBSelection.device(.serial("C"), among: [Self.left])
        }
        #expect(throws: LinkError.absent("usb:port=1-1")) {
            try USBSelection.device(.port("1-1"), among: [Self.left])
        }
    }

    @Test func twoOfOneModelAreNeverGuessed() {
        let model = Address.USBSelector.model(vendor: 0x0483, product: 0x5743)
        #expect(
            throws: LinkError.unsupported(
                "usb:0483:5743",
                why:
                    "2 devices are called that; use one of usb:serial=00000000051C, usb:serial=00000000074F"
            )
        ) {
            try USBSelection.device(model, among: [Self.right, Self.left, Self.epson])
        }
    }

    /// Clones of one maker all have the same serial number, or one that is none, or none.
    @Test(arguments: ["6A6958721237", "0001", nil])
    func clonesAreToldApartByTheirPorts(serial: String?) {
        let devices = [Self.xprinter("1-1", serial: serial), Self.xprinter("1-2", serial: serial)]
        let selector: Address.USBSelector =
            serial.map { .serial($0) } ?? .model(vendor: 0x0483, product: 0x5743)
        let error = #expect(throws: LinkError.self) {
            try USBSelection.device(selector, among: devices)
        }
        for port in ["usb:port=1-1", "usb:port=1-2"] {
            #expect(error?.description.contains(port) == true, "\(String(describing: error))")
        }
        #expect(error?.description.contains("serial=\(serial ?? "-"), ") == false)
        #expect(USBSelection.address(of: devices[1], among: devices) == .usb(.port("1-2")))
    }

    @Test func theMostLastingUniqueNameIsGiven() {
        let devices = [Self.left, Self.epson]
        #expect(
            USBSelection.address(of: Self.left, among: devices) == .usb(.serial("00000000051C")))
        #expect(
            USBSelection.address(of: Self.epson, among: devices)
                == .usb(.model(vendor: 0x04B8, product: 0x0E15)))
    }
}

@Suite struct IEEE1284IDTests {
    private static let text = "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;DES:EPSON TM-T20II;"
    private static let body = Array(text.utf8)

    /// The length in front: right, in the wrong order, without itself, zero, too long, or none.
    @Test(
        arguments: [
            [0, UInt8(body.count + 2)], [UInt8(body.count + 2), 0], [0, UInt8(body.count)], [0, 0],
            [0xFF, 0xFF], [1, 0], [],
        ] as [[UInt8]])
    func theLengthIsNotTrusted(length: [UInt8]) {
        let id = IEEE1284ID(parsing: length + Self.body)
        #expect(id.manufacturer == "EPSON")
        #expect(id.model == "TM-T20II")
        #expect(id.commandSet == "ESC/POS")
        #expect(id["CLS"] == "PRINTER")
    }

    @Test func whatStandsBehindThePlausibleLengthIsLeftOut() {
        let answer = [0, UInt8(Self.body.count + 2)] + Self.body + Array("SN:garbage;".utf8)
        #expect(IEEE1284ID(parsing: answer).serial == nil)
    }

    @Test func otherSpellingsOfTheNamesAreKnown() {
        let text = " manufacturer : Star ;MODEL:TSP143;COMMAND SET:STAR;SERN:12\u{0};MDL;:x;;"
        let id = IEEE1284ID(parsing: [0, 0] + Array(text.utf8))
        #expect(id.manufacturer == "Star")
        #expect(id.model == "TSP143")
        #expect(id.commandSet == "STAR")
        #expect(id.serial == "12")
    }

    @Test(arguments: [[], [0], [0, 2], [0, 0, 0, 0], [0x41], [0x41, 0x42]] as [[UInt8]])
    func nothingIsNoName(answer: [UInt8]) {
        #expect(IEEE1284ID(parsing: answer).manufacturer == nil)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func noAnswerTraps(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let bytes = randomBytes(Int.random(in: 0..<64, using: &random), using: &random)
            #expect(IEEE1284ID(parsing: bytes).text.utf8.count <= 3 * bytes.count)
        }
    }

    @Test(
        arguments: [
            (0x18, false, true, false), (0x38, true, true, false), (0x10, false, true, true),
            (0x00, false, false, true),
        ] as [(UInt8, Bool, Bool, Bool)])
    func thePortStatusIsThreeBits(byte: UInt8, empty: Bool, selected: Bool, error: Bool) {
        let status = PortStatus(rawValue: byte)
        #expect(status.isPaperEmpty == empty)
        #expect(status.isSelected == selected)
        #expect(status.hasError == error)
    }
}
