/// How much of an article: pieces or a measure, in thousandths.
public struct Quantity: Hashable, Sendable {
    public let thousandths: Int64

    public init(thousandths: Int64) { self.thousandths = thousandths }

    /// Reads `2`, `0.75` or `1.250`: at most three decimals, no sign.
    public init(_ text: String) throws(CashError) {
        thousandths = try DecimalText.parse(text, places: 3)
    }

    public static let one = Quantity(thousandths: 1000)
}

extension Quantity: CustomStringConvertible {
    /// The shortest decimal text: `2`, `1.25`.
    public var description: String { DecimalText.formatShort(thousandths, places: 3) }
}

/// As decimal text.
extension Quantity: Codable {
    public init(from decoder: any Decoder) throws {
        self = try decoder.decodeText { text throws(CashError) in try Quantity(text) }
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
