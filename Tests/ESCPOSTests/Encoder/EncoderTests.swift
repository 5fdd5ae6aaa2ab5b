import ESCPOS
import Testing

struct EncoderTests {
    @Test func plainTextNeedsNoSwitch() throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        encoder.start()
        try encoder.line("Total 12.50 $")
        #expect(
            encoder.bytes == [0x1B, 0x40, 0x1C, 0x2E, 0x1B, 0x52, 0]
                + Array("Total 12.50 $".utf8) + [0x0A])
    }

    @Test func euroAndAccentsTakeOnePage() throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        encoder.start()
        try encoder.text("Café 3,50 €")
        try encoder.text("£ ß")
        #expect(
            encoder.commands.suffix(3)
                == [
                    .text(Array("Caf".utf8)), .codePage(slot: 19),
                    .text([0x82] + Array(" 3,50 ".utf8) + [0xD5]), .text([0x9C, 0x20, 0xE1]),
                ].suffix(3))
    }

    @Test func chineseGoesThroughChineseModeAndBack() throws {
        var encoder = Encoder(profile: Profiles.generic58)
        encoder.start()
        try encoder.text("茶 tea é")
        #expect(
            Array(encoder.commands.dropFirst(3)) == [
                .enterChineseMode, .text([0xB2, 0xE8] + Array(" tea ".utf8)), .leaveChineseMode,
                .codePage(slot: 19), .text([0x82]),
            ])
    }
}
