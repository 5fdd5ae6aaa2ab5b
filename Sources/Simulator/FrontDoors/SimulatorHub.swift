public import ESCPOS
public import Transport

/// One virtual printer in running time, reached through any number of front doors.
///
/// The hub sleeps until the printer's next event or the next call; it never polls. Bytes from all
/// doors go into the printer's one buffer in the order of the calls. Answers go to the door that
/// wrote last, as printers with several ports answer the one in use. What is answered before
/// anybody has connected since the printer was plugged in waits for the first to come.
///
/// When the cable is pulled or power fails, every connection ends with ``LinkError/gone(_:)`` and
/// stays ended; ``open(_:)`` gives new ones once the printer is back.
public actor SimulatorHub {
    /// Called with each output as it happens; must be quick, for the printer waits meanwhile.
    public typealias Observer = @Sendable (VirtualPrinter.Output, Duration) -> Void
    /// Called with each finished slip; must be quick, or hand the slip on.
    public typealias PaperSink = @Sendable (Paper) -> Void

    /// Answers that nobody reads: more bytes than this are dropped, oldest first.
    static let unreadMax = 65_536
    /// A slip without a cut is taken off when it has this many items.
    static let slipItemsMax = 50_000

    private struct Connection {
        var unread: [[UInt8]] = []
        var unreadBytes = 0
        var reader: CheckedContinuation<Result<[UInt8], LinkError>, Never>?
        var end: LinkError?
    }
    private struct Waiter {
        var until: Duration
        var continuation: CheckedContinuation<Void, Never>
    }
    private struct PlugWaiter {
        var isConnected: Bool
        var continuation: CheckedContinuation<Bool, Never>
    }

    /// What links to the printer give as their address, and errors as its place.
    public nonisolated let address: Address
    /// What model the printer is.
    public nonisolated let profile: Profile
    let time: any Timekeeper
    private let observer: Observer
    private let paperSink: PaperSink
    private let idleSlip: Duration

    var printer: VirtualPrinter
    private var connections: [UInt64: Connection] = [:]
    var doorInUse: UInt64?
    /// The printer's USB socket, if it was given one.
    var usb: USBSocket?
    /// Answers for the first to connect since the printer was plugged in; `nil` once one has.
    private var early: [[UInt8]]? = []
    private var waiters: [UInt64: Waiter] = [:]
    private var plugWaiters: [UInt64: PlugWaiter] = [:]
    private var nextID: UInt64 = 0
    private var timer: Task<Void, Never>?
    private var timerDue: Duration?
    /// When the paper of a printer without a cutter counts as a finished slip.
    private var slipDue: Duration?
    private(set) var isStopped = false
    /// Bytes of answers dropped because nobody read them.
    public private(set) var droppedBytes = 0

    /// A hub for `printer`, whose time zero is now.
    ///
    /// - Parameters:
    ///   - idleSlip: after this long without printing, the paper of a printer without a cutter
    ///     counts as torn off.
    ///   - paperSink: gets each slip as it is cut or torn off.
    public init(
        _ printer: VirtualPrinter, address: Address = .simulator(options: [:]),
        time: any Timekeeper = SystemTime(), idleSlip: Duration = .seconds(1),
        observer: @escaping Observer = { _, _ in }, paperSink: @escaping PaperSink = { _ in }
    ) {
        self.printer = printer
        profile = printer.profile
        self.address = address
        self.time = ZeroedTime(time)
        self.idleSlip = max(.zero, idleSlip)
        self.observer = observer
        self.paperSink = paperSink
    }

    /// The printer as it is now.
    public var snapshot: VirtualPrinter {
        settle()
        return printer
    }

    /// Does something with the printer by hand, such as `{ $0.openCover() }`.
    public func act(_ hand: @Sendable (inout VirtualPrinter) -> Void) {
        settle()
        hand(&printer)
        settle()
        wakeWaiters()
    }

    /// Tears off what is printed, cut or not, and gives it to the paper sink.
    public func tearOff() {
        settle()
        deliver(printer.tearOff())
        reschedule()
    }

    /// Ends all connections and the printer's time. A slip that is not cut goes to the sink.
    public func stop() {
        guard !isStopped else { return }
        settle()
        deliver(printer.tearOff())
        isStopped = true
        timer?.cancel()
        timer = nil
        endConnections(.closed)
        wakeWaiters()
        for waiter in plugWaiters.values { waiter.continuation.resume(returning: false) }
        plugWaiters = [:]
    }

    /// Waits until the printer is reachable, or is not; false when the hub has stopped or the
    /// task is cancelled first.
    public func waitUntil(isConnected: Bool) async -> Bool {
        settle()
        if isStopped || Task.isCancelled { return false }
        if printer.isConnected == isConnected { return true }
        let id = makeID()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // A cancellation that came before has found nobody to wake.
                if Task.isCancelled { return continuation.resume(returning: false) }
                plugWaiters[id] = PlugWaiter(isConnected: isConnected, continuation: continuation)
            }
        } onCancel: {
            Task { await self.abandonPlugWait(id) }
        }
    }

    private func abandonPlugWait(_ id: UInt64) {
        plugWaiters.removeValue(forKey: id)?.continuation.resume(returning: false)
    }

    private func makeID() -> UInt64 {
        nextID += 1
        return nextID
    }

    // MARK: Connections

    /// Number of a new connection.
    func connect() throws(LinkError) -> UInt64 {
        settle()
        if isStopped { throw .closed }
        guard printer.isConnected else { throw .absent(address.description) }
        let id = makeID()
        connections[id] = Connection()
        if doorInUse == nil { doorInUse = id }
        for bytes in early ?? [] { receive(bytes, for: id) }
        early = nil
        return id
    }

    func write(
        _ bytes: ArraySlice<UInt8>, on id: UInt64, within limit: Duration
    ) async throws(LinkError) -> Int {
        let deadline = time.now() + limit
        while true {
            settle()
            guard let connection = connections[id] else { throw .closed }
            if let end = connection.end { throw end }
            if bytes.isEmpty { return 0 }
            doorInUse = id
            guard let taken = printer.write(bytes, at: time.now()) else { continue }
            settle()
            if taken > 0 || time.now() >= deadline || Task.isCancelled { return taken }
            await waitForChange(until: deadline)
        }
    }

    func read(on id: UInt64) async throws(LinkError) -> [UInt8] {
        settle()
        guard let connection = connections[id], !Task.isCancelled else { throw .closed }
        if !connection.unread.isEmpty { return takeUnread(id) }
        if let end = connection.end { throw end }
        precondition(connection.reader == nil, "one read at a time")
        typealias Read = Result<[UInt8], LinkError>
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Read, Never>) in
                if Task.isCancelled { return continuation.resume(returning: .failure(.closed)) }
                connections[id]?.reader = continuation
            }
        } onCancel: {
            Task { await self.abandonRead(id) }
        }
        return try result.get()
    }

    func disconnect(_ id: UInt64) {
        let connection = connections.removeValue(forKey: id)
        connection?.reader?.resume(returning: .failure(.closed))
        if doorInUse == id { doorInUse = nil }
        wakeWaiters()
    }

    private func abandonRead(_ id: UInt64) {
        connections[id]?.reader?.resume(returning: .failure(.closed))
        connections[id]?.reader = nil
    }

    func takeUnread(_ id: UInt64) -> [UInt8] {
        let bytes = Array((connections[id]?.unread ?? []).joined())
        connections[id]?.unread = []
        connections[id]?.unreadBytes = 0
        return bytes
    }

    private func receive(_ bytes: [UInt8], for id: UInt64) {
        guard connections[id]?.end == nil else { return }
        if usb?.connection == id {
            usb?.device.function.send(bytes)
            return
        }
        if let reader = connections[id]?.reader {
            connections[id]?.reader = nil
            reader.resume(returning: .success(bytes))
            return
        }
        connections[id]?.unread.append(bytes)
        connections[id]?.unreadBytes += bytes.count
        while let connection = connections[id], connection.unreadBytes > Self.unreadMax,
            let oldest = connection.unread.first
        {
            connections[id]?.unread.removeFirst()
            connections[id]?.unreadBytes -= oldest.count
            droppedBytes += oldest.count
        }
    }

    private func endConnections(_ error: LinkError) {
        unplugUSB()
        for id in connections.keys where connections[id]?.end == nil {
            connections[id]?.end = error
            connections[id]?.reader?.resume(returning: .failure(error))
            connections[id]?.reader = nil
        }
        doorInUse = nil
    }

    // MARK: Time

    /// Lets the printer's time come up to now and hands out what happened.
    func settle() {
        guard !isStopped else { return }
        let now = time.now()
        repeat {
            for output in printer.advance(to: now) { handle(output, at: now) }
            moveUSB(at: now)
            // What came in by USB may have been answered at once.
        } while printer.nextEvent.map { $0 <= now } ?? false
        takeSlips(at: now)
        reschedule()
    }

    private func handle(_ output: VirtualPrinter.Output, at now: Duration) {
        switch output {
        case .reply(let bytes):
            if let door = doorInUse {
                receive(bytes, for: door)
            } else if let waiting = early, waiting.count < 64 {
                early = waiting + [bytes]
            }
        case .gone:
            early = []
            endConnections(.gone(address.description))
            resumePlugWaiters(isConnected: false)
        case .back: resumePlugWaiters(isConnected: true)
        default: break
        }
        observer(output, now)
    }

    private func resumePlugWaiters(isConnected: Bool) {
        for (id, waiter) in plugWaiters where waiter.isConnected == isConnected {
            plugWaiters[id] = nil
            waiter.continuation.resume(returning: true)
        }
    }

    private func takeSlips(at now: Duration) {
        for slip in printer.tearOffSlips() { deliver(slip) }
        let items = printer.paper.items
        if items.count > Self.slipItemsMax {
            deliver(printer.tearOff())
        } else if profile.cutter == .none, !items.isEmpty, printer.isIdle {
            slipDue = slipDue ?? now + idleSlip
            if let due = slipDue, due <= now {
                slipDue = nil
                deliver(printer.tearOff())
            }
        } else {
            slipDue = nil
        }
    }

    private func deliver(_ slip: Paper) {
        // Blank paper is no slip.
        guard !slip.slips.isEmpty else { return }
        paperSink(slip)
    }

    private func waitForChange(until deadline: Duration) async {
        let id = makeID()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled || isStopped { return continuation.resume() }
                waiters[id] = Waiter(until: deadline, continuation: continuation)
                reschedule()
            }
        } onCancel: {
            Task { await self.abandonWait(id) }
        }
    }

    private func abandonWait(_ id: UInt64) {
        waiters.removeValue(forKey: id)?.continuation.resume()
    }

    private func wakeWaiters() {
        let waiting = waiters.values
        waiters = [:]
        for waiter in waiting { waiter.continuation.resume() }
    }

    private func reschedule() {
        let due = [printer.nextEvent, slipDue, waiters.values.map(\.until).min(), usbDue]
            .compactMap { $0 }.min()
        guard due != timerDue else { return }
        timer?.cancel()
        timer = nil
        timerDue = due
        guard let due, !isStopped else { return }
        timer = Task { [weak self, time] in
            do { try await time.sleep(until: due) } catch { return }
            await self?.timerFired(due)
        }
    }

    private func timerFired(_ due: Duration) {
        guard timerDue == due else { return }
        timerDue = nil
        settle()
        wakeWaiters()
    }
}
