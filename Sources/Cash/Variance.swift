/// A count against what should have been there.
public struct Variance: Hashable, Sendable {
    public let counted: Money
    public let expected: Money
    /// counted − expected: below zero is short, above is over.
    public let difference: Money

    /// - Throws: when the currencies differ, or the difference does not fit.
    public init(counted: Money, expected: Money) throws(CashError) {
        self.counted = counted
        self.expected = expected
        difference = try counted.subtracting(expected)
    }

    public var isShort: Bool { difference.isNegative }
    public var isOver: Bool { difference.minorUnits > 0 }
    public var isBalanced: Bool { difference.isZero }
}
