/// The check digits of GS1 numbers and of the prices and weights inside in-store codes.
///
/// Source: GS1 General Specifications, 7.9.
public enum CheckDigit {
    /// The digit that makes a GS1 number of `digits`: weights 3 and 1 in turn from the right.
    ///
    /// The same for GTIN, GLN, SSCC, GRAI and every other number of digits in the GS1 system.
    ///
    /// - Returns: 0 to 9; nil when `digits` is empty or has another character than 0 to 9.
    public static func ofNumber(_ digits: some StringProtocol) -> Int? {
        guard !digits.isEmpty else { return nil }
        return Digits.values(Array(digits.utf8)).map(ofNumber)
    }

    static func ofNumber(_ digits: some BidirectionalCollection<Int>) -> Int {
        let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
            sum + digit.element * (digit.offset % 2 == 0 ? 3 : 1)
        }
        return (10 - sum % 10) % 10
    }

    /// The right last digit of `digits`, check digit included.
    static func expected(atEndOf digits: [Int]) -> Int { ofNumber(digits.dropLast()) }

    /// The digit that stands before a price or weight of four or five digits in an in-store code,
    /// where a store uses one.
    ///
    /// - Returns: 0 to 9; nil unless `digits` are four or five digits.
    public static func ofValue(_ digits: some StringProtocol) -> Int? {
        Digits.values(Array(digits.utf8)).flatMap(ofValue)
    }

    static func ofValue(_ digits: [Int]) -> Int? {
        switch digits.count {
        case 4:
            let sum = zip(digits, [Weight.twoMinus, .twoMinus, .three, .fiveMinus])
                .reduce(0) { $0 + $1.1.product($1.0) }
            return sum * 3 % 10
        case 5:
            let weights = [Weight.fivePlus, .twoMinus, .fiveMinus, .fivePlus, .twoMinus]
            let sum = zip(digits, weights).reduce(0) { $0 + $1.1.product($1.0) }
            // The digit whose own product fills the sum up to a multiple of ten.
            return (0...9).first { (sum + Weight.fiveMinus.product($0)) % 10 == 0 }
        default: return nil
        }
    }

    /// The weighted products of 7.9.2: the product's tens are added to it or taken from it, and
    /// only the last digit counts.
    private enum Weight {
        case twoMinus, three, fivePlus, fiveMinus

        func product(_ digit: Int) -> Int {
            switch self {
            case .twoMinus: (digit * 2 - digit * 2 / 10 + 10) % 10
            case .three: digit * 3 % 10
            case .fivePlus: (digit * 5 + digit * 5 / 10) % 10
            case .fiveMinus: (digit * 5 - digit * 5 / 10) % 10
            }
        }
    }
}
