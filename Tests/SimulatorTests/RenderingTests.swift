import ESCPOS
import Pictures
import Simulator
import Testing

/// Papers built by hand, dot by dot. Glyphs come without fonts, as boxes, so that the dots do not
/// hang on what is installed.
@Suite struct RenderingTests {
    private let renderer = PaperRenderer(
        glyphs: GlyphSource(FontFiles()), style: .printableArea)

    private func draw(_ items: [Paper.Item], width: Int = 384) -> Bitmap {
        renderer.bitmap(of: Paper(width: width, items: items))
    }

    /// The cell of any letter.
    private func box(_ width: Int = 12, _ height: Int = 24) -> Bitmap {
        renderer.glyphs.glyph("A", width: width, height: height)
    }

    @Test func charactersStandInTheirCellsAndTheFeedFollows() {
        let drawn = draw([Papers.line("AB", x: 30), Papers.line("C")])
        #expect(drawn.width == 384 && drawn.height == 60)
        #expect(drawn.part(x: 30, y: 0, width: 12, height: 24) == box())
        #expect(drawn.part(x: 42, y: 0, width: 12, height: 24) == box())
        #expect(drawn.part(x: 0, y: 30, width: 12, height: 24) == box())
        #expect(drawn.part(x: 54, y: 0, width: 330, height: 30).isBlank)
    }

    @Test(arguments: [(12, 24), (9, 17)], [(1, 1), (2, 1), (1, 2), (2, 2), (3, 8), (8, 5)])
    func enlargedCharactersRepeatTheDotsOfTheirFont(cell: (Int, Int), scale: (Int, Int)) {
        let (width, height) = (cell.0 * scale.0, cell.1 * scale.1)
        let drawn = draw([Papers.line("A", width: width, height: height, feed: height)])
        var expected = Bitmap(width: width, height: height)
        expected.draw(box(cell.0, cell.1), x: 0, y: 0, scaleX: scale.0, scaleY: scale.1)
        #expect(drawn.part(x: 0, y: 0, width: width, height: height) == expected)
    }

    @Test func wideCharactersHaveASquareCellOfTheirOwn() {
        let drawn = draw([Papers.line("中", width: 48, height: 48)])
        var expected = Bitmap(width: 48, height: 48)
        expected.draw(box(24, 24), x: 0, y: 0, scaleX: 2, scaleY: 2)
        #expect(drawn.part(x: 0, y: 0, width: 48, height: 48) == expected)
    }

    @Test func charactersOfDifferentHeightsShareTheirBottom() {
        let small = Paper.Glyph(character: "a", x: 0, width: 9, height: 17)
        let large = Paper.Glyph(character: "A", x: 9, width: 24, height: 48)
        let drawn = draw([.line([small, large], feed: 48)])
        #expect(drawn.part(x: 0, y: 31, width: 9, height: 17) == box(9, 17))
        #expect(drawn.part(x: 0, y: 0, width: 9, height: 31).isBlank)
    }

    @Test func reverseSwapsTheWholeCell() {
        let drawn = draw([Papers.line(" A", change: { $0.isReverse = true })])
        var solid = Bitmap(width: 12, height: 24)
        solid.fill(x: 0, y: 0, width: 12, height: 24)
        #expect(drawn.part(x: 0, y: 0, width: 12, height: 24) == solid)
        var inverted = box()
        inverted.invert(x: 0, y: 0, width: 12, height: 24)
        #expect(drawn.part(x: 12, y: 0, width: 12, height: 24) == inverted)
    }

    @Test(arguments: [1, 2])
    func underlinesRunUnderBlanksToo(dots: Int) {
        let drawn = draw([Papers.line(" ", change: { $0.underline = dots })])
        var expected = Bitmap(width: 12, height: 24)
        expected.fill(x: 0, y: 24 - dots, width: 12, height: dots)
        #expect(drawn.part(x: 0, y: 0, width: 12, height: 24) == expected)
    }

    @Test func turnedCharactersAreTurned() {
        // Boxes look the same upside down, so a block of the cell's top half it is.
        let half = renderer.glyphs.glyph("▀", width: 12, height: 24)
        let flipped = draw([Papers.line("▀", change: { $0.isUpsideDown = true })])
        #expect(flipped.part(x: 0, y: 0, width: 12, height: 24) == half.rotatedHalfTurn())
        let rotated = draw([
            Papers.line("▀", width: 24, height: 12, change: { $0.isRotated = true })
        ])
        #expect(rotated.part(x: 0, y: 0, width: 24, height: 12) == half.rotatedClockwise())
        // Twice as wide before it was turned, so twice as high after.
        let large = draw([Papers.line("▀", width: 24, height: 24, change: { $0.isRotated = true })])
        var expected = Bitmap(width: 24, height: 24)
        expected.draw(half.rotatedClockwise(), x: 0, y: 0, scaleX: 1, scaleY: 2)
        #expect(large.part(x: 0, y: 0, width: 24, height: 24) == expected)
    }

    @Test func picturesStandWhereTheyAreAndMoveThePaperByTheirHeight() throws {
        let image = try #require(RasterImage(bytesPerRow: 1, height: 2, data: [0x80, 0x01]))
        let drawn = draw([
            .raster(image, x: 10, scaleX: 2, scaleY: 3), .raster(image, x: 0, scaleX: 1, scaleY: 1),
        ])
        #expect(drawn.height == 8)
        var expected = Bitmap(width: 384, height: 8)
        expected.fill(x: 10, y: 0, width: 2, height: 3)
        expected.fill(x: 24, y: 3, width: 2, height: 3)
        expected[0, 6] = true
        expected[7, 7] = true
        #expect(drawn == expected)
    }

    @Test func picturesInALineStandOnItsBottom() throws {
        let image = try #require(
            RasterImage(bytesPerRow: 1, height: 8, data: .init(repeating: 0xFF, count: 8)))
        let drawn = draw([
            .drawing(image, x: 20, scaleX: 1, scaleY: 1),
            .drawing(image, x: 40, scaleX: 2, scaleY: 2), Papers.line("A"), .feed(5),
        ])
        #expect(drawn.height == 35)
        var expected = Bitmap(width: 384, height: 35)
        expected.draw(box(), x: 0, y: 0)
        expected.fill(x: 20, y: 16, width: 8, height: 8)
        expected.fill(x: 40, y: 8, width: 16, height: 16)
        #expect(drawn == expected)
    }

    @Test func whatStandsOutsideThePrintableAreaIsNotBurnt() throws {
        let image = try #require(
            RasterImage(bytesPerRow: 100, height: 1, data: .init(repeating: 0xFF, count: 100)))
        let sheet = PaperRenderer(glyphs: renderer.glyphs, style: .sheet)
            .bitmap(of: Paper(width: 384, items: [.raster(image, x: 0, scaleX: 1, scaleY: 1)]))
        #expect(sheet.width == 384 + 64)
        var expected = Bitmap(width: 448, height: 49)
        expected.fill(x: 32, y: 24, width: 384, height: 1)
        #expect(sheet == expected)
    }

    @Test(arguments: [(Alignment.Side.left, 20), (.centre, 20 + (300 - 190) / 2), (.right, 130)])
    func symbolsStandInTheirArea(side: Alignment.Side, left: Int) {
        let symbol = Papers.barcode(.ean13, Array("978020137962".utf8), height: 50)
        let drawn = draw([Papers.symbol(symbol, x: 20, area: 300, side: side)])
        #expect(drawn.height == 50)
        #expect(drawn[left, 0] && drawn[left + 189, 49])
        #expect(drawn.part(x: 0, y: 0, width: left, height: 50).isBlank)
        #expect(drawn.part(x: left + 190, y: 0, width: 200, height: 50).isBlank)
    }

    @Test(arguments: [
        (BarcodeTextPosition.none, 0, 50), (.above, 0, 74), (.below, 0, 74), (.both, 0, 98),
        (.below, 1, 67),
    ])
    func digitsStandCentredAtTheirBarcode(position: BarcodeTextPosition, font: Int, height: Int) {
        let symbol = Papers.barcode(
            .ean13, Array("978020137962".utf8), height: 50, text: position, font: font)
        let drawn = draw([Papers.symbol(symbol, area: 384)])
        #expect(drawn.height == height)
        let cell = font == 1 ? box(9, 17) : box()
        let left = (384 - 190) / 2 + 95 - 13 * cell.width / 2
        let first = drawn.part(x: left, y: 0, width: cell.width, height: cell.height)
        let last = drawn.part(
            x: left + 12 * cell.width, y: height - cell.height, width: cell.width,
            height: cell.height)
        #expect((first == cell) == position.isAbove)
        #expect((last == cell) == position.isBelow)
    }

    @Test func aSymbolTooWideForItsAreaOnlyMovesThePaper() {
        let symbol = Papers.barcode(.ean13, Array("978020137962".utf8), height: 50, text: .below)
        let drawn = draw([Papers.symbol(symbol, area: 189)])
        #expect(drawn.isBlank && drawn.height == 74)
    }

    @Test func aSymbolThatCannotBePrintsNothing() {
        let drawn = draw([
            Papers.symbol(Papers.barcode(.ean13, Array("12".utf8))),
            Papers.symbol(.qrCode(data: [], level: "M", module: 4)), Papers.line("A"),
        ])
        #expect(drawn.height == 30)
    }

    @Test func aCutIsSeenOnASheetAndNotAmongTheDots() {
        let items: [Paper.Item] = [Papers.line("A"), .cut(.full), Papers.line("B")]
        #expect(draw(items).height == 60)
        func edge(_ extent: Cut.Extent) -> Int {
            let sheet = PaperRenderer(glyphs: renderer.glyphs).bitmap(
                of: Paper(width: 384, items: [.feed(10), .cut(extent), .feed(10)]))
            #expect(sheet.height == 10 + 32 + 10 + 48)
            return (0..<sheet.width).count { x in (0..<sheet.height).contains { sheet[x, $0] } }
        }
        #expect(edge(.full) == 448)
        #expect(edge(.partial) == 448 - 32)
    }

    @Test func paperWithoutEndIsDrawnToTheLimit() throws {
        let long = [Paper.Item](repeating: .feed(.max), count: 3) + [Papers.line("A", feed: .max)]
        #expect(draw(long, width: 8).height == PaperRenderer.rowsMax)
        let lines = [Paper.Item](repeating: Papers.line("A", feed: 30_000), count: 9)
        #expect(draw(lines, width: 8).height == PaperRenderer.rowsMax)
    }

    @Test func wildNumbersAreDrawnWithinTheirLimits() throws {
        let image = try #require(RasterImage(bytesPerRow: 1, height: 1, data: [0xFF]))
        let wild = [Int.min, -1, 0, 1, Int.max]
        for number in wild {
            for other in wild {
                let glyph = Paper.Glyph(
                    character: "中", x: number, width: other, height: min(number, 200),
                    isReverse: true, isRotated: other > 0, underline: number)
                let items: [Paper.Item] = [
                    .line([glyph], feed: other),
                    .raster(image, x: number, scaleX: other, scaleY: 1),
                    .raster(image, x: number, scaleX: 1, scaleY: other), .feed(min(number, 10)),
                    .drawing(image, x: other, scaleX: number, scaleY: number),
                    Papers.symbol(
                        Papers.barcode(
                            .ean8, Array("1234567".utf8), height: number, module: other),
                        x: number, area: other),
                    Papers.symbol(
                        Papers.barcode(.ean8, Array("1234567".utf8), text: .both, font: number),
                        x: number, area: other),
                ]
                #expect(draw(items, width: 16).height <= PaperRenderer.rowsMax)
            }
        }
    }

    @Test(arguments: [(Int.min, 0), (-1, 0), (0, 0), (5000, 4096), (Int.max, 4096)])
    func anyWidthOfPaperIsBroughtIntoRange(width: Int, drawn: Int) {
        #expect(draw([.feed(3)], width: width).width == drawn)
    }

    @Test func emptyPaperIsASheetOrAnError() throws {
        #expect(throws: PictureError.self) {
            try PaperRenderer(glyphs: GlyphSource(FontFiles()), style: .printableArea)
                .png(of: Paper(width: 384))
        }
        for look in PaperRenderer.Look.allCases {
            let sheet = PaperRenderer(glyphs: GlyphSource(FontFiles()))
            let picture = try PNG.read(sheet.png(of: Paper(width: 384), look: look))
            #expect(picture.height >= 48)
        }
    }

    @Test func aPhotoShowsEachSlipOnce() throws {
        let paper = Paper(
            width: 96, items: [.feed(30), .cut(.full), Papers.line("AB"), .cut(.partial)])
        let picture = try PNG.read(
            PaperRenderer(glyphs: renderer.glyphs).png(of: paper, look: .photo))
        // Two sheets with their margins, and the page around and between them.
        #expect(picture.width == 96 + 64 + 48)
        #expect(picture.height == 2 * (30 + 48) + 3 * 24)
        #expect(picture.luma.contains { $0 < 60 })
    }
}
