/// A decimal number as it is written: `digits` × 10⁻ᵈᵉᶜⁱᵐᵃˡˢ.
public struct FixedDecimal: Hashable, Sendable, Codable {
    public let digits: Int
    public let decimals: Int

    public init(digits: Int, decimals: Int) {
        self.digits = digits
        self.decimals = decimals
    }
}

extension FixedDecimal: CustomStringConvertible {
    public var description: String {
        guard decimals > 0 else { return String(digits) }
        let text = Digits.text(digits, width: decimals + 1)
        return "\(text.dropLast(decimals)).\(text.suffix(decimals))"
    }
}
