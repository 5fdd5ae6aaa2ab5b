/// What is wrong with a document, and where.
public struct DocumentError: Error, Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        /// The text is not JSON, or not a document of this format.
        case malformed
        /// The document is well formed and contradicts itself or a limit.
        case incorrect
        /// The document is right; this printer cannot print it.
        case unprintable
    }
    public var kind: Kind
    /// The place as a program would write it, `lines[3].total`; empty for the whole document.
    public var path: String
    /// Lower case, without full stop.
    public var text: String

    public init(_ kind: Kind, at path: String, _ text: String) {
        self.kind = kind
        self.path = path
        self.text = text
    }
}

extension DocumentError: CustomStringConvertible {
    /// `lines[3].total: 2 × 4.20 is 8.40, not 8.50`.
    public var description: String { path.isEmpty ? text : "\(path): \(text)" }
}
