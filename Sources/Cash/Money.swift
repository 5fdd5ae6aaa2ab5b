/// An amount of one currency, in whole minor units.
///
/// There is no fraction and no floating point anywhere: what cannot be said in minor units has to
/// be rounded by a named rule first. Operations never trap; what does not fit is thrown.
public struct Money: Hashable, Sendable {
    /// Cents, fen, pence, yen ….
    public let minorUnits: Int64
    public let currency: Currency

    /// An amount of `minorUnits` cents, fen, yen ….
    public init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// No money, of that currency.
    public static func zero(_ currency: Currency) -> Money {
        Money(minorUnits: 0, currency: currency)
    }

    public var isZero: Bool { minorUnits == 0 }
    public var isNegative: Bool { minorUnits < 0 }
}

// MARK: Text

extension Money {
    /// Whether a minus may stand before an amount.
    public enum Sign: Sendable { case none, minusAllowed }

    /// Reads `12.50`: ASCII digits with at most the currency's decimals, nothing else.
    ///
    /// Fewer decimals are filled up with zeros, so `12` and `12.5` are read too. Blanks, plus,
    /// exponents, group marks, leading zeros and a bare point are refused.
    public init(text: String, currency: Currency, sign: Sign = .none) throws(CashError) {
        let units = try DecimalText.parse(
            text, places: currency.exponent, sign: sign == .none ? .none : .minusAllowed)
        self.init(minorUnits: units, currency: currency)
    }

    /// `12.50`, with exactly the currency's decimals and without its name.
    public var decimalText: String {
        DecimalText.format(minorUnits, places: currency.exponent)
    }
}

extension Money: CustomStringConvertible {
    /// `EUR 12.50`.
    public var description: String { "\(currency.code) \(decimalText)" }
}

/// As text, `EUR 12.50`: never as a number, which readers round.
extension Money: Codable {
    public init(from decoder: any Decoder) throws {
        self = try decoder.decodeText { text throws(CashError) in
            let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw .notDecimal(text) }
            return try Money(
                text: String(parts[1]), currency: Currency(code: String(parts[0])),
                sign: .minusAllowed)
        }
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

// MARK: Arithmetic

extension Money {
    /// The sum.
    ///
    /// - Throws: ``CashError/currencyMismatch(_:_:)`` or ``CashError/overflow(operation:)``.
    public func adding(_ other: Money) throws(CashError) -> Money {
        try check(other)
        let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
        guard !overflow else { throw .overflow(operation: "\(self) + \(other)") }
        return Money(minorUnits: sum, currency: currency)
    }

    /// The difference; below zero when `other` is larger.
    ///
    /// - Throws: ``CashError/currencyMismatch(_:_:)`` or ``CashError/overflow(operation:)``.
    public func subtracting(_ other: Money) throws(CashError) -> Money {
        try check(other)
        let (difference, overflow) = minorUnits.subtractingReportingOverflow(other.minorUnits)
        guard !overflow else { throw .overflow(operation: "\(self) - \(other)") }
        return Money(minorUnits: difference, currency: currency)
    }

    /// The same amount the other way round.
    ///
    /// - Throws: ``CashError/overflow(operation:)`` for the one amount without a counterpart.
    public func negated() throws(CashError) -> Money {
        try Money.zero(currency).subtracting(self)
    }

    /// So many times the amount.
    ///
    /// - Throws: ``CashError/overflow(operation:)``.
    public func multiplied(by number: Int64) throws(CashError) -> Money {
        let (product, overflow) = minorUnits.multipliedReportingOverflow(by: number)
        guard !overflow else { throw .overflow(operation: "\(self) × \(number)") }
        return Money(minorUnits: product, currency: currency)
    }

    /// Price times quantity, rounded once to the nearest minor unit, halves away from zero.
    public func multiplied(by quantity: Quantity) throws(CashError) -> Money {
        let exact = Int128(minorUnits) * Int128(quantity.thousandths)
        guard let units = Int64(exactly: roundedQuotient(exact, by: 1000)) else {
            throw .overflow(operation: "\(self) × \(quantity)")
        }
        return Money(minorUnits: units, currency: currency)
    }

    /// -1, 0 or 1 as this amount is less than, equal to or more than `other`.
    public func compared(to other: Money) throws(CashError) -> Int {
        try check(other)
        return minorUnits == other.minorUnits ? 0 : minorUnits < other.minorUnits ? -1 : 1
    }

    /// Parts in proportion to `shares` that add up to this amount exactly.
    ///
    /// Each part is its exact value rounded towards zero; the units left over go one each to the
    /// largest remainders, the earlier share first when they are equal.
    ///
    /// - Parameter shares: 0 or more, at least one of them more than 0.
    public func split(by shares: [Int64]) throws(CashError) -> [Money] {
        // Fewer than 2⁶³ shares below 2⁶³ each: the sum fits 128 bits.
        let whole = shares.reduce(Int128(0)) { $0 + Int128($1) }
        guard shares.allSatisfy({ $0 >= 0 }), whole > 0 else { throw .badShares(shares) }
        let total = Int128(minorUnits)
        var parts = shares.map { total * Int128($0) / whole }
        let remainders = shares.map { (total * Int128($0) % whole).magnitude }
        let left = total - parts.reduce(0, +)
        let byRemainder = shares.indices.sorted {
            (remainders[$1], $0) < (remainders[$0], $1)
        }
        for index in byRemainder.prefix(Int(left.magnitude)) { parts[index] += left.signum() }
        // No part is larger than the whole.
        return parts.map {
            Money(minorUnits: Int64(truncatingIfNeeded: $0), currency: currency)
        }
    }

    private func check(_ other: Money) throws(CashError) {
        guard other.currency == currency else {
            throw .currencyMismatch(currency, other.currency)
        }
    }
}

extension Sequence where Element == Money {
    /// The sum; zero of `currency` when there is nothing to add.
    public func sum(in currency: Currency) throws(CashError) -> Money {
        var sum = Money.zero(currency)
        for money in self { sum = try sum.adding(money) }
        return sum
    }
}

/// `value ÷ divisor` to the nearest whole number, halves away from zero.
///
/// - Precondition: `divisor` is more than 0 and both are far from the limits of 128 bits.
package func roundedQuotient(_ value: Int128, by divisor: Int128) -> Int128 {
    let half = divisor / 2
    return value < 0 ? (value - half) / divisor : (value + half) / divisor
}
