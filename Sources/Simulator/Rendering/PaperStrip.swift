internal import ESCPOS
internal import Pictures

/// The printable area while it is being printed: it grows as the paper moves.
struct PaperStrip {
    private let glyphs: GlyphSource
    private var bitmap: Bitmap
    /// The row of the paper that stands under the print head.
    private(set) var row = 0

    init(width: Int, glyphs: GlyphSource) {
        bitmap = Bitmap(width: width, height: 0)
        self.glyphs = glyphs
    }

    /// All rows that were printed on or fed.
    func finished() -> Bitmap {
        var result = bitmap
        result.grow(toHeight: row)
        return result
    }

    mutating func feed(_ dots: Int) {
        row = min(row + min(max(0, dots), PaperRenderer.rowsMax), PaperRenderer.rowsMax)
    }

    mutating func print(_ item: Paper.Item) {
        switch item {
        case .line(let line, let feed): print(line, feed: feed)
        case .raster(let image, let x, let scaleX, let scaleY):
            let (factorX, factorY) = (min(max(1, scaleX), 8), min(max(1, scaleY), 8))
            makeRoom(image.height * factorY)
            bitmap.draw(image, x: x, y: row, scaleX: factorX, scaleY: factorY)
            feed(image.height * factorY)
        case .symbol(let symbol, let x, let area, let side):
            print(symbol, x: x, area: area, side: side)
        case .feed(let dots): feed(dots)
        case .cut: break
        }
    }

    private mutating func makeRoom(_ rows: Int) {
        bitmap.grow(toHeight: min(row + rows, PaperRenderer.rowsMax))
    }

    // MARK: Text

    /// Characters of different heights stand on one bottom line.
    private mutating func print(_ line: [Paper.Glyph], feed dots: Int) {
        let height = line.map { Self.side($0.height) }.max() ?? 0
        makeRoom(height)
        for glyph in line { print(glyph, bottom: row + height) }
        feed(dots)
    }

    private static let sideMax = 8 * GlyphSource.sideMax
    private static func side(_ dots: Int) -> Int { min(max(1, dots), sideMax) }

    private mutating func print(_ glyph: Paper.Glyph, bottom: Int) {
        let (width, height) = (Self.side(glyph.width), Self.side(glyph.height))
        let upright =
            glyph.isRotated ? (width: height, height: width) : (width: width, height: height)
        let cell = CharacterCell(
            width: upright.width, height: upright.height, character: glyph.character)
        var drawn = glyphs.glyph(
            glyph.character, width: cell.width, height: cell.height, isBold: glyph.isBold)
        if glyph.isRotated { drawn = drawn.rotatedClockwise() }
        if glyph.isUpsideDown { drawn = drawn.rotatedHalfTurn() }
        let top = bottom - height
        bitmap.draw(
            drawn, x: glyph.x, y: top, scaleX: glyph.isRotated ? cell.scaleY : cell.scaleX,
            scaleY: glyph.isRotated ? cell.scaleX : cell.scaleY)
        // Printers underline neither rotated nor reversed characters.
        if !glyph.isRotated && !glyph.isReverse && glyph.underline > 0 {
            let dots = min(glyph.underline, 2)
            bitmap.fill(
                x: glyph.x, y: glyph.isUpsideDown ? top : bottom - dots, width: width, height: dots)
        }
        if glyph.isReverse { bitmap.invert(x: glyph.x, y: top, width: width, height: height) }
    }

    // MARK: Symbols

    /// A symbol that the printer cannot make prints nothing; one that is too wide for its area
    /// only moves the paper.
    private mutating func print(
        _ symbol: Paper.Symbol, x: Int, area: Int, side: Alignment.Side
    ) {
        switch symbol {
        case .qrCode(let data, let level, let module):
            guard let drawing = try? SymbolDrawing.qrCode(data, level: level, module: module)
            else { return }
            print(drawing.bitmap, x: x, area: area, side: side)
        case .barcode(let system, let data, let height, let module, let position, let font):
            guard
                let drawing = try? SymbolDrawing.barcode(
                    system, data: data, module: module, height: height)
            else { return }
            let text = HumanReadableText(drawing.text, font: font)
            let fits = drawing.bitmap.width <= area
            let left = Self.start(of: drawing.bitmap.width, x: x, area: area, side: side)
            let middle = left + drawing.bitmap.width / 2
            if position.isAbove { print(text, middle: middle, x: x, area: area, isShown: fits) }
            print(drawing.bitmap, x: x, area: area, side: side)
            if position.isBelow { print(text, middle: middle, x: x, area: area, isShown: fits) }
        }
    }

    private static func start(of width: Int, x: Int, area: Int, side: Alignment.Side) -> Int {
        switch side {
        case .left: x
        case .centre: x + (area - width) / 2
        case .right: x + area - width
        }
    }

    private mutating func print(_ symbol: Bitmap, x: Int, area: Int, side: Alignment.Side) {
        if symbol.width <= area {
            makeRoom(symbol.height)
            bitmap.draw(
                symbol, x: Self.start(of: symbol.width, x: x, area: area, side: side), y: row)
        }
        feed(symbol.height)
    }

    /// The digits at a bar code: centred on it, but inside the area where that is possible.
    private mutating func print(
        _ text: HumanReadableText, middle: Int, x: Int, area: Int, isShown: Bool
    ) {
        if isShown {
            makeRoom(text.cellHeight)
            let left = max(x, min(middle - text.width / 2, x + area - text.width))
            for (index, character) in text.characters.enumerated() {
                let cell = glyphs.glyph(
                    character, width: text.cellWidth, height: text.cellHeight)
                bitmap.draw(cell, x: left + index * text.cellWidth, y: row)
            }
        }
        feed(text.cellHeight)
    }
}

/// What stands above or below a bar code, in font A or B.
private struct HumanReadableText {
    let characters: [Character]
    let cellWidth: Int
    let cellHeight: Int
    var width: Int { characters.count * cellWidth }

    /// - Parameter font: 1 is font B, anything else font A.
    init(_ text: String, font: Int) {
        characters = Array(text)
        (cellWidth, cellHeight) = font == 1 ? (9, 17) : (12, 24)
    }
}
