internal import ESCPOS

extension VirtualPrinter {
    /// What happens next by itself. At equal times people act first and answers leave last.
    enum Due { case fault(Int), hand, drawer, mechanism, interpreter, reply }

    var nextDue: (at: Duration, what: Due)? {
        var next: (at: Duration, what: Due)?
        func offer(_ at: Duration?, _ what: Due) {
            guard let at else { return }
            if let best = next, best.at <= at { return }
            next = (at, what)
        }
        for (i, fault) in faults.enumerated() {
            if case .time(let at) = fault.trigger { offer(at, .fault(i)) }
        }
        offer(agenda.next?.at, .hand)
        offer(drawer.nextEvent, .drawer)
        offer(work?.endsAt, .mechanism)
        offer(drainsAt, .interpreter)
        offer(replies.nextDue, .reply)
        return next
    }

    mutating func run(to limit: Duration) {
        while let next = nextDue, next.at <= limit {
            clock = max(clock, next.at)
            switch next.what {
            case .fault(let i): carryOut(faults.remove(at: i).action)
            case .hand: perform(agenda.removeFirst())
            case .drawer: advanceDrawer()
            case .mechanism: finishWork()
            case .interpreter: drain()
            case .reply: outbox += replies.take(at: clock).map { .reply($0) }
            }
            settle()
        }
        clock = max(clock, limit)
    }

    /// Brings everything in line after a change: faults that hang on counts, the mechanism, what
    /// the host must be told, and the interpreter.
    mutating func settle() {
        fireCountedFaults()
        stopWorkIfOffline()
        startWork()
        // Starting a step can jam the cutter.
        noteCondition()
        scheduleDrain()
    }

    private mutating func fireCountedFaults() {
        while let i = faults.firstIndex(where: { isDue($0.trigger) }) {
            carryOut(faults.remove(at: i).action)
        }
    }

    private func isDue(_ trigger: FaultPlan.Trigger) -> Bool {
        switch trigger {
        case .bytes(let n): statistics.bytesReceived >= n
        case .lines(let n): statistics.lines >= n
        case .cuts(let n): slips >= n
        case .time: false
        }
    }

    mutating func advanceDrawer() {
        if drawer.advance(to: clock) { outbox.append(.drawer(isOpen: drawer.isOpen)) }
    }

    // MARK: Telling the host

    private mutating func noteCondition() {
        condition.isDrawerPinHigh = drawer.isPinHigh
        if condition.isConnected != wasConnected {
            wasConnected = condition.isConnected
            outbox.append(wasConnected ? .back : .gone)
            if wasConnected {
                if let id = replies.takeKeptProcessID() { replies.send(id, at: clock) }
            } else {
                replies.cut()
            }
        }
        if condition.isOnline != wasOnline {
            wasOnline = condition.isOnline
            if !wasOnline { sendOfflineResponse() }
        }
        pushStatusIfChanged()
    }

    private mutating func sendOfflineResponse() {
        // Feeding by the button is not among the causes.
        guard offlineResponse != 0, condition.offlineCause != 0x40 else { return }
        answer(.offlineCauses(offlineResponse == 2 ? [condition.offlineCause] : []))
    }

    private mutating func pushStatusIfChanged() {
        // What changes while nobody listens is told when somebody does.
        guard !pushed.isEmpty, condition.isConnected else { return }
        let watched = condition.watched(pushed)
        guard watched != lastPushed else { return }
        lastPushed = watched
        answer(condition.automaticStatus)
    }

    mutating func answer(_ reply: Reply) { answer(reply.bytes) }

    mutating func answer(_ bytes: [UInt8]) {
        statistics.replies += 1
        if condition.isConnected {
            replies.send(bytes, at: clock)
        } else {
            replies.keep(bytes)
        }
    }
}
