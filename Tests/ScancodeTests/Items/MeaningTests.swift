import Scancode
import Testing

@Suite struct MeaningTests {
    private static func scan(_ text: String, _ symbology: Symbology? = nil) -> Scan {
        let bytes = Array(text.replacing("|", with: "\u{1D}").utf8)
        guard let identifier = AIMIdentifier(prefixOf: bytes) else {
            return Scan(bytes: bytes, symbology: symbology)
        }
        return Scan(bytes: Array(bytes.dropFirst(3)), identifier: identifier, symbology: symbology)
    }

    private static func read(
        _ text: String, _ symbology: Symbology? = nil, rules: InStoreRules = .none
    ) -> Meaning {
        Meaning.read(scan(text, symbology), rules: rules, referenceYear: 2026)
    }

    @Test(arguments: [
        // As scanners send them, and the item that they are.
        ("]E04006381333931", nil, "4006381333931"), ("]E0036000291452", nil, "036000291452"),
        ("]E00036000291452", nil, "036000291452"), ("]E496385074", nil, "96385074"),
        ("]E004252614", nil, "042100005264"), ("]I110036000291459", nil, "10036000291459"),
        ("04252614", Symbology.upcE, "042100005264"), ("425261", .upcE, "042100005264"),
        ("036000291452", .upcA, "036000291452"), ("4006381333931", nil, "4006381333931"),
        ("036000291452", nil, "036000291452"), ("96385074", nil, "96385074"),
        ("]X09783161484100", nil, "9783161484100"), ("]E02012345678903", nil, "2012345678903"),
    ])
    func aNumberOfAnItemIsTheItem(text: String, symbology: Symbology?, number: String) throws {
        let meaning = Self.read(text, symbology)
        #expect(meaning == Meaning(.item(try GTIN(number), nil)), "\(meaning)")
    }

    @Test(arguments: [
        ("]E3977114487500703", "9771144875007", "03"),
        ("]E3978316148410051995", "9783161484100", "51995"),
        ("]E303600029145212", "036000291452", "12"),
        ("]E303600029145212345", "036000291452", "12345"),
    ])
    func theDigitsBesideANumberAreToldApart(text: String, number: String, addOn: String) throws {
        #expect(Self.read(text) == Meaning(.item(try GTIN(number), AddOn(addOn))))
    }

    @Test func whereNothingIsBesideANumberMoreDigitsAreWrong() throws {
        let scan = "978316148410051995"
        #expect(Self.read("]E0" + scan).content == .text(scan))
        let book = Meaning(.item(try GTIN("9783161484100"), AddOn("51995")))
        #expect(Self.read(scan, .ean13) == book)
    }

    @Test func theDigitsBesideANumberMayComeAlone() throws {
        #expect(Self.read("]E103") == Meaning(.addOn(try #require(AddOn("03")))))
        #expect(Self.read("]E251995") == Meaning(.addOn(try #require(AddOn("51995")))))
    }

    @Test(arguments: [
        ("]C10109521234543213|10AB", 2), ("]e00109521234543213", 1),
        ("]d2|10AB|0109521234543213", 2),
        ("]Q30109521234543213", 1), ("]J10109521234543213", 1), ("|0109521234543213", 1),
    ])
    func elementStringsAreReadFromEveryCarrier(text: String, count: Int) {
        let meaning = Self.read(text)
        guard case .elements(let elements) = meaning.content else {
            Issue.record("\(meaning)")
            return
        }
        #expect(elements.count == count && meaning.problems == [])
        #expect(elements.contains { $0.identifier.digits == "01" })
    }

    @Test func anElementWithAProblemIsAProblemAndNoElement() {
        let meaning = Self.read("]C10109521234543214" + "10AB")
        guard case .elements(let elements) = meaning.content else {
            Issue.record("\(meaning)")
            return
        }
        #expect(elements.map(\.description) == ["(10)AB"])
        #expect(
            meaning.problems.map(\.description)
                == ["byte 2, (01) GTIN: the check digit should be 3; scan it again"])
    }

    @Test(arguments: [
        ("]E04006381333932", "the last digit of 4006381333932 should be 1; scan or type it again"),
        ("]E004252615", "the last digit of 04252615 should be 4; scan or type it again"),
        ("4006381333932", "the last digit of 4006381333932 should be 1; scan or type it again"),
        (
            "]I110036000291458",
            "the last digit of 10036000291458 should be 9; scan or type it again"
        ),
        (
            "]E040063813339",
            "\"40063813339\" has not the digits of a code of kind ean13; "
                + "check what the scanner adds to the code"
        ),
        (
            "]E04006381333931\r",
            "\"4006381333931\u{FFFD}\" has not the digits of a code of kind ean13; "
                + "check what the scanner adds to the code"
        ),
    ])
    func aWrongNumberIsTextAndAProblem(text: String, words: String) {
        let meaning = Self.read(text)
        guard case .text = meaning.content else {
            Issue.record("\(meaning)")
            return
        }
        #expect(meaning.problems.map(\.description) == [words])
    }

    @Test(
        arguments: [
            ("]Q1https://example.com/4006381333931", nil), ("]C0ABC-123", nil),
            ("]A04006381333931", nil),
            ("]C04006381333931", nil), ("]Q14006381333931", nil), ("", nil), ("123", nil),
            ("]d5\\000026010952123454", nil), ("Grüße", nil),
        ] as [(String, Symbology?)])
    func whatIsNoNumberIsText(text: String, symbology: Symbology?) {
        let meaning = Self.read(text, symbology)
        #expect(meaning == Meaning(.text(Self.scan(text).text)))
    }

    @Test func eightDigitsThatCouldBeTwoNumbersAreNotGuessed() throws {
        // Right as an EAN-8 and as a UPC-E.
        let digits = try #require(
            (0..<10_000_000).lazy.map { String(String(10_000_000 + $0).dropFirst()) }
                .first { core in
                    guard core.hasPrefix("0"), let ean = try? GTIN(completing: core),
                        let long = try? UPCE.expanded(core)
                    else { return false }
                    return ean.upcA != long && ean.checkDigit == long.last?.wholeNumberValue
                })
        let eight = try GTIN(completing: digits).digits.suffix(8)
        let meaning = Self.read(String(eight))
        #expect(meaning.content == .text(String(eight)))
        guard case .ambiguous(let ean8, let upcE)? = meaning.problems.first else {
            Issue.record("\(meaning)")
            return
        }
        #expect(ean8 != upcE)
        #expect(Self.read("]E4" + eight).content == .item(ean8, nil))
        #expect(Self.read(String(eight), .upcE).content == .item(upcE, nil))
    }

    @Test func aCodeOfTheStoreIsReadByItsRule() throws {
        let rules = try InStoreRules(
            InStorePreset.chinaPrice.rules + InStorePreset.chinaWeightAndPrice.rules
                + InStorePreset.unitedStates.rules)
        func content(_ text: String) -> InStoreItem? {
            let meaning = Self.read(text, rules: rules)
            guard case .inStore(let item) = meaning.content else { return nil }
            return item
        }
        #expect(content("]E02112345009988")?.price == FixedDecimal(digits: 998, decimals: 2))
        // A UPC-A of twelve digits, and the same as thirteen.
        let american = try GTIN(completing: "02123459" + "2875".prefix(4))
        #expect(content("]E0" + american.digits.suffix(12))?.item == "12345")
        #expect(content("]E0" + american.digits.suffix(13))?.price?.digits == 2875)
        let both = "29123450125001999"
        let check = try #require(CheckDigit.ofNumber(both))
        let item = content("]C0\(both)\(check)")
        #expect(item?.weight == FixedDecimal(digits: 1250, decimals: 3))
        #expect(item?.price == FixedDecimal(digits: 1999, decimals: 2))
    }

    @Test func withoutARuleACodeOfTheStoreIsAPlainItem() throws {
        let gtin = try GTIN("2112345009988")
        #expect(Self.read("]E02112345009988") == Meaning(.item(gtin, nil)))
        #expect(gtin.circulation == .region)
    }

    @Test func aWrongCheckDigitOfAValueIsAProblemAndNoPrice() throws {
        let rules = try InStoreRules(InStorePreset.unitedKingdom.rules)
        let wrong = try GTIN(completing: "201234502875").shortDigits
        let meaning = Self.read("]E0" + wrong, rules: rules)
        #expect(meaning.content == .text(wrong))
        #expect(
            meaning.problems.map(\.description) == [
                "digit 8 of \(wrong) should be 9 by rule \"unitedKingdom\": "
                    + "weigh and label it again"
            ])
    }

    /// Any bytes under any identifier: an answer, never a trap.
    @Test(arguments: 0..<64 as Range<UInt64>)
    func anyBytesHaveAMeaning(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let rules = try InStoreRules(
            InStorePreset.chinaPrice.rules + InStorePreset.germany.rules.suffix(2))
        let alphabets: [[UInt8]] = [
            Array(0...255), Array("0123456789".utf8), Array("0123456789\u{1D}".utf8),
            Array("()01\\ 0212345678\u{1D}AZ%/=".utf8),
        ]
        for _ in 0..<200 {
            let alphabet = alphabets[Int.random(in: 0..<alphabets.count, using: &random)]
            let bytes = (0..<Int.random(in: 0...70, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            let code = UInt8.random(in: 0x41...0x7A, using: &random)
            let modifier = UInt8.random(in: 0x30...0x39, using: &random)
            let identifier = AIMIdentifier(code: code, modifier: modifier)
            let year = Int.random(in: Int.min...Int.max, using: &random)
            for identifier in [nil, identifier, AIMIdentifier(prefixOf: Array("]C1".utf8))] {
                let scan = Scan(bytes: bytes, identifier: identifier)
                let meaning = Meaning.read(scan, rules: rules, referenceYear: year)
                let words = meaning.problems.map(\.description).joined()
                #expect(words.utf8.allSatisfy { $0 >= 0x20 }, "seed \(seed)")
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let message = GS1Message(bracketed: text, referenceYear: year)
            #expect(message.problems.allSatisfy { $0.offset <= text.utf8.count }, "seed \(seed)")
            _ = GS1Message.associationProblems(of: message.elements)
        }
    }
}
