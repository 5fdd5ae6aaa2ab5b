/// What a scanner adds to a code, as it is written on the command line.
enum ByteText {
    private static let names: [(name: String, bytes: [UInt8])] = [
        ("none", []), ("cr", [0x0D]), ("lf", [0x0A]), ("crlf", [0x0D, 0x0A]), ("tab", [0x09]),
        ("stx", [0x02]), ("etx", [0x03]),
    ]

    /// A name, or text in which `\xHH` is a byte and `\\` is `\`.
    static let kind = ValueKind<[UInt8]>("TEXT") { text throws(ValueError) in
        if let named = names.first(where: { $0.name == text }) { return named.bytes }
        guard let bytes = bytes(text), !bytes.isEmpty else {
            throw ValueError(
                why:
                    "must be \(names.map(\.name).joined(separator: ", ")), or text with \\xHH for a byte"
            )
        }
        return bytes
    } show: {
        show($0)
    }

    static func show(_ bytes: [UInt8]) -> String {
        if let named = names.first(where: { $0.bytes == bytes }) { return named.name }
        let text = printable(bytes)
        // A text that is called like a name must not be taken for it.
        guard names.contains(where: { $0.name == text }) else { return text }
        return "\\x\(hex(bytes[0]))" + text.dropFirst()
    }

    /// Text that cannot disturb a terminal; what is not printable is `\xHH`.
    static func printable(_ bytes: [UInt8]) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return bytes.map { "\\x\(hex($0))" }.joined()
        }
        return text.unicodeScalars.map { scalar in
            switch scalar.value {
            case 0x5C: "\\\\"
            case 0..<0x20, 0x7F: "\\x\(hex(UInt8(scalar.value)))"
            // Controls of terminals, and marks that turn the direction of what follows.
            case 0x80..<0xA0, 0x200B...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF:
                String(scalar).utf8.map { "\\x\(hex($0))" }.joined()
            default: String(scalar)
            }
        }.joined()
    }

    static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "x"):
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit),
                    let byte = UInt8(digits, radix: 16)
                else { return nil }
                bytes.append(byte)
                rest = rest.dropFirst(2)
            default: return nil
            }
        }
        return bytes
    }
}
