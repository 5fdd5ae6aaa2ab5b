public import ESCPOS
internal import Transport

/// All decisions of driving one printer, as a value: inputs in, actions out.
///
/// # What it promises
/// - One job at a time, each as one run of whole commands; nothing stands between its bytes.
/// - A job ends exactly once, and as *printed* only on the printer's own evidence.
/// - What may be on paper is never printed again without a mark.
///
/// # How it knows
/// Behind a job's last byte stands a tag (`GS ( H` 48), which the printer sends back when all
/// before it is on paper. Tags are never used twice, so late, doubled and stale answers cannot be
/// taken for this job's. Models without tags answer `GS r` in print order, which is no tag: such an
/// answer counts only when no earlier question can still be answered (``UntaggedAnswers``), and
/// only when a second one, after the paper settled, says the same.
///
/// # How it is driven
/// The owner feeds ``Input`` with the time since some fixed start, and carries out the
/// ``Action``s in their order. There is no clock, no chance and no waiting in here, so that a whole
/// day with every cable pull can be replayed from a list of inputs.
public struct PrinterSession: Sendable {
    enum LinkState: Hashable, Sendable { case down, opening, up }

    /// What the open link is busy with.
    enum Phase: Hashable, Sendable {
        case idle
        /// Listening for the tag of a job that was wholly taken before the link broke.
        case listening
        /// Making the printer forget the rest of a job that was broken off.
        case clearing
        /// Finding out how the printer is.
        case greeting
        case job
    }

    /// Where bytes that the link has not taken yet belong.
    enum Purpose: Hashable, Sendable { case job(UInt64), question, setup, kick(UInt64) }

    /// A kick that waits for the bytes of a job to be taken, or for the printer to say how it is.
    struct HeldKick: Hashable, Sendable {
        var id: UInt64
        var pulse: Pulse
    }

    struct Write: Hashable, Sendable {
        var purpose: Purpose
        var remaining: Int
    }

    public let configuration: Configuration
    /// What the printer last said; `nil` parts are unknown.
    public internal(set) var status = PrinterStatus()

    var link = LinkState.down
    var reopenFailures = 0
    var phase = Phase.idle
    var replies = ReplyParser()
    var writes: [Write] = []
    var queue: [PrintJob] = []
    var run: JobRun?
    var questions = Questions()
    var untagged = UntaggedAnswers()
    var port = PortWatch()
    var nextTag: UInt32
    var heldKick: HeldKick?
    var attempts: UInt64 = 0
    /// Tries to recover from the error that the printer reports.
    var recoveries = 0
    var lastLinkError = LinkError.closed
    /// Whether the printer may hold a part of a job that has ended.
    var mustClear = false
    /// Bytes that fill up the longest command that may have been broken off.
    var fillUp = 0
    var actions: [Action] = []
    var now: Duration = .zero

    public init(_ configuration: Configuration) {
        self.configuration = configuration
        nextTag = configuration.firstTag
    }

    var profile: Profile { configuration.profile }

    /// Jobs that have not ended, the one being printed included.
    public var openJobs: Int { queue.count + (run == nil ? 0 : 1) }

    /// Takes one input and says what is to be done.
    ///
    /// - Parameter now: time since the owner's start; never less than before.
    public mutating func handle(_ input: Input, at now: Duration) -> [Action] {
        self.now = max(now, self.now)
        switch input {
        case .start:
            reopenFailures = 0
            openLink()
        case .submit(let job): submit(job)
        case .cancel(let id): cancel(id)
        case .kick(let id, let pulse): kick(id, pulse)
        case .withdrawKick(let id): withdrawKick(id)
        case .askDrawerLevel: askDrawerLevel()
        case .linkOpened: linkOpened()
        case .arrived: deviceArrived()
        case .linkFailed(let error): linkFailed(error)
        case .took(let count): took(count)
        case .received(let bytes):
            for reply in replies.parse(bytes) { received(reply) }
        case .port(let status): portAnswered(status)
        case .timerFired(let timer): fired(timer)
        }
        defer { actions = [] }
        return actions
    }

    private mutating func fired(_ timer: Timer) {
        switch timer {
        case .reopen: openLink()
        case .answer: questionTimedOut()
        case .poll: poll()
        case .port: portTimedOut()
        case .progress: progressTimedOut()
        case .patience: patienceEnded()
        case .untagged: untaggedTimerFired()
        }
    }

    mutating func act(_ action: Action) { actions.append(action) }

    mutating func write(_ bytes: [UInt8], for purpose: Purpose) {
        guard !bytes.isEmpty else { return }
        if writes.isEmpty { startPortTimer() }
        writes.append(Write(purpose: purpose, remaining: bytes.count))
        act(.write(bytes))
    }

    private mutating func took(_ count: Int) {
        guard link == .up, count > 0 else { return }
        let wasComplaining = port.complaint != nil
        port.took(at: now)
        var left = count
        while left > 0, !writes.isEmpty {
            let taken = min(left, writes[0].remaining)
            left -= taken
            writes[0].remaining -= taken
            let purpose = writes[0].purpose
            let isWhole = writes[0].remaining == 0
            if isWhole { writes.removeFirst() }
            switch purpose {
            case .job(let attempt): jobTook(taken, isWhole: isWhole, attempt: attempt)
            case .kick(let id): if isWhole { act(.kicked(id: id, .sent)) }
            case .question:
                if isWhole { act(.startTimer(.answer, after: configuration.answerLimit)) }
            case .setup: break
            }
        }
        if writes.isEmpty { act(.stopTimer(.port)) } else { startPortTimer() }
        if wasComplaining { statusChanged() }
    }
}
