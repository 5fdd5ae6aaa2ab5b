import Scancode
import Testing

@Suite struct WedgeDecoderTests {
    private func decoder(_ settings: ScannerSettings) throws -> KeyboardWedgeDecoder {
        try Path.boot.decoder(settings)
    }

    private func inputs(
        _ text: String, _ settings: ScannerSettings = ScannerSettings()
    ) throws -> [ScannerInput] {
        try Path.boot.inputs(WedgeEncoder(settings: settings).states(for: Array(text.utf8)))
    }

    private func key(_ usages: UInt8..., modifiers: UInt8 = 0) -> ScannerInput {
        .report([modifiers, 0] + usages + [UInt8](repeating: 0, count: 6 - usages.count))
    }

    private func feed(
        _ inputs: [ScannerInput], to decoder: inout KeyboardWedgeDecoder,
        at now: Duration = .zero
    ) -> [ScannerEvent] {
        inputs.flatMap { decoder.handle($0, at: now) }
    }

    @Test func keysOfOneReportCountInItsOrderAndHeldKeysCountOnce() throws {
        var decoder = try decoder(ScannerSettings())
        let events = feed(
            [key(0x06, 0x04), key(0x06, 0x04, 0x05), key(0x05), key(0x04, 0x05), key(0x28)],
            to: &decoder)
        #expect(events.content == [Array("cabac".utf8.dropLast())])
    }

    @Test func tooManyKeysAtOnceSayNothing() throws {
        var decoder = try decoder(ScannerSettings())
        let all = key(1, 1, 1, 1, 1, 1)
        let events = feed(
            [key(0x04), all, key(0x04, 0x05), all, key(), key(0x04), key(0x28)], to: &decoder)
        #expect(events.content == [Array("aba".utf8)])
    }

    @Test func aBitmapWithTwoNewKeysDoesNotTellTheirOrder() throws {
        let settings = ScannerSettings()
        var decoder = try Path.bitmap.decoder(settings)
        let inputs = try Path.bitmap.inputs([
            KeyboardState(keys: [0x05, 0x04]), KeyboardState(), KeyboardState(keys: [0x28]),
        ])
        #expect(feed(inputs, to: &decoder).reasons == [.keyOrderUnknown])
    }

    @Test func equalCharactersAndEqualScansStayAsManyAsTheyWere() throws {
        var decoder = try decoder(ScannerSettings())
        let scan = try inputs("1100770022")
        #expect(
            feed(scan + scan, to: &decoder).content == [
                Array("1100770022".utf8), Array("1100770022".utf8),
            ])
    }

    @Test func anUnknownKeyMakesTheWholeCodeAProblem() throws {
        var decoder = try decoder(ScannerSettings())
        // Insert has no character.
        let events = feed(
            [key(0x04), key(0x49), key(0x05), key(0x28), key(), key(0x04), key(0x28)],
            to: &decoder)
        #expect(events.reasons == [.unknownKey(usage: 0x49, modifiers: [])])
        #expect(events.content == [[0x61]])
        #expect(
            feed([key(), key(0x04, modifiers: 0x08), key(0x28)], to: &decoder).reasons.count == 1)
        #expect(
            feed([key(), key(0x04, modifiers: 0x04), key(0x28)], to: &decoder).reasons.count == 1)
    }

    @Test func aPauseEndsACodeWithoutSuffix() throws {
        let settings = ScannerSettings(suffix: [], idleGap: .milliseconds(80))
        var decoder = try decoder(settings)
        #expect(feed(try inputs("4711", settings), to: &decoder).isEmpty)
        #expect(decoder.deadline == .milliseconds(80))
        #expect(decoder.advance(to: .milliseconds(79)).isEmpty)
        #expect(decoder.advance(to: .milliseconds(80)).content == [Array("4711".utf8)])
        #expect(decoder.deadline == nil)
    }

    @Test func aPauseWithinACodeSpoilsItAndTheRestOfIt() throws {
        var decoder = try decoder(ScannerSettings(idleGap: .milliseconds(80)))
        let scan = try inputs("4006381333931")
        #expect(feed(Array(scan.prefix(10)), to: &decoder).isEmpty)
        #expect(decoder.advance(to: .milliseconds(499)).isEmpty)
        #expect(decoder.advance(to: .milliseconds(500)).reasons == [.brokenOff])
        let rest = feed(Array(scan.dropFirst(10)), to: &decoder, at: .milliseconds(800))
        #expect(rest.reasons == [.brokenOff])
        #expect(rest.content.isEmpty)
        #expect(feed(scan, to: &decoder, at: .seconds(2)).content.count == 1)
    }

    @Test func aLossSpoilsTheCodeAroundIt() throws {
        var decoder = try decoder(ScannerSettings())
        let scan = try inputs("4006381333931")
        let events = feed(
            Array(scan.prefix(10)) + [.lost] + Array(scan.dropFirst(12)), to: &decoder)
        #expect(events.reasons == [.reportsLost])
        #expect(events.content.isEmpty)
        #expect(feed([.lost] + scan, to: &decoder).reasons == [.reportsLost, .reportsLost])
        #expect(feed(scan, to: &decoder).content.count == 1)
    }

    @Test(arguments: [
        ("]E04006381333931", "", "4006381333931", "]E0"),
        ("]C10104006381333931", "", "0104006381333931", "]C1"),
        ("\u{2}]E04711", "\u{2}", "4711", "]E0"), ("]E0#4711", "#", "4711", "]E0"),
        ("#4711", "#", "4711", nil), ("]b04711", "", "]b04711", nil), ("]E", "", "]E", nil),
    ])
    func prefixAndIdentifierAreTakenOff(
        typed: String, prefix: String, content: String, identifier: String?
    ) throws {
        let settings = ScannerSettings(prefix: Array(prefix.utf8))
        var decoder = try decoder(settings)
        let expected = Scan(
            bytes: Array(content.utf8),
            identifier: identifier.flatMap { AIMIdentifier(prefixOf: Array($0.utf8)) })
        #expect(feed(try inputs(typed), to: &decoder) == [.scan(expected)])
    }

    @Test func whatTheSettingsAskForAndIsNotThereIsAProblem() throws {
        var decoder = try decoder(ScannerSettings(prefix: [0x23], lengthMin: 3, lengthMax: 6))
        #expect(feed(try inputs("4711"), to: &decoder).reasons == [.prefixMissing])
        #expect(feed(try inputs("#47"), to: &decoder).reasons == [.tooShort(min: 3)])
        #expect(feed(try inputs("#4711471"), to: &decoder).reasons == [.tooLong(max: 6)])
        #expect(feed(try inputs("#471147"), to: &decoder).content == [Array("471147".utf8)])
        var strict = try self.decoder(ScannerSettings(identifier: .always))
        #expect(feed(try inputs("4711"), to: &strict).reasons == [.identifierMissing])
        var never = try self.decoder(ScannerSettings(identifier: .never))
        #expect(feed(try inputs("]E04711"), to: &never).content == [Array("]E04711".utf8)])
    }

    @Test func anySuffixEndsACode() throws {
        for suffix in ["\r", "\n", "\t", "\r\n", "$$", "\u{3}"] {
            let settings = ScannerSettings(suffix: Array(suffix.utf8))
            var decoder = try decoder(settings)
            let typed = try inputs("12", settings)
            #expect(feed(typed + typed, to: &decoder).content.count == 2, "\(suffix.utf8)")
        }
    }

    @Test func aFloodOfKeysIsNotKept() throws {
        var decoder = try decoder(ScannerSettings(lengthMax: 100))
        for _ in 0..<10_000 {
            _ = feed([key(0x04), key()], to: &decoder)
            #expect(decoder.byteCount <= 106)
        }
        let events = feed([key(0x28)], to: &decoder)
        #expect(events.reasons == [.tooLong(max: 100)])
    }

    @Test func ctrlAndABracketIsTheSeparator() throws {
        var decoder = try decoder(ScannerSettings())
        #expect(
            feed([key(0x30, modifiers: 0x01), key(), key(0x28)], to: &decoder).content == [[0x1D]])
        var honeywell = try self.decoder(
            ScannerSettings(controlKeys: .honeywellFunctionKeys))
        #expect(feed([key(0x41), key(), key(0x28)], to: &honeywell).content == [[0x1D]])
    }

    @Test func aKeyThatGoesDownTwiceWasLostInBetween() {
        var decoder = KeyboardWedgeDecoder(settings: ScannerSettings())
        let events = feed(
            [
                .key(code: 2, isDown: true), .key(code: 2, isDown: true),
                .key(code: 28, isDown: true),
            ], to: &decoder)
        #expect(events.reasons == [.reportsLost])
    }

    @Test func anOpticonsReportsAreRead() {
        // Dump in felis/USB_Host_Shield_2.0, issue 732 (Opticon M10), of the keys alone.
        var decoder = KeyboardWedgeDecoder.boot(.us)
        var events: [ScannerEvent] = []
        for usage: UInt8 in [0x1E, 0x22, 0x27, 0x22, 0x27, 0x1E, 0x28] {
            events += feed([key(usage), key()], to: &decoder)
        }
        #expect(events.content == [Array("150501".utf8)])
    }
}
