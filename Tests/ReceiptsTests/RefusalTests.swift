import FoundationEssentials
import Receipts
import Testing

/// Each way in which a document can contradict itself, with the exact words of its refusal.
@Suite struct RefusalTests {
    struct Case: CustomTestStringConvertible {
        var name: String
        /// Path and new value; `nil` takes the field away.
        var changes: [(String, JSONValue?)]
        var text: String
        init(_ name: String, _ changes: [(String, JSONValue?)], _ text: String) {
            (self.name, self.changes, self.text) = (name, changes, text)
        }
        init(_ name: String, _ path: String, _ value: String, _ text: String) {
            self.init(name, [(path, .text(value))], text)
        }
        var testDescription: String { text }
    }

    @Test(arguments: Files.exampleNames)
    func theExamplesAreRight(name: String) throws {
        #expect(try refusal(of: Files.exampleJSON(name)) == nil)
    }

    @Test(arguments: lines + taxes + totals + tenders)
    func aSaleThatDoesNotAddUpIsRefused(_ test: Case) throws { try expect(test) }

    @Test(arguments: reversals)
    func aReversalThatDoesNotAddUpIsRefused(_ test: Case) throws { try expect(test) }

    @Test(arguments: counts)
    func aCountThatDoesNotAddUpIsRefused(_ test: Case) throws { try expect(test) }

    @Test(arguments: forms)
    func aMalformedFieldIsRefused(_ test: Case) throws { try expect(test) }

    private func expect(_ test: Case) throws {
        var json = try Files.exampleJSON(test.name)
        for (path, value) in test.changes {
            json[path: path.split(separator: ".").map(String.init)] = value
        }
        let words = try refusal(of: json)
        #expect(words == test.text, "\(words ?? "accepted")")
    }

    static let lines = [
        Case("sale", "lines.9.total", "8.50", "lines[9].total: 2 × 4.20 is 8.40, not 8.50"),
        Case(
            "sale", "lines.5.total", "10.50", "lines[5].total: 2 × 5.25 - 1.50 is 9.00, not 10.50"),
        Case("sale", "lines.2.total", "0.92", "lines[2].total: 0.845 × 1.10 is 0.93, not 0.92"),
        Case(
            "sale", "lines.5.discount", "10.51",
            "lines[5].discount: 10.51 is more than 2 × 5.25"),
        Case("sale", "lines.0.quantity", "0", "lines[0].quantity: must be more than 0"),
        Case("sale", "lines.0.tax", "X", "lines[0].tax: no tax has the code \"X\""),
        Case("sale", "lines.0.description", " \u{3000}", "lines[0].description: must not be blank"),
        Case(
            "sale", "lines.0.description", "a\u{1B}p",
            "lines[0].description: character 2 is the control character U+001B"),
        Case(
            "sale", "lines.0.description", "a\u{2028}",
            "lines[0].description: character 2 is the control character U+2028"),
        Case(
            "sale",
            [
                ("lines.0.quantity", .text("9223372036854775.807")),
                ("lines.0.unitPrice", .text("99999999999999")),
            ],
            "lines[0].total: the result of GBP 99999999999999.00 × 9223372036854775.807 "
                + "is too large"),
        Case("sale", [("lines", .list([]))], "lines: 0 lines; there must be 1 to 1000"),
    ]

    static let taxes = [
        Case("sale", "taxes.0.tax", "3.92", "taxes[0].tax: 20 % in 22.30 is 3.72, not 3.92"),
        Case(
            "sale", "taxes.0.tax", "3.73", "taxes[0].net: 22.30 less 3.73 tax is 18.57, not 18.58"),
        Case("sale", "taxes.1.net", "7.14", "taxes[1].net: 7.49 less 0.36 tax is 7.13, not 7.14"),
        Case(
            "sale",
            [("taxes.1.code", .text("S")), ("lines.11.tax", .text("S"))],
            "taxes[1].code: \"S\" stands already in taxes[0]"),
        Case(
            "sale",
            [("taxes.1.code", .text("")), ("lines.11.tax", .text(""))],
            "taxes[1].code: \"\" must be 1 to 3 ASCII letters or digits"
        ),
        Case(
            "sale",
            [("taxes.1.code", .text("Ü1")), ("lines.11.tax", .text("Ü1"))],
            "taxes[1].code: \"Ü1\" must be 1 to 3 ASCII letters or digits"),
        Case(
            "sale",
            [
                (
                    "taxes.3",
                    .object([
                        "code": .text("Q"), "name": .text("VAT"), "rate": .text("0"),
                        "net": .text("0.00"), "tax": .text("0.00"),
                    ])
                )
            ], "taxes[3].code: no line bears \"Q\""),
        Case("sale", "taxes.0.rate", "1000.5", "taxes[0].rate: 1000.5 must be 0 to 1000 percent"),
        Case(
            "sale", [("pricesIncludeTax", .bool(false))],
            "taxes[0].tax: 20 % on 22.30 is 4.46, not 3.72"),
    ]

    static let totals = [
        Case(
            "sale", "totals.subtotal", "58.50",
            "totals.subtotal: the lines add up to 58.57, not 58.50"),
        Case("sale", "totals.tax", "4.00", "totals.tax: the taxes add up to 4.08, not 4.00"),
        Case(
            "sale", "totals.total", "62.65",
            "totals.total: prices include tax, so it is the subtotal 58.57, not 62.65"),
        Case("sale", "totals.rounding", "1.00", "totals.rounding: must be less than 1.00"),
        Case(
            "sale",
            [("totals.rounding", .text("0.03")), ("tenders.1.kind", .text("card"))],
            "totals.rounding: only what is paid in cash is rounded"),
    ]

    static let tenders = [
        Case(
            "sale", "change", "11.34", "change: 70.00 paid for 58.57 gives 11.43 change, not 11.34"),
        Case("sale", "tenders.1.amount", "48.56", "tenders: 58.56 does not pay 58.57"),
        Case(
            "sale-zh", "change", "14.36",
            "change: 100.00 paid for 85.60 gives 14.40 change, not 14.36"),
        Case("sale", [("tenders", .list([]))], "tenders: 0 tenders; there must be 1 to 50"),
        Case(
            "sale", "number", "12 3",
            "number: \"12 3\" must be visible ASCII characters, for its bar code"),
        Case(
            "sale", "number", "九",
            "number: \"九\" must be visible ASCII characters, for its bar code"),
        Case("sale", "qrCode", "", "qrCode: must have 1 to 512 characters"),
    ]

    static let reversals = [
        Case(
            "reversal", "supervisor", "Amelia",
            "supervisor: \"Amelia\" is the cashier; a reversal needs a second person"),
        Case(
            "reversal", "original.total", "4.19",
            "totals.total: 4.20 is more than the original receipt's 4.19"),
        Case(
            "reversal", "original.time", "2026-03-14 15:22",
            "original.time: 2026-03-14 15:22 is after the reversal at 2026-03-14 15:21"),
        Case(
            "reversal", "original.number", "0002-R-0031",
            "original.number: a slip cannot reverse itself"),
        Case(
            "reversal", "refunds.0.amount", "4.00", "refunds: 4.00 paid back, but 4.20 is due"),
        Case("reversal", "reason", " ", "reason: must not be blank"),
        Case("reversal", "lines.0.total", "4.02", "lines[0].total: 1 × 4.20 is 4.20, not 4.02"),
    ]

    static let counts = [
        Case("count", "total", "918.45", "total: the lines add up to 918.54, not 918.45"),
        Case("count", "lines.2.value", "3.00", "lines[2].value: GBP has no note of 3.00"),
        Case(
            "count-zh", "lines.2.value", "2.00",
            "lines[2].value: the CNY 2.00 note was withdrawn on 2018-05-01; "
                + "take it out of the count"),
        Case(
            "count", "lines.6.pack", "roll",
            "lines[6].pack: the GBP 1.00 coin has no roll of a known size; "
                + "say how many pieces it holds"),
        Case("count", [("lines.0.number", .number(-1))], "lines[0].number: -1 must be 0 or more"),
        Case(
            "count", [("lines.6.packSize", .number(0))], "lines[6].packSize: 0 must be 1 or more"),
        Case(
            "count", [("lines.0.packSize", .number(2))],
            "lines[0].packSize: loose pieces have no pack; leave it out"),
        Case("count", "lines.1.value", "50.00", "lines[1]: counted already in lines[0]"),
        Case(
            "count", [("lines.0.number", .number(1e16))],
            "lines[0].number: the result of GBP 50.00 × 10000000000000000 is too large"),
        Case("count", "witness", "Amelia", "witness: \"Amelia\" cannot witness an own count"),
    ]

    static let forms = [
        Case(
            "sale", "type", "slip",
            "type: must be one of \"sale\", \"reversal\", \"count\", not \"slip\""),
        Case(
            "sale", "language", "fr", "language: must be one of \"en\", \"zh-Hans\", not \"fr\""),
        Case(
            "sale", "currency", "gbp",
            "currency: \"gbp\" is not a known currency; use one of CNY, EUR, GBP, JPY, USD"),
        Case(
            "sale", "time", "2026-02-29 10:00",
            "time: \"2026-02-29 10:00\" is not a minute; write it like 2026-03-14 15:09"),
        Case(
            "sale", "time", "2026-03-14T15:09",
            "time: \"2026-03-14T15:09\" is not a minute; write it like 2026-03-14 15:09"),
        Case(
            "sale", "time", "2026-03-14 24:00",
            "time: \"2026-03-14 24:00\" is not a minute; write it like 2026-03-14 15:09"),
        Case(
            "sale", "lines.3.unitPrice", "-3.65",
            "lines[3].unitPrice: \"-3.65\" is not a decimal number; "
                + "write digits and a point, such as 12.50"),
        Case(
            "sale", "lines.3.unitPrice", "3,65",
            "lines[3].unitPrice: \"3,65\" is not a decimal number; "
                + "write digits and a point, such as 12.50"),
        Case(
            "sale", "lines.3.total", "3.655",
            "lines[3].total: \"3.655\" has too many decimals; write at most 2"),
        Case(
            "sale", "lines.2.quantity", "0.8451",
            "lines[2].quantity: \"0.8451\" has too many decimals; write at most 3"),
        Case(
            "sale", [("lines.3.total", .number(3.65))], "lines[3].total: must be a text"),
        Case(
            "sale", "tenders.1.kind", "coins",
            "tenders[1].kind: must be one of \"cash\", \"card\", \"wallet\", \"voucher\", "
                + "\"account\", \"cheque\", \"other\", not \"coins\""),
        Case(
            "count", [("lines.0.number", .number(1.5))],
            "lines[0].number: must be a whole number of at most 18 digits"),
        Case(
            "count", [("lines.0.number", .number(1e30))],
            "lines[0].number: must be a whole number of at most 18 digits"),
    ]
}

@Suite struct ReadingTests {
    @Test(arguments: [
        "", "{", "[]", "null", "\"sale\"", "{\"type\":}", "\u{0}",
    ])
    func whatIsNoDocumentIsRefused(text: String) throws {
        let error = try #require(throws: DecodingError.self) {
            try JSONDecoder().decode(Document.self, from: Data(text.utf8))
        }
        let words = DocumentError(error).description
        #expect(words.hasPrefix("not JSON: ") || words.hasPrefix("must be an object"), "\(words)")
        #expect(words.utf8.count < 300)
    }

    @Test func aHostileFieldNameIsCut() throws {
        let name = "\u{1B}[31m" + String(repeating: "x", count: 10_000)
        var json = try Files.exampleJSON("count")
        json[name] = .bool(true)
        let words = try #require(try refusal(of: json))
        #expect(words.utf8.count < 400)
        #expect(words.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }

    @Test func anExpectedAmountMayBeBelowZero() throws {
        var json = try Files.exampleJSON("count")
        json["expected"] = .text("-0.50")
        #expect(try refusal(of: json) == nil)
    }

    /// Rounded once a line or once a receipt: both are right, and nothing further away is.
    @Test func taxMayBeRoundedByLineOrByReceipt() throws {
        var json = try Files.exampleJSON("sale")
        // Three lines of 0.03 at 20 % included: 0.005 each, 0.015 together.
        let line = JSONValue.object([
            "description": .text("Sweet"), "quantity": .text("1"), "unitPrice": .text("0.03"),
            "total": .text("0.03"), "tax": .text("S"),
        ])
        json["lines"] = .list([line, line, line])
        json["tenders"] = .list([.object(["kind": .text("cash"), "amount": .text("0.09")])])
        json["change"] = .text("0.00")
        for (tax, net, isRight) in [
            ("0.02", "0.07", true), ("0.03", "0.06", true), ("0.00", "0.09", true),
            ("0.04", "0.05", false),
        ] {
            json["taxes"] = .list([
                .object([
                    "code": .text("S"), "name": .text("VAT"), "rate": .text("20"),
                    "net": .text(net), "tax": .text(tax),
                ])
            ])
            json["totals"] = .object([
                "subtotal": .text("0.09"), "tax": .text(tax), "total": .text("0.09"),
            ])
            let words = try refusal(of: json)
            #expect(words == (isRight ? nil : "taxes[0].tax: 20 % in 0.09 is 0.02, not 0.04"))
        }
    }
}
