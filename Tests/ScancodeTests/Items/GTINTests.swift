import Scancode
import Testing

@Suite struct GTINTests {
    @Test(arguments: [
        ("4006381333931", 13), ("96385074", 8), ("036000291452", 12), ("10036000291459", 14),
        ("9501101531000", 13), ("00012345678905", 12),
    ])
    func aNumberWithARightCheckDigitIsRead(text: String, length: Int) throws {
        let gtin = try GTIN(text)
        #expect(gtin.length == length)
        #expect(gtin.digits == String(repeating: "0", count: 14 - text.count) + text)
        #expect(gtin.shortDigits == String(text.suffix(length)))
    }

    @Test(arguments: [
        ("4006381333932", "the last digit of 4006381333932 should be 1; scan or type it again"),
        ("400638133393", "the last digit of 400638133393 should be 0; scan or type it again"),
        ("4006", "\"4006\" is no GTIN: give 8, 12, 13 or 14 digits with the check digit"),
        (
            "40063813A3931",
            "\"40063813A3931\" is no GTIN: give 8, 12, 13 or 14 digits with the check digit"
        ), ("", "\"\" is no GTIN: give 8, 12, 13 or 14 digits with the check digit"),
    ])
    func whatIsWrongIsSaid(text: String, words: String) throws {
        let error = #expect(throws: GTINError.self) { try GTIN(text) }
        #expect(error?.description == words)
    }

    @Test func formsOfOneNumberAreEqual() throws {
        let gtin = try GTIN("036000291452")
        #expect(gtin == (try GTIN("0036000291452")))
        #expect(gtin == (try GTIN("00036000291452")))
        #expect(gtin.ean13 == "0036000291452" && gtin.upcA == "036000291452" && gtin.ean8 == nil)
        #expect(try GTIN("4006381333931").upcA == nil)
        #expect(try GTIN("10036000291459").ean13 == nil)
        #expect(try GTIN("10036000291459").indicator == 1)
    }

    /// One wrong digit is always found, and two neighbours in the wrong order mostly.
    @Test(arguments: 0..<32 as Range<UInt64>)
    func anyWrongDigitIsFound(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        for payload in [7, 11, 12, 13] {
            let gtin = try GTIN(completing: random.digits(payload))
            let digits = Array(gtin.digits.suffix(payload + 1))
            for place in digits.indices {
                var wrong = digits
                wrong[place] = digits[place] == "9" ? "0" : "9"
                guard wrong != digits else { continue }
                #expect(throws: GTINError.self, "seed \(seed)") { try GTIN(String(wrong)) }
            }
        }
    }

    @Test(arguments: [
        ("4006381333931", Circulation.global), ("2012345678900", .region),
        ("2912345678906", .region), ("0212345678909", .region), ("0412345678907", .company),
        ("0512345678906", .coupon), ("9912345678904", .coupon), ("9812345678907", .currencyCoupon),
        ("9801234567897", .refundReceipt), ("9783161484100", .book), ("9791032305690", .book),
        ("9790260000438", .music), ("9771144875007", .periodical), ("20123451", .company),
        ("01234565", .company), ("96385074", .global), ("14006381333938", .global),
    ])
    func theFirstDigitsSayWhereANumberCounts(text: String, circulation: Circulation) throws {
        let payload = text.dropLast()
        #expect(try GTIN(completing: payload).circulation == circulation, "\(text)")
    }

    @Test(arguments: [
        ("01245714", "012100004574"), ("04252614", "042100005264"), ("01234133", "012300000413"),
        ("01234543", "012340000053"), ("01234565", "012345000065"), ("11234562", "112345000062"),
        ("0123456", "012345000065"), ("123456", "012345000065"),
    ])
    func aUPCEExpands(short: String, long: String) throws {
        #expect(try UPCE.expanded(short) == long)
        #expect(try GTIN(long).upcA == long)
    }

    /// Both number systems with every last digit, which says where the zeros were.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func upcEAndUPCAGoBothWays(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        for _ in 0..<200 {
            let core = "\(seed % 2)" + random.digits(5) + "\(seed / 2)"
            let long = try UPCE.expanded(core)
            #expect(long.count == 12 && long.first == core.first, "seed \(seed)")
            let short = try #require(UPCE.compressed(long), "seed \(seed): \(core) \(long)")
            #expect(try UPCE.expanded(short) == long, "seed \(seed): \(core)")
            #expect(try GTIN(long).upcE == short)
        }
    }

    @Test(arguments: ["036000291452", "212345000009", "012345678905", "12345670", "4006381333931"])
    func whatHasNotTheZerosHasNoUPCE(text: String) { #expect(UPCE.compressed(text) == nil) }

    @Test(arguments: ["21234567", "0123", "0123456A", "01234566", ""])
    func whatIsNoUPCEIsRefused(text: String) {
        #expect(throws: GTINError.self) { try UPCE.expanded(text) }
    }

    /// Source: GS1 General Specifications, 7.9.3 and 7.9.4 (examples).
    @Test(arguments: [("2875", 9), ("14685", 6), ("0000", 0), ("00000", 0)])
    func aValueHasTheCheckDigitOfTheStandard(value: String, digit: Int) {
        #expect(CheckDigit.ofValue(value) == digit)
    }

    @Test func everyValueOfFiveDigitsHasACheckDigit() {
        for value in 0..<100_000 {
            let digits = String(String(100_000 + value).dropFirst())
            guard CheckDigit.ofValue(digits) != nil else {
                Issue.record("\(digits)")
                return
            }
        }
        #expect(CheckDigit.ofValue("123") == nil && CheckDigit.ofValue("12A4") == nil)
        #expect(CheckDigit.ofNumber("") == nil && CheckDigit.ofNumber("1A") == nil)
    }

    @Test(arguments: ["1", "123", "AB", "123456", ""])
    func onlyTwoOrFiveDigitsAreAnAddOn(text: String) { #expect(AddOn(text) == nil) }
}
