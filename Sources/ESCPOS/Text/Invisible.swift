extension Unicode.Scalar {
    /// Whether the scalar must never come from text: below 20h any byte can start a command (a
    /// product name must not be able to open the drawer), C1 controls are bytes below 20h in
    /// disguise on some devices, separators break the line behind the layout's back, and
    /// bidirectional controls make a line read differently than it is stored.
    var isControl: Bool {
        switch value {
        case 0..<0x20, 0x7F...0x9F: true
        case 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Whether the scalar shows nothing by itself, so that nothing needs to be printed for it:
    /// joiners, variation selectors, soft hyphens, byte order marks.
    var isInvisible: Bool { !isControl && properties.isDefaultIgnorableCodePoint }

    /// The ASCII character that prints the same: a blank for spaces that only differ in width or
    /// in where a line may break, and a hyphen for hyphens.
    ///
    /// The thin and the no-break space group digits in French or Swiss amounts, so they must not
    /// cost a code page switch or fail where no page has them.
    var asciiTwin: UInt8? {
        switch value {
        case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F: 0x20
        case 0x2010, 0x2011: 0x2D
        default: nil
        }
    }

    /// Whether the scalar is a character of its own beside any other such scalar, so that a text
    /// of them needs no search for character boundaries. A subset, chosen for speed.
    var standsAlone: Bool {
        switch value {
        case 0x20...0x7E, 0xA0...0xAC, 0xAE...0x2FF, 0x370...0x482, 0x48A...0x52F,
            0x2010...0x2027, 0x2030...0x205E, 0x20A0...0x20C0, 0x2100...0x2BFF,
            0x3000...0x3029, 0x3041...0x3096, 0x309D...0x30FF, 0x3400...0x4DBF,
            0x4E00...0x9FFF, 0xFF01...0xFF60:
            true
        default: false
        }
    }
}
