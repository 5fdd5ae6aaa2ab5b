/// The rules of a store, of which at most one fits any code.
public struct InStoreRules: Hashable, Sendable {
    public let rules: [InStoreRule]
    private let layouts: [InStoreLayout]

    /// No rules: codes of the store are items like any other.
    public static let none = InStoreRules()

    private init() {
        rules = []
        layouts = []
    }

    public init(_ rules: [InStoreRule]) throws(InStoreRuleError) {
        var layouts: [InStoreLayout] = []
        for rule in rules {
            let layout = try InStoreLayout(rule)
            for other in layouts {
                guard other.rule.name != rule.name else { throw .sameName(rule.name) }
                if let prefix = Self.shared(layout, other) {
                    throw .ambiguous(
                        other.rule.name, rule.name, prefix: prefix, length: layout.length)
                }
            }
            layouts.append(layout)
        }
        self.rules = rules
        self.layouts = layouts
    }

    /// The longer of two prefixes by which a code could be of both rules.
    private static func shared(_ a: InStoreLayout, _ b: InStoreLayout) -> String? {
        guard a.length == b.length else { return nil }
        for first in a.rule.prefixes {
            for second in b.rule.prefixes {
                if first.hasPrefix(second) { return first }
                if second.hasPrefix(first) { return second }
            }
        }
        return nil
    }

    /// Reads a code of the store.
    ///
    /// - Parameter digits: 8, 13 or more digits; a UPC-A with a 0 before it.
    /// - Returns: nil when no rule is about it.
    /// - Throws: when a check digit is wrong.
    public func read(_ digits: some StringProtocol) throws(InStoreCodeError) -> InStoreItem? {
        let bytes = Array(digits.utf8)
        guard
            let layout = layouts.first(where: { layout in
                layout.length == bytes.count
                    && layout.rule.prefixes.contains { digits.hasPrefix($0) }
            }), let values = Digits.values(bytes)
        else { return nil }
        return try InStoreItem(values, layout)
    }
}

/// As the list of the rules; rules that contradict each other cannot be decoded.
extension InStoreRules: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let rules = try container.decode([InStoreRule].self)
        do throws(InStoreRuleError) {
            try self.init(rules)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
        }
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rules)
    }
}

/// A check digit in a store's code is not the one that the other digits give.
public enum InStoreCodeError: Error, Hashable, Sendable {
    case checkDigit(String, expected: Int, rule: String)
    /// That of the price, weight or number of pieces; `position` counts digits from 1.
    case valueCheckDigit(String, expected: Int, position: Int, rule: String)
}

extension InStoreCodeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .checkDigit(let digits, let expected, let rule):
            "the last digit of \(digits) should be \(expected) by rule \(Digits.quoted(rule)); "
                + "scan it again"
        case .valueCheckDigit(let digits, let expected, let position, let rule):
            "digit \(position) of \(digits) should be \(expected) by rule "
                + "\(Digits.quoted(rule)): weigh and label it again"
        }
    }
}
