public import Scancode
public import Transport

/// One scanner in use: carries out what a ``ScannerSession`` decides, on a link that it opens and
/// opens again.
///
///     try await scanner.claim()
///     await scanner.setDeviceEnabled(true)
///     for await news in scanner.news { … }
public actor Scanner {
    public nonisolated let address: Address
    private let opener: any ReportLinkOpener
    private let time: any Timekeeper
    private var session: ScannerSession
    private var link: (any ReportLink)?
    /// Counts links, so that news of an earlier one is not taken for news of this one.
    private var generation = 0
    private var timers: [ScannerSession.Timer: Task<Void, Never>] = [:]
    private var claimWaiter: CheckedContinuation<ScannerError?, Never>?
    private var commandWaiters: [UInt64: CheckedContinuation<ScannerError?, Never>] = [:]
    private var newsWaiters: [UInt64: CheckedContinuation<ScannerNews?, Never>] = [:]
    private var nextID: UInt64 = 0
    /// Links that are being closed: whoever releases the scanner waits for them.
    private var closing: Task<Void, Never>?

    public init(
        address: Address, opener: any ReportLinkOpener,
        configuration: ScannerSession.Configuration = .init(), time: any Timekeeper = SystemTime()
    ) {
        self.address = address
        self.opener = opener
        self.time = time
        session = ScannerSession(configuration)
    }

    // The reader waits on the link and would keep the device.
    deinit {
        if let link { Task { await link.close() } }
    }

    // MARK: As UnifiedPOS has it

    public var isClaimed: Bool { session.isClaimed }
    public var isDeviceEnabled: Bool { session.isDeviceEnabled }
    public var isDataEventEnabled: Bool { session.isDataEventEnabled }
    public var isAutoDisabling: Bool { session.isAutoDisabling }
    public var decodesData: Bool { session.decodesData }
    public var dataCount: Int { session.dataCount }
    public var statistics: ScannerStatistics { session.statistics }

    /// Opens the scanner for this process alone. After an unplugging it is opened again, until
    /// ``release()``.
    public func claim() async throws(ScannerError) {
        guard !session.isClaimed, claimWaiter == nil else { throw .claimed }
        let error = await withCheckedContinuation { continuation in
            claimWaiter = continuation
            feed(.claim)
        }
        if let error { throw error }
    }

    /// Gives the scanner back: when this returns, others can open it. What nobody took is forgotten,
    /// and whoever waits for news gets nil.
    public func release() async {
        feed(.release)
        await closing?.value
    }

    /// Whether codes are taken; only while it is claimed.
    public func setDeviceEnabled(_ isOn: Bool) { feed(.enableDevice(isOn)) }

    /// Whether the next code or problem is given out; the delivery of one takes it back.
    public func setDataEventEnabled(_ isOn: Bool) { feed(.enableDataEvents(isOn)) }

    /// Whether a code disables the device.
    public func setAutoDisable(_ isOn: Bool) { feed(.autoDisable(isOn)) }

    /// Whether the AIM identifier is taken off a code and its kind told.
    public func setDecodeData(_ isOn: Bool) { feed(.decodeData(isOn)) }

    /// Forgets the codes and problems that wait.
    public func clearInput() { feed(.clearInput) }

    /// Beeps, trigger and the like, where the device has them.
    public func perform(_ command: ScannerCommand) async throws(ScannerError) {
        nextID += 1
        let id = nextID
        let error = await withCheckedContinuation { continuation in
            commandWaiters[id] = continuation
            feed(.command(id: id, command))
        }
        if let error { throw error }
    }

    // MARK: News

    /// Waits for what is told next; codes and problems only while data events are enabled.
    ///
    /// - Returns: nil after ``release()``, or when the task is cancelled.
    public func nextNews() async -> ScannerNews? { await nextNews(enablingData: false) }

    /// All that is told, each to one reader only. Whoever asks for the next enables data events.
    public nonisolated var news: News { News(scanner: self) }

    public struct News: AsyncSequence, AsyncIteratorProtocol, Sendable {
        fileprivate let scanner: Scanner
        public func makeAsyncIterator() -> News { self }
        public func next() async -> ScannerNews? { await scanner.nextNews(enablingData: true) }
    }

    private func nextNews(enablingData: Bool) async -> ScannerNews? {
        nextID += 1
        let id = nextID
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                newsWaiters[id] = continuation
                feed(.want(id: id, enablingData: enablingData))
                // A cancellation before the line above found nothing to withdraw.
                if Task.isCancelled { feed(.withdraw(id: id)) }
            }
        } onCancel: {
            Task { await self.feed(.withdraw(id: id)) }
        }
    }

    // MARK: Feeding the session

    private func feed(_ input: ScannerSession.Input) {
        for action in session.handle(input, at: time.now()) { perform(action) }
    }

    private func feed(_ input: ScannerSession.Input, from generation: Int) {
        guard generation == self.generation else { return }
        feed(input)
    }

    private func perform(_ action: ScannerSession.Action) {
        switch action {
        case .open: open()
        case .close: closeLink()
        case .send(let output): send(output)
        case .startTimer(let timer, let deadline): start(timer, at: deadline)
        case .stopTimer(let timer): timers.removeValue(forKey: timer)?.cancel()
        case .claimEnded(let error):
            claimWaiter?.resume(returning: error)
            claimWaiter = nil
        case .commandEnded(let id, let error):
            commandWaiters.removeValue(forKey: id)?.resume(returning: error)
        case .deliver(let want, let news):
            newsWaiters.removeValue(forKey: want)?.resume(returning: news)
        }
    }

    private func start(_ timer: ScannerSession.Timer, at deadline: Duration) {
        timers.removeValue(forKey: timer)?.cancel()
        timers[timer] = Task { [time, weak self] in
            guard (try? await time.sleep(until: deadline)) != nil else { return }
            await self?.fired(timer)
        }
    }

    private func fired(_ timer: ScannerSession.Timer) {
        // A timer that was stopped or started anew after it woke up must not fire.
        guard !Task.isCancelled else { return }
        timers[timer] = nil
        feed(.timerFired(timer))
    }

    // MARK: The link

    private func open() {
        generation += 1
        let mine = generation
        Task { [opener, address, closing, weak self] in
            // The same node cannot be opened before it has been given back.
            await closing?.value
            do throws(LinkError) {
                let link = try await opener.openReports(address)
                guard let self else { return await link.close() }
                await self.opened(link, generation: mine)
            } catch {
                await self?.feed(.linkFailed(error), from: mine)
            }
        }
    }

    private func opened(_ link: any ReportLink, generation mine: Int) async {
        guard mine == generation else { return await link.close() }
        self.link = link
        feed(.linkOpened(link.source))
        guard mine == generation else { return }
        Task { [weak self] in
            while true {
                do throws(LinkError) {
                    let reports = try await link.read()
                    guard let self else { return await link.close() }
                    await self.feed(.reports(reports), from: mine)
                } catch {
                    await self?.ended(error, generation: mine)
                    return
                }
            }
        }
    }

    private func ended(_ error: LinkError, generation mine: Int) {
        guard mine == generation else { return }
        closeLink()
        feed(.linkFailed(error))
    }

    private func closeLink() {
        generation += 1
        guard let link else { return }
        self.link = nil
        closing = Task { [closing] in
            await closing?.value
            await link.close()
        }
    }

    private func send(_ output: ScannerOutput) {
        let mine = generation
        Task { [link, weak self] in
            do throws(LinkError) {
                guard let link else { throw .closed }
                try await link.send(output.bytes, as: output.reportKind, to: output.interface)
                await self?.feed(.sent(nil), from: mine)
            } catch {
                await self?.feed(.sent(error), from: mine)
            }
        }
    }
}
