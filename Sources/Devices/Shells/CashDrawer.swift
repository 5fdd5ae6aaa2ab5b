internal import ESCPOS
public import Transport

/// One drawer in use, on the drawer connector of a printer.
public actor CashDrawer {
    private let printer: Printer
    private let time: any Timekeeper
    private var session: DrawerSession
    private var timers: [DrawerSession.Timer: Task<Void, Never>] = [:]
    private var openWaiters: [UInt64: CheckedContinuation<OpenOutcome, Never>] = [:]
    private var closeWaiters: [UInt64: CheckedContinuation<CloseOutcome, Never>] = [:]
    private var listeners: [Int: AsyncStream<DrawerSession.Event>.Continuation] = [:]
    private var nextNumber: UInt64 = 0
    /// The printer's number of the kick that the session asked for last.
    private var kick: UInt64?
    private var watching: Task<Void, Never>?
    private var isStopped = false

    public init(printer: Printer, settings: DrawerSettings, time: any Timekeeper) {
        self.printer = printer
        self.time = time
        session = DrawerSession(settings)
    }

    /// What the sensor says, debounced.
    public var state: DrawerSession.State { session.state }

    /// Begins to listen to the printer.
    public func start() async {
        guard watching == nil, !isStopped else { return }
        let events = await printer.events()
        watching = Task { [weak self] in
            for await event in events {
                guard let self else { return }
                await self.heard(event)
            }
        }
        feed(.start)
        // A level reported before we listened is not reported again until it changes.
        if let isHigh = await printer.status.isDrawerPinHigh { feed(.pin(isHigh: isHigh)) }
    }

    /// Opens the drawer for a named person and reason, and waits for what it does.
    ///
    /// - Parameters:
    ///   - by: who asks; must not be blank.
    ///   - reason: why; must not be blank.
    ///   - subject: for what: a receipt or count number.
    ///   - limit: a request that could not be sent by then is dropped.
    public func open(
        by: String, reason: String, subject: String = "", within limit: Duration = .seconds(5)
    ) async -> OpenOutcome {
        guard !isStopped else { return .refused(.printer(.notConnected)) }
        nextNumber += 1
        let request = OpenRequest(
            id: nextNumber, by: by, reason: reason, subject: subject, expiresAfter: limit)
        return await withCheckedContinuation { continuation in
            openWaiters[request.id] = continuation
            feed(.open(request))
        }
    }

    /// Waits until the drawer is shut, at most `limit`.
    public func waitForClose(within limit: Duration) async -> CloseOutcome {
        guard !isStopped else { return .unknown }
        nextNumber += 1
        let id = nextNumber
        return await withCheckedContinuation { continuation in
            closeWaiters[id] = continuation
            feed(.waitForClose(id: id, within: limit))
        }
    }

    /// What the drawer does from now on. A listener that does not keep up loses the oldest of 64.
    public func events() -> AsyncStream<DrawerSession.Event> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: DrawerSession.Event.self, bufferingPolicy: .bufferingNewest(64))
        nextNumber += 1
        let id = Int(nextNumber)
        listeners[id] = continuation
        continuation.onTermination = { [weak self] _ in
            Task { await self?.removeListener(id) }
        }
        return stream
    }

    private func removeListener(_ id: Int) { listeners[id] = nil }

    /// Ends all waiting; the printer is not touched.
    public func stop() {
        isStopped = true
        watching?.cancel()
        for timer in timers.values { timer.cancel() }
        timers = [:]
        for waiter in openWaiters.values { waiter.resume(returning: .unknown) }
        for waiter in closeWaiters.values { waiter.resume(returning: .unknown) }
        openWaiters = [:]
        closeWaiters = [:]
        for listener in listeners.values { listener.finish() }
    }

    private func heard(_ event: PrinterSession.Event) {
        switch event {
        case .drawerPin(let isHigh): feed(.pin(isHigh: isHigh))
        case .disconnected, .silent: feed(.pin(isHigh: nil))
        case .connected, .unreachable, .status, .strayReply: break
        }
    }

    private func feed(_ input: DrawerSession.Input) {
        guard !isStopped else { return }
        for action in session.handle(input, at: time.now()) { perform(action) }
    }

    private func perform(_ action: DrawerSession.Action) {
        switch action {
        case .kick(let id, let pulse): send(id, pulse)
        case .withdrawKick:
            guard let kick else { return }
            Task { [printer] in await printer.withdrawKick(kick) }
        case .askLevel: Task { [printer] in await printer.askDrawerLevel() }
        case .startTimer(let timer, let delay): start(timer, after: delay)
        case .stopTimer(let timer): timers.removeValue(forKey: timer)?.cancel()
        case .opened(let request, let outcome):
            openWaiters.removeValue(forKey: request)?.resume(returning: outcome)
        case .closed(let wait, let outcome):
            closeWaiters.removeValue(forKey: wait)?.resume(returning: outcome)
        case .event(let event): for listener in listeners.values { listener.yield(event) }
        }
    }

    private func send(_ id: UInt64, _ pulse: Pulse) {
        Task { [printer, weak self] in
            let number = await printer.beginKick()
            await self?.began(number)
            let result = await printer.finishKick(number, pulse)
            await self?.feed(.kicked(id: id, result))
        }
    }

    private func began(_ number: UInt64) { kick = number }

    private func start(_ timer: DrawerSession.Timer, after delay: Duration) {
        timers.removeValue(forKey: timer)?.cancel()
        let deadline = time.now() + delay
        timers[timer] = Task { [time, weak self] in
            guard (try? await time.sleep(until: deadline)) != nil, !Task.isCancelled else { return }
            await self?.fired(timer)
        }
    }

    private func fired(_ timer: DrawerSession.Timer) {
        guard !Task.isCancelled else { return }
        timers[timer] = nil
        feed(.timerFired(timer))
    }
}
