internal import ESCPOS
internal import Transport

// Opening the link, and getting printer and session to know each other's state.
extension PrinterSession {
    mutating func openLink() {
        guard link == .down else { return }
        link = .opening
        act(.open)
    }

    /// Somebody plugged the printer in, or switched it on: no need to wait for the next try.
    mutating func deviceArrived() {
        reopenFailures = 0
        guard link == .down else { return }
        act(.stopTimer(.reopen))
        openLink()
    }

    mutating func linkOpened() {
        link = .up
        reopenFailures = 0
        replies = ReplyParser()
        writes = []
        questions = Questions()
        status = PrinterStatus()
        untagged.disturbed(at: now)
        port.linkOpened()
        act(.event(.connected))
        guard let run, case .brokenOff(let wholeTaken) = run.stage else {
            if mustClear { clear() } else { greet() }
            return
        }
        // A printer that could not deliver a tag keeps it until someone listens again.
        if wholeTaken, run.tag != nil {
            phase = .listening
            act(.startTimer(.progress, after: configuration.keptTagLimit))
        } else {
            brokenOffForGood(.linkLost(lastLinkError))
            clear()
        }
    }

    mutating func linkFailed(_ error: LinkError) {
        if link == .up { act(.event(.disconnected(error))) }
        if link == .opening {
            reopenFailures += 1
            act(.event(.unreachable(error)))
        }
        lastLinkError = error
        dropLink()
        scheduleReopening()
        guard run != nil else {
            nextJob()
            return
        }
        holdJobWithoutLink()
    }

    /// Forgets all that belonged to the open link.
    private mutating func dropLink() {
        link = .down
        phase = .idle
        for case .kick(let id) in writes.map(\.purpose) {
            act(.kicked(id: id, .refused(.notConnected)))
        }
        if let heldKick { act(.kicked(id: heldKick.id, .refused(.notConnected))) }
        heldKick = nil
        writes = []
        questions = Questions()
        status = PrinterStatus()
        port.linkOpened()
        for timer in [Timer.answer, .poll, .port, .progress, .untagged] { act(.stopTimer(timer)) }
    }

    private mutating func scheduleReopening() {
        let factor = 1 << min(reopenFailures, 16)
        let delay = min(configuration.reopenDelay * factor, configuration.reopenDelayMax)
        act(.startTimer(.reopen, after: delay))
    }

    /// What the current job does when the link is gone.
    private mutating func holdJobWithoutLink() {
        guard var run else { return }
        if run.taken > 0 {
            if case .brokenOff = run.stage { return }
            if case .confirming = run.stage {
                run.stage = .brokenOff(wholeTaken: true)
            } else {
                run.stage = .brokenOff(wholeTaken: false)
            }
            self.run = run
            rememberToClear(run.payload)
            startPatience()
        } else if run.job.patience == .none, !run.isUnderWay {
            finish(.rejected(.link(lastLinkError)))
        } else {
            run.stage = .waiting
            self.run = run
            startPatience()
        }
    }

    /// Closes the link, so that what it has not taken is forgotten, and opens it again.
    mutating func restartLink() {
        act(.close)
        dropLink()
        scheduleReopening()
    }

    // MARK: Clearing

    /// Notes that the printer may hold a part of `payload`.
    mutating func rememberToClear(_ payload: [UInt8]) {
        mustClear = true
        var parser = Parser()
        var longest = 0
        for command in parser.parse(payload) + parser.finish() {
            longest = max(longest, command.bytes.count)
        }
        fillUp = max(fillUp, longest)
    }

    mutating func clear() {
        phase = .clearing
        if profile.status.contains(.realTimeRecovery) {
            write(Self.clearBuffers, for: .setup)
            act(.startTimer(.progress, after: configuration.answerLimit * 4))
        } else {
            fillUpAndGreet()
        }
    }

    /// Without a command to clear the buffers: zeros, which print nothing, fill up whatever
    /// command was broken off.
    mutating func fillUpAndGreet() {
        write([UInt8](repeating: 0, count: fillUp), for: .setup)
        cleared()
    }

    /// Sets the slip that was broken off apart from the next one.
    mutating func cleared() {
        mustClear = false
        fillUp = 0
        act(.stopTimer(.progress))
        let apart: [Command] =
            profile.cutter == .none ? [.feedLines(4)] : [.cut(.feedThenPartial())]
        write(([.initialize, .lineFeed] + apart).bytes, for: .setup)
        greet()
    }

    /// `DLE DC4` 8 with the fixed bytes that keep it from being taken for data.
    /// Source: Epson ESC/POS reference, `DLE DC4 (fn = 8)`.
    static let clearBuffers: [UInt8] = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8]

    // MARK: Greeting

    mutating func greet() {
        phase = .greeting
        if profile.status.contains(.automatic) {
            write(Command.automaticStatus(.all).bytes, for: .setup)
        }
        if profile.status.contains(.realTime) {
            ask([1, 2, 3, 4])
        } else {
            greeted()
        }
    }

    mutating func greeted() {
        phase = .idle
        act(.event(.status(status)))
        settleHeldKick()
        nextJob()
    }
}
