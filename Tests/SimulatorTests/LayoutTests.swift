import ESCPOS
import Simulator
import Testing

/// Where characters and pictures stand, in dots.
struct LayoutTests {
    /// The glyphs of the first line that `commands` print.
    func glyphs(_ commands: [Command], on profile: Profile = Profiles.tmT88V) -> [Paper.Glyph] {
        lines(commands, on: profile).first?.0 ?? []
    }

    func lines(
        _ commands: [Command], on profile: Profile = Profiles.tmT88V
    ) -> [([Paper.Glyph], feed: Int)] {
        var bench = PrinterBench(profile)
        bench.run(commands)
        return bench.printer.paper.items.compactMap {
            if case .line(let glyphs, let feed) = $0 { (glyphs, feed) } else { nil }
        }
    }

    func text(_ string: String) -> Command { .text(Array(string.utf8)) }

    @Test func lineWrapsWhenTheNextCellDoesNotFit() {
        for (profile, columns) in [(Profiles.tmT88V, 42), (Profiles.generic58, 32)] {
            let all = lines(
                [text(String(repeating: "x", count: 2 * columns + 1)), .lineFeed], on: profile)
            #expect(all.map(\.0.count) == [columns, columns, 1])
            #expect(all[0].0.map(\.x) == (0..<columns).map { $0 * 12 })
        }
    }

    @Test func wideCharactersTakeTwoCellsAndTheLineItsTallest() {
        let all = lines([
            text("a"), .size(CharacterSize(width: 2, height: 3)), text("bc"), .lineFeed,
        ])
        #expect(all[0].0.map(\.x) == [0, 12, 36])
        #expect(all[0].0.map(\.width) == [12, 24, 24])
        #expect(all[0].0.map(\.height) == [24, 72, 72])
        #expect(all[0].feed == 72)
        #expect(lines([text("a"), .lineFeed])[0].feed == 30)
    }

    /// From escpost's conformance case "Positioning and print area", on a 384-dot printer.
    @Test func positionsSpacingMarginsAndCentring() {
        let blank: [Command] = [.reverse(true), text(" "), .reverse(false)]
        let p = Profiles.generic58
        #expect(glyphs([.absolutePosition(30)] + blank + [.lineFeed], on: p).map(\.x) == [30])
        #expect(
            glyphs([.rightSpacing(5), text("A")] + blank + [.lineFeed], on: p).map(\.x) == [0, 17])
        #expect(
            glyphs(
                [.leftMargin(24), .printWidth(120), .align(.centre)] + blank + [.lineFeed], on: p
            ).map(\.x) == [78])
        #expect(
            glyphs(
                [.absolutePosition(30), .relativePosition(10)] + blank
                    + [.absolutePosition(30), .relativePosition(-10)] + blank + [.lineFeed], on: p
            ).map(\.x) == [40, 20])
    }

    @Test func alignmentCountsAtTheStartOfALineOnly() {
        let all = lines([
            .align(.right), text("ab"), .align(.left), text("c"), .lineFeed,
            .align(.left), text("d"), .lineFeed,
        ])
        #expect(all[0].0.map(\.x) == [512 - 36, 512 - 24, 512 - 12])
        #expect(all[1].0.map(\.x) == [0])
    }

    @Test func tabsStopEveryEightCellsUntilTheyAreSet() {
        #expect(glyphs([text("a"), .horizontalTab, text("b"), .lineFeed]).map(\.x) == [0, 96])
        let stops = TabStops([4, 10])
        #expect(
            glyphs([
                .tabStops(stops), .horizontalTab, text("a"), .horizontalTab, text("b"),
                .horizontalTab, text("c"), .lineFeed,
            ]).map(\.x) == [48, 120, 132])
    }

    @Test func feedsAreInMotionUnitsOfTheModel() {
        func feeds(_ profile: Profile, _ commands: [Command]) -> Int {
            var bench = PrinterBench(profile)
            bench.run(commands)
            return bench.printer.statistics.dotsFed
        }
        // Epson's vertical unit is half a dot; ESC 2 is a sixth of an inch.
        #expect(feeds(Profiles.tmT88V, [.feedUnits(60)]) == 30)
        #expect(feeds(Profiles.tmT88V, [.lineFeed]) == 30)
        #expect(feeds(Profiles.generic58, [.feedUnits(60)]) == 60)
        #expect(feeds(Profiles.generic58, [.lineFeed, .lineSpacing(10), .feedLines(2)]) == 50)
        #expect(feeds(Profiles.tmT88V, [.motionUnits(x: 0, y: 180), .feedUnits(60)]) == 60)
    }

    /// From escpost's conformance case "Line spacing and line feed".
    @Test func drawingsOfALineKeepTheLineSpacing() throws {
        let image = try #require(
            ColumnImage(
                mode: .doubleDensity8, columns: 8, data: [UInt8](repeating: 0x80, count: 8)))
        var bench = PrinterBench(Profiles.generic58)
        bench.run([
            .initialize, .columnImage(image), .lineFeed, .lineSpacing(10), .columnImage(image),
            .lineFeed, .columnImage(image), .feedLines(2), .columnImage(image),
            .defaultLineSpacing, .lineFeed,
        ])
        var top = 0
        var tops: [Int] = []
        for item in bench.printer.paper.items {
            switch item {
            case .drawing(let image, _, _, _):
                tops.append(top)
                #expect(image.data.first == 0xFF)
            case .line(_, let feed): top += feed
            default: Issue.record("\(item)")
            }
        }
        #expect(tops == [0, 30, 40, 60])
        #expect(top == 90)
    }

    /// From escpost's conformance case "ESC * density modes", with Epson's pitch beside it.
    @Test(arguments: [
        (ColumnImageMode.singleDensity8, 16, 8, 24), (.doubleDensity8, 8, 8, 24),
        (.singleDensity24, 48, 24, 24), (.doubleDensity24, 24, 24, 24),
    ])
    func columnImagesHaveTheirDensity(
        mode: ColumnImageMode, width: Int, cloneHeight: Int, epsonHeight: Int
    ) throws {
        let columns = mode.rawValue < 32 ? 8 : 24
        let bytes = columns * (mode.bytesPerColumn ?? 0)
        let image = try #require(
            ColumnImage(mode: mode, columns: columns, data: [UInt8](repeating: 0x81, count: bytes)))
        for (profile, height) in [
            (Profiles.generic58, cloneHeight), (Profiles.tmT88V, epsonHeight),
        ] {
            var bench = PrinterBench(profile)
            bench.run([.columnImage(image), .lineFeed])
            guard
                case .drawing(let rows, let x, let scaleX, let scaleY) = bench.printer.paper.items[
                    0]
            else {
                Issue.record("no drawing")
                return
            }
            #expect(x == 0)
            #expect(rows.width * scaleX == width)
            #expect(rows.height * scaleY == height)
        }
    }

    @Test func rasterScalesAndMovesThePaperByItsHeight() throws {
        let image = try #require(
            RasterImage(bytesPerRow: 1, height: 8, data: [UInt8](repeating: 0x81, count: 8)))
        for (scale, x, y) in [
            (RasterScale.normal, 1, 1), (.doubleWidth, 2, 1), (.doubleHeight, 1, 2),
            (.quadruple, 2, 2),
        ] {
            var bench = PrinterBench()
            bench.run([.align(.centre), .raster(image, scale: scale)])
            #expect(
                bench.printer.paper.items == [
                    .raster(image, x: (512 - 8 * x) / 2, scaleX: x, scaleY: y)
                ])
            #expect(bench.printer.statistics.dotsFed == 8 * y)
        }
    }

    @Test func textBeforeARasterIsPrintedFirst() throws {
        let image = try #require(RasterImage(bytesPerRow: 1, height: 1, data: [0xFF]))
        var bench = PrinterBench()
        bench.run([text("a"), .raster(image, scale: .normal)])
        #expect(bench.printer.paper.items.count == 2)
        #expect(bench.printer.paper.lines == ["a"])
    }

    @Test func upsideDownLineIsMirroredWithinTheArea() {
        let line = glyphs([.upsideDown(true), text("ab"), .lineFeed])
        #expect(line.map(\.x) == [500, 488])
        #expect(line.allSatisfy { $0.isUpsideDown })
    }

    @Test func rotatedCellsLieOnTheirSideWithoutUnderline() {
        let line = glyphs([.rotate(true), .underline(.thin), text("a"), .lineFeed])
        #expect(line.map(\.width) == [24])
        #expect(line.map(\.height) == [12])
        #expect(line.map(\.underline) == [0])
    }

    @Test func stylesAreOnTheGlyphsAndInitializeEndsThem() {
        let line = glyphs([
            .printMode([.fontB, .bold, .underline, .doubleWidth]), .reverse(true), text("a"),
            .reverse(false), text("b"), .initialize, text("c"), .lineFeed,
        ])
        // ESC @ also drops what the line held.
        #expect(line.map(\.character) == ["c"])
        let styled = glyphs([
            .printMode([.fontB, .bold, .underline, .doubleWidth]), text("b"), .lineFeed,
        ])
        #expect(styled.map(\.width) == [18])
        #expect(styled.map(\.height) == [17])
        #expect(styled[0].isBold)
        #expect(styled[0].underline == 1)
    }

    @Test func cutFeedsPastTheCutterAndEndsTheSlip() {
        var bench = PrinterBench(Profiles.tmT20II)
        bench.run([
            text("a"), .lineFeed, .cut(.feedThenFull()), text("b"), .lineFeed, .cut(.partial),
        ])
        #expect(bench.printer.paper.slips.map(\.lines) == [["a"], ["b"]])
        #expect(bench.printer.paper.items[1...2] == [.feed(112), .cut(.full)])
        #expect(bench.printer.paper.items.last == .cut(.partial))
        var bridge = PrinterBench(Profiles.tmT88V)
        bridge.run([.cut(.full)])
        #expect(bridge.printer.paper.items == [.cut(.partial)])
        var none = PrinterBench(Profiles.generic58)
        none.run([text("a"), .lineFeed, .cut(.feedThenFull())])
        #expect(none.printer.paper.items.count == 1)
    }

    @Test func tornOffPaperIsGoneFromThePrinter() {
        var bench = PrinterBench()
        bench.run([text("a"), .lineFeed])
        #expect(bench.printer.tearOff().lines == ["a"])
        bench.run([text("b"), .lineFeed])
        #expect(bench.printer.tearOff().lines == ["b"])
        #expect(bench.printer.paper.items.isEmpty)
    }

    @Test func barcodesAndQRCodesCarryTheirSettings() throws {
        let barcode = try #require(Barcode(system: .ean13, data: Array("4006381333931".utf8)))
        let store = try #require(
            SymbolFunction(symbol: 0x31, function: 0x50, parameters: [0x30] + Array("hi".utf8)))
        let print = try #require(SymbolFunction(symbol: 0x31, function: 0x51, parameters: [0x30]))
        let module = try #require(SymbolFunction(symbol: 0x31, function: 0x43, parameters: [6]))
        let level = try #require(SymbolFunction(symbol: 0x31, function: 0x45, parameters: [0x33]))
        var bench = PrinterBench()
        bench.run([
            .align(.centre), .barcodeHeight(80), .barcodeModuleWidth(2),
            .barcodeTextPosition(.below), .barcode(barcode), .symbol(module), .symbol(level),
            .symbol(store), .symbol(print),
        ])
        #expect(
            bench.printer.paper.items == [
                .symbol(
                    .barcode(
                        system: .ean13, data: Array("4006381333931".utf8), height: 80, module: 2,
                        text: .below, font: 0), x: 0, area: 512, side: .centre),
                .symbol(
                    .qrCode(data: Array("hi".utf8), level: "H", module: 6), x: 0, area: 512,
                    side: .centre),
            ])
        let wrong = try #require(Barcode(system: .ean13, data: Array("abc".utf8)))
        bench.run([.barcode(wrong)])
        #expect(bench.printer.paper.items.count == 2)
    }
}
