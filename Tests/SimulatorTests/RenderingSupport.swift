import ESCPOS
import Glibc
import Pictures
import Simulator

/// `zbarimg` of Debian's zbar-tools: a reader of bar codes that is not ours.
enum BarcodeReader {
    static let path: String? = (getenv("PATH").map { String(cString: $0) } ?? "")
        .split(separator: ":").map { "\($0)/zbarimg" }.first { access($0, X_OK) == 0 }

    struct Failure: Error { var step: String }

    /// What the reader finds in a picture, as bytes without a line end.
    ///
    /// - Parameter kind: the only symbology to look for, by zbar's name.
    static func read(_ png: [UInt8], kind: String) throws -> [UInt8] {
        guard let path else { throw Failure(step: "find zbarimg") }
        var template = Array("/tmp/tillwright-symbol-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(step: "make a folder") }
        let folder = String(
            decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let (picture, output) = ("\(folder)/symbol.png", "\(folder)/output")
        defer {
            unlink(picture)
            unlink(output)
            rmdir(folder)
        }
        try PNG.write(png, path: picture)
        let arguments = [
            path, "--quiet", "--raw", "--oneshot", "-Sdisable", "-S\(kind).enable", "-Sbinary",
            picture,
        ]
        try run(arguments, output: output)
        let file = open(output, O_RDONLY)
        guard file >= 0 else { throw Failure(step: "open the output") }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
        return Array(bytes.prefix(max(0, count)))
    }

    private static func run(_ arguments: [String], output: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var pointers = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var child: pid_t = 0
        guard posix_spawn(&child, arguments[0], &actions, nil, &pointers, environ) == 0 else {
            throw Failure(step: "start zbarimg")
        }
        var status: CInt = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    }
}

/// Papers built by hand.
enum Papers {
    static func line(
        _ text: String, x: Int = 0, width: Int = 12, height: Int = 24, feed: Int = 30,
        change: (inout Paper.Glyph) -> Void = { _ in }
    ) -> Paper.Item {
        let glyphs = text.enumerated().map { index, character in
            var glyph = Paper.Glyph(
                character: character, x: x + index * width, width: width, height: height)
            change(&glyph)
            return glyph
        }
        return .line(glyphs, feed: feed)
    }

    static func barcode(
        _ system: BarcodeSystem, _ data: [UInt8], height: Int = 60, module: Int = 2,
        text: BarcodeTextPosition = .none, font: Int = 0
    ) -> Paper.Symbol {
        .barcode(
            system: system, data: data, height: height, module: module, text: text, font: font)
    }

    static func symbol(
        _ symbol: Paper.Symbol, x: Int = 0, area: Int = 576, side: Alignment.Side = .centre
    ) -> Paper.Item { .symbol(symbol, x: x, area: area, side: side) }
}

extension Bitmap {
    /// Part of the canvas.
    func part(x: Int, y: Int, width: Int, height: Int) -> Bitmap {
        var part = Bitmap(width: width, height: height)
        part.draw(self, x: -x, y: -y)
        return part
    }
}
