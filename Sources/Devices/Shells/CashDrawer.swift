internal import ESCPOS
public import Transport

/// One drawer in use, wherever it is connected.
public actor CashDrawer {
    private let port: any DrawerPort
    private let time: any Timekeeper
    private var session: DrawerSession
    private var timers: [DrawerSession.Timer: Task<Void, Never>] = [:]
    private var openWaiters: [UInt64: CheckedContinuation<OpenOutcome, Never>] = [:]
    private var closeWaiters: [UInt64: CheckedContinuation<CloseOutcome, Never>] = [:]
    private var listeners: [Int: AsyncStream<DrawerSession.Event>.Continuation] = [:]
    private var stateWaiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    private var nextNumber: UInt64 = 0
    private var watching: Task<Void, Never>?
    private var isStarted = false
    private var isStopped = false

    public init(port: any DrawerPort, settings: DrawerSettings, time: any Timekeeper) {
        self.port = port
        self.time = time
        session = DrawerSession(settings)
    }

    /// A drawer on the drawer connector of a printer.
    public init(printer: Printer, settings: DrawerSettings, time: any Timekeeper) {
        self.init(port: PrinterDrawerPort(printer), settings: settings, time: time)
    }

    /// What the sensor says, debounced.
    public var state: DrawerSession.State { session.state }

    /// Begins to use the port and to listen to it.
    public func start() async {
        guard !isStarted, !isStopped else { return }
        isStarted = true
        let levels = await port.start()
        guard !isStopped else { return }
        watching = Task { [weak self] in
            for await level in levels {
                guard let self else { return }
                await self.heard(level)
            }
        }
        feed(.start)
    }

    /// Waits until the sensor has told how the drawer is, at most `limit`.
    public func settled(within limit: Duration) async -> DrawerSession.State {
        guard session.state == .unknown, !isStopped else { return session.state }
        nextNumber += 1
        let id = nextNumber
        let deadline = time.now() + limit
        let timer = Task { [time, weak self] in
            try? await time.sleep(until: deadline)
            await self?.endStateWaiter(id)
        }
        await withCheckedContinuation { stateWaiters[id] = $0 }
        timer.cancel()
        return session.state
    }

    private func endStateWaiter(_ id: UInt64) { stateWaiters.removeValue(forKey: id)?.resume() }

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
        guard !isStopped else { return .refused(.device(.closed)) }
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

    /// Ends all waiting, and the use of a port of the drawer's own; a printer is not touched.
    public func stop() async {
        guard !isStopped else { return }
        isStopped = true
        watching?.cancel()
        for timer in timers.values { timer.cancel() }
        timers = [:]
        for waiter in openWaiters.values { waiter.resume(returning: .unknown) }
        for waiter in closeWaiters.values { waiter.resume(returning: .unknown) }
        openWaiters = [:]
        closeWaiters = [:]
        endStateWaiters()
        for listener in listeners.values { listener.finish() }
        await port.stop()
    }

    private func heard(_ level: DrawerLevel) {
        switch level {
        case .level(let isHigh): feed(.pin(isHigh: isHigh))
        case .lost: feed(.pin(isHigh: nil))
        }
    }

    private func feed(_ input: DrawerSession.Input) {
        guard !isStopped else { return }
        for action in session.handle(input, at: time.now()) { perform(action) }
        if session.state != .unknown { endStateWaiters() }
    }

    private func endStateWaiters() {
        for waiter in stateWaiters.values { waiter.resume() }
        stateWaiters = [:]
    }

    private func perform(_ action: DrawerSession.Action) {
        switch action {
        case .kick(let id, let pulse): send(id, pulse)
        case .withdrawKick(let id): Task { [port] in await port.withdrawKick(id: id) }
        case .askLevel: Task { [port] in await port.askLevel() }
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
        Task { [port, weak self] in
            let result = await port.kick(pulse, id: id)
            await self?.feed(.kicked(id: id, result))
        }
    }

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
