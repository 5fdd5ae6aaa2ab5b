/// A slip as a point-of-sale program describes it. The format is in `Docs/Formats`.
public enum Document: Sendable, Hashable {
    case sale(SaleReceipt)
    case reversal(ReversalSlip)
    case count(CountSlip)

    public var header: Header {
        switch self {
        case .sale(let sale): sale.header
        case .reversal(let reversal): reversal.header
        case .count(let count): count.header
        }
    }

    enum Kind: String, CaseIterable { case sale, reversal, count }
}

/// Reads a document's form: its fields and their types. Whether it adds up is asked by
/// ``check()``.
///
/// Errors are `DecodingError`s; ``DocumentError/init(_:)`` puts them into words.
extension Document: Decodable {
    public init(from decoder: any Decoder) throws {
        // What may stand in a document depends on its type, so the type is looked at first.
        let fields = try Fields(decoder, names: nil)
        switch try fields.word(Header.Key.type, Kind.self) {
        case .sale: self = .sale(try SaleReceipt(from: decoder))
        case .reversal: self = .reversal(try ReversalSlip(from: decoder))
        case .count: self = .count(try CountSlip(from: decoder))
        }
    }
}
