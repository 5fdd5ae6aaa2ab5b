import ESCPOS
import Testing

/// Profiles of all kinds: with and without Chinese, and with pages under other numbers.
private let kinds: [Profile] = {
    var western = Profiles.tmT88V
    western.chinese = .none
    var bare = western
    bare.codePages = []
    return Profiles.all + [western, bare]
}()

struct TextSafetyTests {
    /// A product name must not be able to open the drawer.
    @Test(arguments: kinds)
    func noScalarBecomesAByteBelowABlank(profile: Profile) throws {
        var encoder = Encoder(profile: profile, policy: .replace())
        encoder.start()
        let started = encoder.commands.count
        for first in stride(from: UInt32(0), through: 0x10FFFF, by: 64)
        where first < 0x3400 || first % 0x400 == 0 {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: (first..<first + 64).compactMap(Unicode.Scalar.init))
            try encoder.text(String(text))
        }
        var texts = 0
        for case .text(let bytes) in encoder.commands.dropFirst(started) {
            texts += 1
            #expect(bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
        }
        #expect(texts > 100)
    }

    @Test(
        arguments: [
            "\u{1B}p\0\u{19}\u{FA}", "\u{10}\u{14}\u{1}\u{0}\u{1}", "a\nb", "a\tb", "\r\n",
            "\u{7F}",
            "\u{9B}", "\u{85}", "\u{2028}", "\u{2029}", "\u{202E}evil", "\u{2066}", "\u{200F}",
            "\u{61C}", "e\u{301}\u{0}",
        ])
    func controlsAreRefusedAndNothingIsAppended(text: String) throws {
        var encoder = Encoder(profile: Profiles.generic80)
        encoder.start()
        let before = encoder.commands
        let error = try #require(throws: ESCPOSError.self) { try encoder.text("é" + text) }
        guard case .controlCharacter(_, let position) = error else {
            Issue.record("\(error)")
            return
        }
        #expect((2...4).contains(position))
        #expect(encoder.commands == before)
        try encoder.text("é")  // and the encoder has not forgotten what the printer is in
        #expect(PrintedText(encoder.commands, on: encoder.profile).text == "é")
    }

    @Test func controlsAreReplacedOneByOne() throws {
        var encoder = Encoder(profile: Profiles.tmT88V, policy: .replace(with: "_"))
        encoder.start()
        try encoder.line("a\u{1B}p\r\nb한국 é😀")
        #expect(PrintedText(encoder.commands, on: encoder.profile).text == "a_p_b__ é_")
    }

    @Test func aReplacementThatCannotBePrintedIsAnError() throws {
        var encoder = Encoder(profile: Profiles.tmT88V, policy: .replace(with: "\n"))
        #expect(throws: ESCPOSError.controlCharacter("\n", position: 2)) {
            try encoder.text("a한")
        }
        #expect(encoder.commands.isEmpty)
    }

    @Test func unknownCharactersAreNamedWithTheirPlace() throws {
        var encoder = Encoder(profile: Profiles.generic58)
        let error = try #require(throws: ESCPOSError.self) { try encoder.text("Tee 한") }
        #expect(error == .unencodable("한", position: 5, printer: "generic 58 mm printer"))
        #expect("\(error)".contains("character 5") && "\(error)".contains("U+D55C"))
        #expect(encoder.commands.isEmpty)
    }

    @Test(arguments: [
        ("cafe\u{301}", "café"), ("\u{212B}", "Å"), ("\u{2126}", "Ω"), ("A\u{308}O\u{308}", "ÄÖ"),
        ("か\u{3099}", "が"), ("и\u{306}", "й"), ("z\u{307}", "ż"),
        ("\u{FEFF}a\u{200B}b\u{AD}c", "abc"),
        ("12\u{A0}345,00\u{202F}€", "12 345,00 €"), ("©\u{FE0F}", "©"), ("a\u{2011}b", "a-b"),
    ])
    func charactersAreFoundHoweverTheyAreWritten(text: String, printed: String) throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        encoder.start()
        try encoder.text(text)
        let paper = PrintedText(encoder.commands, on: encoder.profile)
        #expect(Array(paper.text.unicodeScalars) == Array(printed.unicodeScalars))
        #expect(encoder.columns(of: text) == paper.columns)
    }
}
