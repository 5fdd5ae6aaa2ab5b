import FoundationEssentials

/// The tables beside the project, which not every copy of it has.
enum ScanTables {
    static let identifiers = text("data/aim/aim-identifiers.tsv")
    static let dictionary = text("data/gs1/gs1-syntax-dictionary.txt")

    private static func text(_ path: String) -> String? {
        let project = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let folders = [
            ProcessInfo.processInfo.environment["TILLWRIGHT_SHARED"], "/\(project)/../shared",
        ]
        for folder in folders.compactMap({ $0 }) {
            let url = URL(filePath: "\(folder)/\(path)")
            if let data = try? Data(contentsOf: url) {
                return String(decoding: data, as: UTF8.self)
            }
        }
        return nil
    }
}

/// Numbers that look random and come again from the same seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func digits(_ count: Int) -> String {
        (0..<count).map { _ in String(Int.random(in: 0...9, using: &self)) }.joined()
    }
}
