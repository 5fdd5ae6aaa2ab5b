import ESCPOS
import Testing

@testable import Pictures

@Suite struct SymbolTests {
    private func drawing(
        _ system: BarcodeSystem, _ text: String, module: Int = 2, height: Int = 10
    ) throws(SymbolError) -> SymbolDrawing {
        try .barcode(system, data: Array(text.utf8), module: module, height: height)
    }

    @Test(arguments: [
        (BarcodeSystem.ean13, "978020137962", "9780201379624", 95),
        (.ean13, "9780201379624", "9780201379624", 95), (.ean8, "1234567", "12345670", 67),
        (.upcA, "03600029145", "036000291452", 95), (.upcA, "036000291452", "036000291452", 95),
        (.upcE, "123456", "01234565", 51), (.upcE, "0123456", "01234565", 51),
        (.upcE, "01234565", "01234565", 51), (.upcE, "012345000065", "01234565", 51),
        (.upcE, "01234500006", "01234565", 51), (.upcE, "042100005264", "04252614", 51),
        (BarcodeSystem(rawValue: 2), "978020137962", "9780201379624", 95),
    ])
    func retailCodesHaveTheirDigitsAndWidth(
        system: BarcodeSystem, data: String, text: String, modules: Int
    ) throws {
        let symbol = try drawing(system, data, module: 3, height: 40)
        #expect(symbol.text == text)
        #expect(symbol.bitmap.width == modules * 3 && symbol.bitmap.height == 40)
        // Bars run from the first row to the last, and from edge to edge.
        #expect((0..<40).allSatisfy { symbol.bitmap.row($0) == symbol.bitmap.row(0)[...] })
        #expect(symbol.bitmap[0, 0] && symbol.bitmap[modules * 3 - 1, 0])
    }

    @Test(arguments: [
        (BarcodeSystem.ean13, "9780201379623"), (.ean13, "97802013796"), (.ean13, "97802013796x"),
        (.ean13, ""), (.ean8, "123456"), (.ean8, "12345679"), (.upcA, "1234567890123"),
        (.upcE, "12345678"), (.upcE, "09999999999"), (.upcE, "1"),
        (.code39, ""), (.code39, "abc"), (.code39, "A*B"), (.code39, "**"), (.itf, "1"),
        (.itf, ""), (.itf, "12x4"), (.codabar, "123"), (.codabar, "A12"), (.codabar, "AB"),
        (.codabar, "AxB"), (.code93, ""), (.code128, ""), (.code128, "ABC"), (.code128, "{B"),
        (.code128, "{D1"), (.code128, "{BA{"), (.code128, "{BA{x"), (.code128, "{BA{S"),
        (.code128, "{Aa"), (.code128, "{A{{"), (.code128, "{C{S1"), (.code128, "{Cé"),
        (.code128, "{BA{S{S1"), (.code128, "{B{C"), (BarcodeSystem(rawValue: 0x4A), "0112345"),
        (BarcodeSystem(rawValue: 0xFF), "1"),
    ])
    func dataThatASymbologyLacksPrintsNothing(system: BarcodeSystem, data: String) {
        #expect(throws: SymbolError.self) { try drawing(system, data) }
    }

    @Test func aWrongCheckDigitIsNamed() {
        #expect(throws: SymbolError.wrongCheckDigit(expected: "4")) {
            try drawing(.ean13, "9780201379623")
        }
    }

    @Test(arguments: [
        (BarcodeSystem.code39, "AB 12", "*AB 12*"), (.code39, "*AB*", "*AB*"),
        (.itf, "12345", "1234"), (.codabar, "A123-4b", "A123-4b"), (.code93, "AB\u{3}z", "□AB■Cz□"),
        (.code128, "{BTill-1", "Till-1"), (.code128, "{BA{1B{{{A\u{1}C", "A B{ C"),
    ])
    func theTextIsWhatPrintersWrite(system: BarcodeSystem, data: String, text: String) throws {
        #expect(try drawing(system, data).text == text)
    }

    @Test func setCShowsTwoDigitsForEachByte() throws {
        let symbol = try SymbolDrawing.barcode(
            .code128, data: Array("{C".utf8) + [0, 7, 42, 99], module: 2, height: 9)
        #expect(symbol.text == "00074299")
        // Start, four pairs and check of eleven modules, and the stop of thirteen.
        #expect(symbol.bitmap.width == (6 * 11 + 13) * 2)
    }

    @Test func aSwitchToTheSelectedSetCostsNothing() throws {
        let plain = try drawing(.code128, "{BAB")
        #expect(try drawing(.code128, "{BA{BB") == plain)
    }

    @Test(arguments: [(2, 5), (3, 8), (4, 10), (5, 13), (6, 16)])
    func thickBarsAreEpsons(thin: Int, thick: Int) throws {
        // CODE39's asterisk: thick are one space and two bars of nine elements.
        let symbol = try drawing(.code39, "A", module: thin)
        #expect(symbol.bitmap.width == 3 * (6 * thin + 3 * thick) + 2 * thin)
    }

    @Test(arguments: 0..<24 as Range<UInt64>)
    func ourCode128IsZintsWhereBothCanDrawIt(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let text = (0..<Int.random(in: 1...40, using: &random)).map { _ in
            UInt8.random(in: 0x20...0x7E, using: &random)
        }
        let ours = try Code128(
            Array("{B".utf8) + text.flatMap { $0 == 0x7B ? [0x7B, 0x7B] : [$0] })
        #expect(ours.runs == (try ZintSymbol(.code128B, data: text)).runs, "seed \(seed)")
    }

    @Test(arguments: 0..<32 as Range<UInt64>)
    func anyBytesGiveASymbolOrAnError(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let systems = (0...0x4F).map { BarcodeSystem(rawValue: $0) }
        for _ in 0..<40 {
            let count = Int.random(in: 0...255, using: &random)
            let top: UInt8 = Bool.random(using: &random) ? 0x39 : 0xFF
            let low: UInt8 = top == 0x39 ? 0x30 : 0
            var data = (0..<count).map { _ in UInt8.random(in: low...top, using: &random) }
            if Bool.random(using: &random) { data = Array("{C".utf8) + data.map { $0 % 100 } }
            guard let system = systems.randomElement(using: &random),
                let symbol = try? SymbolDrawing.barcode(system, data: data, module: 6, height: 5)
            else { continue }
            #expect(symbol.bitmap.width <= Bitmap.widthMax, "seed \(seed)")
        }
    }

    @Test(arguments: [0, -1, 17, Int.max, Int.min])
    func aModuleOutOfRangeIsRefused(module: Int) {
        #expect(throws: SymbolError.badSize) { try drawing(.ean8, "1234567", module: module) }
        #expect(throws: SymbolError.badSize) {
            try SymbolDrawing.qrCode([1], level: "L", module: module)
        }
    }

    @Test(arguments: [0, -1, 4097, Int.max])
    func aHeightOutOfRangeIsRefused(height: Int) {
        #expect(throws: SymbolError.badSize) { try drawing(.ean8, "1234567", height: height) }
    }

    @Test(arguments: [("L" as Character, 2953), ("M", 2331), ("Q", 1663), ("H", 1273)])
    func aQRCodeHoldsWhatTheStandardSaysAndNoMore(level: Character, most: Int) throws {
        // Bytes above 127 cannot be packed closer than eight bits each.
        let data = [UInt8](repeating: 0xE9, count: most + 1)
        let full = try SymbolDrawing.qrCode(Array(data.dropLast()), level: level, module: 1)
        #expect(full.bitmap.width == 177 && full.bitmap.height == 177)
        #expect(throws: SymbolError.self) {
            try SymbolDrawing.qrCode(data, level: level, module: 1)
        }
    }

    @Test func aQRCodeHasItsFinderPatternsAndModuleSize() throws {
        let symbol = try SymbolDrawing.qrCode(Array("A".utf8), level: "H", module: 4)
        #expect(symbol.bitmap.width == 84 && symbol.bitmap.height == 84 && symbol.text.isEmpty)
        for (x, y) in [(0, 0), (56, 0), (0, 56)] {
            #expect((0..<28).allSatisfy { symbol.bitmap[x + $0, y] && symbol.bitmap[x, y + $0] })
        }
        #expect(throws: SymbolError.self) {
            try SymbolDrawing.qrCode([], level: "L", module: 4)
        }
        #expect(throws: SymbolError.self) {
            try SymbolDrawing.qrCode([1], level: "X", module: 4)
        }
    }
}
