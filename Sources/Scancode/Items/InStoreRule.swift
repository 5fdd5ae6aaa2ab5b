/// How a store's own codes carry an item and its price, weight or number of pieces.
///
/// Rules are data: a store copies them from its scales. `layout` has a letter for each digit:
///
///     F  one of the prefixes            W  weight
///     I  item                           N  number of pieces
///     P  price to pay                   V  check digit of the value (GS1's, for 4 or 5 digits)
///     X  anything, not looked at        C  check digit of the whole (GS1's), the last one
///
/// `FFIIIIIPPPPPC` is two digits of prefix, five of item, five of price. A UPC-A has 13 digits
/// here, with a 0 before its twelve.
///
/// Source: GS1 General Specifications, 2.1.11 (restricted circulation numbers) and 7.9.
public struct InStoreRule: Hashable, Sendable, Codable {
    public var name: String
    /// First digits, all of one length.
    public var prefixes: [String]
    public var layout: String
    /// Digits after the point of a price in the currency's main unit: 2 for cents, 0 for whole
    /// euros or yen.
    public var priceDecimals: Int
    /// Digits after the point of a weight in `weightUnit`: 3 for grams of a kilogram.
    public var weightDecimals: Int
    public var weightUnit: WeightUnit

    public init(
        name: String, prefixes: [String], layout: String, priceDecimals: Int = 2,
        weightDecimals: Int = 3, weightUnit: WeightUnit = .kilogram
    ) {
        self.name = name
        self.prefixes = prefixes
        self.layout = layout
        self.priceDecimals = priceDecimals
        self.weightDecimals = weightDecimals
        self.weightUnit = weightUnit
    }

    /// Decimals and unit may be left out. A field of another name is refused: misspelt decimals
    /// would make prices a hundred times what they are.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: FieldName.self).allKeys
        if let unknown = keys.first(where: { CodingKeys(stringValue: $0.stringValue) == nil }) {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "unknown field \(Digits.quoted(unknown.stringValue)); use "
                        + "name, prefixes, layout, priceDecimals, weightDecimals, weightUnit"))
        }
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try fields.decode(String.self, forKey: .name),
            prefixes: try fields.decode([String].self, forKey: .prefixes),
            layout: try fields.decode(String.self, forKey: .layout),
            priceDecimals: try fields.decodeIfPresent(Int.self, forKey: .priceDecimals) ?? 2,
            weightDecimals: try fields.decodeIfPresent(Int.self, forKey: .weightDecimals) ?? 3,
            weightUnit: try fields.decodeIfPresent(WeightUnit.self, forKey: .weightUnit)
                ?? .kilogram)
    }
}

private struct FieldName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

public enum WeightUnit: String, Hashable, Sendable, Codable, CaseIterable {
    case kilogram, pound
}

/// Why rules cannot be used. `rule` is its name, positions count digits from 1.
public enum InStoreRuleError: Error, Hashable, Sendable {
    case noName
    case sameName(String)
    case prefix(String, rule: String)
    /// Outside the numbers that GS1 leaves to stores and regions: it would take real items' codes.
    case globalPrefix(String, rule: String)
    case letter(Character, position: Int, rule: String)
    case length(Int, rule: String)
    /// The digits with this letter are not side by side, are too many, or are missing.
    case span(Character, rule: String)
    case valueCheck(rule: String)
    case decimals(Int, rule: String)
    /// A code could be of either rule.
    case ambiguous(String, String, prefix: String, length: Int)
}

extension InStoreRuleError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noName: "a rule for in-store codes has no name; give it one"
        case .sameName(let name): "two rules are named \(Digits.quoted(name)); rename one"
        case .prefix(let prefix, let rule):
            "\(of(rule)): prefix \(Digits.quoted(prefix)) must be as many digits as the layout "
                + "has F, and be there once"
        case .globalPrefix(let prefix, let rule):
            "\(of(rule)): prefix \(prefix) belongs to items all over the world; "
                + "use 2, 02 or 04 and what follows them (8 digits: 0 or 2)"
        case .letter(let letter, let position, let rule):
            "\(of(rule)): \(Digits.quoted(String(letter))) at digit \(position) of the layout "
                + "means nothing; use F, I, P, W, N, V, C and X"
        case .length(let length, let rule):
            "\(of(rule)): the layout has \(length) digits; use 8, 13 (a UPC-A with a 0 before "
                + "it) or 14 to 48"
        case .span(let letter, let rule):
            "\(of(rule)): the layout must have F in front and I, each letter side by side, values "
                + "of 9 digits and items of 18 at most, and one C at the end if any; see \(letter)"
        case .valueCheck(let rule):
            "\(of(rule)): V is one digit, for one value of 4 or 5 digits; change the layout"
        case .decimals(let decimals, let rule):
            "\(of(rule)): \(decimals) decimals are out of range; use 0 to 6"
        case .ambiguous(let a, let b, let prefix, let length):
            "rules \(Digits.quoted(a)) and \(Digits.quoted(b)) both take codes of \(length) digits "
                + "that start with \(prefix); give each its own prefixes"
        }
    }

    private func of(_ rule: String) -> String { "rule \(Digits.quoted(rule))" }
}
