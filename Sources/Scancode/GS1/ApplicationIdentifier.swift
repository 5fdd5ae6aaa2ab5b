/// Two to four digits that say what the data behind them is.
///
/// Source: GS1 General Specifications, 3.2.
public struct ApplicationIdentifier: Hashable, Sendable {
    public let digits: String
    public let format: ElementFormat

    /// - Returns: nil when the table has no such identifier.
    public init?(_ digits: some StringProtocol) {
        guard let format = ApplicationIdentifiers.formats[String(digits)] else { return nil }
        self.digits = String(digits)
        self.format = format
    }

    /// The identifier that `bytes` begin with. No identifier is the beginning of another one.
    init?(prefixOf bytes: some Collection<UInt8>) {
        for length in 2...4 {
            let head = bytes.prefix(length)
            guard head.count == length, head.allSatisfy(Digits.isDigit) else { return nil }
            if let identifier = Self(Digits.text(head)) {
                self = identifier
                return
            }
        }
        return nil
    }

    /// Every identifier of the table, in order.
    public static let all = ApplicationIdentifiers.formats.keys.sorted().compactMap { Self($0) }

    public static func == (a: Self, b: Self) -> Bool { a.digits == b.digits }
    public func hash(into hasher: inout Hasher) { hasher.combine(digits) }
}

extension ApplicationIdentifier: CustomStringConvertible {
    public var description: String { "(\(digits))" }
}

/// As its digits.
extension ApplicationIdentifier: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let identifier = Self(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\(Digits.quoted(text)) is no application identifier of GS1")
        }
        self = identifier
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(digits)
    }
}
