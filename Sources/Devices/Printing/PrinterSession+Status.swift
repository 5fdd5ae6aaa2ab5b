internal import ESCPOS
internal import Transport

// Asking the printer how it is, and taking its answers apart.
extension PrinterSession {
    mutating func received(_ reply: Reply) {
        switch reply {
        case .processID(let id): receivedTag(id)
        case .automaticStatus(let report):
            questions.unanswered = 0
            status.apply(report)
            reportStatus()
            if let isHigh = status.isDrawerPinHigh { act(.event(.drawerPin(isHigh: isHigh))) }
            if phase == .greeting { questions.waiting = [] }
            statusChanged()
        case .realTimeStatus(let byte): answered(byte)
        case .status(let byte): receivedUntagged(byte)
        case .buffersCleared where phase == .clearing: cleared()
        case .transmitOn, .transmitOff: break
        default: act(.event(.strayReply(reply.bytes)))
        }
    }

    private mutating func reportStatus() { act(.event(.status(status))) }

    // MARK: Questions

    /// Asks `DLE EOT n` for each n in turn; nothing is asked between the bytes of a job.
    mutating func ask(_ functions: [UInt8]) {
        questions.waiting.append(contentsOf: functions.filter { !questions.waiting.contains($0) })
        askNext()
    }

    var isJobBeingTaken: Bool {
        writes.contains { if case .job = $0.purpose { true } else { false } }
    }

    private mutating func askNext() {
        guard link == .up, questions.pending == nil, !isJobBeingTaken, !questions.waiting.isEmpty
        else { return }
        let function = questions.waiting.removeFirst()
        questions.pending = function
        write(
            Command.realTimeStatus(RealTimeStatusRequest(function: function)).bytes,
            for: .question)
        // Until the link has taken the question; from then on the time for an answer runs.
        act(.startTimer(.answer, after: configuration.stallLimit))
    }

    private mutating func answered(_ byte: UInt8) {
        questions.unanswered = 0
        guard let function = questions.pending else {
            act(.event(.strayReply([byte])))
            statusChanged()
            return
        }
        questions.pending = nil
        act(.stopTimer(.answer))
        status.apply(realTimeStatus: byte, function: function)
        if function == 1 {
            act(.event(.drawerPin(isHigh: status.isDrawerPinHigh ?? false)))
            if status.isOnline == true {
                // Online means that every cause of being offline is over, told or not.
                status.isCoverOpen = false
                status.errors = []
                if status.paper == .end { status.paper = nil }
            } else if phase != .greeting {
                ask([2, 3, 4])
            }
        }
        questionEnded()
    }

    mutating func questionTimedOut() {
        guard let function = questions.pending else { return }
        questions.pending = nil
        questions.unanswered += 1
        if questions.isSilent {
            questions.waiting = []
            if questions.unanswered == Questions.unansweredMax { act(.event(.silent)) }
        } else {
            questions.waiting.insert(function, at: 0)
        }
        questionEnded()
    }

    private mutating func questionEnded() {
        guard questions.waiting.isEmpty else {
            askNext()
            return
        }
        reportStatus()
        if phase == .greeting { greeted() }
        settleHeldKick()
        statusChanged()
    }

    // MARK: Readiness

    /// What keeps the printer from printing, as far as is known.
    var notReady: PrintJob.NotReady? {
        if status.isCoverOpen == true { return .coverOpen }
        if status.paper == .end { return .paperEnd }
        if let errors = status.errors, !errors.isEmpty { return .error(errors) }
        if status.isOnline == false { return .offline }
        if let complaint = port.complaint { return complaint }
        // A printer that told what ails it, and whose full buffer now keeps our questions out, is
        // not silent.
        return questions.isSilent ? .silent : nil
    }

    /// Whether there is nothing to wait for before deciding; a printer whose buffer takes no question
    /// will not answer any.
    private var isSettled: Bool {
        port.complaint != nil || questions.pending == nil && questions.waiting.isEmpty
    }

    /// Lets the current job go on, or hold, by what is now known of the printer.
    mutating func statusChanged() {
        guard phase == .job, isSettled, var run else { return }
        let reason = notReady
        if reason != nil { untagged.disturbed(at: now) }
        switch run.stage {
        case .checking, .waiting: sendOrWait()
        case .sending, .confirming:
            guard reason != run.notReady else { return }
            run.notReady = reason
            self.run = run
            if let reason {
                act(.progress(job: run.job.id, .waiting(reason)))
                startPatience()
            } else {
                recoveries = 0
                stopPatience()
                startProgressTimer()
                act(.progress(job: run.job.id, run.stage == .sending ? .sending : .confirming))
            }
        case .brokenOff: break
        }
    }

    mutating func poll() {
        guard link == .up, phase == .job else { return }
        recoverFromError()
        // A question that waited for the end of the job would keep its status from being heeded.
        if profile.status.contains(.realTime), questions.pending == nil, writes.isEmpty { ask([1]) }
        act(.startTimer(.poll, after: configuration.pollInterval))
    }

    /// Has a printer whose cutter or mechanism was stuck try again, from the line where it stopped.
    ///
    /// It cannot tell whether someone cleared the paper path. It stops again when nobody did, so
    /// the tries are few.
    private mutating func recoverFromError() {
        guard profile.status.contains(.realTimeRecovery), !isJobBeingTaken,
            let errors = status.errors, !errors.isDisjoint(with: [.recoverable, .cutter]),
            recoveries < configuration.recoveriesMax
        else { return }
        recoveries += 1
        write(Command.realTimeRecover(1).bytes, for: .setup)
    }

    mutating func askDrawerLevel() {
        guard link == .up, phase == .idle || phase == .job, profile.status.contains(.realTime),
            questions.pending == nil, !isJobBeingTaken
        else { return }
        ask([1])
    }
}
