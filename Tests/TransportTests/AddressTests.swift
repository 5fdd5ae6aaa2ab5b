import Testing
import Transport

@Suite struct AddressTests {
    @Test(arguments: [
        ("usb:04b8:0e15", Address.usb(.model(vendor: 0x04B8, product: 0x0E15)), "usb:04b8:0e15"),
        ("usb:4B8:E15", .usb(.model(vendor: 0x04B8, product: 0x0E15)), "usb:04b8:0e15"),
        ("usb:serial=X3AK001", .usb(.serial("X3AK001")), "usb:serial=X3AK001"),
        ("usb:serial=a%20b", .usb(.serial("a b")), "usb:serial=a%20b"),
        ("usb:port=1-1.4", .usb(.port("1-1.4")), "usb:port=1-1.4"),
        (
            "serial:/dev/ttyUSB0", .serial(path: "/dev/ttyUSB0", SerialSettings()),
            "serial:/dev/ttyUSB0"
        ),
        (
            "serial:/dev/ttyUSB0?baud=19200&flow=rtscts&parity=even",
            .serial(
                path: "/dev/ttyUSB0", SerialSettings(baud: 19200, parity: .even, flow: .rtscts)),
            "serial:/dev/ttyUSB0?baud=19200&flow=rtscts&parity=even"
        ),
        (
            "serial:/dev/ttyS0?parity=odd&baud=9600&flow=xonxoff",
            .serial(path: "/dev/ttyS0", SerialSettings(parity: .odd, flow: .xonxoff)),
            "serial:/dev/ttyS0?flow=xonxoff&parity=odd"
        ),
        ("tcp:127.0.0.1:9100", .tcp(host: "127.0.0.1", port: 9100), "tcp:127.0.0.1:9100"),
        ("tcp:kitchen", .tcp(host: "kitchen", port: 9100), "tcp:kitchen:9100"),
        ("tcp:[::1]:9101", .tcp(host: "::1", port: 9101), "tcp:[::1]:9101"),
        ("tcp:[fe80::1%eth0]", .tcp(host: "fe80::1%eth0", port: 9100), "tcp:[fe80::1%eth0]:9100"),
        ("file:/dev/usb/lp0", .file(path: "/dev/usb/lp0"), "file:/dev/usb/lp0"),
        ("file:/tmp/a%3Fb", .file(path: "/tmp/a?b"), "file:/tmp/a%3Fb"),
        ("hidraw:/dev/hidraw0", .hidraw(path: "/dev/hidraw0"), "hidraw:/dev/hidraw0"),
        ("evdev:/dev/input/event5", .evdev(path: "/dev/input/event5"), "evdev:/dev/input/event5"),
        ("sim:", .simulator(options: [:]), "sim:"),
        (
            "sim:?profile=generic-58&paper=/tmp/a b",
            .simulator(options: ["profile": "generic-58", "paper": "/tmp/a b"]),
            "sim:?paper=/tmp/a%20b&profile=generic-58"
        ),
    ])
    func anAddressIsReadAndWritten(text: String, address: Address, canonical: String) throws {
        #expect(try Address(parsing: text) == address)
        #expect(address.description == canonical)
        #expect(try Address(parsing: canonical) == address)
    }

    /// The text of each error holds the words that help: the part, the reason or the right form.
    @Test(arguments: [
        ("", ["start it with its kind", "usb:"]),
        ("/dev/usb/lp0", ["did you mean file:/dev/usb/lp0"]),
        ("/dev/ttyUSB0", ["did you mean serial:/dev/ttyUSB0"]),
        ("/dev/hidraw3", ["did you mean hidraw:/dev/hidraw3"]),
        ("/dev/input/event5", ["did you mean evdev:/dev/input/event5"]),
        ("192.168.1.5", ["did you mean tcp:192.168.1.5"]),
        ("192.168.1.5:9100", ["did you mean tcp:192.168.1.5:9100"]),
        ("04b8:0e15", ["did you mean usb:04b8:0e15"]),
        ("sim", ["did you mean sim:"]),
        ("lpt:0", ["\"lpt:\"", "usb:"]),
        ("usb:", ["usb device", "usb:04b8:0e15"]),
        ("usb:04b8", ["usb device", "usb:04b8:0e15"]),
        ("usb:04b8:xyz", ["product \"xyz\"", "hexadecimal"]),
        ("usb:104b8:0e15", ["vendor \"104b8\"", "hexadecimal"]),
        ("usb:+4b8:0e15", ["vendor \"+4b8\""]),
        ("usb:serial=", ["serial number", "empty"]),
        ("usb:serial=%zz", ["serial number", "%"]),
        ("usb:port=1", ["port \"1\"", "1-1.4"]),
        ("usb:port=1-1.4/../..", ["port"]),
        ("serial:ttyUSB0", ["path \"ttyUSB0\"", "start with /"]),
        ("serial:/dev/ttyUSB0?baud=9601", ["baud \"9601\"", "115200", "baud=19200"]),
        ("serial:/dev/ttyUSB0?baud=-1", ["baud \"-1\""]),
        ("serial:/dev/ttyUSB0?flow=dtr", ["flow \"dtr\"", "rtscts"]),
        ("serial:/dev/ttyUSB0?parity=mark", ["parity \"mark\"", "even"]),
        ("serial:/dev/ttyUSB0?bits=7", ["no option \"bits\"", "baud"]),
        ("serial:/dev/ttyUSB0?baud", ["option \"baud\"", "name=value"]),
        ("serial:/dev/ttyUSB0?baud=9600&baud=9600", ["\"baud\" is given twice"]),
        ("serial:/dev/ttyUSB0?baud=9600&", ["option \"\""]),
        ("file:lp0", ["path \"lp0\"", "/dev/usb/lp0"]),
        ("file:/dev/usb/lp0?baud=9600", ["file: takes no options", "baud"]),
        ("file:/tmp/a%00b", ["path"]),
        ("tcp:", ["host"]),
        ("tcp://printer:9100", ["slash"]),
        ("tcp:::1", ["brackets"]),
        ("tcp:[::1", ["closing bracket"]),
        ("tcp:[kitchen]:9100", ["IPv6"]),
        ("tcp:[::1]9100", ["port", "colon"]),
        ("tcp:host:0", ["port \"0\""]),
        ("tcp:host:65536", ["port \"65536\"", "65535"]),
        ("tcp:host:+1", ["port \"+1\""]),
        ("tcp:host:", ["port \"\""]),
        ("tcp:a b", ["host \"a b\""]),
        ("tcp:host?timeout=5", ["tcp: takes no options", "timeout"]),
        ("sim:generic", ["simulator \"generic\"", "sim:?profile"]),
        ("sim:?profile", ["option \"profile\""]),
        ("sim:?=x", ["option \"=x\""]),
    ])
    func aWrongAddressNamesThePartAndARightForm(text: String, words: [String]) {
        let error = #expect(throws: AddressError.self) { try Address(parsing: text) }
        let message = error?.description ?? ""
        for word in words { #expect(message.contains(word), "\(message)") }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func whatIsWrittenReadsBackTheSame(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let address = Self.address(using: &random)
            let text = address.description
            #expect(!text.contains { $0.isNewline }, "seed \(seed)")
            #expect(try Address(parsing: text) == address, "seed \(seed): \(text)")
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func noTextTraps(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let heads = [
            "usb:", "usb:serial=", "usb:port=", "serial:/", "tcp:", "tcp:[", "sim:?", "x", "",
        ]
        let pieces = [
            ":", "%", "?", "=", "&", "/", "[", "]", "1", "ff", "é", "\u{0}", "漢", ".", "-",
        ]
        for _ in 0..<50 {
            var text = heads.randomElement(using: &random) ?? ""
            for _ in 0..<Int.random(in: 0..<9, using: &random) {
                text += pieces.randomElement(using: &random) ?? ""
            }
            if let address = try? Address(parsing: text) {
                #expect((try? Address(parsing: address.description)) == address, "\(text)")
            }
        }
    }

    private static func text(using random: inout SeededGenerator) -> String {
        let characters = Array("abzAZ09 %?&=+:/#[]-._~\u{1}\n\t\u{7F}\u{85}\u{2028}éß漢字🖨")
        return String(
            (0..<Int.random(in: 1...12, using: &random)).map { _ in
                characters[Int.random(in: 0..<characters.count, using: &random)]
            })
    }

    private static func address(using random: inout SeededGenerator) -> Address {
        switch Int.random(in: 0..<9, using: &random) {
        case 0:
            .usb(
                .model(
                    vendor: .random(in: .min ... .max, using: &random),
                    product: .random(in: .min ... .max, using: &random)))
        case 1: .usb(.serial(text(using: &random)))
        case 2: .usb(.port("\(Int.random(in: 1...255, using: &random))-1.\(seedDigit(&random))"))
        case 3:
            .serial(
                path: "/" + text(using: &random),
                SerialSettings(
                    baud: SerialSettings.bauds.randomElement(using: &random) ?? 9600,
                    parity: SerialSettings.Parity.allCases.randomElement(using: &random) ?? .none,
                    flow: SerialSettings.Flow.allCases.randomElement(using: &random) ?? .none))
        case 4:
            .tcp(
                host: Bool.random(using: &random) ? "fe80::\(seedDigit(&random))" : "h-1.example",
                port: .random(in: 1...65535, using: &random))
        case 5: .file(path: "/" + text(using: &random))
        case 6: .hidraw(path: "/" + text(using: &random))
        case 7: .evdev(path: "/" + text(using: &random))
        default:
            .simulator(
                options: [
                    text(using: &random): text(using: &random), "paper": "",
                ])
        }
    }

    private static func seedDigit(_ random: inout SeededGenerator) -> Int {
        Int.random(in: 0...9, using: &random)
    }
}
