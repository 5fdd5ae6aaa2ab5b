internal import ESCPOS

/// The answers to `GS I n`.
///
/// Source: Epson ESC/POS reference, `GS I`; which strings real models give: Epson TM-T88III
/// programming guide.
struct Identity: Hashable, Sendable {
    let modelID: UInt8
    let typeID: UInt8
    let romVersion: UInt8
    let strings: [UInt8: String]

    init(_ profile: Profile, seed: UInt64) {
        // 20h is the id of the TM-T88 family, which every clone gives too.
        modelID = 0x20
        typeID = (profile.chinese != .none ? 0x01 : 0) | (profile.cutter != .none ? 0x02 : 0)
        romVersion = 0x02
        let words = profile.name.split(separator: " ", maxSplits: 1).map(String.init)
        var strings: [UInt8: String] = [
            65: "1.00",
            66: (words.first ?? "").uppercased(),
            67: words.last ?? "",
            68: "SIM" + String(seed % 10_000_000),
        ]
        if profile.chinese != .none { strings[69] = "CHINA GB18030" }
        self.strings = strings
    }

    /// The answer's bytes; `nil` for an n that the printer does not answer.
    func answer(_ n: UInt8) -> [UInt8]? {
        switch n {
        case 1, 0x31: return [modelID]
        case 2, 0x32: return [typeID]
        case 3, 0x33: return [romVersion]
        default:
            guard let text = strings[n] else { return nil }
            return [0x5F] + text.utf8.filter { $0 >= 0x20 && $0 < 0x7F }.prefix(80) + [0x00]
        }
    }
}
