public import ESCPOS
public import Transport

/// One printer in use: carries out what a ``PrinterSession`` decides, on a link that it opens and
/// opens again.
///
/// Decisions are the session's; this actor only moves bytes, runs timers and wakes callers.
public actor Printer {
    /// Called for each step of a job, in order, with the job's id.
    public typealias ProgressHandler = @Sendable (String, PrintJob.Progress) -> Void

    public nonisolated let address: Address
    private let opener: any LinkOpener
    private let time: any Timekeeper
    private let onProgress: ProgressHandler?
    private var session: PrinterSession
    private var link: (any Link)?
    /// Counts links, so that news of an earlier one is not taken for news of this one.
    private var generation = 0
    private var outbox: [UInt8] = []
    private var isWriting = false
    /// Why the link ended, while a write on it has not returned.
    private var ending: LinkError?
    private var timers: [PrinterSession.Timer: Task<Void, Never>] = [:]
    private var waiters: [String: [CheckedContinuation<PrintJob.Outcome, Never>]] = [:]
    private var outcomes = Outcomes(limit: 1024)
    private var kickWaiters: [UInt64: CheckedContinuation<PrinterSession.KickResult, Never>] = [:]
    private var listeners: [Int: AsyncStream<PrinterSession.Event>.Continuation] = [:]
    private var nextListener = 0
    private var nextKick: UInt64 = 0
    private var isStopped = false
    private var arrivals: Task<Void, Never>?

    public init(
        address: Address, opener: any LinkOpener, configuration: PrinterSession.Configuration,
        time: any Timekeeper, onProgress: ProgressHandler? = nil
    ) {
        self.address = address
        self.opener = opener
        self.time = time
        self.onProgress = onProgress
        session = PrinterSession(configuration)
    }

    /// What the printer last said; unknown parts are `nil`.
    public var status: PrinterStatus { session.status }

    deinit { arrivals?.cancel() }

    /// Begins to open the link and to keep it open.
    public func start() {
        feed(.start)
        guard arrivals == nil, !isStopped, let seen = opener.arrivals(of: address) else { return }
        arrivals = Task { [weak self] in
            for await _ in seen { await self?.feed(.arrived) }
        }
    }

    /// Prints `job` and waits for its end.
    ///
    /// A job whose id was seen before is not printed again: the answer is the first one's outcome.
    /// The last 1,024 outcomes are remembered.
    public func print(_ job: PrintJob) async -> PrintJob.Outcome {
        if let known = outcomes[job.id] { return known }
        guard !isStopped else { return .rejected(.link(.closed)) }
        return await withCheckedContinuation { continuation in
            let isNew = waiters[job.id] == nil
            waiters[job.id, default: []].append(continuation)
            if isNew { feed(.submit(job)) }
        }
    }

    /// Ends a job that has not ended.
    public func cancel(_ id: String) { feed(.cancel(id)) }

    /// Sends a drawer pulse; the result says whether the link took it, not whether the drawer moved.
    public func kick(_ pulse: Pulse) async -> PrinterSession.KickResult {
        let id = beginKick()
        return await finishKick(id, pulse)
    }

    /// Takes a number for a kick, so that it can be withdrawn while it is under way.
    func beginKick() -> UInt64 {
        nextKick += 1
        return nextKick
    }

    func finishKick(_ id: UInt64, _ pulse: Pulse) async -> PrinterSession.KickResult {
        guard !isStopped else { return .refused(.notConnected) }
        return await withCheckedContinuation { continuation in
            kickWaiters[id] = continuation
            feed(.kick(id: id, pulse))
        }
    }

    func withdrawKick(_ id: UInt64) { feed(.withdrawKick(id: id)) }

    /// Asks for the level of the drawer pin; the answer is an event.
    public func askDrawerLevel() { feed(.askDrawerLevel) }

    /// What the printer tells from now on. A listener that does not keep up loses the oldest of 256.
    public func events() -> AsyncStream<PrinterSession.Event> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: PrinterSession.Event.self, bufferingPolicy: .bufferingNewest(256))
        let id = nextListener
        nextListener += 1
        listeners[id] = continuation
        continuation.onTermination = { [weak self] _ in
            Task { await self?.removeListener(id) }
        }
        return stream
    }

    private func removeListener(_ id: Int) { listeners[id] = nil }

    /// Closes the link. Jobs that have not ended end: in doubt when something of them was sent.
    public func stop() async {
        guard !isStopped else { return }
        for id in waiters.keys.sorted() { feed(.cancel(id)) }
        isStopped = true
        arrivals?.cancel()
        for timer in timers.values { timer.cancel() }
        timers = [:]
        for (id, waiter) in kickWaiters {
            kickWaiters[id] = nil
            waiter.resume(returning: .refused(.notConnected))
        }
        for listener in listeners.values { listener.finish() }
        listeners = [:]
        let link = self.link
        self.link = nil
        generation += 1
        await link?.close()
    }

    // MARK: Feeding the session

    private func feed(_ input: PrinterSession.Input) {
        guard !isStopped else { return }
        for action in session.handle(input, at: time.now()) { perform(action) }
    }

    private func feed(_ input: PrinterSession.Input, from generation: Int) {
        guard generation == self.generation else { return }
        feed(input)
    }

    private func perform(_ action: PrinterSession.Action) {
        switch action {
        case .open: open()
        case .close: closeLink()
        case .write(let bytes):
            outbox.append(contentsOf: bytes)
            pump()
        case .askPort: askPort()
        case .startTimer(let timer, let delay): start(timer, after: delay)
        case .stopTimer(let timer): timers.removeValue(forKey: timer)?.cancel()
        case .progress(let job, let progress): onProgress?(job, progress)
        case .finished(let job, let outcome):
            outcomes[job] = outcome
            for waiter in waiters.removeValue(forKey: job) ?? [] {
                waiter.resume(returning: outcome)
            }
        case .kicked(let id, let result):
            kickWaiters.removeValue(forKey: id)?.resume(returning: result)
        case .event(let event): for listener in listeners.values { listener.yield(event) }
        }
    }

    private func start(_ timer: PrinterSession.Timer, after delay: Duration) {
        timers.removeValue(forKey: timer)?.cancel()
        let deadline = time.now() + delay
        timers[timer] = Task { [time, weak self] in
            guard (try? await time.sleep(until: deadline)) != nil, !Task.isCancelled else { return }
            await self?.fired(timer)
        }
    }

    private func fired(_ timer: PrinterSession.Timer) {
        // A timer that was stopped or started anew after it woke up must not fire.
        guard !Task.isCancelled else { return }
        timers[timer] = nil
        feed(.timerFired(timer))
    }

    // MARK: The link

    private func open() {
        generation += 1
        let mine = generation
        Task { [opener, address, weak self] in
            do throws(LinkError) {
                let link = try await opener.open(address)
                await self?.opened(link, generation: mine)
            } catch {
                await self?.feed(.linkFailed(error), from: mine)
            }
        }
    }

    private func opened(_ link: any Link, generation mine: Int) async {
        guard mine == generation, !isStopped else {
            await link.close()
            return
        }
        self.link = link
        outbox = []
        Task { [weak self] in
            while true {
                do throws(LinkError) {
                    let bytes = try await link.read()
                    guard let self else { return }
                    await self.feed(.received(bytes), from: mine)
                } catch {
                    await self?.ended(error, generation: mine)
                    return
                }
            }
        }
        feed(.linkOpened)
    }

    private func ended(_ error: LinkError, generation mine: Int) async {
        guard mine == generation, ending == nil else { return }
        if isWriting {
            // The bytes of the write under way may be in the printer: the session must hear of
            // them before it hears that the link is gone. Closing makes the write return.
            ending = error
            await link?.close()
            return
        }
        await endLink(error)
    }

    private func endLink(_ error: LinkError) async {
        let ended = link
        link = nil
        ending = nil
        generation += 1
        outbox = []
        await ended?.close()
        feed(.linkFailed(error))
    }

    private func closeLink() {
        let closing = link
        link = nil
        ending = nil
        generation += 1
        outbox = []
        Task { await closing?.close() }
    }

    /// Gives the outbox to the link, all of it at once, until the link has taken it.
    private func pump() {
        guard !isWriting, ending == nil, let link, !outbox.isEmpty else { return }
        isWriting = true
        let mine = generation
        let offered = outbox
        Task { [weak self] in
            do throws(LinkError) {
                let count = try await link.write(offered[...], within: .seconds(1))
                await self?.wrote(count, generation: mine)
            } catch {
                await self?.writeEnded(error, generation: mine)
            }
        }
    }

    private func wrote(_ count: Int, generation mine: Int) async {
        isWriting = false
        if mine == generation {
            outbox.removeFirst(min(count, outbox.count))
            if count > 0 { feed(.took(count)) }
            if mine == generation, let ending { await endLink(ending) }
        }
        pump()
    }

    private func askPort() {
        guard let link else { return }
        let mine = generation
        Task { [weak self] in
            do throws(LinkError) {
                let status = try await link.portStatus()
                await self?.feed(.port(status), from: mine)
            } catch {
                // The link's end will be told by its reader.
            }
        }
    }

    private func writeEnded(_ error: LinkError, generation mine: Int) async {
        isWriting = false
        if mine == generation { await endLink(ending ?? error) } else { pump() }
    }
}

/// The last outcomes by job id, oldest forgotten first.
struct Outcomes {
    private let limit: Int
    private var byID: [String: PrintJob.Outcome] = [:]
    private var order: [String] = []

    init(limit: Int) { self.limit = limit }

    subscript(id: String) -> PrintJob.Outcome? {
        get { byID[id] }
        set {
            guard let newValue, byID[id] == nil else { return }
            // Nothing of a rejected job was printed: the same id may try again.
            if case .rejected = newValue { return }
            byID[id] = newValue
            order.append(id)
            if order.count > limit { byID[order.removeFirst()] = nil }
        }
    }
}
