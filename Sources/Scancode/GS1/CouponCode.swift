/// The digits of North American coupons, (8110) and (8112).
///
/// Most fields have their length in front of them. Optional fields follow, each after its number.
///
/// Source: GS1 US, North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols;
/// the checks of the GS1 Barcode Syntax Dictionary.
enum CouponCode {
    static func isCoupon(_ bytes: ArraySlice<UInt8>, referenceYear: Int) -> Bool {
        var reader = Reader(bytes)
        guard reader.field(0...6, plus: 6) != nil, reader.digits(6) != nil,
            reader.field(1...5) != nil, reader.requirement()
        else { return false }
        var expiry: ArraySlice<UInt8>?
        for number in [1, 2, 3, 4, 5, 6, 9] where reader.skip(number) {
            let isRight: Bool
            switch number {
            case 1:
                isRight = reader.digit(in: 0...3) && reader.requirement() && reader.otherCompany()
            case 2: isRight = reader.requirement() && reader.otherCompany()
            case 3:
                expiry = reader.date(referenceYear)
                isRight = expiry != nil
            case 4:
                let start = reader.date(referenceYear)
                isRight = start.map { !($0.lexicographicallyFollows(expiry)) } ?? false
            case 5: isRight = reader.field(0...9, plus: 6) != nil
            case 6: isRight = reader.field(1...7, plus: 6) != nil
            default:
                isRight =
                    reader.digit(in: 0...2, or: 5...6) && reader.digit(in: 0...2)
                    && reader.digit(in: 0...9) && reader.digit(in: 0...1)
            }
            guard isRight else { return false }
        }
        return reader.isAtEnd
    }

    static func isPositiveOffer(_ bytes: ArraySlice<UInt8>) -> Bool {
        var reader = Reader(bytes)
        return reader.digit(in: 0...1) && reader.field(0...6, plus: 6) != nil
            && reader.digits(6) != nil && reader.field(0...9, plus: 6) != nil && reader.isAtEnd
    }

    private struct Reader {
        private var rest: ArraySlice<UInt8>
        init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func digits(_ count: Int) -> ArraySlice<UInt8>? {
            let digits = rest.prefix(count)
            guard digits.count == count, digits.allSatisfy(Digits.isDigit) else { return nil }
            rest = rest.dropFirst(count)
            return digits
        }

        mutating func digit(in range: ClosedRange<Int>, or other: ClosedRange<Int>? = nil) -> Bool {
            guard let digit = digits(1).flatMap({ Digits.number($0) }) else { return false }
            return range.contains(digit) || other?.contains(digit) == true
        }

        mutating func skip(_ number: Int) -> Bool {
            guard let next = rest.first, Int(next) == number + 48 else { return false }
            rest = rest.dropFirst()
            return true
        }

        /// A digit that tells the length of the field behind it.
        mutating func field(_ lengths: ClosedRange<Int>, plus: Int = 0) -> ArraySlice<UInt8>? {
            guard let length = digits(1).flatMap({ Digits.number($0) }), lengths.contains(length)
            else { return nil }
            return digits(length + plus)
        }

        /// How much has to be bought, its unit, and the family of items.
        mutating func requirement() -> Bool {
            field(1...5) != nil && digit(in: 0...4, or: 9...9) && digits(3) != nil
        }

        /// The company of a further purchase; 9 says the same one.
        mutating func otherCompany() -> Bool { skip(9) || field(0...6, plus: 6) != nil }

        mutating func date(_ referenceYear: Int) -> ArraySlice<UInt8>? {
            digits(6).flatMap { digits in
                GS1Date(digits, referenceYear: referenceYear)?.day == nil ? nil : digits
            }
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func lexicographicallyFollows(_ other: Self?) -> Bool {
        other.map { $0.lexicographicallyPrecedes(self) } ?? false
    }
}
