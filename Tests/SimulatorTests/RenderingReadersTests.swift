import ESCPOS
import Pictures
import Simulator
import Testing

/// What an independent reader sees on rendered paper.
@Suite(.enabled(if: BarcodeReader.path != nil, "install zbar-tools to have symbols read back"))
struct RenderingReadersTests {
    private func read(_ symbol: Paper.Symbol, kind: String, width: Int = 576) throws -> String {
        let paper = Paper(
            width: width,
            items: [.feed(20), Papers.symbol(symbol, area: width), .feed(20), .cut(.full)])
        let png = try PaperRenderer(glyphs: GlyphSource()).png(of: paper)
        return String(decoding: try BarcodeReader.read(png, kind: kind), as: UTF8.self)
    }

    @Test(
        arguments: [
            (BarcodeSystem.ean13, "978020137962", "ean13", "9780201379624"),
            (.ean8, "1234567", "ean8", "12345670"),
            (.upcA, "03600029145", "ean13", "0036000291452"),
            (.upcE, "042100005264", "upce", "04252614"),
            (.code39, "TILL 0042", "code39", "TILL 0042"),
            (.itf, "1234567890", "i25", "1234567890"),
            (.codabar, "A12345678B", "codabar", "A12345678B"),
            (.code93, "Till 42", "code93", "Till 42"),
            (.code128, "{BTill-{{0042}", "code128", "Till-{0042}"),
            (.code128, "{ATILL{Btill{SX{AT", "code128", "TILLtillXT"),
            (.code128, "{ATILL{Sx{BY", "code128", "TILLxY"),
        ], 2...3)
    func barcodesReadAsTheirData(
        code: (system: BarcodeSystem, data: String, kind: String, text: String), module: Int
    ) throws {
        let symbol = Papers.barcode(
            code.system, Array(code.data.utf8), module: module, text: .below)
        #expect(try read(symbol, kind: code.kind) == code.text)
    }

    @Test func everyValueOfSetCReadsAsItsTwoDigits() throws {
        for start in stride(from: 0, to: 100, by: 10) {
            let values = (start..<start + 10).map { UInt8($0) }
            let symbol = Papers.barcode(.code128, Array("{C".utf8) + values)
            let digits = values.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined()
            #expect(try read(symbol, kind: "code128") == digits)
        }
    }

    @Test func setsMayChangeInTheMiddle() throws {
        let data =
            Array("{BNo ".utf8) + Array("{C".utf8) + [20, 26, 4] + Array("{A/X{B{{end}".utf8)
        #expect(
            try read(Papers.barcode(.code128, data), kind: "code128") == "No 202604/X{end}")
    }

    @Test func controlCharactersOfSetAAreRead() throws {
        let data = Array("{AA\u{1}\u{1D}\u{1F}Z".utf8)
        #expect(try read(Papers.barcode(.code128, data), kind: "code128") == "A\u{1}\u{1D}\u{1F}Z")
    }

    @Test func functionOneMakesAGS1Code() throws {
        // AI 01 with its fourteen digits, as scanners expect it: FNC1 first, then pairs.
        let data = Array("{C{1".utf8) + [1, 9, 50, 11, 1, 53, 0, 3]
        let read = try read(Papers.barcode(.code128, data), kind: "code128")
        #expect(read.hasSuffix("0109501101530003"))
    }

    @Test(arguments: ["L", "M", "Q", "H"] as [Character], 3...8)
    func qrCodesReadAtEveryLevel(level: Character, module: Int) throws {
        let text = "https://example.com/r/0042?sum=24.70"
        let symbol = Paper.Symbol.qrCode(data: Array(text.utf8), level: level, module: module)
        #expect(try read(symbol, kind: "qrcode") == text)
    }

    @Test func qrCodesCarryAnyLanguageAndLength() throws {
        for text in ["谢谢惠顾 €", String(repeating: "Receipt 0042 ", count: 40)] {
            let symbol = Paper.Symbol.qrCode(data: Array(text.utf8), level: "M", module: 4)
            #expect(try read(symbol, kind: "qrcode") == text)
        }
    }

    @Test func symbolsAtTheEdgeOfThePrintableAreaAreReadBecauseOfTheMargin() throws {
        let data = Array("9780201379624".utf8)
        for side in [Alignment.Side.left, .right] {
            let paper = Paper(
                width: 384,
                items: [
                    Papers.symbol(Papers.barcode(.ean13, data, module: 3), area: 384, side: side)
                ])
            let png = try PaperRenderer(glyphs: GlyphSource()).png(of: paper)
            #expect(try BarcodeReader.read(png, kind: "ean13") == data)
        }
    }

    @Test func aPhotoOfPaperIsStillReadable() throws {
        let symbol = Paper.Symbol.qrCode(data: Array("photo".utf8), level: "L", module: 5)
        let paper = Paper(
            width: 384, items: [Papers.symbol(symbol, area: 384), .feed(30), .cut(.full), .feed(9)])
        let png = try PaperRenderer(glyphs: GlyphSource()).png(of: paper, look: .photo)
        #expect(try BarcodeReader.read(png, kind: "qrcode") == Array("photo".utf8))
    }
}
