/// What is wrong with GS1 data, and where.
public struct GS1Problem: Error, Hashable, Sendable {
    /// The byte of the content, from 0.
    public let offset: Int
    /// The element that it is about; nil when no identifier was recognised.
    public let identifier: ApplicationIdentifier?
    public let kind: Kind

    public enum Kind: Hashable, Sendable {
        /// These characters, where an identifier should start, are none of the table.
        case unknownIdentifier(String)
        case tooShort(least: Int, found: Int)
        case tooLong(most: Int, found: Int)
        case character(UInt8, GS1Characters)
        case checkDigit(expected: Int)
        case checkPair(expected: String)
        /// The text is not what it has to be.
        case content(ContentCheck, String)
        /// None of these groups is wholly there.
        case needs([[IdentifierPattern]])
        /// This identifier may not be beside it.
        case bars(ApplicationIdentifier)
        /// The same identifier is there with another value.
        case contradiction
        /// In the form with brackets: no bracket, or no identifier in one.
        case bracket
    }
}

extension GS1Problem: CustomStringConvertible {
    public var description: String {
        guard let identifier else { return "byte \(offset): \(text)" }
        let title = identifier.format.title
        return "byte \(offset), \(identifier)\(title.isEmpty ? "" : " \(title)"): \(text)"
    }

    private var text: String {
        switch kind {
        case .unknownIdentifier(let text):
            "\(Digits.quoted(text)) starts no GS1 identifier; is FNC1 sent as GS (1D hex)?"
        case .tooShort(let least, let found):
            "\(found) characters, but \(least) at least are needed; scan it again"
        case .tooLong(let most, let found):
            "\(found) characters, but \(most) at most; is FNC1 sent as GS (1D hex)?"
        case .character(let byte, let set):
            "character \(String(byte, radix: 16, uppercase: true)) hex is not among \(set.words)"
        case .checkDigit(let expected): "the check digit should be \(expected); scan it again"
        case .checkPair(let expected):
            "the check characters should be \(expected); scan it again"
        case .content(let check, let text): "\(Digits.quoted(text)) is not \(check)"
        case .needs(let groups):
            "needs one of "
                + groups.map { $0.map(\.description).joined(separator: " with ") }
                .joined(separator: ", ") + " beside it"
        case .bars(let other): "may not stand beside \(other)"
        case .contradiction: "is there twice, with different values"
        case .bracket: "write each element as its identifier in brackets and its data: (10)ABC"
        }
    }
}

extension GS1Characters {
    fileprivate var words: String {
        switch self {
        case .digits: "the digits"
        case .set82: "the 82 of GS1"
        case .set39: "the 39 of GS1 part numbers"
        case .base64: "the characters of base 64"
        }
    }
}
