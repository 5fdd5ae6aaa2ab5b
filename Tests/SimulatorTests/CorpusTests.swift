import ESCPOS
import FoundationEssentials
import Simulator
import Testing

/// Streams of other programs, from the shared data; skipped where that is not installed.
@Suite(.enabled(if: Corpus.isThere, "shared corpus not found; set TILLWRIGHT_SHARED"))
struct CorpusTests {
    @Test(arguments: Corpus.files(under: "escpos-php", ending: ".bin"))
    func everyStreamOfEscposPHPIsPrintedToItsEnd(path: String) throws {
        let bytes = try Array(Data(contentsOf: URL(filePath: path)))
        for profile in Profiles.all {
            var bench = PrinterBench(profile)
            bench.run(bytes, for: .seconds(600))
            #expect(bench.printer.bytesInBuffer == 0, "\(profile.id)")
            #expect(bench.printer.statistics.bytesInterpreted == bytes.count, "\(profile.id)")
            #expect(bench.printer.status.isOnline == true, "\(profile.id)")
        }
    }

    /// Escpost's printer is a clone of 384 dots: its sheets are as long as ours.
    @Test(arguments: [
        "motion/line-spacing-and-feed", "motion/positioning-and-print-area",
        "text/ascii-fonts-and-styles", "graphics/esc-star-all-density-modes",
    ])
    func sheetIsAsLongAsEscposts(_ name: String) throws {
        let folder = Corpus.root + "/escpost/" + name
        var bench = PrinterBench(Profiles.generic58)
        bench.run(try Corpus.hex(folder + "/input.hex"))
        #expect(
            bench.printer.statistics.dotsFed == (try Corpus.height(folder + "/expected-001.png")))
    }

    @Test func cutsMakeTheSheetsOfEscpost() throws {
        let folder = Corpus.root + "/escpost/mechanism/reference-full-and-partial-cuts"
        var profile = Profiles.generic80
        profile.cutter = .fullAndPartial
        profile.dotsToCutter = 80
        var bench = PrinterBench(profile)
        bench.run(try Corpus.hex(folder + "/input.hex"))
        let slips = bench.printer.paper.slips
        #expect(slips.count == 3)
        for (i, slip) in slips.enumerated() {
            let height = slip.items.reduce(0) { sum, item in
                switch item {
                case .line(_, let feed), .feed(let feed): sum + feed
                default: sum
                }
            }
            #expect(height == (try Corpus.height(folder + "/expected-00\(i + 1).png")))
        }
    }
}

/// Where the shared streams are.
enum Corpus {
    static let root: String = {
        let environment = ProcessInfo.processInfo.environment
        let shared = environment["TILLWRIGHT_SHARED"] ?? projectRoot + "/../shared"
        let candidates = [shared, projectRoot + "/../../shared"]
        let found = candidates.first { FileManager.default.fileExists(atPath: $0 + "/corpus") }
        return (found ?? shared) + "/corpus"
    }()

    static var isThere: Bool { FileManager.default.fileExists(atPath: root) }

    static func files(under folder: String, ending: String) -> [String] {
        let names = try? FileManager.default.subpathsOfDirectory(atPath: root + "/" + folder)
        return (names ?? []).filter { $0.hasSuffix(ending) }.sorted()
            .map { root + "/" + folder + "/" + $0 }
    }

    /// Bytes written as pairs of hexadecimal digits; `#` starts a comment.
    static func hex(_ path: String) throws -> [UInt8] {
        let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        return text.split(separator: "\n").flatMap { line in
            line.prefix { $0 != "#" }.split(separator: " ").compactMap { UInt8($0, radix: 16) }
        }
    }

    /// Height of a PNG picture, from its header.
    static func height(_ path: String) throws -> Int {
        try Data(contentsOf: URL(filePath: path)).prefix(24).suffix(4)
            .reduce(0) { $0 << 8 | Int($1) }
    }
}
