/// How a part of an address keeps characters that would end it.
enum Escaping {
    /// Writes control characters, spaces and those that divide an address as `%` and two digits.
    static func escape(_ text: String, including more: String = "") -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            let divides = scalar == "%" || scalar == "?" || more.unicodeScalars.contains(scalar)
            // NEL and the line and paragraph separators end a line too.
            let breaks =
                scalar.value <= 0x20 || (0x7F...0x9F).contains(scalar.value)
                || scalar.value == 0x2028 || scalar.value == 0x2029
            guard divides || breaks else {
                escaped.unicodeScalars.append(scalar)
                continue
            }
            for byte in String(scalar).utf8 {
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return escaped
    }

    /// Undoes ``escape(_:including:)``; nil when a `%` is not followed by two digits or the bytes
    /// are not UTF-8.
    static func unescape(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit),
                let low = rest.popFirst().flatMap(digit)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        // A NUL would end the name early in the system's own calls.
        guard !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// `?key=value&key=value`, or nothing.
    static func query(_ options: [(key: String, value: String)]) -> String {
        guard !options.isEmpty else { return "" }
        let pairs = options.map {
            "\(escape($0.key, including: "&="))=\(escape($0.value, including: "&="))"
        }
        return "?" + pairs.joined(separator: "&")
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
