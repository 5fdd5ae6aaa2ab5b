/// How one character reaches the paper.
enum Glyph: Hashable, Sendable {
    /// A byte that prints the same in every mode.
    case ascii(UInt8)
    /// In at least one code page of the profile: a word of ``CodePageIndex``, other pages masked.
    case page(UInt64)
    /// Two or four bytes in Chinese mode.
    case chinese(UInt32)
    /// Shows nothing, so nothing is sent.
    case nothing
}

/// What a profile can print, and how.
struct Repertoire: Sendable {
    /// A code page of the profile.
    struct Page: Hashable, Sendable {
        var slot: UInt8
        /// Bits to shift a word of ``CodePageIndex`` to bring the page's byte down.
        var shift: UInt64
    }

    /// In the order in which they are preferred.
    let pages: [Page]
    let hasChinese: Bool
    private let mask: UInt64

    init(profile: Profile) {
        pages = profile.codePages.map {
            Page(slot: $0.number, shift: UInt64($0.page.index * 8))
        }
        mask = pages.reduce(0) { $0 | 0xFF << $1.shift }
        hasChinese = profile.chinese != .none
    }

    /// `nil` when the printer has not got the character; controls have no glyph.
    ///
    /// A code page goes before Chinese mode: its characters are one column wide there, and most
    /// text around them needs the page anyway.
    func glyph(for scalar: Unicode.Scalar) -> Glyph? {
        let value = scalar.value
        if value < 0x7F { return value < 0x20 ? nil : .ascii(UInt8(value)) }
        // Past the no-break space and the soft hyphen, which print as something else, whatever a
        // page has is printed as it is.
        if value > 0xAD {
            let word = CodePageIndex.word(for: value) & mask
            if word != 0 { return .page(word) }
        }
        if scalar.isControl { return nil }
        if let twin = scalar.asciiTwin { return .ascii(twin) }
        if value == 0xAD { return .nothing }
        let word = CodePageIndex.word(for: value) & mask
        if word != 0 { return .page(word) }
        if hasChinese, let code = GB18030.code(for: scalar) { return .chinese(code) }
        return nil
    }

    /// `nil` when the printer has not got the character, or it holds a control.
    func glyph(for character: Character) -> Glyph? {
        let scalars = character.unicodeScalars
        guard let first = scalars.first, !scalars.contains(where: \.isControl) else { return nil }
        if scalars.count == 1 {
            if let glyph = glyph(for: first) { return glyph }
            if first.isInvisible { return .nothing }
        }
        var visible = String.UnicodeScalarView()
        visible.append(contentsOf: scalars.lazy.filter { !$0.isInvisible })
        guard let base = visible.first else { return .nothing }
        if visible.count == 1, let glyph = glyph(for: base) { return glyph }
        return Composition.scalar(for: String(visible)).flatMap { glyph(for: $0) }
    }
}
