public import Transport

/// A virtual Posiflex drawer in running time, with a USB cable.
public actor USBPosiflex: USBPlug {
    public nonisolated let descriptors: USBDescriptors
    /// What happens, as it happens; a listener that does not keep up loses the oldest of 64.
    public nonisolated let news: AsyncStream<VirtualPosiflex.Event>
    private let teller: AsyncStream<VirtualPosiflex.Event>.Continuation
    private let time: any Timekeeper
    private var drawer: VirtualPosiflex
    private var device: VirtualUSBDevice<USBPosiflexFunction>
    private var hostNumber: UInt64 = 0
    private var host: (@Sendable (USBEvent) -> Void)?
    private var timer: Task<Void, Never>?
    private var timerDue: Duration?

    /// - Parameter serial: nil for none.
    public init(
        _ drawer: VirtualPosiflex, serial: String? = nil, time: any Timekeeper = SystemTime()
    ) {
        let function = USBPosiflexFunction(drawer, serial: serial)
        descriptors = function.descriptors
        device = VirtualUSBDevice(function)
        self.drawer = drawer
        self.time = ZeroedTime(time)
        (news, teller) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
    }

    /// The drawer as it is now.
    public var snapshot: VirtualPosiflex { drawer }

    /// Somebody opens the drawer with its key, or pushes it shut.
    public func move(open: Bool) {
        for event in drawer.move(open: open, at: time.now()) { teller.yield(event) }
        settle()
    }

    // MARK: The host's side

    public var state: USBPlugState { host == nil ? .free : .attached }

    /// It stays plugged in.
    public func waitUntil(isPresent: Bool) async -> Bool { isPresent }

    public func attach(
        _ host: @escaping @Sendable (USBEvent) -> Void
    ) throws(LinkError) -> UInt64 {
        guard self.host == nil else {
            throw .busy("the simulated drawer", holder: "another USB host")
        }
        hostNumber += 1
        self.host = host
        return hostNumber
    }

    public func handle(_ command: USBCommand, from host: UInt64) {
        guard self.host != nil, host == hostNumber else { return }
        device.handle(command, &drawer, at: time.now())
        settle()
    }

    public func detach(_ host: UInt64) {
        guard self.host != nil, host == hostNumber else { return }
        device.disconnect(&drawer, at: time.now())
        _ = device.takeReplies()
        self.host = nil
        settle()
    }

    private func settle() {
        device.advance(&drawer, to: time.now())
        for reply in device.takeReplies() { host?(.reply(reply)) }
        for event in device.function.takeEvents() { teller.yield(event) }
        let due = [device.nextEvent, drawer.nextEvent].compactMap(\.self).min()
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
}
