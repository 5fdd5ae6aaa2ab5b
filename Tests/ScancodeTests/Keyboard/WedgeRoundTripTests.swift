import Scancode
import Testing

/// How what a scanner types reaches the decoder.
enum Path: String, CaseIterable, Sendable {
    /// Eight bytes, without a number.
    case boot
    /// A bit for each key, with a number.
    case bitmap
    /// Linux's key codes.
    case keys

    private var descriptor: ReportDescriptor? {
        switch self {
        case .boot: Self.bootKeyboard
        case .bitmap: Self.bitmapKeyboard
        case .keys: nil
        }
    }
    private static let bootKeyboard = try? ReportDescriptor(ScannerDescriptors.keyboard)
    private static let bitmapKeyboard = try? ReportDescriptor(ScannerDescriptors.bitmapKeyboard)

    func decoder(_ settings: ScannerSettings) throws -> KeyboardWedgeDecoder {
        guard let descriptor else { return KeyboardWedgeDecoder(settings: settings) }
        return try #require(
            KeyboardWedgeDecoder(descriptor: descriptor, settings: settings))
    }

    func inputs(_ states: [KeyboardState]) throws -> [ScannerInput] {
        guard let descriptor else {
            var before = KeyboardState()
            var inputs: [ScannerInput] = []
            for state in states {
                inputs += state.keyEvents(after: before).map {
                    ScannerInput.key(code: $0.code, isDown: $0.isDown)
                }
                before = state
            }
            return inputs
        }
        return try states.map { .report(try #require($0.report(for: descriptor))) }
    }
}

/// One way of typing.
struct Manner: CustomTestStringConvertible, Sendable {
    var layout: KeyboardLayout
    var typing: WedgeEncoder.Typing
    var capsLock = CapsLockPolicy.off
    var controlKeys = ControlKeyPolicy.control

    var testDescription: String { "\(layout) \(typing) caps \(capsLock) \(controlKeys)" }

    var settings: ScannerSettings {
        ScannerSettings(
            layout: layout, suffix: [0x0D], identifier: .never, capsLock: capsLock,
            controlKeys: controlKeys)
    }

    static let all = KeyboardLayout.allCases.flatMap { layout in
        WedgeEncoder.Typing.allCases.map { Manner(layout: layout, typing: $0) }
            + [
                Manner(layout: layout, typing: .keys, capsLock: .on),
                Manner(layout: layout, typing: .keys, capsLock: .follows),
                Manner(layout: layout, typing: .keys, controlKeys: .honeywellFunctionKeys),
            ]
    }
}

@Suite struct WedgeRoundTripTests {
    /// Space to tilde: what every bar code that has text can hold.
    private static let printable = (0x20...0x7E).compactMap(Unicode.Scalar.init)

    @Test(arguments: Manner.all, Path.allCases)
    func everyPrintableCharacterComesBack(manner: Manner, path: Path) throws {
        let encoder = WedgeEncoder(settings: manner.settings, typing: manner.typing)
        var decoder = try path.decoder(manner.settings)
        // Each twice, because equal characters need a release between them.
        let all = Self.printable.flatMap { [$0, $0] }
        let content = Array(String(String.UnicodeScalarView(all)).utf8)
        let inputs = try path.inputs(encoder.states(for: content))
        #expect(inputs.flatMap { decoder.handle($0, at: .zero) } == [.scan(Scan(bytes: content))])
    }

    @Test(arguments: KeyboardLayout.allCases, Path.allCases)
    func whateverALayoutCanTypeComesBack(layout: KeyboardLayout, path: Path) throws {
        let settings = Manner(layout: layout, typing: .keys).settings
        let encoder = WedgeEncoder(settings: settings)
        var decoder = try path.decoder(settings)
        #expect(layout.characters.count >= 95)
        for scalar in layout.characters {
            let content = Array(String(scalar).utf8)
            let inputs = try path.inputs(encoder.states(for: content))
            let events = inputs.flatMap { decoder.handle($0, at: .zero) }
            #expect(events == [.scan(Scan(bytes: content))], "\(scalar)")
        }
    }

    @Test(arguments: Manner.all.filter { $0.capsLock == .off })
    func controlCharactersComeBack(manner: Manner) throws {
        let encoder = WedgeEncoder(settings: manner.settings, typing: manner.typing)
        var decoder = try Path.boot.decoder(manner.settings)
        for byte in UInt8(0)..<0x20 where byte != 0x0D {
            let content = [0x41, byte, 0x42]
            let inputs = try Path.boot.inputs(encoder.states(for: content))
            let events = inputs.flatMap { decoder.handle($0, at: .zero) }
            #expect(events == [.scan(Scan(bytes: content))], "\(byte)")
        }
    }

    @Test func altTypesAllOfBothCodePages() throws {
        for (typing, text) in [
            (WedgeEncoder.Typing.altWindows, "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡¢£ÀÉÑßàéñÿ"),
            (.altOEM, "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ░▒▓│┤╡αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■"),
        ] {
            let settings = ScannerSettings()
            let encoder = WedgeEncoder(settings: settings, typing: typing)
            var decoder = try Path.keys.decoder(settings)
            let inputs = try Path.keys.inputs(encoder.states(for: Array(text.utf8)))
            let events = inputs.flatMap { decoder.handle($0, at: .zero) }
            #expect(events == [.scan(Scan(bytes: Array(text.utf8)))])
        }
    }

    @Test func withoutWaitingAccentsTheirKeysTypeThemAlone() throws {
        var settings = Manner(layout: .french, typing: .keys).settings
        settings.deadKeys = .plain
        let encoder = WedgeEncoder(settings: settings)
        var decoder = try Path.boot.decoder(settings)
        let content = Array("^a`e~n".utf8)
        let inputs = try Path.boot.inputs(encoder.states(for: content))
        #expect(
            inputs.flatMap { decoder.handle($0, at: .zero) } == [.scan(Scan(bytes: content))])
        #expect(throws: WedgeEncoderError.untypable("â")) {
            try encoder.states(for: Array("â".utf8))
        }
    }

    @Test func whatNoKeyTypesIsAnError() {
        let encoder = WedgeEncoder()
        #expect(throws: WedgeEncoderError.untypable("é")) {
            try encoder.states(for: Array("é".utf8))
        }
        #expect(throws: WedgeEncoderError.noText) { try encoder.states(for: [0xFF]) }
    }
}

/// Keys against the layouts as they are published, not against our own encoder.
@Suite struct KeyboardLayoutTests {
    /// Usage, modifiers in hex, and the character.
    @Test(arguments: [
        (
            KeyboardLayout.us,
            "04 00 a  04 02 A  1F 02 @  2D 00 -  31 00 \\  32 02 |  64 00 \\  34 02 \""
        ),
        (.chinese, "04 00 a  1F 02 @  2D 00 -  34 02 \""),
        (.uk, "1F 02 \"  34 02 @  32 00 #  32 02 ~  64 00 \\  20 02 £  35 02 ¬  21 40 €  08 40 é"),
        (
            .german,
            "1C 00 z  1D 00 y  24 02 /  2D 00 ß  14 40 @  25 40 [  64 40 |  38 00 -  33 02 Ö"
        ),
        (
            .french,
            "14 00 a  04 00 q  1E 02 1  27 02 0  23 00 -  27 40 @  36 02 .  33 00 m  25 40 \\"
        ),
        (
            .spanish,
            "33 00 ñ  24 02 /  2D 02 ?  1F 40 @  2F 40 [  35 40 \\  2E 00 ¡  38 02 _  32 00 ç"
        ),
    ])
    func theKeysHaveWhatIsPrintedOnThem(layout: KeyboardLayout, keys: String) {
        let words = keys.split(separator: " ").map(String.init)
        for index in stride(from: 0, to: words.count, by: 3) {
            let scalar = words[index + 2]
            let stroke = words[index..<index + 2].compactMap { UInt8($0, radix: 16) }
            var decoder = KeyboardWedgeDecoder.boot(layout)
            var events = decoder.handle(
                .report([stroke[1], 0, stroke[0], 0, 0, 0, 0, 0]), at: .zero)
            events += decoder.handle(.report([0, 0, 0x28, 0, 0, 0, 0, 0]), at: .zero)
            #expect(events == [.scan(Scan(bytes: Array(scalar.utf8)))], "\(words[index])")
        }
    }

    @Test func accentsWaitForTheirLetter() {
        // German: accent, then e, y, x, and the accent again.
        for (keys, text) in [
            ([0x2E, 0x08], "é"), ([0x2E, 0x2C], "´"), ([0x2E, 0x1B], "´x"), ([0x2E, 0x2E], "´´"),
            ([0x35, 0x12], "ô"), ([0x35], "^"),
        ] as [([UInt8], String)] {
            var decoder = KeyboardWedgeDecoder.boot(.german)
            var events: [ScannerEvent] = []
            for key in keys + [0x28] {
                events += decoder.handle(.report([0, 0, key, 0, 0, 0, 0, 0]), at: .zero)
                events += decoder.handle(.report([0, 0, 0, 0, 0, 0, 0, 0]), at: .zero)
            }
            #expect(events == [.scan(Scan(bytes: Array(text.utf8)))])
        }
    }

    /// Source: Linux, input-event-codes.h.
    @Test(arguments: [
        (30, 0x04), (44, 0x1D), (2, 0x1E), (11, 0x27), (28, 0x28), (57, 0x2C), (43, 0x31),
        (86, 0x64), (96, 0x58), (79, 0x59), (82, 0x62), (83, 0x63), (58, 0x39), (66, 0x41),
        (42, 0xE1), (56, 0xE2), (100, 0xE6), (29, 0xE0),
    ])
    func linuxCodesAreTheUsagesOfTheirKeys(code: Int, usage: Int) {
        #expect(LinuxKeys.usage(of: UInt16(code)) == UInt8(usage))
        #expect(LinuxKeys.code(of: UInt8(usage)) == UInt16(code))
    }

    @Test(
        arguments: [
            (KeyboardLayout.us, CapsLockPolicy.off, [0x04], "a"), (.us, .on, [0x04], "A"),
            (.us, .on, [0x1E], "1"), (.us, .follows, [0x39, 0x04, 0x39, 0x05], "Ab"),
            (.us, .off, [0x39, 0x04], "a"), (.german, .on, [0x1E, 0x35, 0x2C], "!^"),
            (.french, .on, [0x1E, 0x35], "1²"), (.spanish, .on, [0x33, 0x1E], "Ñ1"),
            (.uk, .on, [0x53, 0x04], "A"),
        ] as [(KeyboardLayout, CapsLockPolicy, [UInt8], String)])
    func capsLockDoesWhatTheCountrysKeyboardHas(
        layout: KeyboardLayout, policy: CapsLockPolicy, keys: [UInt8], text: String
    ) throws {
        var decoder = try Path.boot.decoder(ScannerSettings(layout: layout, capsLock: policy))
        var events: [ScannerEvent] = []
        for key in keys + [0x28] {
            events += decoder.handle(.report([0, 0, key, 0, 0, 0, 0, 0]), at: .zero)
            events += decoder.handle(.report([0, 0, 0, 0, 0, 0, 0, 0]), at: .zero)
        }
        #expect(events == [.scan(Scan(bytes: Array(text.utf8)))])
    }

    @Test(arguments: [
        ("0128", "€"), ("128", "Ç"), ("65", "A"), ("0065", "A"), ("29", "\u{1D}"),
        ("0029", "\u{1D}"), ("300", nil), ("0129", nil), ("000000000000065", nil),
    ])
    func altAndANumberIsItsCharacterOrAProblem(digits: String, text: String?) throws {
        var decoder = KeyboardWedgeDecoder.boot(.us)
        var reports: [[UInt8]] = [[4, 0, 0, 0, 0, 0, 0, 0]]
        for digit in digits.utf8 {
            let usage = digit == 0x30 ? 0x62 : 0x59 + digit - 0x31
            reports += [[4, 0, usage, 0, 0, 0, 0, 0], [4, 0, 0, 0, 0, 0, 0, 0]]
        }
        reports += [[0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0x28, 0, 0, 0, 0, 0]]
        let events = reports.flatMap { decoder.handle(.report($0), at: .zero) }
        guard let text else {
            #expect(events.reasons.count == 1)
            return #expect(events.content.isEmpty)
        }
        #expect(events == [.scan(Scan(bytes: Array(text.utf8)))])
    }

    @Test func onAChineseHostANumberAbove255IsTwoBytes() {
        // Alt and 50090: C3 AA in GBK.
        var decoder = KeyboardWedgeDecoder.boot(.chinese)
        var german = KeyboardWedgeDecoder.boot(.german)
        var events: [ScannerEvent] = []
        var other: [ScannerEvent] = []
        let digits: [UInt8] = [0x5D, 0x62, 0x62, 0x61, 0x62].flatMap { [$0, 0] }
        for report in digits.map({ [4, 0, $0, 0, 0, 0, 0, 0] }) + [
            [0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0x28, 0, 0, 0, 0, 0],
        ] {
            events += decoder.handle(.report(report), at: .zero)
            other += german.handle(.report(report), at: .zero)
        }
        #expect(events == [.scan(Scan(bytes: [0xC3, 0xAA]))])
        #expect(other.reasons == [.unknownNumber(digits: "50090")])
    }
}

extension KeyboardWedgeDecoder {
    static func boot(_ layout: KeyboardLayout) -> KeyboardWedgeDecoder {
        let settings = ScannerSettings(layout: layout, identifier: .never)
        guard let descriptor = try? ReportDescriptor(ScannerDescriptors.keyboard),
            let decoder = KeyboardWedgeDecoder(descriptor: descriptor, settings: settings)
        else { return KeyboardWedgeDecoder(settings: settings) }
        return decoder
    }
}
