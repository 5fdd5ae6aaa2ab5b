import ESCPOS
import Scancode
import Testing

/// What is printed is what is understood: the encoder of printers against the reader of scans.
@Suite struct PrintedCodeTests {
    /// The bar codes among the commands, as a printer would parse them out of the bytes.
    private static func barcodes(_ encoder: Encoder) -> [Barcode] {
        var parser = Parser()
        return (parser.parse(encoder.bytes) + parser.finish()).compactMap { command in
            if case .barcode(let barcode) = command { barcode } else { nil }
        }
    }

    /// What a scanner reads in the data of a CODE128: sets B and C, and `{1` for FNC1.
    ///
    /// Source: Epson ESC/POS reference, `GS k`, m = 73; ISO/IEC 15417 (FNC1 in first place is not
    /// sent, elsewhere it is GS).
    private static func scan(ofCode128 data: [UInt8]) -> Scan {
        var content: [UInt8] = []
        var inC = false
        var isGS1 = false
        var rest = data[...]
        while let byte = rest.popFirst() {
            guard byte == 0x7B, let next = rest.popFirst() else {
                content += inC ? [0x30 + byte / 10, 0x30 + byte % 10] : [byte]
                continue
            }
            switch next {
            case 0x42: inC = false
            case 0x43: inC = true
            case 0x31 where content.isEmpty: isGS1 = true
            case 0x31: content.append(GS1Message.separator)
            default: content.append(next)
            }
        }
        let identifier = AIMIdentifier(prefixOf: Array((isGS1 ? "]C1" : "]C0").utf8))
        return Scan(bytes: content, identifier: identifier)
    }

    /// The elements of a scan without a problem; nil for any other.
    private static func elements(in scan: Scan) -> [String]? {
        let meaning = Meaning.read(scan, referenceYear: 2026)
        guard case .elements(let elements) = meaning.content, meaning.problems.isEmpty else {
            return nil
        }
        return elements.map(\.description)
    }

    @Test(arguments: 0..<32 as Range<UInt64>)
    func bothKnowTheSameCheckDigitOfAnEAN13(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        for _ in 0..<50 {
            let payload = random.digits(12)
            let gtin = try GTIN(completing: payload)
            var encoder = Encoder(profile: Profiles.tmT88V)
            try encoder.ean13(payload)
            let printed = try #require(Self.barcodes(encoder).first)
            #expect(String(decoding: printed.data, as: UTF8.self) == gtin.ean13, "seed \(seed)")
            let identifier = AIMIdentifier(prefixOf: Array("]E0".utf8))
            let meaning = Meaning.read(
                Scan(bytes: printed.data, identifier: identifier), referenceYear: 2026)
            #expect(meaning == Meaning(.item(gtin, nil)), "seed \(seed)")
        }
    }

    @Test(arguments: 0..<32 as Range<UInt64>)
    func bothRefuseTheSameWrongDigitAndNameTheSameRightOne(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        for _ in 0..<50 {
            let digits = random.digits(13)
            var encoder = Encoder(profile: Profiles.tmT88V)
            var printing: Int?
            var scanning: Int?
            do throws(ESCPOSError) {
                try encoder.ean13(digits)
            } catch {
                if case .barcodeCheckDigit(_, let expected) = error { printing = expected }
            }
            do throws(GTINError) {
                _ = try GTIN(digits)
            } catch {
                if case .checkDigit(_, let expected) = error { scanning = expected }
            }
            #expect(printing == scanning, "seed \(seed): \(digits)")
        }
    }

    @Test(arguments: 0..<32 as Range<UInt64>)
    func aPrintedScaleLabelOfEighteenDigitsIsReadByItsRule(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let rules = try InStoreRules(InStorePreset.chinaWeightAndPrice.rules)
        let (item, weight, price) = (random.digits(5), random.digits(5), random.digits(5))
        let payload = "2\(seed % 10)" + item + weight + price
        let check = try #require(CheckDigit.ofNumber(payload))
        var encoder = Encoder(profile: Profiles.tmT88V)
        try encoder.code128("\(payload)\(check)")
        let scan = Self.scan(ofCode128: try #require(Self.barcodes(encoder).first).data)
        let meaning = Meaning.read(scan, rules: rules, referenceYear: 2026)
        guard case .inStore(let read) = meaning.content else {
            Issue.record("seed \(seed): \(meaning)")
            return
        }
        #expect(read.item == item && read.weight?.digits == Int(weight), "seed \(seed)")
        #expect(read.price == FixedDecimal(digits: Int(price) ?? -1, decimals: 2), "seed \(seed)")
    }

    @Test(arguments: 0..<32 as Range<UInt64>)
    func anyTextInCode128IsReadBack(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let letters = (UInt8(0x20)..<0x7F).map { Character(Unicode.Scalar($0)) }
        let text = String((0..<12).map { _ in letters.randomElement(using: &random) ?? "{" })
        var encoder = Encoder(profile: Profiles.tmT88V)
        try encoder.code128(text, module: 2)
        let scan = Self.scan(ofCode128: try #require(Self.barcodes(encoder).first).data)
        #expect(Meaning.read(scan, referenceYear: 2026).content == .text(text), "seed \(seed)")
    }

    /// A GS1-128 as a program can print it: `{1` for FNC1 in the data of a CODE128.
    @Test(arguments: [
        "(01)09521234543213(17)261200(10)ABC-1(21)X_9",
        "(00)395212345432198766", "(10)A(21)B(3103)001750(3922)499",
    ])
    func elementStringsBehindFNC1AreReadBack(text: String) throws {
        let elements = GS1Message(
            bracketed: text, referenceYear: 2026
        ).elements
        let content = GS1Message.content(of: elements)
        let data = Array("{B{1".utf8) + content.flatMap { $0 == 0x1D ? [0x7B, 0x31] : [$0] }
        var encoder = Encoder(profile: Profiles.tmT88V)
        encoder.append(.barcode(try #require(Barcode(system: .code128, data: data))))
        let scan = Self.scan(ofCode128: try #require(Self.barcodes(encoder).first).data)
        #expect(scan.symbology == .gs1128 && scan.bytes == content)
        #expect(Self.elements(in: scan) == elements.map(\.description))
    }

    @Test func elementStringsInAQRCodeAreReadBack() throws {
        let elements = GS1Message(bracketed: "(10)A(01)09521234543213", referenceYear: 2026)
            .elements
        let content = GS1Message.content(of: elements)
        var encoder = Encoder(profile: Profiles.tmT88V)
        try encoder.qrCode(bytes: content)
        var parser = Parser()
        let stored = (parser.parse(encoder.bytes) + parser.finish()).compactMap { command in
            if case .symbol(let symbol) = command, symbol.function == 0x50 {
                Array(symbol.parameters.dropFirst())
            } else {
                nil
            }
        }
        #expect(stored == [content])
        // The printer makes it a plain QR code, so the scanner says ]Q1; a scan that starts with GS
        // is read as elements, this one is text.
        let plain = AIMIdentifier(prefixOf: Array("]Q1".utf8))
        let meaning = Meaning.read(
            Scan(bytes: content, identifier: plain), referenceYear: 2026)
        #expect(meaning.content == .text("10A\u{1D}0109521234543213"))
        let gs1 = AIMIdentifier(prefixOf: Array("]Q3".utf8))
        let read = Self.elements(in: Scan(bytes: content, identifier: gs1))
        #expect(read == elements.map(\.description))
    }
}
