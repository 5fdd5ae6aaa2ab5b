/// What a scanner said of one label: the code's own content, before any meaning is read into it.
public struct Scan: Hashable, Sendable, Codable {
    /// The content, without identifier, prefix and suffix. Usually ASCII; 1Dh is a separator (FNC1).
    public var bytes: [UInt8]
    /// What the scanner called the code in the AIM manner, if it did.
    public var identifier: AIMIdentifier?
    /// The kind of code, from the identifier or from what the scanner's maker puts in its place;
    /// nil when the scanner did not say.
    public var symbology: Symbology?

    public init(
        bytes: [UInt8], identifier: AIMIdentifier? = nil, symbology: Symbology? = nil
    ) {
        self.bytes = bytes
        self.identifier = identifier
        self.symbology = symbology ?? identifier?.symbology
    }

    /// The content as text: UTF-8 where it is that, else each byte as the character of ISO 8859-1,
    /// so that no byte gets lost.
    public var text: String {
        String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
