import Devices
import ESCPOS
import FoundationEssentials
import Pictures
import Scancode
import Testing
import Transport

@testable import till

@Suite struct ByteTextTests {
    @Test(
        arguments: [
            ("none", []), ("cr", [0x0D]), ("crlf", [0x0D, 0x0A]), ("tab", [0x09]), ("A", [0x41]),
            ("\\x1D", [0x1D]), ("a\\\\b", [0x61, 0x5C, 0x62]), ("\\x41", [0x41]),
            ("ö", [0xC3, 0xB6]),
        ] as [(String, [UInt8])])
    func aTextIsItsBytes(text: String, bytes: [UInt8]) throws {
        #expect(try ByteText.kind.read(text) == bytes)
    }

    @Test(arguments: ["", "\\", "\\x", "\\x4", "\\xGG", "\\n"])
    func whatIsNoTextOfBytesIsRefused(text: String) {
        #expect(throws: ValueError.self) { try ByteText.kind.read(text) }
    }

    @Test(arguments: 0..<64 as Range<UInt64>)
    func whatIsShownIsReadAgain(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            UInt8.random(in: .min ... .max, using: &random)
        }
        let shown = ByteText.show(bytes)
        #expect(try ByteText.kind.read(shown) == bytes, "seed \(seed)")
        #expect(shown.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
    }

    @Test func aTextThatIsCalledLikeANameStaysAText() throws {
        for name in ["none", "cr", "tab"] {
            #expect(try ByteText.kind.read(ByteText.show(Array(name.utf8))) == Array(name.utf8))
        }
    }

    /// A code is the work of whoever printed it: it must not command a terminal.
    @Test func noCodeDisturbsATerminal() {
        #expect(ByteText.printable([0x1B, 0x5B, 0x32, 0x4A]) == "\\x1B[2J")
        #expect(ByteText.printable(Array("\u{202E}a\u{9B}".utf8)) == "\\xE2\\x80\\xAEa\\xC2\\x9B")
        #expect(ByteText.printable([0xFF, 0x41]) == "\\xFF\\x41")
    }
}

@Suite struct ScannerOptionsTests {
    private let options = ScannerOptions()

    @Test func whatIsUsualNeedsNoWords() {
        #expect(options.words(for: ScannerSettings()).isEmpty)
    }

    @Test func theWordsGiveTheSettingsBack() throws {
        let settings = ScannerSettings(
            layout: .french, prefix: [0x02, 0x23], suffix: [0x09], identifier: .always,
            idleGap: .milliseconds(240), capsLock: .follows, deadKeys: .plain,
            controlKeys: .honeywellFunctionKeys)
        let words = options.words(for: settings)
        #expect(words.count == 8)
        let values = try Syntax(options: options.all, arguments: []).parse(words)
        #expect(options.settings(values) == settings)
    }
}

@Suite struct ScanReportTests {
    private func json(_ body: ScannerNews.Body, _ preset: InStorePreset? = nil) throws -> String {
        let rules = try InStoreRules(preset?.rules ?? [])
        let report = ScanReport(
            ScannerNews(number: 7, at: SystemTime().now(), body: body), rules: rules,
            clock: WallClock())
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(report), as: UTF8.self)
        return text.replacing(/,"time":"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z"/, with: "")
    }

    @Test func anItemHasItsNumber() throws {
        let scan = Scan(
            bytes: Array("4006381333931".utf8),
            identifier: AIMIdentifier(code: 0x45, modifier: 0x30))
        #expect(
            try json(.scan(scan))
                == #"{"event":"scan","identifier":"]E0","meaning":{"gtin":"04006381333931"},"#
                + #""number":7,"symbology":"ean13","text":"4006381333931"}"#)
    }

    @Test func aCodeOfTheStoreIsReadByItsRules() throws {
        let scan = Scan(bytes: Array("2012345012341".utf8), symbology: .ean13)
        let digit = try #require(CheckDigit.ofNumber("201234501234"))
        var right = scan
        right.bytes[12] = 0x30 + UInt8(digit)
        #expect(try json(.scan(right), .chinaPrice).contains(#""price":"12.34""#))
    }

    @Test func bytesThatAreNoTextAreThereInFull() throws {
        #expect(try json(.scan(Scan(bytes: [0x41, 0xFF]))).contains(#""bytes":"41FF""#))
    }

    /// Half of what was read may be half of a card's number.
    @Test func aProblemDoesNotShowWhatWasRead() throws {
        let problem = ScanProblem(reason: .brokenOff, bytes: Array("4111111111".utf8))
        #expect(try !json(.problem(problem)).contains("4111"))
    }
}

@Suite struct LearningCodesTests {
    @Test(arguments: Profiles.all)
    func theCodesFitOnThePaperAndHoldNoControl(profile: Profile) throws {
        for code in LayoutLearner.codes {
            let data = LearningCodes.data(code)
            #expect(data.allSatisfy { (0x20...0x7E).contains($0) })
            let symbol = try SymbolDrawing.barcode(.code128, data: data, module: 2, height: 96)
            #expect(symbol.bitmap.width + 40 <= profile.dotsPerLine)
        }
        var parser = Parser()
        let commands = parser.parse(try LearningCodes.slip(for: profile)) + parser.finish()
        let codes = commands.count { if case .barcode = $0 { true } else { false } }
        #expect(codes == LayoutLearner.codes.count)
    }

    @Test(.enabled(if: Programs.zbarimg != nil, "zbar-tools is not installed"))
    func anIndependentReaderReadsTheCodes() async throws {
        let place = try Workplace()
        let paths = try LearningCodes.draw(into: place.file("codes"))
        #expect(paths.count == 3)
        for (path, code) in zip(paths, LayoutLearner.codes) {
            let ended = try await place.run([Programs.zbarimg ?? "", "--quiet", "--raw", path])
            #expect(ended.output.contains(code), "\(ended)")
        }
    }
}

@Suite(.fewAtATime) struct ScanProgramTests {
    @Test(arguments: [
        (["scan", "--from", "tcp:192.0.2.1:9100"], 2, "scanners have usb:, hidraw: or evdev:"),
        (["scan", "--from", "hidraw:/dev/hidraw99"], 4, "no device at hidraw:/dev/hidraw99"),
        (["scan", "--from", "evdev:/dev/null"], 2, "it is no event device"),
        (["scan", "--from", "keyboard"], 2, "is not a device address"),
        (["scan", "--from", "evdev:/dev/null", "--layout", "swiss"], 2, "must be one of"),
        (["scan", "--from", "evdev:/dev/null", "--pictures", "x"], 2, "go with --learn"),
    ])
    func whatCannotBeScannedIsSaid(words: [String], status: Int32, text: String) async throws {
        let ended = try await Workplace().till(words)
        #expect(ended.status == status && ended.errors.contains(text), "\(ended)")
        #expect(ended.output.isEmpty)
    }
}
