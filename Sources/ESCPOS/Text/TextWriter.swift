/// Writes glyphs as runs of bytes and the switches between them.
struct TextWriter {
    let repertoire: Repertoire
    /// What the printer is in after ``commands`` and the run.
    private(set) var mode: PrinterMode
    private(set) var commands: [Command] = []
    private var run: [UInt8] = []

    init(repertoire: Repertoire, mode: PrinterMode, capacity: Int) {
        self.repertoire = repertoire
        self.mode = mode
        run.reserveCapacity(capacity)
    }

    /// The short way for most text: printable ASCII, while the mode is known to print it.
    mutating func writeASCII(_ bytes: Span<UInt8>) {
        assert(mode.isASCII, "the twelve national characters would need a switch")
        run.append(bytes)
    }

    /// Writes the glyph if the printer's mode is known to print it.
    mutating func write(_ glyph: Glyph) -> Bool {
        switch glyph {
        case .nothing: break
        case .ascii(let byte):
            guard mode.isASCII || !isNational(byte) else { return false }
            run.append(byte)
        case .page(let word):
            guard mode.isChinese == false, let byte = mode.page?.byte(in: word) else {
                return false
            }
            run.append(byte)
        case .chinese(let code):
            guard mode.isChinese == true else { return false }
            run.append(gb18030: code)
        }
        return true
    }

    /// Writes the glyph after the switches that it needs; `rest` is what follows it.
    mutating func write(_ glyph: Glyph, before rest: some Sequence<Glyph>) {
        switch glyph {
        case .nothing: break
        case .ascii: `switch`(.internationalSet(0))
        case .chinese: `switch`(.enterChineseMode)
        case .page(let word):
            if mode.isChinese != false { `switch`(.leaveChineseMode) }
            if mode.page?.byte(in: word) == nil,
                let page = repertoire.page(for: glyph, before: rest)
            {
                `switch`(.codePage(slot: page.slot))
            }
        }
        let isWritten = write(glyph)
        assert(isWritten, "every glyph of the repertoire has a mode that prints it")
    }

    /// Makes a command of what stands in the run.
    mutating func endRun() {
        guard !run.isEmpty else { return }
        append(.text(run))
        run = []
    }

    private mutating func `switch`(_ command: Command) {
        endRun()
        append(command)
    }

    private mutating func append(_ command: Command) {
        mode.apply(command, for: repertoire)
        commands.append(command)
    }
}

/// Whether `ESC R` gives the ASCII character different looks: `# $ @ [ \ ] ^` and `` ` { | } ~ ``.
private func isNational(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x23, 0x24, 0x40, 0x5B...0x5E, 0x60, 0x7B...0x7E: true
    default: false
    }
}

extension Repertoire {
    /// The page that can print a glyph and the most of what follows before the next switch; among
    /// equals, the first of the profile.
    ///
    /// Taking the longest run each time gives the fewest switches: whatever page another plan
    /// takes here, it must switch again no later. ASCII and Chinese characters leave the selected
    /// page alone. Looking ahead costs no more than the run that is
    /// found, so a text takes time in proportion to its length.
    func page(for glyph: Glyph, before rest: some Sequence<Glyph>) -> Page? {
        guard case .page(let word) = glyph else { return pages.first }
        // A byte of a word is 80h or more where its page has the character, so one bit each says
        // which pages could print everything up to here.
        var candidates = word & 0x8080_8080_8080_8080
        for case .page(let word) in rest {
            let left = candidates & word
            if left == 0 { break }
            candidates = left
        }
        return pages.first { candidates >> $0.shift & 0x80 != 0 }
    }
}

extension Repertoire.Page {
    /// The page's byte in a word of ``CodePageIndex``; `nil` when it has not got the character.
    func byte(in word: UInt64) -> UInt8? {
        let byte = UInt8(truncatingIfNeeded: word >> shift)
        return byte == 0 ? nil : byte
    }
}
