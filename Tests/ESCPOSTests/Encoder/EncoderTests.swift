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

    @Test func theEuroAndAccentsTakeOnePageForManyTexts() throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        encoder.start()
        try encoder.text("Café 3,50 €")
        try encoder.text("£ ß")
        #expect(
            Array(encoder.commands.dropFirst(3)) == [
                .text(Array("Caf".utf8)), .codePage(slot: 19),
                .text([0x82] + Array(" 3,50 ".utf8) + [0xD5]), .text([0x9C, 0x20, 0xE1]),
            ])
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

    /// Without `FS &`, clones and Epson models print these as pairs of Western characters.
    @Test(arguments: Profiles.all)
    func kanaAndHanArePrintedNotReplaced(profile: Profile) throws {
        var encoder = Encoder(profile: profile)
        encoder.start()
        for text in ["ひらがな", "日本語 テスト", "简体中文", "繁體"] {
            let before = encoder.commands.count
            try encoder.text(text)
            let paper = PrintedText([.enterChineseMode] + encoder.commands[before...], on: profile)
            #expect(paper.text == text)
            #expect(!paper.text.contains("?"))
        }
        #expect(encoder.commands.contains(.enterChineseMode))
        #expect(PrintedText(encoder.commands, on: profile).text == "ひらがな日本語 テスト简体中文繁體")
    }

    /// Another program may have left the printer in any mode.
    @Test func aNewEncoderReliesOnNothing() throws {
        var encoder = Encoder(profile: Profiles.generic80)
        try encoder.text("5 é")
        #expect(encoder.commands.contains(.leaveChineseMode))
        #expect(PrintedText(encoder.commands, on: encoder.profile).text == "5 é")
    }

    @Test func initialisingForgetsPageAndChineseMode() throws {
        var encoder = Encoder(profile: Profiles.generic80)
        encoder.start()
        try encoder.text("é")
        encoder.append(.initialize)
        try encoder.text("é$")
        #expect(
            Array(encoder.commands.suffix(5)) == [
                .initialize, .leaveChineseMode, .codePage(slot: 19), .text([0x82]),
                .internationalSet(0),
            ]
                || Array(encoder.commands.suffix(6).dropLast()) == [
                    .initialize, .leaveChineseMode, .codePage(slot: 19), .text([0x82]),
                    .internationalSet(0),
                ])
        #expect(encoder.commands.last == .text([0x24]))
    }

    @Test func switchesThatTheCallerMakesAreFollowed() throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        encoder.start()
        encoder.append(.codePage(slot: 17))
        try encoder.text("Да")
        encoder.append(.enterChineseMode)
        try encoder.text("茶")
        encoder.append(.internationalSet(2))
        try encoder.text("[1]")
        #expect(
            Array(encoder.commands.dropFirst(3)) == [
                .codePage(slot: 17), .text([0x84, 0xA0]), .enterChineseMode, .text([0xB2, 0xE8]),
                .internationalSet(2), .internationalSet(0), .text(Array("[1]".utf8)),
            ])
    }

    @Test func aPageTheProfileDoesNotListIsNotTrusted() throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        encoder.start()
        encoder.append(.codePage(slot: 99))
        try encoder.text("é")
        #expect(encoder.commands.suffix(2) == [.codePage(slot: 19), .text([0x82])])
    }

    @Test func emptyTextIsNothing() throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        try encoder.text("")
        try encoder.text("\u{200B}")
        #expect(encoder.commands.isEmpty)
    }

    @Test func columnsAreThoseOfTheFontNotOfUnicode() {
        let encoder = Encoder(profile: Profiles.tmT88V)
        #expect(encoder.columns(of: "€" as Character) == 1)
        #expect(encoder.columns(of: "Ж" as Character) == 1)
        // Unicode calls these one column wide; from the Chinese font they are 24 dots.
        #expect(encoder.columns(of: "①" as Character) == 2)
        #expect(encoder.columns(of: "Ξ" as Character) == 2)
        #expect(encoder.columns(of: "茶 ①") == 5)
        #expect(Encoder(profile: Profiles.tmT88V, policy: .replace()).columns(of: "한") == 1)
    }

    // MARK: Cutting and the drawer

    @Test func cuttersFeedAndLeaveOnePoint() throws {
        var encoder = Encoder(profile: Profiles.tmT20II)
        encoder.start()
        try encoder.text("end")
        encoder.cut()
        #expect(encoder.bytes.suffix(5) == [0x0A, 0x1D, 0x56, 0x42, 0x00])
    }

    @Test func withoutACutterTheLastLineIsFedPastTheEdge() throws {
        var encoder = Encoder(profile: Profiles.generic58)
        encoder.start()
        try encoder.line("end")
        encoder.cut()
        #expect(encoder.commands.suffix(3) == [.lineFeed, .defaultLineSpacing, .feedLines(3)])
    }

    /// Other libraries send two bytes less, and the receipt's next two become pulse times.
    @Test(arguments: Profiles.all)
    func aPulseHasBothTimesAndSparesTheSolenoid(profile: Profile) {
        let bytes = Command.pulse(profile.pulse).bytes
        #expect(bytes == [0x1B, 0x70, 0x00, 50, 250])
        #expect(profile.pulse.on * 5 <= profile.pulse.on + profile.pulse.off)
    }
}
