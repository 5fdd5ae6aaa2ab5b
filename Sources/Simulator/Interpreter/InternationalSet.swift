/// The national variants of twelve ASCII characters that `ESC R n` selects.
///
/// Source: Epson ESC/POS reference, "International character sets".
enum InternationalSet {
    private static let places: [UInt8] = [
        0x23, 0x24, 0x40, 0x5B, 0x5C, 0x5D, 0x5E, 0x60, 0x7B, 0x7C, 0x7D, 0x7E,
    ]

    /// One row for each n from 0 (USA) to 15 (China), each in the order of `places`.
    private static let rows: [[Character]] = [
        "#$@[\\]^`{|}~", "#$à°ç§^`éùè¨", "#$§ÄÖÜ^`äöüß", "£$@[\\]^`{|}~",
        "#$@ÆØÅ^`æøå~", "#¤ÉÄÖÅÜéäöåü", "#$@°\\é^ùàòèì", "₧$@¡Ñ¿^`¨ñ}~",
        "#$@[¥]^`{|}~", "#¤ÉÆØÅÜéæøåü", "#$ÉÆØÅÜéæøåü", "#$á¡Ñ¿é`íñóú",
        "#$á¡Ñ¿éüíñóú", "#$@[₩]^`{|}~", "#$ŽŠĐĆČžšđćč", "#¥@[\\]^`{|}~",
    ].map(Array.init)

    static var count: Int { rows.count }

    /// The character that set `n` has for an ASCII byte.
    static func character(_ byte: UInt8, set n: Int) -> Character {
        if n != 0, rows.indices.contains(n), let place = places.firstIndex(of: byte) {
            return rows[n][place]
        }
        return Character(Unicode.Scalar(byte))
    }
}
