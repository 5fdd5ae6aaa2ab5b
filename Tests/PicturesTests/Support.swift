import Glibc

/// Numbers that look random and come again from the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// The data beside the project, which not every copy of it has.
enum Shared {
    static let folder: String = {
        if let path = getenv("TILLWRIGHT_SHARED") { return String(cString: path) }
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/../shared"
    }()
    static let pictures: [String] = {
        let names = [
            "grad512.png", "escpos-php-tulips-public-domain.png", "black_transparent.png",
            "canvas_white.png", "escpost/graphics/gs-v0-all-scaling-modes/expected-001.png",
        ]
        return names.map { "\(folder)/corpus/\($0)" }.filter { access($0, R_OK) == 0 }
    }()
}

/// A folder of its own, removed with all that is in it.
final class TemporaryFolder {
    let path: String
    init() throws {
        var template = Array("/tmp/tillwright-pictures-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FolderError() }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    struct FolderError: Error {}
    var names: [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}
