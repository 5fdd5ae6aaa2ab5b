public import Scancode
public import Transport

/// Finds out how a scanner is set up, from three codes whose content is known.
///
/// Every way of reading that there is reads what the scanner sent. Those that find the content in it
/// stay; what stands before and behind the content is prefix and suffix, and has to be the same three
/// times.
public struct LayoutLearner: Sendable {
    /// The contents, in the order in which they are scanned; for Code 128, short enough for 58 mm of
    /// paper.
    ///
    /// The first one has letters that change their keys between countries, and both cases. The second
    /// has signs that do, and accents before a letter. The third one has a control character.
    public static let codes = ["aQwZyM19", "\"@#-;/^e`e_", "12\u{1D}34"]

    public enum Step: Hashable, Sendable {
        /// Scan the next code, ``LayoutLearner/wanted``.
        case next
        /// Scan the same code again; the reason is for a person.
        case again(why: String)
        case learned(Learned)
    }

    /// How the scanner is set up.
    public struct Learned: Hashable, Sendable {
        /// Settings that read its codes.
        public var settings: ScannerSettings
        /// Whether it types. One that sends scanner's reports needs no settings.
        public var types: Bool
        /// Whether it leaves the separator (1Dh) of GS1 codes out, so that those cannot be taken
        /// apart: it should be set up to send it.
        public var dropsSeparator: Bool
        /// Layouts that type these codes with the same keys.
        public var alike: [KeyboardLayout]
    }

    /// A way of reading that has found all contents so far.
    private struct Candidate {
        var settings: ScannerSettings
        var prefix: [UInt8]?
        var suffix: [UInt8]?
        var dropsSeparator = false
    }

    private let interfaces: [ScannerInterface]
    private let roles: [Int: ScannerDecoder.Role]
    private var candidates: [Candidate]
    private var longestPause: Duration = .zero
    private var hasTyped = false
    /// Which of ``codes`` is to be scanned now.
    public private(set) var wanted = 0

    public init(_ source: ReportSource) {
        interfaces = source.scannerInterfaces
        roles = ScannerDecoder(interfaces: interfaces).roles
        candidates = Self.ways.map { Candidate(settings: $0) }
    }

    /// Simplest first: of those that read alike the first one is taken.
    private static var ways: [ScannerSettings] {
        var ways: [ScannerSettings] = []
        for control in ControlKeyPolicy.allCases {
            for dead in DeadKeyPolicy.allCases {
                for caps in CapsLockPolicy.allCases {
                    // A Chinese host has the keys of a US one.
                    for layout in KeyboardLayout.allCases where layout != .chinese {
                        ways.append(
                            ScannerSettings(
                                layout: layout, suffix: [], identifier: .never,
                                idleGap: .seconds(3600), capsLock: caps, deadKeys: dead,
                                controlKeys: control, keepsLineEnd: true))
                    }
                }
            }
        }
        return ways
    }

    /// Takes all that came for one code: from its first report until the scanner was quiet.
    public mutating func take(_ reports: [Report]) -> Step {
        guard wanted < Self.codes.count else { return .again(why: "all codes have been read") }
        if reports.contains(where: { $0.body == .lost }) {
            return .again(why: "some of it was lost on its way")
        }
        let left = candidates.compactMap { candidate in extend(candidate, reports) }
        guard !left.isEmpty else { return .again(why: failure(of: reports)) }
        candidates = left
        notePauses(reports)
        hasTyped = hasTyped || reports.contains { types($0) }
        wanted += 1
        return wanted < Self.codes.count ? .next : .learned(result)
    }

    // MARK: One candidate

    private func extend(_ candidate: Candidate, _ reports: [Report]) -> Candidate? {
        guard let bytes = read(reports, with: candidate.settings) else { return nil }
        let content = Array(Self.codes[wanted].utf8)
        var forms = [(content, false)]
        if content.contains(Self.separator) {
            forms.append((content.filter { $0 != Self.separator }, true))
        }
        for (form, drops) in forms {
            guard let start = Self.start(of: form, in: bytes) else { continue }
            let before = Self.withoutIdentifier(Array(bytes[..<start]))
            let behind = Array(bytes[(start + form.count)...])
            guard candidate.prefix ?? before == before, candidate.suffix ?? behind == behind
            else { continue }
            var extended = candidate
            (extended.prefix, extended.suffix) = (before, behind)
            extended.dropsSeparator = candidate.dropsSeparator || drops
            return extended
        }
        return nil
    }

    private static let separator: UInt8 = 0x1D

    private func read(_ reports: [Report], with settings: ScannerSettings) -> [UInt8]? {
        var decoder = ScannerDecoder(interfaces: interfaces, settings: settings)
        var events: [ScannerEvent] = []
        for report in reports {
            events += decoder.handle(report.input, from: report.interface, at: report.at)
        }
        events += decoder.finish()
        var bytes: [UInt8] = []
        for event in events {
            guard case .scan(let scan) = event else { return nil }
            bytes += scan.bytes
        }
        return bytes
    }

    private static func start(of content: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= content.count else { return nil }
        return (0...bytes.count - content.count).first { bytes[$0...].starts(with: content) }
    }

    /// An identifier changes with the kind of code, so it is no prefix.
    private static func withoutIdentifier(_ prefix: [UInt8]) -> [UInt8] {
        AIMIdentifier(prefixOf: prefix.suffix(3)) == nil ? prefix : prefix.dropLast(3)
    }

    // MARK: What all of them share

    private func types(_ report: Report) -> Bool {
        if case .key = report.body { return true }
        return roles[report.interface] == .keyboard
    }

    private mutating func notePauses(_ reports: [Report]) {
        for (report, next) in zip(reports, reports.dropFirst()) {
            longestPause = max(longestPause, next.at - report.at)
        }
    }

    private func failure(of reports: [Report]) -> String {
        if reports.isEmpty { return "nothing came" }
        return wanted == 0
            ? "that was not this code, or it is typed in a way that is not known here"
            : "that was not this code, or not set up as for the one before"
    }

    private var result: Learned {
        // A way that lost the separator is worse than one that did not.
        let whole = candidates.filter { !$0.dropsSeparator }
        let left = whole.isEmpty ? candidates : whole
        let best = left[0]
        var settings = best.settings
        settings.prefix = best.prefix ?? []
        settings.suffix = best.suffix ?? []
        settings.identifier = .ifPresent
        settings.keepsLineEnd = false
        let usual = ScannerSettings().idleGap
        settings.idleGap = max(usual, longestPause * 3)
        if !hasTyped {
            settings = ScannerSettings()
            if longestPause * 3 > usual { settings.idleGap = longestPause * 3 }
        }
        let alike = left.filter {
            $0.settings.capsLock == best.settings.capsLock
                && $0.settings.deadKeys == best.settings.deadKeys
                && $0.settings.controlKeys == best.settings.controlKeys
        }.map(\.settings.layout)
        return Learned(
            settings: settings, types: hasTyped, dropsSeparator: best.dropsSeparator,
            alike: hasTyped ? alike.dropFirst() + (alike.contains(.us) ? [.chinese] : []) : [])
    }
}
