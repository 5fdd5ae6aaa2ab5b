/// Bytes as a technician reads them.
public enum HexDump {
    /// Lines of 16 bytes: the position, the bytes in hexadecimal, and as ASCII with a dot for each
    /// that is none.
    public static func lines(_ bytes: [UInt8]) -> [String] {
        stride(from: 0, to: bytes.count, by: 16).map { start in
            let row = bytes[start..<min(start + 16, bytes.count)]
            let hexadecimal = row.map { pad(String($0, radix: 16), to: 2) }.joined(separator: " ")
            let space = String(repeating: " ", count: 47 - hexadecimal.count)
            let text = String(
                decoding: row.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: ".") },
                as: UTF8.self)
            return "\(pad(String(start, radix: 16), to: 6))  \(hexadecimal)\(space)  \(text)"
        }
    }

    /// The lines of one traced event, the first with its time in seconds and its direction.
    public static func lines(_ event: Tracer.Event) -> [String] {
        let (seconds, attoseconds) = event.at.components
        let microseconds = pad(String(attoseconds / 1_000_000_000_000), to: 6)
        let arrow = event.direction == .toDevice ? ">" : "<"
        let head = "\(seconds).\(microseconds) \(arrow)"
        let margin = String(repeating: " ", count: head.count)
        return lines(event.bytes).enumerated().map { "\($0 == 0 ? head : margin) \($1)" }
    }

    private static func pad(_ digits: String, to width: Int) -> String {
        String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
}
