import Scancode
import Testing

@Suite struct ScannerDecoderTests {
    private static let composite = [
        ScannerInterface(number: 0, form: .hid(descriptor: ScannerDescriptors.keyboard)),
        ScannerInterface(number: 1, form: .hid(descriptor: ScannerDescriptors.honeywell)),
        ScannerInterface(number: 2, form: .hid(descriptor: ScannerDescriptors.oem)),
        ScannerInterface(number: 3, form: .keys),
        ScannerInterface(number: 4, form: .hid(descriptor: RealDevice.logitechMouse.bytes)),
        ScannerInterface(number: 5, form: .hid(descriptor: [0x05])),
    ]

    @Test func eachInterfaceIsWhatItsDescriptorMakesIt() {
        let decoder = ScannerDecoder(interfaces: Self.composite)
        #expect(
            decoder.roles == [
                0: .keyboard, 1: .pos, 2: .oem, 3: .keyboard, 4: .none,
                5: .unreadable(.cutOff(at: 0)),
            ])
        #expect(decoder.sendsCodes)
        let mouse = ScannerDecoder(interfaces: [Self.composite[4]])
        #expect(!mouse.sendsCodes)
    }

    @Test(arguments: RealDevice.all)
    func noRealDeviceIsTakenForAnotherKind(device: RealDevice) throws {
        let decoder = ScannerDecoder(
            interfaces: [ScannerInterface(form: .hid(descriptor: device.bytes))])
        let hasKeys = device.fields.contains("0007:") || device.fields.contains("array 0...221")
        #expect(decoder.roles[0] == (hasKeys ? .keyboard : ScannerDecoder.Role.none))
    }

    @Test func codesComeFromEachInterfaceByItself() throws {
        var decoder = ScannerDecoder(interfaces: Self.composite)
        let scan = Scan(bytes: Array("4006381333931".utf8), symbology: .ean13)
        let states = try WedgeEncoder().states(for: scan.bytes)
        let oem = try OEMEncoder().report(for: scan)
        let pos = try HIDPOSEncoder(descriptor: ReportDescriptor(ScannerDescriptors.honeywell))
            .reports(for: scan)
        var events: [ScannerEvent] = []
        for (index, state) in states.enumerated() {
            events += decoder.handle(.report(state.bootReport), from: 0, at: .milliseconds(index))
            // In the middle of typing, the others say it too.
            if index == 4 {
                events += decoder.handle(.report(oem), from: 2, at: .milliseconds(index))
                events += pos.flatMap {
                    decoder.handle(.report($0), from: 1, at: .milliseconds(index))
                }
            }
        }
        #expect(
            events == [.scan(scan), .scan(scan), .scan(Scan(bytes: scan.bytes))])
    }

    @Test func theEarliestDeadlineCountsAndProblemsNameTheirInterface() throws {
        var decoder = ScannerDecoder(interfaces: Self.composite)
        #expect(decoder.deadline == nil)
        let states = try WedgeEncoder().states(for: [0x31])
        _ = decoder.handle(.report(states[0].bootReport), from: 0, at: .seconds(1))
        _ = decoder.handle(.key(code: 2, isDown: true), from: 3, at: .milliseconds(1100))
        #expect(decoder.deadline == .milliseconds(1500))
        #expect(
            decoder.advance(to: .milliseconds(1500)) == [
                .problem(ScanProblem(interface: 0, reason: .brokenOff, bytes: [0x31]))
            ])
        #expect(decoder.deadline == .milliseconds(1600))
        #expect(
            decoder.finish() == [
                .problem(ScanProblem(interface: 3, reason: .brokenOff, bytes: [0x31]))
            ])
        #expect(decoder.deadline == nil)
    }

    @Test func aPauseIsSeenWithoutBeingAskedFor() throws {
        var decoder = ScannerDecoder(
            interfaces: [ScannerInterface(form: .keys)], settings: ScannerSettings(suffix: []))
        _ = decoder.handle(.key(code: 2, isDown: true), from: 0, at: .zero)
        _ = decoder.handle(.key(code: 2, isDown: false), from: 0, at: .zero)
        let events = decoder.handle(.key(code: 3, isDown: true), from: 0, at: .seconds(2))
        #expect(events.content == [[0x31]])
        // Time that runs backwards stands still.
        _ = decoder.handle(.key(code: 4, isDown: true), from: 0, at: .zero)
        #expect(decoder.finish().content == [[0x32, 0x33]])
    }

    @Test func inputThatNobodyCanReadIsToldOf() {
        var decoder = ScannerDecoder(interfaces: Self.composite)
        #expect(decoder.handle(.report([1]), from: 9, at: .zero).reasons == [.unexpectedInput])
        #expect(decoder.handle(.report([1]), from: 5, at: .zero).reasons == [.unexpectedInput])
        #expect(decoder.handle(.report([1]), from: 3, at: .zero).reasons == [.unexpectedInput])
        #expect(
            decoder.handle(.key(code: 2, isDown: true), from: 1, at: .zero).reasons == [
                .unexpectedInput
            ])
        #expect(decoder.handle(.report([1, 2, 3, 4]), from: 4, at: .zero).isEmpty)
    }

    /// Source of the bits: Hand Held Products, 4600g User's Guide, page 1-12.
    @Test func commandsAreTheReportsThatTheScannersGuideHas() {
        let decoder = ScannerDecoder(interfaces: [Self.composite[0], Self.composite[1]])
        func output(_ bytes: [UInt8], to interface: Int = 1) -> [ScannerOutput] {
            [ScannerOutput(interface: interface, kind: .output, bytes: bytes)]
        }
        #expect(decoder.reports(for: .prevent) == output([0x04, 0x02]))
        #expect(decoder.reports(for: .trigger) == output([0x04, 0x04]))
        #expect(decoder.reports(for: .errorBeep) == output([0x04, 0x20]))
        #expect(decoder.reports(for: .goodBeep) == output([0x04, 0x40]))
        #expect(decoder.reports(for: .allow) == output([0x04, 0x00]))
        #expect(decoder.reports(for: .capsLockOff) == output([0x00, 0x00], to: 0))
        let stop = [ScannerOutput(interface: 1, kind: .feature, bytes: [0xFE, 0x01])]
        #expect(decoder.reports(for: .stopTyping) == stop)
        #expect(decoder.openingReports.first == stop.first)
    }

    @Test func whatTheDescriptorsDoNotHaveCannotBeAsked() {
        let plain = ScannerDecoder(
            interfaces: [ScannerInterface(form: .hid(descriptor: ScannerDescriptors.plain))])
        for command in ScannerCommand.allCases { #expect(plain.reports(for: command) == nil) }
        #expect(plain.openingReports.isEmpty)
        let keys = ScannerDecoder(interfaces: [Self.composite[3]])
        for command in ScannerCommand.allCases { #expect(keys.reports(for: command) == nil) }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func garbageNeverTrapsAndStaysBounded(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let settings = ScannerSettings(
            layout: KeyboardLayout.allCases.randomElement(using: &random) ?? .us,
            suffix: Bool.random(using: &random) ? [] : [0x0D], lengthMax: 64)
        var decoder = ScannerDecoder(interfaces: Self.composite, settings: settings)
        var now = Duration.zero
        for _ in 0..<400 {
            now += .milliseconds(Int.random(in: 0...200, using: &random))
            let interface = Int.random(in: 0...6, using: &random)
            let size = [0, 1, 4, 8, 16, 62, 64, 65].randomElement(using: &random) ?? 0
            var bytes = (0..<size).map { _ in random.byte() }
            if size == 64, Bool.random(using: &random) { bytes[0] = 2 }
            let input: ScannerInput =
                switch random.byte() % 8 {
                case 0: .lost
                case 1, 2: .key(code: UInt16(random.byte()), isDown: Bool.random(using: &random))
                default: .report(bytes)
                }
            for event in decoder.handle(input, from: interface, at: now) {
                guard case .scan(let scan) = event else { continue }
                #expect((1...64).contains(scan.bytes.count), "seed \(seed)")
            }
            #expect(decoder.byteCount <= 4 * 80, "seed \(seed)")
        }
        _ = decoder.finish()
        #expect(decoder.byteCount == 0 && decoder.deadline == nil, "seed \(seed)")
    }
}
