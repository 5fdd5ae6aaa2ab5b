internal import ESCPOS
internal import Transport

// Learning that a job is on paper.
extension PrinterSession {
    /// Every byte is taken: waits for the evidence that the model gives.
    mutating func confirm() {
        guard var run else { return }
        act(.progress(job: run.job.id, .confirming))
        switch profile.evidence {
        case .none:
            finish(.accepted)
            return
        case .processID: run.stage = .confirming(.tag)
        case .roundTrip: run.stage = .confirming(run.asks > 0 ? .first : .quiet)
        }
        self.run = run
        startProgressTimer()
        if run.stage == .confirming(.quiet) { waitForQuiet() }
    }

    mutating func receivedTag(_ id: ProcessID) {
        // The tag stands behind the job's last byte, so its answer is proof at any stage, also
        // when it overtakes the news that the last byte was taken.
        guard let run, run.tag == id else {
            act(.event(.strayReply(Reply.processID(id).bytes)))
            return
        }
        let wasListening = phase == .listening
        if wasListening { mustClear = false }
        finish(.printed(.processID, isReprint: run.reprints > 0))
        if wasListening { greet() }
    }

    // MARK: Untagged answers

    var quietTimeLeft: Duration {
        untagged.quietTimeLeft(at: now, lateness: configuration.untaggedLateness)
    }

    private mutating func waitForQuiet() {
        act(.startTimer(.untagged, after: quietTimeLeft))
    }

    mutating func untaggedTimerFired() {
        guard let run, case .confirming(let step) = run.stage else { return }
        guard quietTimeLeft == .zero else {
            waitForQuiet()
            return
        }
        if run.notReady != nil {
            // Nothing settles while the printer stands still.
            act(.startTimer(.untagged, after: configuration.untaggedLateness))
            return
        }
        switch step {
        case .quiet: askUntagged(.first)
        case .settling: askUntagged(.second)
        case .tag, .first, .second: break
        }
    }

    private mutating func askUntagged(_ step: JobRun.Confirmation) {
        untagged.forget()
        untagged.asked(at: now)
        run?.asks += 1
        run?.stage = .confirming(step)
        write(Command.transmitStatus(1).bytes, for: .setup)
        startProgressTimer()
    }

    mutating func receivedUntagged(_ byte: UInt8) {
        // It does not answer a real-time question: noise of zeros must not pass for a live printer.
        untagged.answered(at: now)
        guard let run else { return }
        switch run.stage {
        case .sending where run.asks > 0, .confirming(.first):
            // On its way through the link the answer may overtake the news that the last byte
            // was taken; it is an answer to the question behind that byte all the same.
            self.run?.stage = .confirming(.settling)
            waitForQuiet()
        case .confirming(.second):
            // Roll printers are offline without paper and answer nothing; some clones answer.
            if byte & 0x0C == 0, run.notReady == nil {
                finish(.printed(.roundTrip, isReprint: run.reprints > 0))
            } else {
                status.apply(status: byte, function: 1)
                self.run?.stage = .confirming(.settling)
                waitForQuiet()
                statusChanged()
            }
        default: break
        }
    }

    /// No evidence came in time from a printer that says it is well.
    mutating func askForEvidenceAgain() {
        guard let run, case .confirming(let step) = run.stage else { return }
        // Without notice of a power loss an answer to a second question proves nothing: the
        // printer may have been switched off and on, and know nothing of the job.
        guard run.asks < 4, configuration.linkNoticesPowerLoss else {
            interrupt(.noEvidence)
            return
        }
        switch step {
        case .tag:
            guard let tag = run.tag else { return }
            self.run?.asks += 1
            write(Command.processID(tag).bytes, for: .setup)
            startProgressTimer()
        case .first, .second: askUntagged(step)
        case .quiet, .settling: waitForQuiet()
        }
    }
}
