import ESCPOS
import Glibc
import Testing

struct DisplayWidthTests {
    @Test(arguments: [
        ("a" as Character, 1), ("é", 1), ("e\u{301}", 1), ("中", 2), ("ａ", 2), ("ｱ", 1), ("。", 2),
        ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("か\u{3099}", 2), ("€", 1), ("─", 1), ("😀", 2),
        ("👨‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("❤", 1), ("\u{200B}", 0), ("\u{301}", 0),
        ("\u{AD}", 0), ("\u{FEFF}", 0), ("\n", 0), ("\r\n", 0), ("\u{85}", 0), ("\u{3000}", 2),
    ])
    func widthOf(character: Character, columns: Int) {
        #expect(DisplayWidth.columns(of: character) == columns)
    }

    @Test func aTextTakesTheSumOfItsCharacters() {
        #expect(DisplayWidth.columns(of: "Tee 茶 2×") == 4 + 2 + 3)
        #expect(DisplayWidth.columns(of: "Tee 茶 2×".dropFirst(4)) == 2 + 3)
        #expect(DisplayWidth.columns(of: "") == 0)
    }

    /// The C library draws its widths from the same Unicode tables, by way of its own.
    @Test func wideCharactersAreThoseOfTheCLibrary() throws {
        // Swift does not import it: its declaration hides behind a macro.
        let symbol = try #require(dlsym(nil, "wcwidth"))
        let wcwidth = unsafeBitCast(symbol, to: (@convention(c) (wchar_t) -> CInt).self)
        let locale = try #require(newlocale(LC_CTYPE_MASK, "C.UTF-8", nil))
        let previous = uselocale(locale)
        defer {
            uselocale(previous)
            freelocale(locale)
        }
        var wide = 0
        for scalar in (UInt32(0xA0)...0x3FFFF).lazy.compactMap(Unicode.Scalar.init) {
            // Only characters that this C library knows are evidence.
            let width = wcwidth(wchar_t(scalar.value))
            // Circled numbers on squares are ambiguous in Unicode; the C library makes them wide.
            guard width == 2, !(0x3248...0x324F).contains(scalar.value) else { continue }
            wide += 1
            let ours = DisplayWidth.columns(of: Character(scalar))
            let isMark = scalar.properties.generalCategory == .nonspacingMark
            #expect(ours == (isMark ? 0 : 2), "U+\(String(scalar.value, radix: 16))")
        }
        #expect(wide > 100_000)
    }
}
