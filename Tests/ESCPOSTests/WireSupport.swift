import ESCPOS
import FoundationEssentials

/// Chance that a failing seed brings back (SplitMix64).
struct WireRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

/// Test data that is not in the repository; tests that need it are skipped where it is absent.
enum WireData {
    static let root: String? = {
        let project = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let candidates = [
            ProcessInfo.processInfo.environment["TILLWRIGHT_SHARED"], "/\(project)/../shared",
        ]
        return candidates.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0) }
    }()

    static var exists: Bool { root != nil }

    static func read(_ path: String) throws -> Data {
        try Data(contentsOf: URL(filePath: "\(root ?? "")/\(path)"))
    }

    /// Every captured ESC/POS stream: raw (`.bin`), or hexadecimal digits with `#` comments.
    static func streams() throws -> [(name: String, bytes: [UInt8])] {
        let corpus = "\(root ?? "")/corpus"
        let names = try FileManager.default.subpathsOfDirectory(atPath: corpus).sorted()
        return try names.compactMap { name in
            if name.hasSuffix(".bin") { return (name, Array(try read("corpus/\(name)"))) }
            guard name.hasSuffix(".hex") else { return nil }
            return (name, bytes(ofHex: String(decoding: try read("corpus/\(name)"), as: UTF8.self)))
        }
    }
}

/// The bytes of hexadecimal digits; white space is left out, `#` begins a comment.
func bytes(ofHex text: String) -> [UInt8] {
    let digits = text.split(separator: "\n")
        .flatMap { $0.prefix { $0 != "#" } }
        .compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map {
        UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
}

/// What a new parser makes of a stream that arrives in these pieces.
func commands(in pieces: [some Sequence<UInt8>], limits: Parser.Limits = .init()) -> [Command] {
    var parser = Parser(limits: limits)
    return pieces.flatMap { parser.parse($0) } + parser.finish()
}

/// What a new reply parser makes of a stream that arrives in these pieces.
func replies(in pieces: [some Sequence<UInt8>]) -> [Reply] {
    var parser = ReplyParser()
    return pieces.flatMap { parser.parse($0) } + parser.finish()
}

/// `bytes` cut at random places, sometimes into empty pieces.
func randomPieces(
    of bytes: [UInt8], using random: inout WireRandom
) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var start = 0
    let longest = [1, 3, 40, 3000].randomElement(using: &random) ?? 1
    while start < bytes.count {
        let end = min(bytes.count, start + Int.random(in: 0...longest, using: &random))
        pieces.append(bytes[start..<end])
        start = end
    }
    return pieces
}

/// Bytes that begin many commands: prefixes and command letters come far more often than by
/// chance, and lengths are mostly small, so that commands also end.
func hostileBytes(_ count: Int, using random: inout WireRandom) -> [UInt8] {
    let prefixes: [UInt8] = [0x1B, 0x1B, 0x1D, 0x1D, 0x1C, 0x10, 0x1F]
    let letters = Array("!$(*-=@DJacpkvVLWPB&2gqQ8H".utf8) + [0x04, 0x05, 0x14, 0x0A, 0x00]
    return (0..<count).map { _ in
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1: prefixes.randomElement(using: &random) ?? 0
        case 2, 3, 4: letters.randomElement(using: &random) ?? 0
        case 5, 6, 7: UInt8.random(in: 0...5, using: &random)
        case 8: UInt8.random(in: 0x30...0x39, using: &random)
        default: UInt8.random(in: 0...255, using: &random)
        }
    }
}
