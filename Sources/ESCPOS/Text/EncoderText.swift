extension Encoder {
    /// Appends a text, without a line end, with the switches of code page and Chinese mode that
    /// it needs, as few as possible.
    ///
    /// - Throws: under ``TextPolicy/strict``, ``ESCPOSError/controlCharacter(_:position:)``,
    ///   ``ESCPOSError/unencodable(_:position:printer:)`` or
    ///   ``ESCPOSError/noGB18030Table(_:position:)``; nothing of the text is appended then. Line
    ///   ends and tabs are control characters too: they are commands of their own.
    public mutating func text(_ text: String) throws(ESCPOSError) {
        if let ascii = Self.printableASCII(text) {
            if ascii.isEmpty { return }
            selectASCII(for: ascii)
            append(.text(ascii))
        } else {
            appendGlyphs(try glyphs(of: text))
        }
    }

    /// ``text(_:)``, then a line feed.
    public mutating func line(_ text: String) throws(ESCPOSError) {
        try self.text(text)
        append(.lineFeed)
    }

    /// Columns of font A that a character takes on this printer, 0 to 2, as ``text(_:)`` prints
    /// it.
    ///
    /// A character out of a code page takes one, one printed in Chinese mode takes two (24 dots),
    /// whatever Unicode says of its width. What can only be replaced counts as its replacement;
    /// what is an error counts as in ``DisplayWidth``.
    public func columns(of character: Character) -> Int {
        switch repertoire.glyph(for: character) {
        case .ascii, .page: 1
        case .chinese: 2
        case .nothing: 0
        case nil:
            switch policy {
            case .replace(let other) where other != character: columns(of: other)
            default: DisplayWidth.columns(of: character)
            }
        }
    }

    /// The sum over the characters of a text.
    public func columns(of text: some StringProtocol) -> Int {
        var columns = 0
        var isPrintableASCII = true
        for byte in text.utf8 {
            if byte < 0x20 || byte >= 0x7F {
                isPrintableASCII = false
                break
            }
            columns += 1
        }
        return isPrintableASCII ? columns : text.reduce(0) { $0 + self.columns(of: $1) }
    }

    // MARK: From characters to glyphs

    /// The bytes of a text of nothing but printable ASCII, which most lines are.
    private static func printableASCII(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { bytes in
            bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? Array(bytes) : nil
        }
    }

    private func glyphs(of text: String) throws(ESCPOSError) -> [Glyph] {
        var out: [Glyph] = []
        out.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            guard scalar.standsAlone else { return try glyphs(ofCharactersIn: text) }
            if let glyph = repertoire.glyph(for: scalar) {
                out.append(glyph)
            } else {
                out.append(
                    try substitute(for: Character(scalar), position: out.count + 1))
            }
        }
        return out
    }

    private func glyphs(ofCharactersIn text: String) throws(ESCPOSError) -> [Glyph] {
        var out: [Glyph] = []
        for character in text {
            if let glyph = repertoire.glyph(for: character) {
                out.append(glyph)
            } else {
                out.append(try substitute(for: character, position: out.count + 1))
            }
        }
        return out
    }

    private func substitute(
        for character: Character, position: Int
    ) throws(ESCPOSError) -> Glyph {
        guard case .replace(let other) = policy else {
            throw refusal(of: character, position: position)
        }
        guard let glyph = repertoire.glyph(for: other) else {
            throw refusal(of: other, position: position)
        }
        return glyph
    }

    private func refusal(of character: Character, position: Int) -> ESCPOSError {
        if let control = character.unicodeScalars.first(where: \.isControl) {
            return .controlCharacter(control, position: position)
        }
        if repertoire.hasChinese, !GB18030.isAvailable {
            return .noGB18030Table(character, position: position)
        }
        return .unencodable(character, position: position, printer: profile.name)
    }

    // MARK: From glyphs to commands

    /// Makes sure that the characters which `ESC R` varies print as ASCII.
    private mutating func selectASCII(for bytes: some Sequence<UInt8>) {
        if !mode.isASCII, bytes.contains(where: isNational) { append(.internationalSet(0)) }
    }

    private mutating func appendGlyphs(_ glyphs: [Glyph]) {
        var run: [UInt8] = []
        run.reserveCapacity(glyphs.count)
        selectASCII(
            for: glyphs.lazy.compactMap { if case .ascii(let byte) = $0 { byte } else { nil } })
        for (index, glyph) in glyphs.enumerated() {
            switch glyph {
            case .nothing: break
            case .ascii(let byte): run.append(byte)
            case .chinese(let code):
                if mode.isChinese != true { `switch`(to: .enterChineseMode, after: &run) }
                run.append(gb18030: code)
            case .page(let word):
                if mode.isChinese != false { `switch`(to: .leaveChineseMode, after: &run) }
                if let byte = selectedPage?.byte(in: word) {
                    run.append(byte)
                } else if let page = repertoire.page(covering: glyphs[index...]) {
                    `switch`(to: .codePage(slot: page.slot), after: &run)
                    if let byte = page.byte(in: word) { run.append(byte) }
                }
            }
        }
        if !run.isEmpty { append(.text(run)) }
    }

    private var selectedPage: Repertoire.Page? {
        repertoire.pages.first { $0.slot == mode.codePageSlot }
    }

    private mutating func `switch`(to command: Command, after run: inout [UInt8]) {
        if !run.isEmpty {
            append(.text(run))
            run.removeAll(keepingCapacity: true)
        }
        append(command)
    }
}

/// Whether `ESC R` gives the ASCII character different looks: `# $ @ [ \ ] ^` and `` ` { | } ~ ``.
private func isNational(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x23, 0x24, 0x40, 0x5B...0x5E, 0x60, 0x7B...0x7E: true
    default: false
    }
}

extension Repertoire.Page {
    /// The page's byte in a word of ``CodePageIndex``; `nil` when it has not got the character.
    func byte(in word: UInt64) -> UInt8? {
        let byte = UInt8(truncatingIfNeeded: word >> shift)
        return byte == 0 ? nil : byte
    }
}

extension Repertoire {
    /// The page that can print the most of `glyphs` before the next switch; among equals, the
    /// first of the profile.
    ///
    /// Taking the longest run each time gives the fewest switches: whatever page another plan
    /// takes here, it must switch again no later.
    func page(covering glyphs: ArraySlice<Glyph>) -> Page? {
        var best: (page: Page, length: Int)?
        for page in pages {
            var length = 0
            for glyph in glyphs {
                // ASCII and Chinese characters leave the selected page alone.
                if case .page(let word) = glyph, page.byte(in: word) == nil { break }
                length += 1
            }
            if length > best?.length ?? 0 { best = (page, length) }
        }
        return best?.page
    }
}
