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

    /// The short way for most scalars; false when it is not ASCII that prints in any mode.
    @inline(__always)
    mutating func writeASCII(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x20, scalar.value < 0x7F, mode.isASCII else { return false }
        run.append(UInt8(truncatingIfNeeded: scalar.value))
        return true
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
        run.removeAll(keepingCapacity: true)
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
    /// takes here, it must switch again no later. Looking ahead costs no more than the run that is
    /// found, so a text takes time in proportion to its length.
    func page(for glyph: Glyph, before rest: some Sequence<Glyph>) -> Page? {
        var best: (page: Page, length: Int)?
        for page in pages where page.prints(glyph) {
            var length = 1
            for glyph in rest {
                guard page.prints(glyph) else { break }
                length += 1
            }
            if length > best?.length ?? 0 { best = (page, length) }
        }
        return best?.page
    }
}

extension Repertoire.Page {
    /// The page's byte in a word of ``CodePageIndex``; `nil` when it has not got the character.
    func byte(in word: UInt64) -> UInt8? {
        let byte = UInt8(truncatingIfNeeded: word >> shift)
        return byte == 0 ? nil : byte
    }

    /// Whether the glyph can be printed while this page stays selected.
    fileprivate func prints(_ glyph: Glyph) -> Bool {
        // ASCII and Chinese characters leave the selected page alone.
        if case .page(let word) = glyph { byte(in: word) != nil } else { true }
    }
}
