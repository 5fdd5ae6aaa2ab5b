public import ESCPOS
public import Transport

/// A drawer on a box of its own, or with a controller of its own: carries out what a
/// ``BoxSession`` decides.
public actor BoxDrawerPort: DrawerPort {
    public nonisolated let address: Address
    private let box: any DrawerBox
    private let time: any Timekeeper
    private var session: BoxSession
    private var link: (any DrawerBoxLink)?
    /// Counts links, so that news of an earlier one is not taken for news of this one.
    private var generation = 0
    private var timers: [BoxSession.Timer: Task<Void, Never>] = [:]
    private var waiters: [UInt64: CheckedContinuation<DrawerKick, Never>] = [:]
    private var levels: AsyncStream<DrawerLevel>.Continuation?
    private var firstOpening: Result<Void, LinkError>?
    private var openWaiters: [CheckedContinuation<Result<Void, LinkError>, Never>] = []
    private var isStopped = false

    /// A box on a serial line.
    public init(_ box: SerialBox, opener: any LineOpener, time: any Timekeeper) {
        self.init(
            SerialDrawerBox(box: box, opener: opener, time: time), address: box.address, time: time)
    }

    /// A Posiflex drawer. Its level is high while it is shut: ``DrawerSettings/Sensor/lowWhenOpen``.
    public init(posiflex address: Address, opener: any ReportLinkOpener, time: any Timekeeper) {
        self.init(
            PosiflexDrawerBox(address: address, opener: opener), address: address, time: time)
    }

    private init(_ box: any DrawerBox, address: Address, time: any Timekeeper) {
        self.box = box
        self.address = address
        self.time = time
        session = BoxSession(box.configuration)
        if !box.configuration.isHeldOpen { firstOpening = .success(()) }
    }

    public func start() -> AsyncStream<DrawerLevel> {
        let (stream, levels) = AsyncStream.makeStream(
            of: DrawerLevel.self, bufferingPolicy: .bufferingNewest(64))
        self.levels = levels
        feed(.start)
        return stream
    }

    /// Waits until the box has been opened for the first time; at once for a box that is opened for
    /// each pulse alone.
    ///
    /// - Throws: ``LinkError``; why the first try failed. More follow.
    public func opened() async throws(LinkError) {
        if let firstOpening { return try firstOpening.get() }
        let result = await withCheckedContinuation { openWaiters.append($0) }
        try result.get()
    }

    public func kick(_ pulse: Pulse, id: UInt64) async -> DrawerKick {
        guard !isStopped else { return .refused(.device(.closed)) }
        return await withCheckedContinuation { continuation in
            waiters[id] = continuation
            feed(.kick(id: id, pulse))
        }
    }

    public func withdrawKick(id: UInt64) { feed(.withdrawKick(id: id)) }

    public func askLevel() { feed(.askLevel) }

    public func stop() async {
        guard !isStopped else { return }
        isStopped = true
        for timer in timers.values { timer.cancel() }
        timers = [:]
        for waiter in waiters.values { waiter.resume(returning: .refused(.device(.closed))) }
        waiters = [:]
        tellOpening(.failure(.closed))
        levels?.finish()
        let link = self.link
        self.link = nil
        generation += 1
        await link?.close()
    }

    // MARK: Feeding the session

    private func feed(_ input: BoxSession.Input) {
        guard !isStopped else { return }
        for action in session.handle(input) { perform(action) }
    }

    private func feed(_ input: BoxSession.Input, from mine: Int) {
        guard mine == generation else { return }
        feed(input)
    }

    private func perform(_ action: BoxSession.Action) {
        switch action {
        case .open: open()
        case .close: closeLink()
        case .fire(let pulse): fire(pulse)
        case .readLevel: readLevel()
        case .startTimer(let timer, let delay): start(timer, after: delay)
        case .stopTimer(let timer): timers.removeValue(forKey: timer)?.cancel()
        case .kicked(let id, let result): waiters.removeValue(forKey: id)?.resume(returning: result)
        case .tell(let level): levels?.yield(level)
        }
    }

    private func start(_ timer: BoxSession.Timer, after delay: Duration) {
        timers.removeValue(forKey: timer)?.cancel()
        let deadline = time.now() + delay
        timers[timer] = Task { [time, weak self] in
            guard (try? await time.sleep(until: deadline)) != nil, !Task.isCancelled else { return }
            await self?.fired(timer)
        }
    }

    private func fired(_ timer: BoxSession.Timer) {
        guard !Task.isCancelled else { return }
        timers[timer] = nil
        feed(.timerFired(timer))
    }

    // MARK: The box

    private func open() {
        generation += 1
        let mine = generation
        Task { [box, weak self] in
            do throws(LinkError) {
                let link = try await box.open()
                await self?.opened(link, generation: mine)
            } catch {
                await self?.notOpened(error, generation: mine)
            }
        }
    }

    private func opened(_ link: any DrawerBoxLink, generation mine: Int) async {
        guard mine == generation, !isStopped else {
            await link.close()
            return
        }
        self.link = link
        Task { [weak self] in
            do throws(LinkError) {
                while true {
                    let level = try await link.next()
                    guard let self else { return }
                    if let level { await self.feed(.level(isHigh: level), from: mine) }
                }
            } catch {
                await self?.ended(error, generation: mine)
            }
        }
        tellOpening(.success(()))
        feed(.opened)
    }

    private func notOpened(_ error: LinkError, generation mine: Int) {
        guard mine == generation else { return }
        tellOpening(.failure(error))
        feed(.failed(error))
    }

    private func tellOpening(_ result: Result<Void, LinkError>) {
        guard firstOpening == nil else { return }
        firstOpening = result
        for waiter in openWaiters { waiter.resume(returning: result) }
        openWaiters = []
    }

    private func ended(_ error: LinkError, generation mine: Int) {
        guard mine == generation else { return }
        closeLink()
        feed(.failed(error))
    }

    private func closeLink() {
        let closing = link
        link = nil
        generation += 1
        Task { await closing?.close() }
    }

    private func fire(_ pulse: Pulse) {
        guard let link else { return }
        Task { [weak self] in
            let firing: BoxSession.Firing
            do throws(LinkError) {
                firing = try await link.fire(pulse) ? .taken : .nothing
            } catch {
                firing = .failed(error)
            }
            // Also of a link that has ended meanwhile: the kick that was given to it has an end.
            await self?.feed(.fired(firing))
        }
    }

    private func readLevel() {
        guard let link else { return }
        let mine = generation
        Task { [weak self] in
            do throws(LinkError) {
                guard let level = try await link.level() else { return }
                await self?.feed(.level(isHigh: level), from: mine)
            } catch {
                await self?.ended(error, generation: mine)
            }
        }
    }
}
