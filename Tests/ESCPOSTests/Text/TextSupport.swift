import ESCPOS
import FoundationEssentials

/// The reference material beside the project, if it is there.
enum TextReference {
    static func read(_ path: String) -> String? {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let shared =
            ProcessInfo.processInfo.environment["TILLWRIGHT_SHARED"].map { URL(filePath: $0) }
            ?? root.deletingLastPathComponent().appending(path: "shared")
        for folder in [shared, root.deletingLastPathComponent().appending(path: "../shared")] {
            if let data = try? Data(contentsOf: folder.appending(path: path)) {
                return String(decoding: data, as: UTF8.self)
            }
        }
        return nil
    }
}

/// SplitMix64.
struct TextDice: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

/// What a printer of the profile makes of the commands: its text, and the columns it takes.
///
/// Modes that no command has set are unknown, and bytes that depend on them come out as U+FFFD.
struct PrintedText {
    private(set) var text = ""
    private(set) var columns = 0
    private(set) var switches = 0
    private var page: CodePage?
    private var isChinese: Bool?

    init(_ commands: [Command], on profile: Profile) {
        if profile.chinese == .none { isChinese = false }
        for command in commands {
            switch command {
            case .codePage(let slot):
                page = profile.codePages.first { $0.number == slot }?.page
                switches += 1
            case .enterChineseMode:
                isChinese = true
                switches += 1
            case .leaveChineseMode:
                isChinese = false
                switches += 1
            case .text(let bytes): print(bytes)
            default: break
            }
        }
    }

    private mutating func print(_ bytes: [UInt8]) {
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte < 0x80 {
                text.unicodeScalars.append(Unicode.Scalar(byte))
                columns += 1
                at += 1
            } else if isChinese == true {
                let isLong = at + 1 < bytes.count && bytes[at + 1] < 0x40
                let end = min(bytes.count, at + (isLong ? 4 : 2))
                text += GB18030.decode(Array(bytes[at..<end])) ?? "\u{FFFD}"
                columns += 2
                at = end
            } else {
                let scalar = isChinese == false ? page?.scalar(for: byte) : nil
                text.unicodeScalars.append(scalar ?? "\u{FFFD}")
                columns += 1
                at += 1
            }
        }
    }
}
