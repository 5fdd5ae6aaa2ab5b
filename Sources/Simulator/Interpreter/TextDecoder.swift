internal import ESCPOS

/// What a printer of a profile makes of text bytes.
struct TextDecoder: Hashable, Sendable {
    /// A character and whether it stands in a Chinese (double) cell.
    struct Decoded: Hashable, Sendable {
        var character: Character
        var isChinese: Bool
    }

    /// Drawn for bytes that stand for nothing: printers print a blank or a box.
    static let missing: Character = "\u{FFFD}"

    private let pages: [UInt8: CodePage]
    /// The first bytes of a Chinese character whose others have not come yet. A character may be
    /// split over any commands' boundary that is not a command itself.
    private var pending: [UInt8] = []

    init(_ profile: Profile) {
        pages = Dictionary(
            profile.codePages.map { ($0.number, $0.page) }, uniquingKeysWith: { first, _ in first })
    }

    /// Decodes the next bytes; an unfinished Chinese character waits for the rest.
    mutating func decode(_ bytes: [UInt8], modes: Modes) -> [Decoded] {
        var decoded: [Decoded] = []
        decoded.reserveCapacity(bytes.count)
        var codes: [[UInt8]] = []
        for byte in bytes {
            if modes.isChinese, !pending.isEmpty || byte >= 0x81 {
                if let code = code(endingWith: byte) { codes.append(code) }
            } else {
                decoded += Self.chinese(codes)
                codes = []
                decoded.append(single(byte, modes))
            }
        }
        return decoded + Self.chinese(codes)
    }

    /// Ends an unfinished character, as any command does: what it leaves on the paper.
    mutating func finish() -> [Decoded] {
        guard !pending.isEmpty else { return [] }
        pending = []
        return [Decoded(character: Self.missing, isChinese: true)]
    }

    /// GB18030: two bytes 81–FE 40–7E/80–FE, or four 81–FE 30–39 81–FE 30–39. Returns a whole
    /// code once there is one, valid or not.
    private mutating func code(endingWith byte: UInt8) -> [UInt8]? {
        pending.append(byte)
        let isWhole =
            switch pending.count {
            case 1: false
            case 2: !(0x30...0x39).contains(byte)
            case 3: !(0x81...0xFE).contains(byte)
            default: true
            }
        guard isWhole else { return nil }
        defer { pending = [] }
        return pending
    }

    /// Decodes a run of codes at once: opening a converter costs more than using it.
    private static func chinese(_ codes: [[UInt8]]) -> [Decoded] {
        guard !codes.isEmpty else { return [] }
        let characters: [Character]
        if let text = GB18030.decode(Array(codes.joined())),
            text.unicodeScalars.count == codes.count
        {
            characters = text.unicodeScalars.map { Character($0) }
        } else {
            characters = codes.map { GB18030.decode($0)?.first ?? missing }
        }
        return characters.map { Decoded(character: $0, isChinese: true) }
    }

    private func single(_ byte: UInt8, _ modes: Modes) -> Decoded {
        let character: Character
        if byte < 0x80 {
            character = InternationalSet.character(byte, set: modes.internationalSet)
        } else {
            // A slot that the printer does not have leaves it on its first page, CP437.
            let page = pages[modes.codePage] ?? .cp437
            character = page.scalar(for: byte).map { Character($0) } ?? Self.missing
        }
        return Decoded(character: character, isChinese: false)
    }
}
