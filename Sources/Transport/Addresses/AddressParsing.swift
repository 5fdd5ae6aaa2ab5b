extension Address {
    /// Reads an address as a person writes it.
    ///
    /// - Throws: ``AddressError``, which names the part that is wrong and shows a right one.
    public init(parsing text: String) throws(AddressError) {
        guard let colon = text.firstIndex(of: ":"), !text.hasPrefix("/") else {
            throw .noScheme(text, suggestion: Self.suggestion(for: text))
        }
        let scheme = text[..<colon]
        let rest = text[text.index(after: colon)...]
        switch scheme {
        case "usb": self = .usb(try Self.usbSelector(rest))
        case "serial":
            let (place, options) = try Self.divide(rest, of: "serial", example: Self.serialExample)
            let path = try Self.path(place, of: "serial", example: Self.serialExample)
            self = .serial(path: path, try SerialSettings(options: options))
        case "tcp": self = try Self.tcp(rest)
        case "file":
            self = .file(path: try Self.plainPath(rest, of: "file", example: "file:/dev/usb/lp0"))
        case "hidraw":
            let example = "hidraw:/dev/hidraw0"
            self = .hidraw(path: try Self.plainPath(rest, of: "hidraw", example: example))
        case "evdev":
            let example = "evdev:/dev/input/event5"
            self = .evdev(path: try Self.plainPath(rest, of: "evdev", example: example))
        case "sim": self = try Self.simulator(rest)
        default:
            throw .unknownScheme(
                String(scheme),
                suggestion: Self.suggestion(for: text))
        }
    }

    private static let serialExample = "serial:/dev/ttyUSB0?baud=19200&flow=rtscts"
    private static let simulatorExample = "sim:?profile=generic-58"

    /// What somebody who left the scheme out probably meant.
    private static func suggestion(for text: String) -> String? {
        if text.hasPrefix("/dev/hidraw") { return "hidraw:\(text)" }
        if text.hasPrefix("/dev/input/") { return "evdev:\(text)" }
        if text.hasPrefix("/dev/tty") || text.hasPrefix("/dev/pts/")
            || text.hasPrefix("/dev/serial/") || text.hasPrefix("/dev/rfcomm")
        {
            return "serial:\(text)"
        }
        if text.hasPrefix("/") { return "file:\(text)" }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2, parts.allSatisfy({ Spelling.isHexadecimal($0, 4...4) }) {
            return "usb:\(text)"
        }
        if Spelling.isLikeIPv4(text[...]) { return "tcp:\(text)" }
        return text == "sim" ? "sim:" : nil
    }

    private static func usbSelector(_ text: Substring) throws(AddressError) -> USBSelector {
        let example = "usb:04b8:0e15, usb:serial=X3AK001 or usb:port=1-1.4"
        if text.hasPrefix("serial=") {
            let serial = text.dropFirst("serial=".count)
            guard let serial = Escaping.unescape(serial), !serial.isEmpty else {
                throw .badPart(
                    "serial number", text: String(serial), why: badText, example: example)
            }
            return .serial(serial)
        }
        if text.hasPrefix("port=") {
            let port = text.dropFirst("port=".count)
            guard Spelling.isUSBPort(port) else {
                throw .badPart(
                    "port", text: String(port), why: "is not a bus, a hyphen and port numbers",
                    example: example)
            }
            return .port(String(port))
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw .badPart(
                "usb device", text: String(text),
                why: "is not vendor:product, serial=… or port=…", example: example)
        }
        return .model(
            vendor: try identity(parts[0], "vendor", example),
            product: try identity(parts[1], "product", example))
    }

    private static func identity(
        _ text: Substring, _ part: String, _ example: String
    ) throws(AddressError) -> UInt16 {
        guard Spelling.isHexadecimal(text, 1...4), let number = UInt16(text, radix: 16)
        else {
            throw .badPart(
                part, text: String(text), why: "is not one to four hexadecimal digits",
                example: example)
        }
        return number
    }

    private static let badText = "is empty or has a % that two hexadecimal digits do not follow"

    private static func path(
        _ text: Substring, of scheme: String, example: String
    ) throws(AddressError) -> String {
        guard let path = Escaping.unescape(text) else {
            throw .badPart("path", text: String(text), why: badText, example: example)
        }
        guard path.hasPrefix("/") else {
            throw .badPart(
                "path", text: String(text), why: "does not start with /", example: example)
        }
        return path
    }

    private static func plainPath(
        _ text: Substring, of scheme: String, example: String
    ) throws(AddressError) -> String {
        let (place, options) = try divide(text, of: scheme, example: example)
        if let option = options.first {
            throw .unknownOption(option.key, of: scheme, known: [])
        }
        return try path(place, of: scheme, example: example)
    }

    private static func simulator(_ text: Substring) throws(AddressError) -> Address {
        let (place, options) = try divide(text, of: "sim", example: simulatorExample)
        guard place.isEmpty else {
            throw .badPart(
                "simulator", text: String(place), why: "has no place, only options",
                example: simulatorExample)
        }
        return .simulator(options: Dictionary(options) { first, _ in first })
    }

    /// Takes the options off the place.
    private static func divide(
        _ text: Substring, of scheme: String, example: String
    ) throws(AddressError) -> (place: Substring, options: [(key: String, value: String)]) {
        guard let mark = text.firstIndex(of: "?") else { return (text, []) }
        var options: [(key: String, value: String)] = []
        let query = text[text.index(after: mark)...]
        guard !query.isEmpty else { return (text[..<mark], []) }
        for pair in query.split(separator: "&", omittingEmptySubsequences: false) {
            let halves = pair.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let key = Escaping.unescape(halves[0]), !key.isEmpty,
                let value = Escaping.unescape(halves[1])
            else {
                throw .badPart(
                    "option", text: String(pair), why: "is not name=value", example: example)
            }
            if options.contains(where: { $0.key == key }) { throw .repeatedOption(key) }
            options.append((key, value))
        }
        return (text[..<mark], options)
    }
}

extension SerialSettings {
    /// Settings from the options of an address.
    init(options: [(key: String, value: String)]) throws(AddressError) {
        self.init()
        let place = "serial:/dev/ttyUSB0"
        for (key, value) in options {
            switch key {
            case "baud":
                guard let baud = Int(value), Self.bauds.contains(baud) else {
                    let known = Self.bauds.map(String.init).joined(separator: ", ")
                    throw .badPart(
                        "baud", text: value, why: "is not one of \(known)",
                        example: "\(place)?baud=19200")
                }
                self.baud = baud
            case "flow":
                guard let flow = Flow(rawValue: value) else {
                    throw .badPart(
                        "flow", text: value, why: "is not none, rtscts, dtrdsr or xonxoff",
                        example: "\(place)?flow=rtscts")
                }
                self.flow = flow
            case "parity":
                guard let parity = Parity(rawValue: value) else {
                    throw .badPart(
                        "parity", text: value, why: "is not none, even or odd",
                        example: "\(place)?parity=even")
                }
                self.parity = parity
            default:
                throw .unknownOption(key, of: "serial", known: ["baud", "flow", "parity"])
            }
        }
    }
}
