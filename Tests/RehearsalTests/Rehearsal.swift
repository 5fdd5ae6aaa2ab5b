import Devices
import ESCPOS
import Simulator
import Transport

/// What a rehearsal drives: the real session, or a wrong one that the rehearsal must find out.
protocol RehearsedSession {
    mutating func handle(
        _ input: PrinterSession.Input, at now: Duration
    ) -> [PrinterSession.Action]
}

extension PrinterSession: RehearsedSession {}

/// One printer, one session and their link, in virtual time: the same seed gives the same day.
struct Rehearsal<Session: RehearsedSession> {
    var printer: VirtualPrinter
    var session: Session
    private(set) var now: Duration = .zero
    private(set) var outcomes: [(job: Int, outcome: PrintJob.Outcome)] = []
    /// Broken promises, in words.
    private(set) var faults: [String] = []
    /// Whether every input and action is printed, to follow a seed that broke a promise.
    var trace = false
    private var isLinkUp = false
    private var outbox: [UInt8] = []
    private var timers: [PrinterSession.Timer: Duration] = [:]
    private var submissions: [(at: Duration, job: Slip)] = []
    private var retryWriteAt: Duration?
    private var inputs: [PrinterSession.Input] = []

    init(printer: VirtualPrinter, session: Session) {
        self.printer = printer
        self.session = session
    }

    /// Runs until each of `slips` has ended, or `limit` has passed.
    mutating func run(_ slips: [Slip], every gap: Duration, limit: Duration) {
        for slip in slips { submissions.append((gap * (slip.number - 1), slip)) }
        feed(.start)
        while outcomes.count < slips.count, now < limit {
            submitDue()
            pump()
            guard let next = nextTime() else { break }
            now = max(now, next)
            absorb(printer.advance(to: now))
            fireDue()
        }
        // Whatever the printer still holds comes out now: a job must not be printed after its end.
        let end = now + .seconds(60)
        while let next = printer.nextEvent, next <= end {
            now = max(now, next)
            absorb(printer.advance(to: now))
        }
        judge(slips)
    }

    private mutating func submitDue() {
        while let first = submissions.first, first.at <= now {
            submissions.removeFirst()
            feed(.submit(first.job.printJob))
        }
    }

    private func nextTime() -> Duration? {
        var times = Array(timers.values)
        if let event = printer.nextEvent { times.append(event) }
        if let retryWriteAt { times.append(retryWriteAt) }
        if let first = submissions.first { times.append(first.at) }
        return times.min()
    }

    private mutating func fireDue() {
        while let due = timers.filter({ $0.value <= now })
            .min(by: { ($0.value, "\($0.key)") < ($1.value, "\($1.key)") })
        {
            timers[due.key] = nil
            feed(.timerFired(due.key))
        }
    }

    private mutating func pump() {
        retryWriteAt = nil
        while isLinkUp, !outbox.isEmpty {
            guard let count = printer.write(outbox[...], at: now) else {
                linkLost()
                return
            }
            if count > 0 {
                outbox.removeFirst(count)
                feed(.took(count))
            }
            absorb(printer.advance(to: now))
            if count == 0 {
                retryWriteAt = now + .milliseconds(20)
                return
            }
        }
    }

    private mutating func linkLost() {
        guard isLinkUp else { return }
        isLinkUp = false
        outbox = []
        feed(.linkFailed(.gone("the virtual printer")))
    }

    private mutating func absorb(_ outputs: [VirtualPrinter.Output]) {
        for output in outputs {
            if trace { print("\(now) ** \(output)".prefix(200)) }
            switch output {
            case .reply(let bytes): if isLinkUp { feed(.received(bytes)) }
            case .gone: linkLost()
            default: break
            }
        }
    }

    private mutating func feed(_ input: PrinterSession.Input) {
        // Actions of an input are carried out before the next input, however it arose.
        inputs.append(input)
        guard inputs.count == 1 else { return }
        while let input = inputs.first {
            if trace { print("\(now) <- \(input)".prefix(200)) }
            for action in session.handle(input, at: now) {
                if trace { print("\(now)    -> \(action)".prefix(200)) }
                perform(action)
            }
            inputs.removeFirst()
        }
    }

    private mutating func perform(_ action: PrinterSession.Action) {
        switch action {
        case .open:
            isLinkUp = printer.isConnected
            outbox = []
            feed(isLinkUp ? .linkOpened : .linkFailed(.absent("the virtual printer")))
        case .close:
            isLinkUp = false
            outbox = []
        case .write(let bytes): if isLinkUp { outbox.append(contentsOf: bytes) }
        case .askPort: feed(.port(nil))
        case .startTimer(let timer, let delay): timers[timer] = now + delay
        case .stopTimer(let timer): timers[timer] = nil
        case .finished(let job, let outcome): finished(Int(job) ?? 0, outcome)
        case .progress, .kicked, .event: break
        }
    }

    // MARK: Judging

    private mutating func finished(_ job: Int, _ outcome: PrintJob.Outcome) {
        if outcomes.contains(where: { $0.job == job }) {
            faults.append("job \(job) ended twice")
        }
        outcomes.append((job, outcome))
        // The promise is about now, not about what the paper will show some day.
        guard case .printed(_, let isReprint) = outcome else { return }
        if !Slip.isWhole(job, reprint: isReprint, on: printer.paper) {
            faults.append("job \(job) was called printed and is not whole on paper at \(now)")
        }
    }

    private mutating func judge(_ slips: [Slip]) {
        var originals: [Int: Int] = [:]
        var reprints: [Int: Int] = [:]
        for case let begun? in printer.paper.lines.lazy.map(Slip.beginning) {
            if begun.isReprint {
                reprints[begun.number, default: 0] += 1
            } else {
                originals[begun.number, default: 0] += 1
            }
        }
        let ends = Dictionary(outcomes.map { ($0.job, $0.outcome) }, uniquingKeysWith: { $1 })
        for slip in slips {
            let number = slip.number
            guard let end = ends[number] else {
                faults.append("job \(number) never ended")
                continue
            }
            if originals[number, default: 0] > 1 {
                faults.append("job \(number) is on paper twice unmarked")
            }
            if case .rejected = end, originals[number] != nil || reprints[number] != nil {
                faults.append("job \(number) was rejected and is on paper")
            }
        }
    }
}
