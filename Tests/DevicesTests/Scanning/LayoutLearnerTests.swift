import Devices
import Scancode
import Testing
import Transport

@Suite struct LayoutLearnerTests {
    private func source(_ form: ReportInterface.Form) -> ReportSource {
        ReportSource(interfaces: [ReportInterface(form: form)])
    }

    /// What a scanner that is set up so sends for a code.
    private func reports(
        _ text: String, _ settings: ScannerSettings, _ typing: WedgeEncoder.Typing,
        identifier: Bool = false, pause: Duration = .milliseconds(2)
    ) throws -> [Report] {
        let encoder = WedgeEncoder(settings: settings, typing: typing)
        let states = try encoder.states(
            for: Array(text.utf8),
            identifier: identifier ? AIMIdentifier(code: 0x43, modifier: 0x30) : nil)
        return states.enumerated().map { index, state in
            Report(at: pause * index, body: .hid(state.bootReport))
        }
    }

    private func learn(
        _ settings: ScannerSettings, _ typing: WedgeEncoder.Typing = .keys, identifier: Bool = false
    ) throws -> LayoutLearner.Learned? {
        var learner = LayoutLearner(source(.hid(descriptor: ScannerDescriptors.keyboard)))
        var last: LayoutLearner.Step?
        for code in LayoutLearner.codes {
            last = learner.take(try reports(code, settings, typing, identifier: identifier))
        }
        if case .learned(let learned)? = last { return learned }
        return nil
    }

    /// All signs that the scanner can type, in one code, as typed and as read with what was learned.
    private func allSigns(
        read learned: ScannerSettings, typedWith settings: ScannerSettings,
        _ typing: WedgeEncoder.Typing
    ) throws -> (typed: String, read: [String]) {
        let signs = ((0x20...0x7E) + [0x1D] as [UInt8]).map { String(Unicode.Scalar($0)) }
            .filter { (try? reports($0, settings, typing)) != nil }
        // A letter behind each: an accent must not wait for it.
        let text = signs.joined(separator: "e") + "."
        var decoder = ScannerDecoder(
            interfaces: [ScannerInterface(form: .hid(descriptor: ScannerDescriptors.keyboard))],
            settings: learned)
        var events: [ScannerEvent] = []
        for report in try reports(text, settings, typing) {
            guard case .hid(let bytes) = report.body else { continue }
            events += decoder.handle(.report(bytes), from: 0, at: report.at)
        }
        events += decoder.finish()
        let read = events.map { if case .scan(let scan) = $0 { scan.text } else { "\($0)" } }
        return (text, read)
    }

    private static let suffixes: [[UInt8]] = [[], [0x0D], [0x09], [0x0D, 0x0A]]
    private static let prefixes: [[UInt8]] = [[], [0x02], [], Array("#A".utf8)]

    @Test(arguments: KeyboardLayout.allCases, WedgeEncoder.Typing.allCases)
    func everyLayoutSuffixAndModeIsLearned(
        layout: KeyboardLayout, typing: WedgeEncoder.Typing
    ) throws {
        // All pairs of layout and typing, and every affix with some of them: all of all take minutes.
        let first = (layout.rawValue.count + typing.rawValue.count) % 4
        for index in [first, (first + 1) % 4] {
            let (prefix, suffix) = (Self.prefixes[index], Self.suffixes[index])
            let settings = ScannerSettings(layout: layout, prefix: prefix, suffix: suffix)
            let learned = try #require(
                try learn(settings, typing), "\(layout) \(typing) \(prefix) \(suffix)")
            #expect(learned.settings.suffix == suffix)
            // With Alt and numbers nothing but the prefix depends on the layout: under another name
            // it is another prefix, from the same keys.
            if typing == .keys || typing == .keypadDigits || prefix != Array("#A".utf8) {
                #expect(learned.settings.prefix == prefix)
            }
            #expect(learned.types && !learned.dropsSeparator)
            let all = try allSigns(read: learned.settings, typedWith: settings, typing)
            #expect(all.read == [all.typed], "\(layout) \(typing) \(prefix) \(suffix)")
        }
    }

    @Test(arguments: KeyboardLayout.allCases)
    func theLayoutIsToldByItsName(layout: KeyboardLayout) throws {
        let learned = try #require(try learn(ScannerSettings(layout: layout)))
        // A Chinese host has the keys of a US one.
        let isUS = layout == .us || layout == .chinese
        #expect(learned.settings.layout == (layout == .chinese ? .us : layout))
        #expect(learned.alike == (isUS ? [.chinese] : []))
    }

    @Test(arguments: KeyboardLayout.allCases, CapsLockPolicy.allCases)
    func capsLockAccentsAndControlKeysAreLearned(
        layout: KeyboardLayout, caps: CapsLockPolicy
    ) throws {
        for dead in DeadKeyPolicy.allCases {
            let controls = caps == .off ? ControlKeyPolicy.allCases : [.control]
            for control in controls {
                let settings = ScannerSettings(
                    layout: layout, capsLock: caps, deadKeys: dead, controlKeys: control)
                let learned = try #require(
                    try learn(settings), "\(layout) \(caps) \(dead) \(control)")
                let all = try allSigns(read: learned.settings, typedWith: settings, .keys)
                #expect(all.read == [all.typed], "\(layout) \(caps) \(dead) \(control)")
            }
        }
    }

    @Test func anIdentifierIsNoPrefix() throws {
        let settings = ScannerSettings(prefix: Array("x".utf8))
        let learned = try #require(try learn(settings, identifier: true))
        #expect(learned.settings.prefix == Array("x".utf8))
        #expect(learned.settings.identifier == .ifPresent)
    }

    @Test func aScannerThatLeavesTheSeparatorOutIsTold() throws {
        var learner = LayoutLearner(source(.hid(descriptor: ScannerDescriptors.keyboard)))
        var last: LayoutLearner.Step?
        for code in LayoutLearner.codes {
            let typed = code.filter { $0 != "\u{1D}" }
            last = learner.take(try reports(typed, ScannerSettings(layout: .german), .keys))
        }
        guard case .learned(let learned)? = last else {
            Issue.record("\(String(describing: last))")
            return
        }
        #expect(learned.dropsSeparator && learned.settings.layout == .german)
    }

    @Test func aSlowScannerGetsALongerPause() throws {
        var learner = LayoutLearner(source(.hid(descriptor: ScannerDescriptors.keyboard)))
        var last: LayoutLearner.Step?
        for code in LayoutLearner.codes {
            last = learner.take(
                try reports(code, ScannerSettings(suffix: []), .keys, pause: .milliseconds(80)))
        }
        guard case .learned(let learned)? = last else {
            Issue.record("\(String(describing: last))")
            return
        }
        #expect(learned.settings.idleGap == .milliseconds(240))
    }

    @Test func anotherCodeALossAndNothingAreAskedForAgain() throws {
        var learner = LayoutLearner(source(.hid(descriptor: ScannerDescriptors.keyboard)))
        let right = try reports(LayoutLearner.codes[0], ScannerSettings(), .keys)
        let table: [[Report]] = [
            [], try reports("4006381333931", ScannerSettings(), .keys),
            [Report(at: .zero, body: .lost)] + right, Array(right.dropFirst(4)),
        ]
        for reports in table {
            guard case .again = learner.take(reports) else {
                Issue.record("\(reports.count) reports were taken")
                return
            }
            #expect(learner.wanted == 0)
        }
        #expect(learner.take(right) == .next)
        // The second must be set up as the first.
        let other = try reports(LayoutLearner.codes[1], ScannerSettings(suffix: [0x09]), .keys)
        guard case .again = learner.take(other) else {
            Issue.record("another suffix was taken")
            return
        }
    }

    @Test func aScannerInReportsNeedsNoSettings() throws {
        var learner = LayoutLearner(source(.hid(descriptor: ScannerDescriptors.honeywell)))
        let encoder = try HIDPOSEncoder(
            descriptor: try ReportDescriptor(ScannerDescriptors.honeywell))
        var last: LayoutLearner.Step?
        for code in LayoutLearner.codes {
            let scan = Scan(
                bytes: Array((code + "\r").utf8),
                identifier: AIMIdentifier(code: 0x43, modifier: 0x30))
            last = learner.take(
                try encoder.reports(for: scan).map { Report(at: .zero, body: .hid($0)) })
        }
        guard case .learned(let learned)? = last else {
            Issue.record("\(String(describing: last))")
            return
        }
        #expect(!learned.types && learned.settings == ScannerSettings())
    }
}
