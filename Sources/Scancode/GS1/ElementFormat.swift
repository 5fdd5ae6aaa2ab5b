/// What an Application Identifier says about the data behind it.
public struct ElementFormat: Hashable, Sendable {
    /// The short name that GS1 has labels print, such as `BATCH/LOT`.
    public let title: String
    public let components: [ElementComponent]
    /// Whether readers know the length by the first two digits, so that no FNC1 follows.
    public let isPredefinedLength: Bool
    /// Whether the last digit of the identifier counts the decimals of the last component.
    public let hasDecimals: Bool
    /// One of these groups has to be on the same item, wholly; empty when nothing has to.
    public let requires: [[IdentifierPattern]]
    /// None of these may be on the same item.
    public let excludes: [IdentifierPattern]

    /// The most characters of data.
    public var maximumLength: Int { components.reduce(0) { $0 + $1.length.upperBound } }
}

/// A part of the data: characters of one set.
public struct ElementComponent: Hashable, Sendable {
    public let characters: GS1Characters
    public let length: ClosedRange<Int>
    /// May be missing, with all that would follow it.
    public let isOptional: Bool
    public let checks: [ContentCheck]
}

/// The sets of characters in GS1 data.
///
/// Source: GS1 General Specifications, 7.11.
public enum GS1Characters: String, Hashable, Sendable, Codable, CaseIterable {
    case digits
    /// 82 characters: letters, digits and `!"%&'()*+,-./:;<=>?_`.
    case set82
    /// 39 characters: capital letters, digits and `#-/`.
    case set39
    /// The 64 characters of base 64 in its form for files and addresses, and `=` at the end.
    case base64

    public func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): self != .digits
        case UInt8(ascii: "a")...UInt8(ascii: "z"): self == .set82 || self == .base64
        case UInt8(ascii: "-"): self != .digits
        case UInt8(ascii: "_"): self == .set82 || self == .base64
        case UInt8(ascii: "="): self == .set82 || self == .base64
        case UInt8(ascii: "#"): self == .set39
        case UInt8(ascii: "/"): self == .set39 || self == .set82
        case 0x21, 0x22, 0x25...0x2C, 0x2E, 0x3A...0x3C, 0x3E, 0x3F: self == .set82
        default: false
        }
    }
}

/// An identifier in which `n` stands for any digit: `31nn`.
public struct IdentifierPattern: Hashable, Sendable {
    public let text: String

    init(_ text: some StringProtocol) { self.text = String(text) }

    public func matches(_ identifier: ApplicationIdentifier) -> Bool {
        let (pattern, digits) = (text.utf8, identifier.digits.utf8)
        return pattern.count == digits.count
            && zip(pattern, digits).allSatisfy { $0 == UInt8(ascii: "n") || $0 == $1 }
    }
}

extension IdentifierPattern: CustomStringConvertible {
    public var description: String { "(\(text))" }
}
