import ESCPOS
import Simulator
import Testing

/// Which characters the printer makes of bytes.
struct CharacterTests {
    func printed(_ commands: [Command], on profile: Profile = Profiles.tmT88V) -> [String] {
        var bench = PrinterBench(profile)
        bench.run(commands)
        return bench.printer.paper.lines
    }

    /// Slots of Epson's numbering; 99 is none of the profile's, so CP437 it stays.
    @Test(arguments: [
        (UInt8(0), [UInt8(0x82), 0x9C, 0xE1], "é£ß"), (19, [0xD5], "€"), (16, [0x80, 0xFC], "€ü"),
        (17, [0x8F, 0xE0], "Пр"), (99, [0x82], "é"),
    ])
    func codePageSlotsAreTheProfiles(slot: UInt8, bytes: [UInt8], text: String) {
        #expect(printed([.codePage(slot: slot), .text(bytes), .lineFeed]) == [text])
    }

    @Test(arguments: [(UInt8(0), "#$@[\\]^`{|}~"), (2, "#$§ÄÖÜ^`äöüß"), (15, "#¥@[\\]^`{|}~")])
    func internationalSetsReplaceTwelveCharacters(set: UInt8, text: String) {
        let bytes = Array("#$@[\\]^`{|}~".utf8)
        #expect(printed([.internationalSet(set), .text(bytes), .lineFeed]) == [text])
    }

    @Test func chineseModeReadsPairsAndFourByteCharacters() {
        let commands: [Command] = [
            .enterChineseMode, .text([0xD6, 0xD0, 0x41, 0xCE, 0xC4, 0x81, 0x39, 0xEE, 0x39]),
            .leaveChineseMode, .text([0x82]), .lineFeed,
        ]
        #expect(printed(commands) == ["中A文㐀é"])
    }

    @Test func chineseCharactersAreTwoColumnsWide() {
        var bench = PrinterBench()
        bench.run([
            .enterChineseMode, .text([0xD6, 0xD0, 0x41]), .chinesePrintMode(.doubleWidth),
            .text([0xCE, 0xC4]), .lineFeed,
        ])
        guard case .line(let glyphs, _) = bench.printer.paper.items[0] else {
            Issue.record("no line")
            return
        }
        #expect(glyphs.map(\.x) == [0, 24, 36])
        #expect(glyphs.map(\.width) == [24, 12, 48])
    }

    @Test func cloneIsInChineseModeAfterInitialize() {
        let bytes: [UInt8] = [0xD6, 0xD0]
        #expect(printed([.initialize, .text(bytes), .lineFeed], on: Profiles.generic58) == ["中"])
        #expect(printed([.initialize, .text(bytes), .lineFeed]) == ["╓╨"])
        #expect(
            printed(
                [.initialize, .leaveChineseMode, .codePage(slot: 0), .text(bytes), .lineFeed],
                on: Profiles.generic58) == ["╓╨"])
    }

    @Test func pairBrokenByACommandLeavesOneBox() {
        let commands: [Command] = [
            .enterChineseMode, .text([0xD6]), .bold(true), .text([0x41]), .lineFeed,
        ]
        #expect(printed(commands) == ["\u{FFFD}A"])
    }

    @Test func pairMaySpanWrites() {
        var bench = PrinterBench(Profiles.generic58)
        for byte: UInt8 in [0xD6, 0xD0, 0xCE, 0xC4, 0x0A] {
            bench.send([byte])
            bench.pass(.milliseconds(30))
        }
        bench.pass(.seconds(1))
        #expect(bench.printer.paper.lines == ["中文"])
    }

    @Test func nulsAndUnknownCommandsPrintNothing() {
        var bench = PrinterBench()
        bench.run([UInt8](repeating: 0, count: 8192) + [0x1D, 0xFE, 0x1B, 0xFE] + textLines(1))
        #expect(bench.printer.paper.lines.last?.hasSuffix("line 1") == true)
        #expect(bench.printer.paper.lines.count == 1)
    }

    @Test func deselectedPrinterIgnoresEverythingButRealTimeCommands() {
        var bench = PrinterBench()
        bench.run([0x1B, 0x3D, 2] + textLines(3) + [0x10, 0x04, 1, 0x1D, 0x72, 1])
        #expect(bench.printer.paper.items.isEmpty)
        #expect(bench.replies == [[0x12]])
        bench.run([0x1B, 0x3D, 1] + textLines(1))
        #expect(bench.printer.paper.lines == ["line 1"])
    }
}
