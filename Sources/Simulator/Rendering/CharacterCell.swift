/// The unscaled cell of a character and how often the printer repeats its dots.
///
/// Printers enlarge a character by repeating the dots of its font, never by drawing it finer; the
/// paper holds only the enlarged size, so the font's cell is found again from the cells that
/// ESC/POS printers have.
struct CharacterCell: Hashable, Sendable {
    var width: Int
    var height: Int
    var scaleX = 1
    var scaleY = 1

    /// Cells of fonts A and B of Epson's models and their clones, then of small fonts.
    private static let narrow = [
        (12, 24), (9, 17), (10, 24), (9, 24), (8, 16), (12, 20), (9, 9), (7, 9),
    ]
    /// Cells of Chinese, Japanese and Korean characters.
    private static let wide = [(24, 24), (16, 16), (20, 24), (16, 24)]

    /// - Parameters:
    ///   - width: dots on paper, of the upright character.
    ///   - height: dots on paper.
    ///   - character: a wide one is looked for in the square cells first.
    init(width: Int, height: Int, character: Character) {
        let isWide = Self.isWide(character)
        for cell in isWide ? Self.wide + Self.narrow : Self.narrow + Self.wide {
            let (x, y) = (width / cell.0, height / cell.1)
            if x * cell.0 == width, y * cell.1 == height, (1...8).contains(x), (1...8).contains(y) {
                self.init(width: cell.0, height: cell.1, scaleX: x, scaleY: y)
                return
            }
        }
        // No printer's cell: drawn at its own size.
        self.init(width: width, height: height, scaleX: 1, scaleY: 1)
    }

    private init(width: Int, height: Int, scaleX: Int, scaleY: Int) {
        self.width = width
        self.height = height
        self.scaleX = scaleX
        self.scaleY = scaleY
    }

    /// Source: Unicode Standard Annex 11, the blocks that are wide or full width.
    private static func isWide(_ character: Character) -> Bool {
        switch character.unicodeScalars.first?.value ?? 0 {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
            0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
