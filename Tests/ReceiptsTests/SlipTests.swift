import Cash
import ESCPOS
import FoundationEssentials
import Testing

@testable import Receipts

@Suite struct SlipTests {
    static let models = Profiles.all.map(\.id)

    /// Any document that adds up is printed within the paper, with nothing in it but text.
    @Test(arguments: 0..<64 as Range<UInt64>)
    func everyLineOfARandomDocumentFitsThePaper(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let document = try Document.random(using: &random)
        // The narrowest paper that slips are printed on, too.
        var narrow = Profiles.generic58
        narrow.fontA.columns = 24
        for profile in Profiles.all + [narrow] {
            let commands = try document.commands(for: profile, mark: .copy(3))
            let view = SlipView(commands, profile: profile)
            #expect(view.problems == [], "seed \(seed)")
            let width = profile.fontA.columns * profile.fontA.width
            for line in view.lines {
                #expect(line.dots <= width, "seed \(seed), \(profile.id): \(line.text)")
            }
        }
    }

    @Test(arguments: Files.exampleNames, models)
    func aSlipStartsCleanEndsCutAndOpensNoDrawer(name: String, model: String) throws {
        let profile = try #require(Profiles.named(model))
        let commands = try commands(name, profile)
        #expect(commands.first == .initialize)
        let end: Command = profile.cutter == .none ? .feedLines(3) : .cut(.feedThenPartial())
        #expect(commands.last == end)
        for command in commands {
            switch command {
            case .pulse, .realTimePulse, .realTimeFunction, .unknown:
                Issue.record("\(command) in a slip")
            default: break
            }
        }
    }

    @Test(arguments: [
        ("sale", SlipMark.original, nil), ("sale", .copy(2), " COPY 2 "),
        ("sale", .reprint, " REPRINT "), ("sale-zh", .copy(12), " 副本 12 "),
        ("reversal", .original, " ORIGINAL "), ("reversal", .copy(1), " COPY 1 "),
        ("count", .original, " ORIGINAL "), ("count-zh", .reprint, " 重印 "),
    ])
    func theMarkIsBoldAndReversed(name: String, mark: SlipMark, text: String?) throws {
        let profile = Profiles.tmT88V
        let view = SlipView(
            try Files.example(name).commands(for: profile, mark: mark, logo: GoldenTests.logo),
            profile: profile)
        let marked = view.lines.filter { $0.marks.contains("reverse") }
        #expect(marked.map(\.text) == (text.map { [$0] } ?? []))
        #expect(marked.allSatisfy { $0.marks.contains("bold") })
    }

    @Test func aCopyHasANumber() throws {
        let error = try #require(throws: DocumentError.self) {
            try Files.example("sale").commands(
                for: Profiles.tmT88V, mark: .copy(0), logo: GoldenTests.logo)
        }
        #expect(error.description == "copy 0 must be 1 to 999")
    }

    @Test func theLogoIsGivenExactlyWhenItIsNamed() throws {
        #expect(
            try text { try Files.example("sale").commands(for: Profiles.tmT88V) }
                == "store.logo: the picture \"corner-quay.png\" was not given")
        var json = try Files.exampleJSON("sale")
        json[path: ["store", "logo"]] = nil
        let document = try document(json)
        #expect(
            try text { try document.commands(for: Profiles.tmT88V, logo: GoldenTests.logo) }
                == "store.logo: missing, but a picture was given")
        let wide = RasterImage(bytesPerRow: 73, height: 1, data: Array(repeating: 0, count: 73))
        #expect(
            try text { try Files.example("sale").commands(for: Profiles.tmT20II, logo: wide) }
                == "store.logo: the picture is 584 dots wide, but a line has 576; scale it down")
    }

    /// Under `strict` the field and the character in it are named, not the line they wrap to.
    @Test(arguments: [
        ("sale", "lines.5.description"), ("sale", "store.name"), ("sale", "tenders.0.reference"),
        ("sale", "taxes.2.name"), ("sale", "notes.1"), ("reversal", "reason"),
        ("reversal", "supervisor"), ("count", "till"), ("count", "witness"), ("sale", "cashier"),
        ("sale", "lines.2.unit"),
    ])
    func textThatCannotBePrintedIsRefusedOrReplaced(name: String, path: String) throws {
        var json = try Files.exampleJSON(name)
        json[path: path.split(separator: ".").map(String.init)] = .text("ab ກ")
        let document = try document(json)
        let place = path.split(separator: ".").reduce("") { text, key in
            Int(key) != nil ? "\(text)[\(key)]" : text.isEmpty ? "\(key)" : "\(text).\(key)"
        }
        let profile = Profiles.generic58
        let error = try #require(throws: DocumentError.self) {
            try document.commands(for: profile, logo: GoldenTests.logo)
        }
        #expect(error.kind == .unprintable)
        #expect(error.path == place)
        #expect(error.text.hasPrefix("character 4 of the text, \"ກ\" (U+0E81), "))
        let commands = try document.commands(
            for: profile, logo: GoldenTests.logo, policy: .replace(with: "*"))
        let view = SlipView(commands, profile: profile)
        #expect(view.problems == [])
        #expect(view.lines.contains { $0.text.contains("ab *") })
    }

    @Test func chineseLabelsNeedAChinesePrinter() throws {
        var western = Profiles.tmT88V
        western.chinese = .none
        let error = try #require(throws: DocumentError.self) {
            try Files.example("sale-zh").commands(for: western, logo: GoldenTests.logo)
        }
        #expect(error.kind == .unprintable)
        #expect(error.path == "store.name")
    }

    @Test func thirteenDigitsAreAnEAN13OnlyWithTheRightCheckDigit() throws {
        #expect(try barcode(of: "6901234567892") == .ean13)
        #expect(try barcode(of: "6901234567893") == .code128)
        #expect(try barcode(of: "690123456789") == .code128)
    }

    @Test func aBarcodeThatFitsNoPaperIsRefusedByName() throws {
        var json = try Files.exampleJSON("sale")
        json["number"] = .text("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let document = try document(json)
        let words = try text {
            try document.commands(for: Profiles.generic58, logo: GoldenTests.logo)
        }
        #expect(words.hasPrefix("number: the bar code needs "))
        #expect(words.hasSuffix("; or set \"barcode\" to false"))
        json["barcode"] = .bool(false)
        let plain = try self.document(json).commands(
            for: Profiles.generic58, logo: GoldenTests.logo)
        #expect(!plain.contains { if case .barcode = $0 { true } else { false } })
    }

    @Test func aLargeQRCodeGetsSmallerModules() throws {
        var json = try Files.exampleJSON("sale")
        json["qrCode"] = .text(String(repeating: "x", count: 300))
        let commands = try document(json).commands(
            for: Profiles.generic58, logo: GoldenTests.logo)
        let view = SlipView(commands, profile: Profiles.generic58)
        #expect(
            view.lines.contains {
                $0.text == "[QR code module 5 centred]" || $0.text == "[QR code module 4 centred]"
            })
        var small = Profiles.generic58
        small.hasQRCode = false
        let words = try text {
            try self.document(json).commands(for: small, logo: GoldenTests.logo)
        }
        #expect(words.hasPrefix("qrCode: generic 58 mm printer draws no QR codes"))
        #expect(words.hasSuffix("; or leave it out"))
    }

    @Test func aPrinterTooNarrowForAmountsIsRefused() throws {
        var narrow = Profiles.generic58
        narrow.fontA.columns = 20
        #expect(
            try text { try Files.example("sale").commands(for: narrow, logo: GoldenTests.logo) }
                == "generic 58 mm printer has 20 columns; slips need 24")
    }

    /// Names that take no column, or one, beside amounts that take nearly all of them.
    @Test(arguments: ["\u{200B}", "x", "长"], ["9", "99999999999999", "9999999999999999"])
    func hugeAmountsStandInLinesOfTheirOwn(name: String, units: String) throws {
        var json = try Files.exampleJSON("reversal")
        let amount = JSONValue.text(units)
        for path in ["lines.0.unitPrice", "lines.0.total", "totals.subtotal", "totals.total"] {
            json[path: path.split(separator: ".").map(String.init)] = amount
        }
        json[path: ["lines", "0", "description"]] = .text(name)
        json[path: ["lines", "0", "tax"]] = nil
        json["taxes"] = .list([])
        json[path: ["totals", "tax"]] = .text("0")
        json[path: ["original", "total"]] = amount
        json[path: ["refunds", "0", "amount"]] = amount
        var narrow = Profiles.generic58
        narrow.fontA.columns = 24
        let view = SlipView(
            try document(json).commands(for: narrow, logo: GoldenTests.logo), profile: narrow)
        #expect(view.problems == [])
        #expect(view.lines.allSatisfy { $0.dots <= 24 * 12 })
        #expect(view.lines.contains { $0.text.hasSuffix("\(units).00") })
    }

    /// Bytes of an example are changed at random: it is read or refused, and never more.
    @Test(arguments: Files.exampleNames, 0..<40 as Range<UInt64>)
    func damagedDocumentsAreReadOrRefused(name: String, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var data = Array(try Files.exampleData(name))
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = data.indices.randomElement(using: &random) ?? 0
            let length = min(Int.random(in: 0...3, using: &random), data.count - place)
            let new = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                Array("0123456789.-\"{}[],eE \u{7F}".utf8).randomElement(using: &random) ?? 0
            }
            data.replaceSubrange(place..<place + length, with: new)
        }
        do {
            let document = try JSONDecoder().decode(Document.self, from: Data(data))
            _ = try document.commands(
                for: Profiles.generic58, logo: GoldenTests.logo, policy: .replace())
        } catch let error as DecodingError {
            #expect(DocumentError(error).kind == .malformed, "seed \(seed)")
        } catch let error as DocumentError {
            #expect(error.kind != .malformed, "seed \(seed): \(error)")
        }
    }

    @Test func aCountMakesItsOwnSlip() throws {
        guard case .count(let slip) = try Files.example("count-zh") else {
            Issue.record("no count")
            return
        }
        let again = CountSlip(
            header: slip.header, till: slip.till, purpose: slip.purpose, count: try slip.counted())
        try Document.count(again).check()
        #expect(
            try Document.count(again).commands(for: Profiles.tmT88V, logo: GoldenTests.logo)
                == Document.count(slip).commands(for: Profiles.tmT88V, logo: GoldenTests.logo))
    }

    /// A document that contradicts itself is never printed, whoever made it.
    @Test func commandsCheckTheDocument() throws {
        guard case .sale(var sale) = try Files.example("sale") else {
            Issue.record("no sale")
            return
        }
        sale.change = .zero(.eur)
        #expect(
            try text { try Document.sale(sale).commands(for: Profiles.tmT88V) }
                == "change: is in EUR, the document in GBP")
        sale.change = Money(minorUnits: -1, currency: .gbp)
        #expect(
            try text { try Document.sale(sale).commands(for: Profiles.tmT88V) }
                == "change: must not be negative")
    }

    private func commands(_ name: String, _ profile: Profile) throws -> [Command] {
        try Files.example(name).commands(for: profile, logo: GoldenTests.logo)
    }

    private func document(_ json: JSONValue) throws -> Document {
        try JSONDecoder().decode(Document.self, from: JSONEncoder().encode(json))
    }

    private func barcode(of number: String) throws -> BarcodeSystem? {
        var json = try Files.exampleJSON("sale")
        json["number"] = .text(number)
        for command in try document(json).commands(
            for: Profiles.tmT88V, logo: GoldenTests.logo)
        {
            if case .barcode(let code) = command { return code.system }
        }
        return nil
    }

    private func text(_ body: () throws -> [Command]) throws -> String {
        let error = try #require(throws: DocumentError.self) { try body() }
        return error.description
    }
}
