import ESCPOS
import Glibc
import Pictures
import Simulator
import Testing

/// Streams of the escpost project through the virtual printer and its renderer, compared dot for
/// dot with the pictures that it holds against a Netum NT-5890K (384 dots at 203 dpi).
@Suite(.enabled(if: EscpostCase.isThere, "the corpus beside the project is not here"))
struct RenderingConformanceTests {
    @Test(arguments: ["graphics/esc-star-all-density-modes", "motion/line-spacing-and-feed"])
    func theDotsAreThoseOfTheReference(name: String) throws {
        let test = EscpostCase(name)
        #expect(try test.drawn() == (try test.expected()))
    }

    /// The NT-5890K swallows one LF behind a picture, Epson's printers feed a line: ours does as
    /// Epson's, so only the rows that were burnt are compared.
    @Test func scaledPicturesHaveTheDotsOfTheReference() throws {
        let test = EscpostCase("graphics/gs-v0-all-scaling-modes")
        #expect(burntRows(try test.drawn()) == burntRows(try test.expected()))
    }

    /// The NT-5890K ignores the second `ESC $` and `ESC \` to the left on the fourth line, which
    /// Epson's printers obey, so that line is left out. On the second line so are the letter A, of
    /// another font, and the spacing behind the marker, which the NT-5890K reverses with it and a
    /// ``Paper/Glyph`` does not have.
    @Test func positionsAreThoseOfTheReference() throws {
        let test = EscpostCase("motion/positioning-and-print-area")
        var (drawn, expected) = (try test.drawn(), try test.expected())
        #expect(drawn.height == expected.height)
        for (x, y, width) in [(0, 30, 17), (29, 30, 5), (0, 90, 384)] {
            drawn.clear(x: x, y: y, width: width, height: 30)
            expected.clear(x: x, y: y, width: width, height: 30)
        }
        #expect(drawn == expected)
        #expect(drawn[30, 0] && drawn[17, 30] && drawn[78, 60])
    }

    @Test func eachCutEndsASlipOfTheHeightOfTheReference() throws {
        let test = EscpostCase("mechanism/reference-full-and-partial-cuts")
        var profile = Profiles.generic80
        profile.cutter = .fullAndPartial
        profile.dotsToCutter = 80
        let heights = try test.paper(on: profile).slips.map {
            EscpostCase.renderer.bitmap(of: $0).height
        }
        #expect(heights == [140, 110, 30])
        let pictures = try (1...3).map { try test.expected(number: $0).height }
        #expect(heights == pictures)
    }

    private func burntRows(_ bitmap: Bitmap) -> [[UInt8]] {
        (0..<bitmap.height).map { Array(bitmap.row($0)) }.filter { $0.contains { $0 != 0 } }
    }
}

/// One case of the corpus: bytes in hexadecimal, and the sheets that they print.
private struct EscpostCase {
    static let folder: String = {
        if let path = getenv("TILLWRIGHT_SHARED") {
            return "\(String(cString: path))/corpus/escpost"
        }
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/../shared/corpus/escpost"
    }()
    static let isThere = access(folder, R_OK) == 0
    static var renderer: PaperRenderer {
        PaperRenderer(glyphs: GlyphSource(), style: .printableArea)
    }

    struct Unreadable: Error { var path: String }

    let path: String
    init(_ name: String) { path = "\(Self.folder)/\(name)" }

    func paper(on profile: Profile) throws -> Paper {
        var bench = PrinterBench(profile)
        bench.run(try input())
        return bench.printer.tearOff()
    }

    func drawn() throws -> Bitmap {
        Self.renderer.bitmap(of: try paper(on: Profiles.generic58))
    }

    func expected(number: Int = 1) throws -> Bitmap {
        let picture = try PNG.read(path: "\(path)/expected-00\(number).png")
        var bitmap = Bitmap(width: picture.width, height: picture.height)
        for (index, luma) in picture.luma.enumerated() where luma < 128 {
            bitmap[index % picture.width, index / picture.width] = true
        }
        return bitmap
    }

    private func input() throws -> [UInt8] {
        let name = "\(path)/input.hex"
        guard let file = fopen(name, "r") else { throw Unreadable(path: name) }
        defer { fclose(file) }
        var text = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&text, 1, text.count, file)
        return String(decoding: text.prefix(count), as: UTF8.self)
            .split(separator: "\n")
            .flatMap { $0.prefix { $0 != "#" }.split(separator: " ") }
            .compactMap { UInt8($0, radix: 16) }
    }
}
