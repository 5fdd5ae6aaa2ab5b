import Scancode
import Testing

@Suite struct MessageTests {
    private static func read(_ text: String) -> GS1Message {
        GS1Message(
            reading: Array(text.replacing("|", with: "\u{1D}").utf8), referenceYear: 2026)
    }

    @Test func elementsOfAllKindsAreReadInOrder() throws {
        let message = Self.read("0109521234543213172612003103001750" + "10ABC-1|21XYZ|3922499")
        #expect(message.problems == [])
        #expect(
            message.bracketed
                == "(01)09521234543213(17)261200(3103)001750(10)ABC-1(21)XYZ(3922)499")
        #expect(message.gtin == (try GTIN("9521234543213")))
        #expect(
            message["17"]?.meaning
                == .date(try #require(GS1Date(year: 2026, month: 12, day: nil)), nil))
        #expect(message["3103"]?.meaning == .number(FixedDecimal(digits: 1750, decimals: 3)))
        #expect(
            message["3922"]?.meaning
                == .amount(FixedDecimal(digits: 499, decimals: 2), currency: nil)
        )
        #expect(message["10"]?.value == "ABC-1")
        #expect(message.elements.map(\.offset) == [0, 16, 24, 34, 42, 48])
    }

    @Test(arguments: [
        "0109521234543213|10A", "|10A|0109521234543213|", "10A|0109521234543213",
        "10A||0109521234543213",
    ])
    func separatorsMayStandBetweenAnyElements(text: String) {
        let message = Self.read(text)
        #expect(message.problems == [] && message.elements.count == 2)
    }

    @Test(arguments: [
        // What, then where and why.
        ("0109521234543214", 2, "byte 2, (01) GTIN: the check digit should be 3; scan it again"),
        (
            "010952123454321", 2,
            "byte 2, (01) GTIN: 13 characters, but 14 at least are needed; scan it again"
        ),
        (
            "0109521234543213XX", 16,
            "byte 16: \"XX\" starts no GS1 identifier; is FNC1 sent as GS (1D hex)?"
        ),
        ("10", 2, "byte 2, (10) BATCH/LOT: 0 characters, but 1 at least are needed; scan it again"),
        (
            "10ABCDEFGHIJKLMNOPQRSTUVW", 22,
            "byte 22, (10) BATCH/LOT: 23 characters, but 20 at most; is FNC1 sent as GS (1D hex)?"
        ),
        (
            "10A B", 3,
            "byte 3, (10) BATCH/LOT: character 20 hex is not among the 82 of GS1"
        ),
        (
            "11261301", 2,
            "byte 2, (11) PROD DATE: \"261301\" is not a date as YYMMDD, day 00 for none"
        ),
        (
            "17260230", 2,
            "byte 2, (17) USE BY or EXPIRY: \"260230\" is not a date as YYMMDD, day 00 for none"
        ),
        ("7006260200", 4, "byte 4, (7006) FIRST FREEZE DATE: \"260200\" is not a date as YYMMDD"),
        ("39320001", 4, "byte 4, (3932) PRICE: \"000\" is not a number of ISO 4217 for a currency"),
        (
            "80131987654Ad4X4bL5ttr2310cXK", 4,
            "byte 4, (8013) GMN: the check characters should be 2K; scan it again"
        ),
        (
            "8010a123456", 4,
            "byte 4, (8010) CPID: character 61 hex is not among the 39 of GS1 part numbers"
        ),
    ])
    func aProblemSaysWhereAndWhy(text: String, offset: Int, words: String) {
        let message = Self.read(text)
        #expect(message.problems.first?.offset == offset)
        #expect(message.problems.first?.description == words)
    }

    @Test func readingGoesOnBehindTheNextSeparator() {
        let message = Self.read("9x9|10A B|21S")
        #expect(message.problems.map(\.offset) == [0, 7])
        #expect(message.bracketed == "(21)S")
    }

    @Test func strictReadingThrowsTheFirstProblem() {
        #expect(throws: GS1Problem.self) {
            try GS1Message(strictly: Array("0109521234543214".utf8), referenceYear: 2026)
        }
    }

    @Test func anotherSeparatorCanBeSet() {
        let message = GS1Message(
            reading: Array("10A|21B".utf8), separators: [UInt8(ascii: "|")], referenceYear: 2026)
        #expect(message.bracketed == "(10)A(21)B")
    }

    /// Pairs of an identifier and data that is right, and what makes it wrong.
    @Test(arguments: [
        ("8013", "1987654Ad4X4bL5ttr2310c2K", "1987654Ad4X4bL5ttr2310c2L"),
        ("8014", "12345_ABCDEFGHIJKLMCP", "12345_ABCDEFGHIJKLMCQ"),
        ("8003", "09521234543213ABC", "19521234543213ABC"),
        ("253", "9521234543213", "9521234543212"),
        ("402", "95212345432198765", "95212345432198760"),
        ("414", "9521234543213", "9521234543210"),
        ("8006", "095212345432130102", "095212345432130302"),
        ("8007", "GB82WEST12345698765432", "GB82WEST12345698765431"),
        ("4307", "DE", "XX"), ("4309", "02790858483015297971", "18000000010000000000"),
        ("4321", "1", "2"), ("4330", "001500-", "001500+"), ("4326", "260314", "260300"),
        ("4324", "2603140930", "2603142430"), ("7041", "200", "ZZZ"), ("7241", "80", "42"),
        ("7252", "9", "3"), ("7258", "2/3", "3/2"), ("7250", "20000229", "19000229"),
        ("8001", "00010000100191", "00000000100191"), ("8008", "26031409", "26031424"),
        ("8011", "10", "01"), ("7030", "999ABC", "998ABC"), ("422", "156", "999"),
        ("4300", "A%20B", "A%2"), ("7040", "1AB_", "1AB+"), ("8030", "QUJD", "QU=D"),
        (
            "8110", "106141411234562891101201212085010048000214025610048000310123191000",
            "706141411234562891"
        ),
        ("8112", "001234561234560123456", "201234561234560123456"), ("401", "1234AB", "123AB4"),
        ("421", "156200", "000200"), ("00", "395212345432198766", "395212345432198760"),
    ])
    func everyRuleAcceptsTheRightAndRefusesTheWrong(code: String, right: String, wrong: String) {
        #expect(Self.read(code + right).problems == [], "\(code) \(right)")
        #expect(Self.read(code + wrong).elements == [], "\(code) \(wrong)")
    }

    @Test(arguments: [
        (26, 2026, 2026), (76, 2026, 2076), (77, 2026, 1977), (0, 2026, 2000), (10, 2070, 2110),
        (99, 2050, 2099), (0, 2050, 2100), (1, 2051, 2101), (50, 2000, 2050), (51, 2000, 1951),
    ])
    func aYearOfTwoDigitsIsFromFortyNineBackToFiftyOn(digits: Int, near: Int, year: Int) {
        #expect(GS1Date.year(digits, near: near) == year)
    }

    @Test func aMonthWithoutADayEndsWithItsLastDay() throws {
        #expect(try #require(GS1Date(year: 2028, month: 2, day: nil)).lastDay == 29)
        #expect("\(try #require(GS1Date(year: 2028, month: 2, day: nil)))" == "2028-02")
    }

    @Test func timesAreReadBesideDates() throws {
        let date = try #require(GS1Date(year: 2026, month: 3, day: 14))
        #expect(
            Self.read("8008260314093005")["8008"]?.meaning
                == .date(date, GS1Time(hour: 9, minute: 30, second: 5)))
        #expect(
            Self.read("800826031409")["8008"]?.meaning
                == .date(date, GS1Time(hour: 9)))
        #expect(Self.read("43242603149999")["4324"]?.meaning == .date(date, nil))
        let last = try #require(GS1Date(year: 2026, month: 3, day: 20))
        #expect(Self.read("7007260314260320")["7007"]?.meaning == .period(date, last))
    }
}

@Suite struct BracketTests {
    @Test func theFormForPeopleIsReadAndWritten() {
        let text = #"(01)09521234543213(10)A(B)\(21)C(17)261200"#
        let message = GS1Message(bracketed: text, referenceYear: 2026)
        #expect(message.problems == [])
        #expect(message.elements.map(\.value) == ["09521234543213", "A(B)(21)C", "261200"])
        let again = GS1Message(bracketed: message.bracketed, referenceYear: 2026)
        #expect(again.elements.map(\.value) == message.elements.map(\.value))
    }

    @Test func blanksBetweenElementsAreLeftOut() {
        let message = GS1Message(bracketed: " (01) 09521234543213 (10)AB ", referenceYear: 2026)
        #expect(message.problems == [] && message.elements.count == 2)
    }

    @Test(arguments: [
        ("10ABC", 0), ("(1)ABC", 0), ("(10)A B(17)26130", 11), (#"(10)\(\(é"#, 8), ("()", 0),
        ("(", 0), ("(10)", 4), ("(01)09521234543214", 4),
    ])
    func aProblemCountsTheBytesOfTheText(text: String, offset: Int) {
        let message = GS1Message(bracketed: text, referenceYear: 2026)
        #expect(message.problems.first?.offset == offset, "\(message.problems)")
    }

    @Test func contentHasSeparatorsOnlyWhereTheyAreNecessary() {
        let message = GS1Message(
            bracketed: "(01)09521234543213(10)A(21)B(17)261200", referenceYear: 2026)
        let content = GS1Message.content(of: message.elements)
        #expect(content == Array("010952123454321310A\u{1D}21B\u{1D}17261200".utf8))
    }
}

@Suite struct AssociationTests {
    private static func problems(_ text: String) -> [String] {
        let message = GS1Message(bracketed: text, referenceYear: 2026)
        #expect(message.problems == [])
        return GS1Message.associationProblems(of: message.elements).map(\.description)
    }

    @Test(arguments: [
        "(01)09521234543213(10)A(17)261200", "(00)395212345432198766(02)09521234543213(37)12",
        "(01)09521234543213(3103)001750(3922)499", "(01)09521234543213(21)A(8040)123456789012345",
        "(01)09521234543213(21)A(250)B", "(01)09521234543213(10)A(10)A",
    ])
    func whatBelongsTogetherIsRight(text: String) {
        #expect(Self.problems(text) == [])
    }

    @Test(arguments: [
        (
            "(10)A",
            "byte 0, (10) BATCH/LOT: needs one of (01), (02), (03), (8006), (8026) beside it"
        ),
        (
            "(01)09521234543213(250)B",
            "byte 18, (250) SECONDARY SERIAL: needs one of (01) with (21), (03) with (21), "
                + "(8006) with (21) beside it"
        ),
        ("(01)09521234543213(37)5", "byte 0, (01) GTIN: may not stand beside (37)"),
        (
            "(01)09521234543213(3103)000001(3102)000001",
            "byte 18, (3103) NET WEIGHT (kg): may not stand beside (3102)"
        ),
        (
            "(01)09521234543213(10)A(10)B",
            "byte 23, (10) BATCH/LOT: is there twice, with different values"
        ),
    ])
    func whatDoesNotBelongTogetherIsSaid(text: String, words: String) {
        #expect(Self.problems(text).first == words)
    }
}
