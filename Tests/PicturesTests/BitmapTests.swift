import ESCPOS
import Pictures
import Testing

@Suite struct BitmapTests {
    /// The dots as text, for tables.
    private func rows(_ bitmap: Bitmap) -> [String] {
        (0..<bitmap.height).map { y in
            String((0..<bitmap.width).map { bitmap[$0, y] ? "#" : "." })
        }
    }

    private func random(width: Int, height: Int, seed: UInt64) -> Bitmap {
        var generator = SeededGenerator(seed: seed)
        var bitmap = Bitmap(width: width, height: height)
        for y in 0..<height { for x in 0..<width { bitmap[x, y] = Bool.random(using: &generator) } }
        return bitmap
    }

    @Test func dotsAreSetWhereTheyAreAsked() {
        var bitmap = Bitmap(width: 10, height: 2)
        bitmap[0, 0] = true
        bitmap[9, 1] = true
        bitmap[10, 1] = true
        bitmap[-1, 0] = true
        #expect(rows(bitmap) == ["#.........", ".........#"])
        #expect(bitmap.data == [0x80, 0, 0, 0x40])
    }

    @Test(arguments: [(0, 10), (3, 1), (7, 2), (8, 8), (-5, 8), (15, 40), (30, 5), (4, 0), (4, -3)])
    func fillClearAndInvertTouchJustTheirRectangle(x: Int, width: Int) {
        let start = random(width: 23, height: 5, seed: 3)
        var (filled, cleared, inverted) = (start, start, start)
        filled.fill(x: x, y: 1, width: width, height: 3)
        cleared.clear(x: x, y: 1, width: width, height: 3)
        inverted.invert(x: x, y: 1, width: width, height: 3)
        for row in 0..<5 {
            for column in 0..<23 {
                let isInside = (1...3).contains(row) && column >= x && column < x + width
                let dot = start[column, row]
                #expect(filled[column, row] == (isInside || dot))
                #expect(cleared[column, row] == (!isInside && dot))
                #expect(inverted[column, row] == (isInside != dot))
            }
        }
        // The spare bits of each row stay white, or they would show as dots of a raster.
        for bitmap in [filled, cleared, inverted] {
            #expect((0..<5).allSatisfy { bitmap.row($0).last.map { $0 & 1 == 0 } ?? false })
        }
    }

    @Test(arguments: [(0, 0, 1, 1), (5, 2, 2, 3), (-7, -3, 3, 1), (40, 9, 1, 2), (33, 3, 8, 8)])
    func aDrawnPictureStandsWhereAndAsLargeAsAsked(x: Int, y: Int, scaleX: Int, scaleY: Int) throws
    {
        let source = random(width: 16, height: 7, seed: 11)
        var canvas = Bitmap(width: 50, height: 20)
        canvas.draw(source, x: x, y: y, scaleX: scaleX, scaleY: scaleY)
        var other = Bitmap(width: 50, height: 20)
        other.draw(try #require(source.raster), x: x, y: y, scaleX: scaleX, scaleY: scaleY)
        #expect(canvas == other)
        var expected = Bitmap(width: 50, height: 20)
        for row in max(0, y)..<20 {
            for column in max(0, x)..<50 {
                expected[column, row] = source[(column - x) / scaleX, (row - y) / scaleY]
            }
        }
        #expect(canvas == expected)
    }

    @Test func whatIsBurntStaysBurnt() {
        var canvas = random(width: 30, height: 4, seed: 1)
        let before = canvas
        canvas.draw(random(width: 30, height: 4, seed: 2), x: 0, y: 0)
        #expect((0..<120).allSatisfy { !before[$0 % 30, $0 / 30] || canvas[$0 % 30, $0 / 30] })
    }

    @Test(arguments: [Int.min, -1 << 40, -1, 0, 1, 1 << 40, Int.max])
    func wildNumbersAreClipped(number: Int) {
        var canvas = Bitmap(width: 9, height: 9)
        let stamp = random(width: 9, height: 9, seed: 5)
        for other in [Int.min, 0, 4, Int.max] {
            canvas.draw(stamp, x: number, y: other, scaleX: other, scaleY: number)
            canvas.draw(stamp, x: 0, y: 0, scaleX: number, scaleY: other)
            canvas.fill(x: number, y: other, width: other, height: number)
            canvas.clear(x: other, y: number, width: number, height: other)
            canvas.invert(x: number, y: number, width: number, height: number)
            canvas[number, other] = true
        }
        #expect(canvas.data.count == 18)
        #expect((0..<9).allSatisfy { canvas.row($0).last.map { $0 & 0x7F == 0 } ?? false })
    }

    @Test func growingKeepsTheDotsAndAddsWhite() {
        var bitmap = random(width: 12, height: 3, seed: 8)
        let before = rows(bitmap)
        bitmap.grow(toHeight: 5)
        bitmap.grow(toHeight: 1)
        #expect(rows(bitmap) == before + [String](repeating: "............", count: 2))
    }

    @Test func turning() {
        var bitmap = Bitmap(width: 3, height: 2)
        bitmap[0, 0] = true
        bitmap[1, 0] = true
        bitmap[2, 1] = true
        #expect(rows(bitmap) == ["##.", "..#"])
        #expect(rows(bitmap.rotatedHalfTurn()) == ["#..", ".##"])
        #expect(rows(bitmap.rotatedClockwise()) == [".#", ".#", "#."])
        let larger = random(width: 17, height: 9, seed: 21)
        #expect(larger.rotatedHalfTurn().rotatedHalfTurn() == larger)
        #expect(larger.rotatedClockwise().rotatedClockwise() == larger.rotatedHalfTurn())
    }

    @Test func aRasterTooWideForPaperIsNoBitmap() throws {
        let bytesPerRow = Bitmap.widthMax / 8 + 1
        let image = try #require(
            RasterImage(
                bytesPerRow: bytesPerRow, height: 1,
                data: [UInt8](repeating: 0, count: bytesPerRow)))
        #expect(Bitmap(image) == nil)
        #expect(throws: PictureError.self) { try PNG.write(image) }
    }
}

@Suite struct LumaPictureTests {
    @Test(arguments: [(0, 1, 0), (1, 0, 0), (2, 2, 3), (-1, -1, 1), (Int.max, 2, 2)])
    func sizesMustFitTheBytes(width: Int, height: Int, count: Int) {
        let luma = [UInt8](repeating: 0, count: count)
        #expect(LumaPicture(width: width, height: height, luma: luma) == nil)
    }

    @Test func shrinkingTakesTheMeanOfTheArea() throws {
        let picture = try #require(
            LumaPicture(width: 4, height: 2, luma: [0, 100, 255, 255, 100, 200, 255, 255]))
        #expect(picture.scaled(toWidth: 2).luma == [100, 255])
        let three = try #require(
            LumaPicture(width: 3, height: 3, luma: [0, 90, 0, 0, 90, 0, 0, 90, 0]))
        // Each new dot has one column whole and half of the middle one.
        #expect(three.scaled(toWidth: 2).luma == [30, 30, 30, 30])
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func shrinkingKeepsTheMeanBrightness(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let width = Int.random(in: 20...90, using: &random)
        let height = Int.random(in: 20...90, using: &random)
        let luma = (0..<width * height).map { _ in UInt8.random(in: 0...255, using: &random) }
        let picture = try #require(LumaPicture(width: width, height: height, luma: luma))
        let small = picture.scaled(toWidth: Int.random(in: 1...width, using: &random))
        func mean(_ picture: LumaPicture) -> Double {
            Double(picture.luma.reduce(0) { $0 + Int($1) }) / Double(picture.luma.count)
        }
        #expect(abs(mean(picture) - mean(small)) < 1, "seed \(seed)")
    }

    @Test func aPictureBecomesDots() throws {
        let picture = try #require(
            LumaPicture(width: 9, height: 1, luma: [0, 255, 0, 127, 128, 255, 255, 0, 0]))
        let image = try picture.raster(dither: .threshold(at: 128))
        #expect(image.data == [0b1011_0001, 0b1000_0000])
    }

    @Test func picturesGrowOnlyWhenAsked() throws {
        let picture = try #require(LumaPicture(width: 2, height: 1, luma: [0, 255]))
        #expect(picture.scaled(toWidth: 8) == picture)
        let large = picture.scaled(toWidth: 4, enlarging: true)
        #expect(large.height == 2 && large.luma == [0, 0, 255, 255, 0, 0, 255, 255])
    }

    @Test(arguments: [Int.min, -1, 0, 1, 5, 8192, Int.max])
    func anyWidthGivesAPicture(width: Int) throws {
        let flat = try #require(
            LumaPicture(width: 400, height: 1, luma: .init(repeating: 9, count: 400)))
        let tall = try #require(
            LumaPicture(width: 1, height: 4000, luma: .init(repeating: 9, count: 4000)))
        for picture in [flat, tall] {
            let scaled = picture.scaled(toWidth: width, enlarging: true)
            #expect(scaled.luma.count == scaled.width * scaled.height)
            #expect(scaled.luma.allSatisfy { $0 == 9 })
            #expect(scaled.width <= PNG.widthMax && scaled.height <= PNG.heightMax)
        }
    }
}
