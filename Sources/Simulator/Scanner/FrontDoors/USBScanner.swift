public import Scancode
public import Transport

/// A virtual scanner in running time, with a USB cable.
///
/// Reports leave at the rate of its endpoints and wait while the host is slow. It has its power from
/// the host: what waits when the host goes is lost, and without a host it does not read.
public actor USBScanner: USBPlug {
    public nonisolated let descriptors: USBDescriptors
    private let time: any Timekeeper
    private let observer: @Sendable (VirtualScanner.Event) -> Void
    private var scanner: VirtualScanner
    private var device: VirtualUSBDevice<USBScannerFunction>
    private var isPlugged = true
    private var hostNumber: UInt64 = 0
    private var host: (@Sendable (USBEvent) -> Void)?
    private var timer: Task<Void, Never>?
    private var timerDue: Duration?
    private var waiters: [UInt64: Waiter] = [:]
    private var nextWaiter: UInt64 = 0

    private struct Waiter {
        var isOver: (isolated USBScanner) -> Bool
        var continuation: CheckedContinuation<Bool, Never>
    }

    /// - Parameters:
    ///   - serial: `nil` for none, as many scanners have.
    ///   - interval: as of ``USBScannerFunction``.
    ///   - observer: called with what the scanner shows, as it happens; must be quick.
    public init(
        _ scanner: VirtualScanner, serial: String? = nil, speed: USBSpeed = .full,
        interval: UInt8 = 1, time: any Timekeeper = SystemTime(),
        observer: @escaping @Sendable (VirtualScanner.Event) -> Void = { _ in }
    ) {
        let function = USBScannerFunction(
            scanner, serial: serial, speed: speed, interval: interval)
        descriptors = function.descriptors
        device = VirtualUSBDevice(function)
        self.scanner = scanner
        self.time = ZeroedTime(time)
        self.observer = observer
    }

    /// The scanner as it is now.
    public var snapshot: VirtualScanner { scanner }

    /// Reads a label.
    ///
    /// - Throws: ``VirtualScannerError``; the host gets nothing of the label then.
    public func scan(_ label: Scan) throws(VirtualScannerError) {
        guard host != nil else { throw .unplugged }
        // A refusal beeps too.
        defer { settle() }
        try scanner.scan(label)
    }

    /// Waits until the host has configured the scanner.
    ///
    /// - Returns: false when the task is cancelled first.
    public func waitUntilConfigured() async -> Bool {
        await wait { $0.device.configuration != 0 }
    }

    /// Waits until the host has fetched all reports, or is gone.
    ///
    /// - Returns: false when the task is cancelled first.
    public func waitUntilFetched() async -> Bool {
        await wait { $0.scanner.waitingReports == 0 }
    }

    /// Pulls the cable at the scanner's end.
    public func pullCable() {
        guard isPlugged else { return }
        isPlugged = false
        loseHost(telling: true)
        settle()
    }

    /// Plugs the cable in; a host can be attached again.
    public func plugIn() {
        isPlugged = true
        settle()
    }

    // MARK: The host's side

    public var state: USBPlugState {
        guard isPlugged else { return .absent }
        return host == nil ? .free : .attached
    }

    public func waitUntil(isPresent: Bool) async -> Bool {
        await wait { $0.isPlugged == isPresent }
    }

    public func attach(
        _ host: @escaping @Sendable (USBEvent) -> Void
    ) throws(LinkError) -> UInt64 {
        let place = "scanner \(descriptors.productName ?? "")"
        guard isPlugged else { throw .absent(place) }
        guard self.host == nil else { throw .busy(place, holder: "another USB host") }
        hostNumber += 1
        self.host = host
        return hostNumber
    }

    public func handle(_ command: USBCommand, from host: UInt64) {
        guard self.host != nil, host == hostNumber else { return }
        device.handle(command, &scanner, at: time.now())
        settle()
    }

    public func detach(_ host: UInt64) {
        guard self.host != nil, host == hostNumber else { return }
        loseHost(telling: false)
        settle()
    }

    private func loseHost(telling: Bool) {
        guard let host else { return }
        device.disconnect(&scanner, at: time.now())
        let replies = device.takeReplies()
        self.host = nil
        guard telling else { return }
        for reply in replies { host(.reply(reply)) }
        host(.gone)
    }

    // MARK: Time

    private func settle() {
        device.advance(&scanner, to: time.now())
        for reply in device.takeReplies() { host?(.reply(reply)) }
        for event in scanner.takeEvents() { observer(event) }
        for (id, waiter) in waiters where waiter.isOver(self) {
            waiters[id] = nil
            waiter.continuation.resume(returning: true)
        }
        let due = host == nil ? nil : device.nextEvent
        guard due != timerDue else { return }
        timer?.cancel()
        timer = nil
        timerDue = due
        guard let due else { return }
        timer = Task { [weak self, time] in
            do { try await time.sleep(until: due) } catch { return }
            await self?.timerFired(due)
        }
    }

    private func timerFired(_ due: Duration) {
        guard timerDue == due else { return }
        timerDue = nil
        settle()
    }

    private func wait(_ isOver: @escaping (isolated USBScanner) -> Bool) async -> Bool {
        if isOver(self) { return true }
        nextWaiter += 1
        let id = nextWaiter
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { return continuation.resume(returning: false) }
                waiters[id] = Waiter(isOver: isOver, continuation: continuation)
            }
        } onCancel: {
            Task { await self.abandon(id) }
        }
    }

    private func abandon(_ id: UInt64) {
        waiters.removeValue(forKey: id)?.continuation.resume(returning: false)
    }
}
