/// The three characters by which a scanner names the kind of a code: `]`, a letter, a modifier.
///
/// Source: ISO/IEC 15424.
public struct AIMIdentifier: Hashable, Sendable, Codable {
    /// An ASCII letter; its case counts.
    public let code: UInt8
    /// An ASCII digit or letter.
    public let modifier: UInt8

    /// - Returns: nil unless `code` is an ASCII letter and `modifier` an ASCII letter or digit.
    public init?(code: UInt8, modifier: UInt8) {
        guard Self.isLetter(code), Self.isLetter(modifier) || (0x30...0x39).contains(modifier)
        else { return nil }
        self.code = code
        self.modifier = modifier
    }

    /// The identifier that `bytes` begin with, if they begin with one.
    public init?(prefixOf bytes: some Collection<UInt8>) {
        let head = Array(bytes.prefix(3))
        guard head.count == 3, head[0] == UInt8(ascii: "]") else { return nil }
        self.init(code: head[1], modifier: head[2])
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

extension AIMIdentifier: CustomStringConvertible {
    public var description: String {
        "]\(Character(Unicode.Scalar(code)))\(Character(Unicode.Scalar(modifier)))"
    }
}
