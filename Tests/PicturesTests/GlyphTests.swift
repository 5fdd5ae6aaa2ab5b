import Pictures
import Testing

private let installed = FontFiles.installed()
private let hasFonts = installed.latin != nil && installed.latinBold != nil
private let hasChinese = installed.chinese != nil

/// The part of a cell that is black.
private struct Ink: Equatable {
    var left = Int.max
    var right = Int.min
    var top = Int.max
    var bottom = Int.min
    var dots = 0

    init(_ cell: Bitmap) {
        for y in 0..<cell.height {
            for x in 0..<cell.width where cell[x, y] {
                (left, right) = (min(left, x), max(right, x))
                (top, bottom) = (min(top, y), max(bottom, y))
                dots += 1
            }
        }
    }
}

@Suite(.enabled(if: hasFonts, "install fonts-dejavu-core to test glyphs"))
struct GlyphTests {
    private static let cells = [(12, 24), (9, 17), (8, 16), (10, 24), (24, 24)]
    private static let ascii = (0x21...0x7E).map { Character(UnicodeScalar(UInt8($0))) }
    private static let accented: [Character] = Array("ÀÉÎÕÜÑÅÇàéîõüñåçßØøŁłŐőŽž€£")
    private static let cyrillic: [Character] = Array("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжз")

    @Test(arguments: cells)
    func everyLetterHasInkAndItsOwnShape(width: Int, height: Int) {
        let source = GlyphSource()
        for alphabet in [Self.ascii, Self.accented, Self.cyrillic] {
            var seen: [Bitmap: Character] = [:]
            for character in alphabet {
                #expect(source.has(character))
                let cell = source.glyph(character, width: width, height: height)
                #expect(cell.width == width && cell.height == height)
                #expect(!cell.isBlank, "\(character) is blank at \(width) × \(height)")
                let twin = seen.updateValue(character, forKey: cell)
                #expect(twin == nil, "\(character) looks like its twin at \(width) × \(height)")
            }
        }
    }

    @Test(arguments: [(12, 24), (9, 17)])
    func accentsSurviveTheCell(width: Int, height: Int) {
        let source = GlyphSource()
        for (accented, plain) in zip("ÀÉÎÕÜÑÅ", "AEIOUNA") {
            let high = Ink(source.glyph(accented, width: width, height: height))
            let low = Ink(source.glyph(plain, width: width, height: height))
            #expect(high.top < low.top && high.bottom == low.bottom, "\(accented)")
        }
    }

    @Test(arguments: [(12, 24), (9, 17), (24, 24)])
    func lettersStandOnOneLineAndFillTheCell(width: Int, height: Int) {
        let source = GlyphSource()
        let capitals = "BDEHIKMT".map { Ink(source.glyph($0, width: width, height: height)) }
        #expect(Set(capitals.map(\.bottom)).count == 1)
        #expect(capitals.allSatisfy { $0.bottom - $0.top >= height / 2 })
        let below = "gpqy".map { Ink(source.glyph($0, width: width, height: height)).bottom }
        #expect(below.allSatisfy { $0 > capitals[0].bottom && $0 < height })
    }

    @Test(arguments: [(12, 24), (9, 17)])
    func boldHasMoreInk(width: Int, height: Int) {
        let source = GlyphSource()
        for character in "ABCDEabcde0123456789" {
            let plain = Ink(source.glyph(character, width: width, height: height))
            let bold = Ink(source.glyph(character, width: width, height: height, isBold: true))
            #expect(bold.dots > plain.dots, "\(character)")
        }
    }

    @Test func boldWithoutABoldFaceIsOneDotWider() {
        var files = installed
        files.latinBold = nil
        let source = GlyphSource(files)
        let plain = source.glyph("T", width: 12, height: 24)
        let bold = source.glyph("T", width: 12, height: 24, isBold: true)
        var smeared = plain
        smeared.draw(plain, x: 1, y: 0)
        #expect(bold == smeared && bold != plain)
    }

    @Test func accentsOfTheirOwnJoinTheirLetter() {
        let source = GlyphSource()
        // Swift takes both spellings for one character, and so must the paper.
        let joined = Ink(source.glyph("e\u{301}", width: 12, height: 24))
        let letter = Ink(source.glyph("e", width: 12, height: 24))
        #expect(joined.top < letter.top && joined.bottom == letter.bottom)
        // No face has this pair as one glyph: it takes shaping.
        let pair = GlyphSource().glyph("q\u{302}", width: 12, height: 24)
        #expect(Ink(pair).top < Ink(source.glyph("q", width: 12, height: 24)).top)
    }

    @Test func aSpaceIsBlankAndAnUnknownCharacterIsABox() {
        let source = GlyphSource()
        for space in " \u{A0}\u{3000}\n" {
            #expect(source.glyph(space, width: 12, height: 24).isBlank)
        }
        #expect(!source.has("\u{F8FE}"))
        #expect(
            source.glyph("\u{F8FE}", width: 12, height: 24)
                == GlyphSource(FontFiles()).glyph("A", width: 12, height: 24))
    }

    @Test(arguments: [(1, 1), (2, 3), (0, 0), (-4, 9), (256, 256), (400, 1), (Int.max, Int.min)])
    func anyCellSizeGivesACell(width: Int, height: Int) {
        let source = GlyphSource()
        for character in "Aé中█╬\u{F8FE}क्षि" {
            for isBold in [false, true] {
                let cell = source.glyph(character, width: width, height: height, isBold: isBold)
                #expect((1...GlyphSource.sideMax).contains(cell.width))
                #expect((1...GlyphSource.sideMax).contains(cell.height))
            }
        }
    }

    @Test func manyDifferentGlyphsAreDrawnAfterTheCacheIsFull() {
        let source = GlyphSource()
        let first = source.glyph("A", width: 12, height: 24)
        for value in 0x4E00..<0x4E00 + 5000 {
            guard let scalar = UnicodeScalar(value) else { continue }
            _ = source.glyph(Character(scalar), width: 2, height: 2)
        }
        #expect(source.glyph("A", width: 12, height: 24) == first)
    }
}

@Suite(.enabled(if: hasChinese, "install fonts-wqy-zenhei to test Chinese glyphs"))
struct ChineseGlyphTests {
    @Test(arguments: Array("永和大王收银找零谢谢惠顾黑龙江鑫国"))
    func ideographsFillTheirSquareEvenly(character: Character) {
        let ink = Ink(GlyphSource().glyph(character, width: 24, height: 24))
        #expect(ink.right - ink.left >= 17 && ink.bottom - ink.top >= 17)
        #expect(abs(ink.left - (23 - ink.right)) <= 4)
        #expect(abs(ink.top - (23 - ink.bottom)) <= 4)
    }

    @Test func boldIdeographsHaveMoreInk() {
        let source = GlyphSource()
        for character in "永和大王" {
            let plain = Ink(source.glyph(character, width: 24, height: 24))
            let bold = Ink(source.glyph(character, width: 24, height: 24, isBold: true))
            #expect(bold.dots > plain.dots)
        }
    }
}

@Suite struct GlyphsWithoutFontsTests {
    @Test func withoutFontsTextIsBoxesAndTheNoteNamesThePackages() throws {
        let source = GlyphSource(FontFiles())
        let box = source.glyph("A", width: 12, height: 24)
        #expect(!box.isBlank && box == source.glyph("中", width: 12, height: 24))
        #expect(source.glyph(" ", width: 12, height: 24).isBlank)
        let note = try #require(source.note)
        #expect(note.contains("fonts-dejavu-core") && note.contains("fonts-wqy-zenhei"))
    }

    @Test func aFileThatIsNoFontIsAsGoodAsNone() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/DejaVuSansMono.ttf"
        try PNG.write([1, 2, 3], path: path)
        let files = FontFiles(directories: [folder.path])
        #expect(files.latin == path && files.missing == [.chinese])
        let note = try #require(GlyphSource(files).note)
        #expect(note.contains("fonts-dejavu-core"))
    }

    @Test(arguments: [(12, 24), (9, 17)])
    func framesAndBlocksMeetTheirNeighbours(width: Int, height: Int) {
        let source = GlyphSource(FontFiles())
        func cell(_ character: Character) -> Bitmap {
            source.glyph(character, width: width, height: height)
        }
        func column(_ character: Character, _ x: Int) -> [Bool] {
            let drawn = cell(character)
            return (0..<height).map { drawn[x, $0] }
        }
        func row(_ character: Character, _ y: Int) -> [Bool] {
            let drawn = cell(character)
            return (0..<width).map { drawn[$0, y] }
        }
        for (left, right) in zip("─┌├┼═╔╠╬╒╓", "─┐┤┼═╗╣╬╕╖") {
            #expect(column(left, width - 1) == column(right, 0), "\(left)\(right)")
            #expect(column(left, width - 1).contains(true))
        }
        for (upper, lower) in zip("│┌┬┼║╔╦╬╒╓", "│└┴┼║╚╩╬╘╙") {
            #expect(row(upper, height - 1) == row(lower, 0), "\(upper)\(lower)")
            #expect(row(upper, height - 1).contains(true))
        }
        #expect(Ink(cell("█")).dots == width * height)
        #expect(Ink(cell("▀")).dots + Ink(cell("▄")).dots == width * height)
        #expect(Ink(cell("▌")).dots + Ink(cell("▐")).dots == width * height)
        let shades = "░▒▓█".map { Ink(cell($0)).dots }
        #expect(shades == shades.sorted() && Set(shades).count == 4)
    }
}
