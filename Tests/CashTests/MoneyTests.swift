import Cash
import FoundationEssentials
import Testing

@Suite struct MoneyTests {
    static let currencies = Currency.known

    @Test(arguments: [
        ("12.50", Currency.eur, 1250), ("12.5", .eur, 1250), ("12", .eur, 1200), ("0", .eur, 0),
        ("0.05", .usd, 5), ("0.00", .usd, 0), ("1200", .jpy, 1200),
        ("92233720368547758.07", .cny, Int64.max), ("9223372036854775807", .jpy, .max),
    ])
    func plainDecimalsAreReadExactly(text: String, currency: Currency, units: Int64) throws {
        #expect(try Money(text: text, currency: currency).minorUnits == units)
    }

    @Test(arguments: [
        "", " ", ".", "12.", ".50", "+1", "-1", " 1", "1 ", "1e3", "1E3", "0x10", "1,50",
        "1.000,50",
        "1_000", "01", "00", "00.5", "1.5.0", "١٢", "12。50", "１２", "NaN", "inf", "1\n", "1\u{0}",
        "--1",
    ])
    func anythingElseIsNoAmount(text: String) {
        #expect(throws: CashError.notDecimal(text)) {
            try Money(text: text, currency: .eur)
        }
    }

    @Test func tooManyDecimalsAreNotRounded() {
        #expect(throws: CashError.tooManyDecimals("12.505", allowed: 2)) {
            try Money(text: "12.505", currency: .eur)
        }
        #expect(throws: CashError.tooManyDecimals("12.0", allowed: 0)) {
            try Money(text: "12.0", currency: .jpy)
        }
        #expect(
            CashError.tooManyDecimals("12.0", allowed: 0).description
                == "\"12.0\" has decimals; write a whole number")
    }

    @Test(arguments: [
        "92233720368547758.08", "92233720368547759", "9223372036854775807",
        String(repeating: "9", count: 200),
    ])
    func hugeNumbersAreRefused(text: String) {
        #expect(throws: CashError.tooLarge(text)) { try Money(text: text, currency: .eur) }
    }

    @Test func aMinusIsReadOnlyWhereItIsAllowed() throws {
        let money = try Money(
            text: "-92233720368547758.08", currency: .eur, sign: .minusAllowed)
        #expect(money.minorUnits == .min)
        for text in ["-0", "-0.00", "-", "--1", "-.5"] {
            #expect(throws: CashError.notDecimal(text)) {
                try Money(text: text, currency: .eur, sign: .minusAllowed)
            }
        }
    }

    /// No argument of the test: the test's report would print it.
    @Test func aHugeTextIsReadAndRefused() {
        let text = String(repeating: "9", count: 1_000_000)
        do throws(CashError) {
            _ = try Money(text: text, currency: .eur)
            Issue.record("read")
        } catch {
            #expect(error.description.utf8.count < 100)
        }
    }

    @Test func aHostileTextIsQuotedShortAndPrintable() {
        let text = "\u{1B}[2J" + String(repeating: "9", count: 5000)
        let shown = CashError.notDecimal(text).description
        #expect(shown.count < 130)
        #expect(shown.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }

    @Test(arguments: 0..<64 as Range<UInt64>)
    func textReadsBackToTheSameAmount(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for currency in Self.currencies {
            let money = Money(minorUnits: random.int64(), currency: currency)
            let read = try Money(
                text: money.decimalText, currency: currency, sign: .minusAllowed)
            #expect(read == money, "seed \(seed)")
        }
    }

    /// The reference is arithmetic in 128 bits, where nothing overflows.
    @Test(arguments: 0..<256 as Range<UInt64>)
    func arithmeticIsExactOrThrowsAtTheLimits(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let (a, b) = (random.int64(), random.int64())
            let (x, y) = (euros(a), euros(b))
            check({ () throws(CashError) in try x.adding(y) }, Int128(a) + Int128(b), seed)
            check({ () throws(CashError) in try x.subtracting(y) }, Int128(a) - Int128(b), seed)
            check({ () throws(CashError) in try x.multiplied(by: b) }, Int128(a) * Int128(b), seed)
            check({ () throws(CashError) in try x.negated() }, -Int128(a), seed)
            let order = try? x.compared(to: y)
            #expect(order == (a < b ? -1 : a == b ? 0 : 1))
        }
    }

    @Test(arguments: [
        (333, "1.5", 500), (1, "0.5", 1), (1, "0.499", 0), (420, "2", 840), (-1, "0.5", -1),
        (180, "1.250", 225), (199, "0.755", 150),
    ])
    func priceTimesQuantityRoundsHalvesAwayFromZero(
        units: Int64, quantity: String, expected: Int64
    ) throws {
        #expect(try euros(units).multiplied(by: Quantity(quantity)) == euros(expected))
    }

    @Test func quantitiesHaveAtMostThreeDecimals() throws {
        #expect(try Quantity("0.001").thousandths == 1)
        #expect(try Quantity("1.500").description == "1.5")
        #expect(throws: CashError.tooManyDecimals("0.0001", allowed: 3)) {
            try Quantity("0.0001")
        }
        #expect(throws: CashError.overflow(operation: "EUR 92233720368547758.07 × 2")) {
            try euros(.max).multiplied(by: Quantity("2"))
        }
    }

    @Test func currenciesAreNotMixed() {
        let yen = Money(minorUnits: 1, currency: .jpy)
        #expect(throws: CashError.currencyMismatch(.eur, .jpy)) { try euros(1).adding(yen) }
        #expect(throws: CashError.currencyMismatch(.eur, .jpy)) { try euros(1).subtracting(yen) }
        #expect(throws: CashError.currencyMismatch(.eur, .jpy)) { try euros(1).compared(to: yen) }
        #expect(throws: CashError.currencyMismatch(.eur, .jpy)) {
            try [euros(1), yen].sum(in: .eur)
        }
    }

    @Test func splittingGivesTheLeftoverToTheLargestRemainder() throws {
        func split(_ units: Int64, _ shares: [Int64]) throws -> [Int64] {
            try euros(units).split(by: shares).map(\.minorUnits)
        }
        #expect(try split(100, [1, 1, 1]) == [34, 33, 33])
        #expect(try split(-100, [1, 1, 1]) == [-34, -33, -33])
        #expect(try split(5, [3, 7]) == [2, 3])
        #expect(try split(1000, [47, 16, 37]) == [470, 160, 370])
        #expect(try split(7, [0, 1, 0]) == [0, 7, 0])
        #expect(throws: CashError.badShares([])) { try euros(1).split(by: []) }
        #expect(throws: CashError.badShares([0])) { try euros(1).split(by: [0]) }
        #expect(throws: CashError.badShares([2, -1])) { try euros(1).split(by: [2, -1]) }
    }

    /// Parts add up, and none is further than one unit from its exact share.
    @Test(arguments: 0..<256 as Range<UInt64>)
    func splittingLosesNoMinorUnit(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let amount = random.int64()
        var shares = (0..<Int.random(in: 1...40, using: &random)).map { _ in
            random.int64() & .max
        }
        shares[0] |= 1
        let parts = try euros(amount).split(by: shares).map(\.minorUnits)
        #expect(parts.reduce(Int128(0)) { $0 + Int128($1) } == Int128(amount), "seed \(seed)")
        let whole = shares.reduce(Int128(0)) { $0 + Int128($1) }
        for (part, share) in zip(parts, shares) {
            let floor = Int128(amount) * Int128(share) / whole
            #expect((Int128(part) - floor).magnitude <= 1, "seed \(seed)")
        }
    }

    @Test func moneyTravelsAsText() throws {
        let money = euros(-1250)
        let data = try JSONEncoder().encode([money])
        #expect(String(decoding: data, as: UTF8.self) == "[\"EUR -12.50\"]")
        #expect(try JSONDecoder().decode([Money].self, from: data) == [money])
        for text in ["[12.5]", "[\"12.50\"]", "[\"EUR  1\"]", "[\"XYZ 1\"]", "[\"EUR 1.234\"]"] {
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode([Money].self, from: Data(text.utf8))
            }
        }
    }

    @Test func aCurrencyIsThreeLettersANumberAndDecimals() throws {
        #expect(try Currency(code: "JPY").exponent == 0)
        #expect(throws: CashError.unknownCurrency("eur")) { try Currency(code: "eur") }
        let krona = try Currency(code: "SEK", numeric: 752, exponent: 2)
        #expect(try Money(text: "1.5", currency: krona).description == "SEK 1.50")
        for (code, numeric, exponent) in [
            ("SE", 752, 2), ("sek", 752, 2), ("SEK", 0, 2), ("SEK", 1, 5),
        ] {
            #expect(throws: CashError.self) {
                try Currency(code: code, numeric: numeric, exponent: exponent)
            }
        }
        for currency in Currency.known {
            let again = try Currency(
                code: currency.code, numeric: currency.numeric, exponent: currency.exponent)
            #expect(again == currency)
        }
    }

    private func euros(_ units: Int64) -> Money { Money(minorUnits: units, currency: .eur) }

    private func check(
        _ operation: () throws(CashError) -> Money, _ exact: Int128, _ seed: UInt64
    ) {
        do throws(CashError) {
            let money = try operation()
            #expect(Int128(money.minorUnits) == exact, "seed \(seed)")
        } catch {
            #expect(Int64(exactly: exact) == nil, "seed \(seed): \(error)")
        }
    }
}
