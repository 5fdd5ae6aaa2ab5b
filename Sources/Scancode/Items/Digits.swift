/// Text of ASCII digits: what every check digit works on.
enum Digits {
    /// The values of the digits; nil when another character is among them.
    static func values(_ bytes: some Collection<UInt8>) -> [Int]? {
        var values: [Int] = []
        values.reserveCapacity(bytes.count)
        for byte in bytes {
            guard isDigit(byte) else { return nil }
            values.append(Int(byte - UInt8(ascii: "0")))
        }
        return values
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// The number of at most eighteen digits; nil for more, for none and for other characters.
    static func number(_ bytes: some Collection<UInt8>) -> Int? {
        guard (1...18).contains(bytes.count), let values = values(bytes) else { return nil }
        return values.reduce(0) { $0 * 10 + $1 }
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// `number` with zeros before it.
    static func text(_ number: Int, width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// `text` in quotation marks, cut at 40 characters and without anything a terminal could obey.
    static func quoted(_ text: some StringProtocol) -> String {
        let plain = text.unicodeScalars.prefix(40).map { scalar in
            (0x20..<0x7F).contains(scalar.value) ? scalar : "\u{FFFD}"
        }
        let isCut = !text.unicodeScalars.dropFirst(40).isEmpty
        return "\"\(String(String.UnicodeScalarView(plain)))\(isCut ? "…" : "")\""
    }
}
