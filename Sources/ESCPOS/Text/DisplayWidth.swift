/// Columns that text takes on a display or on paper where nothing is known of the printer.
///
/// Wide and fullwidth characters take two columns, marks and invisible characters none. What a
/// certain printer does is the business of ``Encoder/columns(of:)-(Character)``.
///
/// Source: Unicode Standard Annex #11, East Asian Width; ambiguous characters count one.
public enum DisplayWidth {
    /// 0, 1 or 2.
    public static func columns(of character: Character) -> Int {
        if let ascii = character.asciiValue { return ascii < 0x20 || ascii == 0x7F ? 0 : 1 }
        var widest = 0
        var regionalIndicators = 0
        for scalar in character.unicodeScalars {
            switch scalar.value {
            case 0xFE0F: return 2  // asks for the wide emoji form of what it follows
            case 0x1F1E6...0x1F1FF: regionalIndicators += 1
            default: break
            }
            widest = max(widest, columns(of: scalar))
        }
        return regionalIndicators == 2 ? 2 : widest
    }

    /// The sum over the characters of a text; no line is broken.
    public static func columns(of text: some StringProtocol) -> Int {
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

    static func columns(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 {
            return value < 0x20 || (0x7F..<0xA0).contains(value) || value == 0xAD ? 0 : 1
        }
        // Vowels and final consonants of Hangul join the syllable begun before them.
        if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FB).contains(value) { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator,
            .paragraphSeparator:
            return 0
        default:
            return WideRanges.contain(value) ? 2 : 1
        }
    }
}
