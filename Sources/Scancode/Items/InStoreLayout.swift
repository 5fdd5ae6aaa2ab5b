/// A rule's layout, checked and cut into spans.
struct InStoreLayout: Hashable, Sendable {
    let rule: InStoreRule
    let length: Int
    let prefixLength: Int
    let item: Range<Int>
    let price: Range<Int>?
    let weight: Range<Int>?
    let count: Range<Int>?
    let valueCheck: Int?
    let hasCheck: Bool

    init(_ rule: InStoreRule) throws(InStoreRuleError) {
        guard !rule.name.isEmpty else { throw .noName }
        let letters = Array(rule.layout)
        for (index, letter) in letters.enumerated() where !"FIPWNVCX".contains(letter) {
            throw .letter(letter, position: index + 1, rule: rule.name)
        }
        guard letters.count == 8 || (13...48).contains(letters.count) else {
            throw .length(letters.count, rule: rule.name)
        }
        self.rule = rule
        length = letters.count
        guard let prefix = try Self.span("F", in: letters, most: 8, of: rule),
            prefix.lowerBound == 0
        else { throw .span("F", rule: rule.name) }
        prefixLength = prefix.count
        guard let item = try Self.span("I", in: letters, most: 18, of: rule) else {
            throw .span("I", rule: rule.name)
        }
        self.item = item
        price = try Self.span("P", in: letters, most: 9, of: rule)
        weight = try Self.span("W", in: letters, most: 9, of: rule)
        count = try Self.span("N", in: letters, most: 9, of: rule)
        let check = try Self.span("C", in: letters, most: 1, of: rule)
        guard check == nil || check?.upperBound == letters.count else {
            throw .span("C", rule: rule.name)
        }
        hasCheck = check != nil
        valueCheck = try Self.span("V", in: letters, most: 1, of: rule)?.lowerBound
        let values = [price, weight, count].compactMap { $0 }
        if valueCheck != nil, values.count != 1 || ![4, 5].contains(values[0].count) {
            throw .valueCheck(rule: rule.name)
        }
        for decimals in [rule.priceDecimals, rule.weightDecimals] {
            guard (0...6).contains(decimals) else { throw .decimals(decimals, rule: rule.name) }
        }
        try checkPrefixes()
    }

    private static func span(
        _ letter: Character, in letters: [Character], most: Int, of rule: InStoreRule
    ) throws(InStoreRuleError) -> Range<Int>? {
        guard let first = letters.firstIndex(of: letter),
            let last = letters.lastIndex(of: letter)
        else { return nil }
        guard letters[first...last].allSatisfy({ $0 == letter }), last - first < most else {
            throw .span(letter, rule: rule.name)
        }
        return first..<(last + 1)
    }

    private func checkPrefixes() throws(InStoreRuleError) {
        guard !rule.prefixes.isEmpty else { throw .prefix("", rule: rule.name) }
        for (index, prefix) in rule.prefixes.enumerated() {
            guard prefix.utf8.count == prefixLength, prefix.utf8.allSatisfy(Digits.isDigit),
                !rule.prefixes[..<index].contains(prefix)
            else { throw .prefix(prefix, rule: rule.name) }
            let isLeft =
                switch length {
                case 8: prefix.hasPrefix("0") || prefix.hasPrefix("2")
                case 13: ["2", "02", "04"].contains { prefix.hasPrefix($0) }
                default: true
                }
            guard isLeft else { throw .globalPrefix(prefix, rule: rule.name) }
        }
    }
}
