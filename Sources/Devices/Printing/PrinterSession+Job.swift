internal import ESCPOS
internal import Transport

// The life of a job up to its last byte, and its end.
extension PrinterSession {
    mutating func submit(_ job: PrintJob) {
        guard !job.bytes.isEmpty else {
            act(.finished(job: job.id, .rejected(.empty)))
            return
        }
        guard queue.count < configuration.waitingJobsMax else {
            let limit = configuration.waitingJobsMax
            act(.finished(job: job.id, .rejected(.queueFull(limit: limit))))
            return
        }
        queue.append(job)
        nextJob()
        if run?.job.id != job.id { act(.progress(job: job.id, .waiting(nil))) }
    }

    mutating func cancel(_ id: String) {
        if let index = queue.firstIndex(where: { $0.id == id }) {
            queue.remove(at: index)
            act(.finished(job: id, .rejected(.cancelled)))
        } else if let run, run.job.id == id {
            // Bytes given to the link may be on their way even when none is reported taken.
            if run.isUnderWay || run.stage == .sending {
                interrupt(.cancelled)
            } else {
                finish(.rejected(.cancelled))
            }
        }
    }

    /// Takes the next job on if the printer is free for one.
    mutating func nextJob() {
        guard phase == .idle else { return }
        while run == nil, !queue.isEmpty {
            run = JobRun(queue.removeFirst())
            switch link {
            case .up: break
            case .opening: run?.stage = .waiting
            case .down where reopenFailures == 0: run?.stage = .waiting
            case .down:
                // Opening failed before; a job without patience ends here.
                failWithoutLink()
            }
        }
        guard run != nil, link == .up else { return }
        phase = .job
        run?.stage = .checking
        act(.startTimer(.poll, after: configuration.pollInterval))
        check()
    }

    private mutating func failWithoutLink() {
        guard let run else { return }
        if run.job.patience == .none {
            finish(.rejected(.link(lastLinkError)))
        } else {
            self.run?.stage = .waiting
            act(.progress(job: run.job.id, .waiting(nil)))
            startPatience()
        }
    }

    private mutating func check() {
        let abilities = profile.status
        // A model that reports changes by itself has told how it is; others are asked each time.
        if abilities.contains(.realTime), !abilities.contains(.automatic) || questions.isSilent {
            ask([1])
        } else {
            sendOrWait()
        }
    }

    mutating func sendOrWait() {
        guard var run else { return }
        guard let reason = notReady else {
            stopPatience()
            send()
            return
        }
        if run.job.patience == .none, !run.isUnderWay {
            finish(.rejected(.notReady(reason)))
            return
        }
        let isOther = run.notReady != reason
        run.stage = .waiting
        run.notReady = reason
        self.run = run
        if isOther { act(.progress(job: run.job.id, .waiting(reason))) }
        startPatience()
    }

    private mutating func send() {
        guard var run else { return }
        attempts += 1
        run.attempt = attempts
        run.payload = run.slip
        run.taken = 0
        run.asks = 0
        run.tag = nil
        run.notReady = nil
        run.stage = .sending
        switch profile.evidence {
        case .processID:
            let tag = ProcessID(number: nextTag)
            nextTag &+= 1
            run.tag = tag
            run.asks = 1
            Command.processID(tag).append(to: &run.payload)
        case .roundTrip:
            run.payload += Self.runOut
            // Where an answer can only be ours, the question goes out with the slip.
            if quietTimeLeft == .zero {
                untagged.forget()
                untagged.asked(at: now)
                run.asks = 1
                Command.transmitStatus(1).append(to: &run.payload)
            }
        case .none: break
        }
        self.run = run
        act(.progress(job: run.job.id, .sending))
        write(run.payload, for: .job(run.attempt))
        startProgressTimer()
    }

    /// Eight feeds of one motion unit, about a millimetre.
    ///
    /// Printers prepare some lines ahead of the paper and answer `GS r` when they have prepared
    /// what stands before it. With these between slip and question, what is prepared and not yet
    /// done when the answer comes is blank.
    static let runOut = [Command](repeating: .feedUnits(1), count: 8).bytes

    mutating func jobTook(_ count: Int, isWhole: Bool, attempt: UInt64) {
        guard var run, run.attempt == attempt, run.stage == .sending else { return }
        run.taken += count
        self.run = run
        startProgressTimer()
        guard isWhole else { return }
        confirm()
        settleHeldKick()
    }

    // MARK: When it does not go on

    mutating func startProgressTimer() {
        let kilobytes = (run?.payload.count ?? 0) / 1000
        let limit = configuration.stallLimit + configuration.stallLimitPerKilobyte * kilobytes
        act(.startTimer(.progress, after: limit))
    }

    mutating func progressTimedOut() {
        switch phase {
        case .listening:
            brokenOffForGood(.linkLost(lastLinkError))
            clear()
        case .clearing: fillUpAndGreet()
        case .idle, .greeting: break
        case .job:
            guard let run else { return }
            // The printer says why; then the caller's patience counts, not ours.
            if let reason = run.notReady, reason != .silent {
                startProgressTimer()
                return
            }
            switch run.stage {
            case .sending where run.taken == 0: nothingTaken()
            case .sending: interrupt(.stalled)
            case .confirming: askForEvidenceAgain()
            case .checking, .waiting, .brokenOff: break
            }
        }
    }

    /// The link has taken nothing: whatever it was given is withdrawn with the link itself.
    private mutating func nothingTaken() {
        guard var run else { return }
        restartLink()
        if run.job.patience == .none, !run.isUnderWay {
            finish(.rejected(.notReady(.silent)))
        } else {
            run.stage = .waiting
            run.notReady = .silent
            self.run = run
            act(.progress(job: run.job.id, .waiting(.silent)))
            startPatience()
        }
    }

    mutating func patienceEnded() {
        guard let run else { return }
        if run.isUnderWay || run.stage == .sending {
            if link == .up {
                giveUp(.notReady(run.notReady ?? .silent))
                restartLink()
            } else {
                giveUp(.linkLost(lastLinkError))
                nextJob()
            }
        } else if link == .up {
            finish(.rejected(.notReady(run.notReady ?? .silent)))
        } else {
            finish(.rejected(.link(lastLinkError)))
        }
    }

    /// Starts to use up the caller's patience, unless it is being used up already.
    mutating func startPatience() {
        guard let run, !run.isPatienceRunning else { return }
        self.run?.isPatienceRunning = true
        var limit = configuration.midJobPatience
        if case .wait(let wanted) = run.job.patience { limit = wanted }
        act(.startTimer(.patience, after: limit))
    }

    mutating func stopPatience() {
        run?.isPatienceRunning = false
        act(.stopTimer(.patience))
    }

    // MARK: Breaking off

    /// Breaks the current attempt off while the link is up.
    mutating func interrupt(_ reason: PrintJob.LastKnown.Reason) {
        if reason == .cancelled { giveUp(reason) } else { brokenOffForGood(reason) }
        restartLink()
    }

    /// Prints the marked slip next, or ends the job in doubt.
    mutating func brokenOffForGood(_ reason: PrintJob.LastKnown.Reason) {
        guard var run else { return }
        guard run.job.reprint != nil, run.reprints < configuration.reprintsMax else {
            giveUp(reason)
            return
        }
        rememberToClear(run.payload)
        run.takenBefore = max(run.takenBefore, run.taken)
        run.reprints += 1
        run.taken = 0
        run.tag = nil
        run.stage = .waiting
        run.notReady = nil
        self.run = run
        stopJobTimers()
        act(.progress(job: run.job.id, .reprinting))
        startPatience()
    }

    private mutating func giveUp(_ reason: PrintJob.LastKnown.Reason) {
        guard let run else { return }
        rememberToClear(run.payload)
        act(.finished(job: run.job.id, .inDoubt(lastKnown(run, reason))))
        end()
    }

    private func lastKnown(
        _ run: JobRun, _ reason: PrintJob.LastKnown.Reason
    ) -> PrintJob.LastKnown {
        PrintJob.LastKnown(
            reason: reason, taken: min(max(run.taken, run.takenBefore), run.slip.count),
            total: run.slip.count)
    }

    // MARK: The end

    /// Ends the current job and takes on the next.
    mutating func finish(_ outcome: PrintJob.Outcome) {
        guard let run else { return }
        act(.finished(job: run.job.id, outcome))
        end()
        nextJob()
    }

    private mutating func end() {
        run = nil
        stopJobTimers()
        act(.stopTimer(.poll))
        if phase == .job { phase = .idle }
        settleHeldKick()
    }

    private mutating func stopJobTimers() {
        run?.isPatienceRunning = false
        for timer in [Timer.progress, .patience, .untagged] { act(.stopTimer(timer)) }
    }
}
