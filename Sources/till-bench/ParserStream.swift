internal import ESCPOS
internal import FoundationEssentials

/// What the parser is timed on.
struct ParserStream {
    var name: String
    var bytes: [UInt8]

    /// Bytes of each stream, by repeating it: enough for one pass to take milliseconds.
    private static let bytesMin = 1 << 20
    private static let pieceSize = 4096

    private init(_ name: String, repeating bytes: [UInt8]) {
        let times = max(1, Self.bytesMin / max(1, bytes.count))
        self.name = name
        self.bytes = Array(repeatElement(bytes, count: times).joined())
    }

    /// Streams made here, and the corpus when it is on this machine.
    ///
    /// - Parameter shared: the folder that has the corpus.
    static func all(shared: String) throws -> (streams: [ParserStream], note: String?) {
        let commands: [[UInt8]] = (0..<3).map { [0x1B, 0x61, $0, 0x1B, 0x45, 1, 0x1D, 0x21, $0] }
        var streams = [
            ParserStream(
                "parser, our 40-line receipts", repeating: try Encoding.receipt(Workload.receipt)),
            ParserStream(
                "parser, our 512×512 pictures", repeating: try Encoding.picture(Workload.picture)),
            ParserStream(
                "parser, commands of three bytes", repeating: Array(commands.joined())),
        ]
        let folder = shared + "/corpus/escpos-php"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var corpus: [UInt8] = []
        for file in files.sorted() where file.hasSuffix(".bin") {
            corpus += try Data(contentsOf: URL(filePath: folder + "/" + file))
        }
        guard !corpus.isEmpty else { return (streams, "no corpus at \(folder): left out") }
        streams.insert(
            ParserStream("parser, corpus (escpos-php)", repeating: corpus), at: 0)
        return (streams, nil)
    }

    /// How many commands one pass has, taken in pieces as a printer's buffer takes them.
    func parse() -> Int {
        var parser = Parser()
        var count = 0
        for start in stride(from: 0, to: bytes.count, by: Self.pieceSize) {
            count += parser.parse(bytes[start..<min(start + Self.pieceSize, bytes.count)]).count
        }
        return count + parser.finish().count
    }

    /// Whether the commands have the bytes that were read; if not, the parser lost some.
    func isWholeAfterParsing() -> Bool {
        var parser = Parser()
        return (parser.parse(bytes) + parser.finish()).bytes == bytes
    }
}
