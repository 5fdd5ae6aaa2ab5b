import FoundationEssentials
import Scancode
import Testing

@Suite struct InStoreTests {
    private static func code(_ payload: String) throws -> String {
        try payload + String(#require(CheckDigit.ofNumber(payload)))
    }

    /// A rule reads the spans that its layout shows.
    @Test(arguments: [
        // Preset, payload without check digit, then item, price, weight, code without values.
        (InStorePreset.chinaPrice, "211234500998", "12345", "9.98", "-", "211234500000"),
        (.chinaWeight, "201234501250", "12345", "-", "1.250", "201234500000"),
        (.chinaPriceSixDigitItem, "212345601999", "123456", "19.99", "-", "212345600000"),
        (.chinaWeightAndPrice, "29123450125001999", "12345", "19.99", "1.250", "29123450000000000"),
        (.unitedStatesFiveDigits, "021234512345", "12345", "123.45", "-", "021234500000"),
        (.sweden, "221234560012", "123456", "12", "-", "221234560000"),
        (.sweden, "231234561234", "123456", "-", "1.234", "231234560000"),
        (.finland, "251234561234", "123456", "-", "123.4", "251234560000"),
        (.denmark, "211234001250", "1234", "12.50", "-", "211234000000"),
        (.denmark, "271234501250", "12345", "-", "1.250", "271234500000"),
    ])
    func aPresetReadsItsLayout(
        preset: InStorePreset, payload: String, item: String, price: String, weight: String,
        empty: String
    ) throws {
        let rules = try InStoreRules(preset.rules)
        let read = try #require(try rules.read(Self.code(payload)))
        #expect(read.item == item)
        #expect((read.price.map(\.description) ?? "-") == price)
        #expect((read.weight.map(\.description) ?? "-") == weight)
        #expect(read.itemCode == (try Self.code(empty)))
        #expect(read.code == (try Self.code(payload)))
    }

    @Test(arguments: [
        (InStorePreset.unitedStates, "0212345", "2875", "9"),
        (.unitedKingdom, "2012345", "2875", "9"),
        (.germany, "281234", "14685", "6"), (.germany, "251234", "14685", "6"),
        (.chinaCheckedPriceFour, "2112345", "2875", "9"),
        (.chinaCheckedPriceFive, "211234", "14685", "6"),
    ])
    func theCheckDigitOfTheValueIsVerified(
        preset: InStorePreset, head: String, value: String, check: String
    ) throws {
        let rules = try InStoreRules(preset.rules)
        let right = try Self.code(head + check + value)
        let read = try #require(try rules.read(right))
        let digits = [read.price?.digits, read.weight?.digits, read.count].compactMap { $0 }
        #expect(digits == [try #require(Int(value))])
        let wrong = try Self.code(head + "0" + value)
        let error = #expect(throws: InStoreCodeError.self) { try rules.read(wrong) }
        #expect(error?.description.contains("should be \(check)") == true)
    }

    @Test func everyPresetIsARuleSetThatReadsEveryOneOfItsPrefixes() throws {
        for preset in InStorePreset.allCases {
            let rules = try InStoreRules(preset.rules)
            for rule in preset.rules {
                for prefix in rule.prefixes {
                    let digits =
                        prefix
                        + rule.layout.dropFirst(prefix.count).dropLast()
                        .map { $0 == "V" ? "0" : "I" == $0 ? "7" : "0" }.joined()
                    let read = try rules.read(Self.code(digits))
                    #expect(read?.rule == rule.name && read?.prefix == prefix, "\(preset) \(rule)")
                }
            }
        }
    }

    @Test func aWrongCheckDigitIsSaidWithTheRightOne() throws {
        let rules = try InStoreRules(InStorePreset.chinaPrice.rules)
        let right = try Self.code("211234500998")
        let error = #expect(throws: InStoreCodeError.self) {
            try rules.read(
                right.dropLast() + "X".replacing("X", with: right.hasSuffix("0") ? "1" : "0"))
        }
        #expect(error?.description.contains("should be \(right.suffix(1))") == true)
    }

    @Test func withoutARuleThereIsNothingToRead() throws {
        let code = try Self.code("261234500998")
        #expect(try InStoreRules.none.read(code) == nil)
        #expect(try InStoreRules(InStorePreset.chinaPrice.rules).read(code) == nil)
    }

    private static func rule(
        _ layout: String, _ prefixes: [String], name: String = "a", decimals: Int = 2
    ) -> InStoreRule {
        InStoreRule(name: name, prefixes: prefixes, layout: layout, priceDecimals: decimals)
    }

    @Test(arguments: [
        (
            [rule("FFIIIIIPPPPPC", ["21"]), rule("FIIIIIIPPPPPC", ["2"], name: "b")],
            "rules \"a\" and \"b\" both take codes of 13 digits that start with 21; "
                + "give each its own prefixes"
        ),
        (
            [rule("FFIIIIIPPPPPC", ["21"]), rule("FFIIIIIPPPPPC", ["22"])],
            "two rules are named \"a\"; rename one"
        ),
        (
            [rule("FFIIIIIPPPPPC", ["21"], name: "")],
            "a rule for in-store codes has no name; give it one"
        ),
        (
            [rule("FFIIIIIPPPPPC", ["2"])],
            "rule \"a\": prefix \"2\" must be as many digits as the layout has F, and be there once"
        ),
        (
            [rule("FFIIIIIPPPPPC", ["21", "21"])],
            "rule \"a\": prefix \"21\" must be as many digits as the layout has F, "
                + "and be there once"
        ),
        (
            [rule("FFIIIIIPPPPPC", [])],
            "rule \"a\": prefix \"\" must be as many digits as the layout has F, and be there once"
        ),
        (
            [rule("FFIIIIIPPPPPC", ["69"])],
            "rule \"a\": prefix 69 belongs to items all over the world; "
                + "use 2, 02 or 04 and what follows them (8 digits: 0 or 2)"
        ),
        (
            [rule("FFIIIIIQPPPPC", ["21"])],
            "rule \"a\": \"Q\" at digit 8 of the layout means nothing; "
                + "use F, I, P, W, N, V, C and X"
        ),
        (
            [rule("FFIIIIIPPPPP", ["21"])],
            "rule \"a\": the layout has 12 digits; "
                + "use 8, 13 (a UPC-A with a 0 before it) or 14 to 48"
        ),
        (
            [rule("FFIIIVPPPPPPC", ["21"])],
            "rule \"a\": V is one digit, for one value of 4 or 5 digits; change the layout"
        ),
        (
            [rule("FFIIIIIVPPPPC", ["21"], decimals: 7)],
            "rule \"a\": 7 decimals are out of range; use 0 to 6"
        ),
    ])
    func rulesThatCannotBeUsedAreRefused(rules: [InStoreRule], words: String) {
        let error = #expect(throws: InStoreRuleError.self) { try InStoreRules(rules) }
        #expect(error?.description == words)
    }

    @Test(arguments: [
        "IFFIIIIPPPPPC", "FFIIPPPIIPPPC", "FFIIIIIPPPPCP", "FFPPPPPPPPPPC", "FFIIIIIPPPPCC",
        "FFIPPPPPPPPPPC",
    ])
    func aLayoutThatCannotBeCutIsRefused(layout: String) {
        #expect(throws: InStoreRuleError.self) { try InStoreRules([Self.rule(layout, ["21"])]) }
    }

    @Test func rulesOfOneLengthAndOtherPrefixesOrOfOtherLengthsStandTogether() throws {
        let rules = try InStoreRules([
            Self.rule("FFIIIIIPPPPPC", ["21", "22"], name: "price"),
            Self.rule("FFIIIIIWWWWWC", ["23"], name: "weight"),
            Self.rule("FFIIIIIWWWWWPPPPPC", ["21"], name: "both"),
            Self.rule("FIIIIIIC", ["2"], name: "short"),
        ])
        #expect(try rules.read(Self.code("2123456"))?.rule == "short")
        #expect(try rules.read(Self.code("211234512345"))?.rule == "price")
    }

    @Test func rulesAreReadFromJSON() throws {
        let json = """
            [{"name": "meat", "prefixes": ["28"], "layout": "FFIIIIIWWWWWC", "weightUnit": "pound"},
             {"name": "jiao", "prefixes": ["25"], "layout": "FFIIIIIPPPPPC", "priceDecimals": 1}]
            """
        let rules = try JSONDecoder().decode(InStoreRules.self, from: Data(json.utf8))
        let meat = try #require(try rules.read(Self.code("281234501250")))
        #expect(meat.weight == FixedDecimal(digits: 1250, decimals: 3) && meat.weightUnit == .pound)
        #expect(try rules.read(Self.code("251234500125"))?.price?.description == "12.5")
        let again = try JSONDecoder().decode(
            InStoreRules.self, from: JSONEncoder().encode(rules))
        #expect(again == rules)
    }

    @Test func aMisspeltFieldIsRefused() {
        let json = #"""
            [{"name": "a", "prefixes": ["28"], "layout": "FFIIIIIPPPPPC", "pricedecimals": 0}]
            """#
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(InStoreRules.self, from: Data(json.utf8))
        }
        #expect(error.map { "\($0)" }?.contains("pricedecimals") == true)
    }

    @Test func contradictingRulesAreNotDecoded() {
        let json = """
            [{"name": "a", "prefixes": ["28"], "layout": "FFIIIIIWWWWWC"},
             {"name": "b", "prefixes": ["28"], "layout": "FFIIIIIPPPPPC"}]
            """
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(InStoreRules.self, from: Data(json.utf8))
        }
    }
}
