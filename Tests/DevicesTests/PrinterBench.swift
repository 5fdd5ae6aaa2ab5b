import Devices
import ESCPOS
import Transport

/// A printer session and a script for its printer's side, in virtual time. What the session writes
/// is taken at once unless `takes` says otherwise; what it asks is answered by the test.
struct PrinterBench {
    var session: PrinterSession
    var now: Duration = .zero
    var timers: [PrinterSession.Timer: Duration] = [:]
    /// Everything the link took, in one run for each write.
    var taken: [[UInt8]] = []
    var outbox: [UInt8] = []
    /// How many more bytes the link takes; `nil` is all.
    var takes: Int?
    var outcomes: [PrintJob.Outcome] = []
    var progress: [PrintJob.Progress] = []
    var kicks: [PrinterSession.KickResult] = []
    var events: [PrinterSession.Event] = []
    var opens = 0
    /// What each opening answers; `nil` leaves it to the test.
    var openingFails: LinkError?
    var closes = 0
    /// What the port says when it is asked.
    var portAnswer: PortStatus?
    var portQuestions = 0
    private var inputs: [PrinterSession.Input] = []

    init(
        _ profile: Profile, noticesPowerLoss: Bool = true,
        adjust: (inout PrinterSession.Configuration) -> Void = { _ in }
    ) {
        var configuration = PrinterSession.Configuration(
            profile: profile, linkNoticesPowerLoss: noticesPowerLoss, firstTag: 7)
        adjust(&configuration)
        session = PrinterSession(configuration)
    }

    mutating func feed(_ input: PrinterSession.Input) {
        if case .linkFailed = input { outbox = [] }
        inputs.append(input)
        guard inputs.count == 1 else { return }
        while let input = inputs.first {
            for action in session.handle(input, at: now) { perform(action) }
            inputs.removeFirst()
            if inputs.isEmpty { take() }
        }
    }

    private mutating func take() {
        let count = min(takes ?? Int.max, outbox.count)
        guard count > 0 else { return }
        if let takes { self.takes = takes - count }
        taken.append(Array(outbox.prefix(count)))
        outbox.removeFirst(count)
        inputs.append(.took(count))
    }

    private mutating func perform(_ action: PrinterSession.Action) {
        switch action {
        case .open:
            opens += 1
            if let openingFails { feed(.linkFailed(openingFails)) }
        case .close:
            closes += 1
            outbox = []
        case .write(let bytes): outbox.append(contentsOf: bytes)
        case .askPort:
            portQuestions += 1
            feed(.port(portAnswer))
        case .startTimer(let timer, let delay): timers[timer] = now + delay
        case .stopTimer(let timer): timers[timer] = nil
        case .progress(_, let step): progress.append(step)
        case .finished(_, let outcome): outcomes.append(outcome)
        case .kicked(_, let result): kicks.append(result)
        case .event(let event): events.append(event)
        }
    }

    mutating func pass(_ time: Duration) {
        let end = now + time
        while let next = timers.min(by: { ($0.value, "\($0.key)") < ($1.value, "\($1.key)") }),
            next.value <= end
        {
            now = next.value
            timers[next.key] = nil
            feed(.timerFired(next.key))
        }
        now = end
    }

    /// Opens the link and answers the greeting of a printer that is well.
    mutating func connect(_ status: PrinterStatus = .well) {
        feed(.start)
        feed(.linkOpened)
        greet(status)
    }

    /// Answers what a session asks when the link has come up.
    mutating func greet(_ status: PrinterStatus = .well) {
        let profile = session.configuration.profile
        if profile.status.contains(.automatic) { push(status) }
        while let function = lastQuestion { answer(function, status) }
    }

    mutating func push(_ status: PrinterStatus) { feed(.received(status.automaticStatus.bytes)) }

    /// n of the `DLE EOT` question that was taken last and not answered yet.
    var lastQuestion: UInt8? {
        guard let last = taken.last, last.count >= 3, !answered.contains(taken.count) else {
            return nil
        }
        let tail = Array(last.suffix(3))
        return tail[0] == 0x10 && tail[1] == 0x04 ? tail[2] : nil
    }
    private var answered: Set<Int> = []

    mutating func answer(_ function: UInt8, _ status: PrinterStatus) {
        answered.insert(taken.count)
        var byte: UInt8 = 0x12
        switch function {
        case 1:
            if status.isDrawerPinHigh == true { byte |= 0x04 }
            if status.isOnline == false { byte |= 0x08 }
        case 2:
            if status.isCoverOpen == true { byte |= 0x04 }
            if status.paper == .end { byte |= 0x20 }
        case 3:
            if status.errors?.contains(.cutter) == true { byte |= 0x08 }
        default:
            if status.paper == .end { byte |= 0x60 }
        }
        feed(.received([byte]))
    }

    /// Sends back a tag as the printer does when all before it is on paper.
    mutating func tag(_ number: UInt32) {
        feed(.received(Reply.processID(ProcessID(number: number)).bytes))
    }

    mutating func submit(
        _ bytes: [UInt8] = PrinterBench.slip, reprint: [UInt8]? = nil,
        patience: PrintJob.Patience = .none, id: String = "1"
    ) {
        feed(.submit(PrintJob(id: id, bytes: bytes, reprint: reprint, patience: patience)))
    }

    static let slip: [UInt8] = Array("coffee 4.20\n".utf8) + [0x1D, 0x56, 0x42, 0x00]
    static let marked: [UInt8] = Array("REPRINT coffee 4.20\n".utf8) + [0x1D, 0x56, 0x42, 0x00]
}

extension PrinterStatus {
    static var well: PrinterStatus {
        var status = PrinterStatus()
        status.isOnline = true
        status.isCoverOpen = false
        status.paper = .adequate
        status.errors = []
        status.isDrawerPinHigh = false
        return status
    }
    static var paperEnd: PrinterStatus {
        var status = well
        status.isOnline = false
        status.paper = .end
        return status
    }
    static var coverOpen: PrinterStatus {
        var status = well
        status.isOnline = false
        status.isCoverOpen = true
        return status
    }
}

extension Profile {
    /// A model that tags, reports by itself and recovers.
    static var tagging: Profile {
        Profile(
            id: "tagging", name: "Tagging", dotsPerLine: 512, dotsPerInch: 180,
            fontA: Font(width: 12, height: 24, columns: 42),
            fontB: Font(width: 9, height: 17, columns: 56), cutter: .partial, dotsToCutter: 100,
            codePages: [CodePageSlot(0, .cp437)], chinese: .none,
            status: [.realTime, .queued, .automatic, .identity, .realTimePulse, .realTimeRecovery],
            evidence: .processID, receiveBufferBytes: 4096, rasterSliceRows: 128, hasQRCode: true,
            pulse: Pulse(.pin2, onUnits: 50, offUnits: 250))
    }
    /// A clone that answers questions and no more.
    static var clone: Profile {
        var profile = tagging
        profile.status = [.realTime, .queued]
        profile.evidence = .roundTrip
        profile.cutter = .none
        return profile
    }
    /// A clone that answers nothing.
    static var mute: Profile {
        var profile = tagging
        profile.status = []
        profile.evidence = .none
        return profile
    }
}
