public import Scancode
public import Transport

/// All decisions of reading one scanner, as a value: inputs in, actions out.
///
/// The words are UnifiedPOS's. A scanner is claimed for this process alone, then enabled
/// (`DeviceEnabled`). What it reads waits in a bounded queue until data events are enabled
/// (`DataEventEnabled`), and each delivery disables them again, so that a program takes one code at
/// a time. With `AutoDisable` a code also disables the device. After an unplugging the session looks
/// for the same device until it is released.
///
/// Source: UnifiedPOS 1.16, device input model and chapter Scanner.
public struct ScannerSession: Sendable {
    public struct Configuration: Hashable, Sendable {
        public var settings: ScannerSettings
        /// A code equal to the one before it is left out when it comes within this time; nil keeps
        /// all of them: two equal items scanned quickly are two sales.
        public var dropRepeatsWithin: Duration?
        /// What waits at most; beyond it the newest are dropped and counted.
        public var queueMax: Int = 1024
        /// Pauses before the device is looked for again: the first, doubled up to the last.
        public var reopenFirst: Duration = .milliseconds(250)
        public var reopenLast: Duration = .seconds(5)

        public init(
            settings: ScannerSettings = ScannerSettings(), dropRepeatsWithin: Duration? = nil
        ) {
            self.settings = settings
            self.dropRepeatsWithin = dropRepeatsWithin
        }
    }

    public enum Input: Hashable, Sendable {
        case claim
        case release
        case enableDevice(Bool)
        case enableDataEvents(Bool)
        case autoDisable(Bool)
        case decodeData(Bool)
        case clearInput
        /// Somebody waits for the next news; with `enablingData` data events are enabled by it.
        case want(id: UInt64, enablingData: Bool)
        case withdraw(id: UInt64)
        case command(id: UInt64, ScannerCommand)
        case linkOpened(ReportSource)
        case linkFailed(LinkError)
        case reports([Report])
        /// The answer to ``Action/send(_:)``; nil when the device took the report.
        case sent(LinkError?)
        case timerFired(Timer)
    }

    public enum Action: Hashable, Sendable {
        case open
        case close
        /// Send one report; the next is not asked for before this one is answered.
        case send(ScannerOutput)
        case startTimer(Timer, at: Duration)
        case stopTimer(Timer)
        /// nil when it is claimed.
        case claimEnded(ScannerError?)
        /// nil when the device took it.
        case commandEnded(id: UInt64, ScannerError?)
        /// nil when nothing will come any more.
        case deliver(want: UInt64, ScannerNews?)
    }

    public enum Timer: Hashable, Sendable, CaseIterable { case decoder, reopen }

    enum Stage: Hashable { case released, claiming, open, waiting, reopening }
    struct Sending: Hashable {
        /// nil for what nobody waits for.
        var id: UInt64?
        var rest: [ScannerOutput]
        var command: ScannerCommand?
    }

    public let configuration: Configuration
    public private(set) var isDeviceEnabled = false
    public private(set) var isDataEventEnabled = false
    public private(set) var isAutoDisabling = false
    public private(set) var decodesData = true
    public private(set) var statistics = ScannerStatistics()
    var stage = Stage.released
    var actions: [Action] = []
    var now: Duration = .zero
    var decoder: ScannerDecoder?
    /// What was claimed; what comes back must be the same.
    var claimed: ReportSource?
    var failedOpenings = 0
    var isOtherDeviceTold = false
    var sendings: [Sending] = []
    private var queue: NewsQueue
    private var wants: [UInt64] = []
    /// When the decoder's timer goes off; it is not started anew for each key.
    private var armed: Duration?
    private var isConfirming = false
    private var lastScan: (scan: Scan, at: Duration)?

    /// How long reports that are in the system already may take to get here. A program that was
    /// held up finds its timer and the rest of the code due at once: the code comes first.
    static let grace = Duration.milliseconds(25)
    /// Commands that wait, and callers that wait for news.
    static let waitingMax = 16

    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        queue = NewsQueue(max: configuration.queueMax)
    }

    public var isClaimed: Bool { stage != .released && stage != .claiming }

    /// Scans that wait to be delivered.
    public var dataCount: Int { queue.scans }

    /// Takes one input and says what is to be done.
    ///
    /// - Parameter now: time on the clock of the reports; never less than before.
    public mutating func handle(_ input: Input, at now: Duration) -> [Action] {
        self.now = max(now, self.now)
        switch input {
        case .claim: claim()
        case .release: release()
        case .enableDevice(let isOn): isDeviceEnabled = isOn && isClaimed
        case .enableDataEvents(let isOn): isDataEventEnabled = isOn
        case .autoDisable(let isOn): isAutoDisabling = isOn
        case .decodeData(let isOn): decodesData = isOn
        case .clearInput: queue.clearData()
        case .want(let id, let enablesData): want(id, enablesData)
        case .withdraw(let id): withdraw(id)
        case .command(let id, let command): perform(command, id: id)
        case .linkOpened(let source): opened(source)
        case .linkFailed(let error): failed(error)
        case .reports(let reports): take(reports)
        case .sent(let error): sent(error)
        case .timerFired(let timer): fired(timer)
        }
        deliver()
        defer { actions = [] }
        return actions
    }

    private mutating func fired(_ timer: Timer) {
        switch timer {
        case .decoder: decoderFired()
        case .reopen:
            guard stage == .waiting else { return }
            stage = .reopening
            actions.append(.open)
        }
    }

    // MARK: Reading

    private mutating func take(_ reports: [Report]) {
        guard stage == .open else { return }
        isConfirming = false
        for report in reports {
            let events = decoder?.handle(report.input, from: report.interface, at: report.at) ?? []
            for event in events { tell(event, at: report.at) }
        }
        armDecoder()
    }

    private mutating func decoderFired() {
        armed = nil
        guard let deadline = decoder?.deadline else { return isConfirming = false }
        if deadline > now {
            isConfirming = false
            return armDecoder()
        }
        guard isConfirming else {
            isConfirming = true
            armed = now + Self.grace
            return actions.append(.startTimer(.decoder, at: now + Self.grace))
        }
        isConfirming = false
        for event in decoder?.advance(to: now) ?? [] { tell(event, at: now) }
        armDecoder()
    }

    private mutating func armDecoder() {
        guard let deadline = decoder?.deadline else { return }
        if let armed, armed <= deadline { return }
        armed = deadline
        actions.append(.startTimer(.decoder, at: deadline))
    }

    mutating func stopDecoder() {
        decoder = nil
        armed = nil
        isConfirming = false
        actions.append(.stopTimer(.decoder))
    }

    mutating func tell(_ event: ScannerEvent, at time: Duration) {
        guard isDeviceEnabled else { return statistics.ignored += 1 }
        switch event {
        case .problem(let problem):
            statistics.problems += 1
            put(.problem(problem), at: time)
        case .scan(let scan):
            if isRepeat(scan, at: time) { return statistics.repeatsDropped += 1 }
            statistics.scans += 1
            put(.scan(decodesData ? scan : scan.undecoded), at: time)
            if isAutoDisabling { isDeviceEnabled = false }
        }
    }

    /// A scanner that keeps reading the label before it repeats it as long as the label is there:
    /// what counts is when it was read last, not when it was first told.
    private mutating func isRepeat(_ scan: Scan, at time: Duration) -> Bool {
        guard let window = configuration.dropRepeatsWithin else { return false }
        defer { lastScan = (scan, time) }
        guard let lastScan else { return false }
        return lastScan.scan == scan && time - lastScan.at <= window
    }

    mutating func put(_ body: ScannerNews.Body, at time: Duration) {
        if !queue.put(body, at: time) { statistics.overflowed += 1 }
    }

    // MARK: Delivering

    private mutating func want(_ id: UInt64, _ enablesData: Bool) {
        guard wants.count < Self.waitingMax, isClaimed else {
            return actions.append(.deliver(want: id, nil))
        }
        if enablesData { isDataEventEnabled = true }
        wants.append(id)
    }

    private mutating func withdraw(_ id: UInt64) {
        guard let index = wants.firstIndex(of: id) else { return }
        wants.remove(at: index)
        actions.append(.deliver(want: id, nil))
    }

    private mutating func deliver() {
        while let want = wants.first, let news = queue.take(withData: isDataEventEnabled) {
            wants.removeFirst()
            if news.isData { isDataEventEnabled = false }
            actions.append(.deliver(want: want, news))
        }
    }

    /// Nothing is told any more.
    mutating func endDelivery() {
        for want in wants { actions.append(.deliver(want: want, nil)) }
        wants = []
        queue.clear()
        lastScan = nil
        isDeviceEnabled = false
        isDataEventEnabled = false
    }
}

extension Scan {
    /// As the scanner sent it: the identifier in front, and nothing known of the kind of code.
    fileprivate var undecoded: Scan {
        let head = identifier.map { [UInt8(ascii: "]"), $0.code, $0.modifier] } ?? []
        return Scan(bytes: head + bytes)
    }
}
