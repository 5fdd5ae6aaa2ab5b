/// A currency of ISO 4217.
public struct Currency: Hashable, Sendable {
    /// Three capital letters: `EUR`.
    public let code: String
    /// 1 to 999: 978.
    public let numeric: Int
    /// Decimals of the minor unit, 0 to 4: amounts are whole multiples of 10⁻ᵉˣᵖᵒⁿᵉⁿᵗ.
    public let exponent: Int

    /// A currency from data, for one that ``known`` does not have.
    public init(code: String, numeric: Int, exponent: Int) throws(CashError) {
        guard code.utf8.count == 3,
            code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }),
            (1...999).contains(numeric), (0...4).contains(exponent)
        else { throw .badCurrency(code: code, numeric: numeric, exponent: exponent) }
        self.init(row: code, numeric, exponent)
    }

    /// The currency with this code in ``known``.
    public init(code: String) throws(CashError) {
        guard let currency = Currency.known.first(where: { $0.code == code }) else {
            throw .unknownCurrency(code)
        }
        self = currency
    }

    private init(row code: String, _ numeric: Int, _ exponent: Int) {
        self.code = code
        self.numeric = numeric
        self.exponent = exponent
    }

    // Source: ISO 4217 list one, alphabetic code, numeric code, minor unit.
    public static let cny = Currency(row: "CNY", 156, 2)
    public static let eur = Currency(row: "EUR", 978, 2)
    public static let gbp = Currency(row: "GBP", 826, 2)
    public static let jpy = Currency(row: "JPY", 392, 0)
    public static let usd = Currency(row: "USD", 840, 2)

    /// The currencies that texts and documents may name. One more currency is one more row.
    public static let known: [Currency] = [cny, eur, gbp, jpy, usd]

    static var knownCodes: String { known.map(\.code).joined(separator: ", ") }
}

extension Currency: CustomStringConvertible {
    public var description: String { code }
}

/// As its code; decoding knows the codes of ``Currency/known``.
extension Currency: Codable {
    public init(from decoder: any Decoder) throws {
        self = try decoder.decodeText { text throws(CashError) in try Currency(code: text) }
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}

extension Decoder {
    /// Reads one text and makes a value of it; what is wrong becomes a `DecodingError` with the
    /// decoder's path.
    func decodeText<Value>(_ make: (String) throws(CashError) -> Value) throws -> Value {
        let container = try singleValueContainer()
        let text = try container.decode(String.self)
        do throws(CashError) {
            return try make(text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
        }
    }
}
