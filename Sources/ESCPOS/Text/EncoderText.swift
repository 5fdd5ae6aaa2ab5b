extension Encoder {
    /// Appends a text, without a line end, with the switches of code page and Chinese mode that
    /// it needs, as few as possible.
    ///
    /// - Throws: under ``TextPolicy/strict``, ``ESCPOSError/controlCharacter(_:position:)``,
    ///   ``ESCPOSError/unencodable(_:position:printer:)`` or
    ///   ``ESCPOSError/noGB18030Table(_:position:)``; nothing of the text is appended then. Line
    ///   ends and tabs are control characters too: they are commands of their own.
    public mutating func text(_ text: String) throws(ESCPOSError) {
        if mode.isASCII, let ascii = Self.printableASCII(text) {
            if !ascii.isEmpty { append(.text(ascii)) }
        } else if let writer = try writtenByScalars(text) {
            append(writer)
        } else {
            append(try writtenByCharacters(text))
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

    /// The bytes of a text of nothing but printable ASCII, which most lines are.
    private static func printableASCII(_ text: String) -> [UInt8]? {
        let bytes = text.utf8Span.span
        guard bytes.printableASCIIEnd(from: 0) == bytes.count else { return nil }
        return bytes.withUnsafeBufferPointer { Array($0) }
    }

    /// The text written scalar by scalar; `nil` when some characters may be more than one.
    private func writtenByScalars(_ text: String) throws(ESCPOSError) -> TextWriter? {
        var writer = TextWriter(repertoire: repertoire, mode: mode, capacity: text.utf8.count)
        let bytes = text.utf8Span.span
        var at = 0
        while at < bytes.count {
            if writer.mode.isASCII {
                let end = bytes.printableASCIIEnd(from: at)
                writer.writeASCII(bytes.extracting(at..<end))
                at = end
                if at == bytes.count { break }
            }
            let scalar = bytes.scalar(at: at)
            guard scalar.standsAlone else { return nil }
            var glyph = repertoire.glyph(for: scalar)
            if glyph == nil {
                let before = text[..<text.utf8.index(text.startIndex, offsetBy: at)]
                let position = before.unicodeScalars.count + 1
                glyph = try self.glyph(for: Character(scalar), position: position)
            }
            at += UTF8.width(scalar)
            guard let glyph, !writer.write(glyph) else { continue }
            // A switch is due, and which is best depends on what follows.
            let rest = text.unicodeScalars[text.utf8.index(text.startIndex, offsetBy: at)...]
            writer.write(
                glyph, before: rest.lazy.compactMap { [repertoire] in repertoire.glyph(for: $0) })
        }
        writer.endRun()
        return writer
    }

    /// The same for any text; slower, because it must find out where characters begin.
    private func writtenByCharacters(_ text: String) throws(ESCPOSError) -> TextWriter {
        var glyphs: [Glyph] = []
        for character in text {
            glyphs.append(try glyph(for: character, position: glyphs.count + 1))
        }
        var writer = TextWriter(repertoire: repertoire, mode: mode, capacity: text.utf8.count)
        for (index, glyph) in glyphs.enumerated() where !writer.write(glyph) {
            writer.write(glyph, before: glyphs[(index + 1)...])
        }
        writer.endRun()
        return writer
    }

    /// The character's glyph, or what the policy puts in its place.
    private func glyph(for character: Character, position: Int) throws(ESCPOSError) -> Glyph {
        if let glyph = repertoire.glyph(for: character) { return glyph }
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
}
