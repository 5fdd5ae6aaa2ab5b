/// The one scalar that a character written in several is canonically equivalent to.
///
/// Code pages hold é as one character; text may bring it as e and a combining accent, or bring
/// the ohm sign for Ω. Unicode calls these the same character, and so does `==`.
enum Composition {
    /// `nil` when there is none among the letters that code pages and GB18030 can hold.
    static func scalar(for character: String) -> Unicode.Scalar? { composed[character] }

    private static let composed: [String: Unicode.Scalar] = {
        // Latin, Greek, Cyrillic, extended Latin and Greek, the syllables of Japanese, and
        // ideographs that have compatibility twins.
        let ranges: [ClosedRange<UInt32>] = [
            0xC0...0x24F, 0x370...0x4FF, 0x1E00...0x1FFF, 0x3041...0x30FE,
        ]
        var composed: [String: Unicode.Scalar] = [:]
        for scalar in ranges.joined().compactMap(Unicode.Scalar.init) {
            let character = String(scalar)
            // Of two canonical twins the code pages have the one that stands first.
            if composed[character] == nil { composed[character] = scalar }
        }
        return composed
    }()
}
