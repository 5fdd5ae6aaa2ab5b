/// A component of an element, under its checks.
struct CheckedComponent {
    var bytes: ArraySlice<UInt8>
    var format: ElementComponent
    var referenceYear: Int

    /// What is wrong first, and at which index of `bytes`.
    func problem() -> (index: Int, kind: GS1Problem.Kind)? {
        if let index = bytes.firstIndex(where: { !format.characters.contains($0) }) {
            return (index, .character(bytes[index], format.characters))
        }
        if format.characters == .base64, let index = badPadding() {
            return (index, .character(UInt8(ascii: "="), .base64))
        }
        for check in format.checks {
            if let kind = failure(of: check) { return (bytes.startIndex, kind) }
        }
        return nil
    }

    /// `=` stands at the end only, and fills up to a multiple of four characters.
    ///
    /// Source: RFC 4648, 4 and 5.
    private func badPadding() -> Int? {
        guard let first = bytes.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let padding = bytes[first...]
        let isRight =
            padding.count <= 2 && padding.allSatisfy { $0 == UInt8(ascii: "=") }
            && bytes.count % 4 == 0
        return isRight ? nil : first
    }

    private func failure(of check: ContentCheck) -> GS1Problem.Kind? {
        switch check {
        case .checkDigit:
            guard let digits = Digits.values(bytes) else { return .content(check, text) }
            let expected = CheckDigit.expected(atEndOf: digits)
            return digits.last == expected ? nil : .checkDigit(expected: expected)
        case .checkPair:
            guard let expected = CheckPair.of(Digits.text(bytes.dropLast(2))), bytes.count >= 2
            else { return .content(check, text) }
            return text.hasSuffix(expected) ? nil : .checkPair(expected: expected)
        default: return holds(check) ? nil : .content(check, text)
        }
    }

    private var text: String { Digits.text(bytes) }
    private var number: Int { Digits.number(bytes) ?? -1 }

    private func holds(_ check: ContentCheck) -> Bool {
        switch check {
        case .companyPrefix: startsWithDigits(4, after: 0)
        case .companyPrefixAfterFirst: startsWithDigits(4, after: 1)
        case .country: CodeLists.countries.contains(text)
        case .countryOr999: text == "999" || CodeLists.countries.contains(text)
        case .countryLetters: CodeLists.countryLetters.contains(text)
        case .currency: CodeLists.currencies.contains(text)
        case .packageType: CodeLists.packages.contains(text)
        case .percentEncoded: isPercentEncoded
        case .hyphen: text == "-"
        case .hasNonDigit: !bytes.allSatisfy(Digits.isDigit)
        case .iban: isIBAN
        case .importerIndex: bytes.allSatisfy { GS1Characters.base64.contains($0) && $0 != 0x3D }
        case .coupon: CouponCode.isCoupon(bytes, referenceYear: referenceYear)
        case .couponOffer: CouponCode.isPositiveOffer(bytes)
        case .positionOfCount: isPositionOfCount
        default: holdsNumerically(check)
        }
    }

    private func holdsNumerically(_ check: ContentCheck) -> Bool {
        switch check {
        case .dateOrMonth: date != nil
        case .date, .longDate: date?.day != nil
        case .hour: (0...23).contains(number)
        case .minute, .second: (0...59).contains(number)
        case .time: isTime
        case .timeOrNone: isTime || text == "9999"
        case .mediaType: (1...10).contains(number) || (80...99).contains(number)
        case .sex: ["0", "1", "2", "9"].contains(text)
        case .zero: number == 0
        case .nonZero: number > 0
        case .noLeadingZero: bytes.first != UInt8(ascii: "0")
        case .yesNo: (0...1).contains(number)
        case .winding: ["0", "1", "9"].contains(text)
        case .latitude: (0...1_800_000_000).contains(number)
        case .longitude: (0...3_600_000_000).contains(number)
        case .pieceOfTotal: number / 100 > 0 && number % 100 >= number / 100
        default: false
        }
    }

    private var date: GS1Date? { GS1Date(bytes, referenceYear: referenceYear) }
    private var isTime: Bool { (0...23).contains(number / 100) && (0...59).contains(number % 100) }

    private func startsWithDigits(_ count: Int, after skipped: Int) -> Bool {
        let prefix = bytes.dropFirst(skipped).prefix(count)
        return prefix.count == count && prefix.allSatisfy(Digits.isDigit)
    }

    /// Source: RFC 3986, 2.1.
    private var isPercentEncoded: Bool {
        let parts = bytes.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false)
        return parts.dropFirst().allSatisfy { part in
            let digits = part.prefix(2)
            return digits.count == 2
                && digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        }
    }

    /// Two letters of a country, two check digits, and 1 modulo 97 with the four of them behind.
    ///
    /// Source: ISO 13616-1, ISO 7064 (MOD 97-10).
    private var isIBAN: Bool {
        guard bytes.count > 10, CodeLists.countryLetters.contains(String(text.prefix(2))) else {
            return false
        }
        var rest = 0
        for byte in bytes.dropFirst(4) + bytes.prefix(4) {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): rest = rest * 10 + Int(byte) - 48
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): rest = rest * 100 + Int(byte) - 55
            default: return false
            }
            rest %= 97
        }
        return rest == 1
    }

    private var isPositionOfCount: Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let position = Digits.number(Array(parts[0].utf8)),
            let count = Digits.number(Array(parts[1].utf8))
        else { return false }
        return !parts.contains { $0.hasPrefix("0") } && position <= count
    }
}
