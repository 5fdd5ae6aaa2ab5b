/// What a store's code says: an item, and what of it or for how much.
public struct InStoreItem: Hashable, Sendable, Codable {
    /// All digits as they were read; a UPC-A with a 0 before it.
    public let code: String
    /// The name of the rule.
    public let rule: String
    public let prefix: String
    /// The digits of the item, by which the store's list knows it; zeros in front are kept.
    public let item: String
    /// What is to be paid, in the main unit of the store's currency. It counts even where it is not
    /// weight times price: the scale has rounded.
    public let price: FixedDecimal?
    public let weight: FixedDecimal?
    public let weightUnit: WeightUnit
    /// The number of pieces.
    public let count: Int?
    /// The code with zeros for its values and the check digits that belong to them: the same for
    /// every label of the item.
    public let itemCode: String
}

extension InStoreItem {
    init(_ digits: [Int], _ layout: InStoreLayout) throws(InStoreCodeError) {
        let code = Self.text(digits)
        let rule = layout.rule
        if layout.hasCheck {
            let expected = CheckDigit.expected(atEndOf: digits)
            guard digits.last == expected else {
                throw .checkDigit(code, expected: expected, rule: rule.name)
            }
        }
        let spans = [layout.price, layout.weight, layout.count].compactMap { $0 }
        if let place = layout.valueCheck, let span = spans.first,
            let expected = CheckDigit.ofValue(Array(digits[span])), digits[place] != expected
        {
            throw .valueCheckDigit(
                code, expected: expected, position: place + 1, rule: rule.name)
        }
        func number(_ span: Range<Int>) -> Int { digits[span].reduce(0) { $0 * 10 + $1 } }
        self.code = code
        self.rule = rule.name
        prefix = Self.text(digits.prefix(layout.prefixLength))
        item = Self.text(digits[layout.item])
        price = layout.price.map {
            FixedDecimal(digits: number($0), decimals: rule.priceDecimals)
        }
        weight = layout.weight.map {
            FixedDecimal(digits: number($0), decimals: rule.weightDecimals)
        }
        weightUnit = rule.weightUnit
        count = layout.count.map(number)

        var empty = digits
        for span in spans { empty.replaceSubrange(span, with: span.map { _ in 0 }) }
        // The check digit of a value of zeros is 0, by either algorithm.
        if let place = layout.valueCheck { empty[place] = 0 }
        if layout.hasCheck { empty[digits.count - 1] = CheckDigit.expected(atEndOf: empty) }
        itemCode = Self.text(empty)
    }

    private static func text(_ digits: some Sequence<Int>) -> String {
        digits.map(String.init).joined()
    }
}
