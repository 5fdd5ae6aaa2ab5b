import ESCPOS
import Simulator
import Transport
import USBTransport

/// A device of a test's own making in this machine's USB socket.
actor PluggedDevice<Function: USBFunction>: USBPlug where Function.Machine: Sendable {
    nonisolated let descriptors: USBDescriptors
    private let time = SystemTime()
    private var device: VirtualUSBDevice<Function>
    private var machine: Function.Machine
    private var host: (@Sendable (USBEvent) -> Void)?
    private var hosts: UInt64 = 0
    private var isPresent = true
    private var waiters: [(isPresent: Bool, CheckedContinuation<Bool, Never>)] = []
    private var timer: Task<Void, Never>?
    private var attachment: KernelAttachment?

    init(_ function: Function, _ machine: Function.Machine) {
        device = VirtualUSBDevice(function)
        self.machine = machine
        descriptors = function.descriptors
    }

    /// Plugs it in, and waits until libusb has seen it.
    func insert() async throws {
        var changes = USBDevices.changes().makeAsyncIterator()
        attachment = try await VirtualHostController().attach(self)
        while let change = await changes.next() {
            if case .arrived(let device) = change, isThis(device) { break }
        }
    }

    /// Pulls it out for good, and waits until libusb has seen that.
    func remove() async {
        await attachment?.detach()
        attachment = nil
        _ = await eventually { @Sendable in
            await USBDevices.list().allSatisfy { !isThis($0) }
        }
        timer?.cancel()
    }

    /// What libusb tells of it.
    var description: USBDescription? {
        get async { await USBDevices.list().first { isThis($0) } }
    }

    private nonisolated func isThis(_ device: USBDescription) -> Bool {
        device.vendor == descriptors.vendor && device.product == descriptors.product
            && device.serial == descriptors.serial
    }

    /// Does something to the device by hand, or looks into it.
    func act<Result: Sendable>(
        _ hand: @Sendable (inout Function, inout Function.Machine) -> Result
    ) -> Result {
        defer { move() }
        return hand(&device.function, &machine)
    }

    // MARK: The plug

    var state: USBPlugState { isPresent ? host == nil ? .free : .attached : .absent }

    func waitUntil(isPresent wanted: Bool) async -> Bool {
        if isPresent == wanted { return true }
        return await withCheckedContinuation { waiters.append((wanted, $0)) }
    }

    func attach(
        _ host: @escaping @Sendable (USBEvent) -> Void
    ) async throws(LinkError) -> UInt64 {
        self.host = host
        hosts += 1
        return hosts
    }

    func handle(_ command: USBCommand, from host: UInt64) {
        guard host == hosts, self.host != nil else { return }
        device.handle(command, &machine, at: time.now())
        move()
    }

    func detach(_ host: UInt64) {
        guard host == hosts else { return }
        self.host = nil
        device.disconnect(&machine, at: time.now())
        _ = device.takeReplies()
    }

    private func move() {
        let now = time.now()
        device.advance(&machine, to: now)
        for reply in device.takeReplies() { host?(.reply(reply)) }
        timer?.cancel()
        timer = nil
        guard host != nil, let due = device.nextEvent else { return }
        timer = Task { [time, weak self] in
            guard (try? await time.sleep(until: due)) != nil else { return }
            await self?.move()
        }
    }
}

/// Bulk pipes that take what comes, with pauses in which they refuse all (NAK), and give what they
/// are told to give.
struct BulkFunction: USBFunction {
    /// What came.
    struct Machine: Sendable {
        var received: [UInt8] = []
    }
    /// What comes out of the IN endpoint.
    enum Giving: Sendable { case nothing, answers, withoutEnd }

    var traits = USBPrinterTraits.bulk
    var descriptors: USBDescriptors { traits.descriptors }
    var random: SeededGenerator
    /// Chance that it is busy after a packet.
    var busyChance = 0.0
    var giving = Giving.nothing
    private(set) var packetsGiven = 0
    private var busyUntil: Duration?

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func answer(
        _ setup: USBSetup, _ data: [UInt8], _ machine: inout Machine, at now: Duration
    ) -> USBControlAnswer { setup.request == 1 ? .data([0x18]) : .stall }

    mutating func take(
        _ packet: ArraySlice<UInt8>, at endpoint: USBEndpoint, _ machine: inout Machine,
        at now: Duration
    ) -> USBPacketTaken {
        guard busyUntil == nil else { return .busy }
        machine.received += packet
        if random.happens(busyChance) {
            // Most pauses are short; some are longer than the limit of a transfer.
            let isLong = random.happens(0.1)
            busyUntil =
                now + .milliseconds(Int.random(in: isLong ? 100...400 : 1...10, using: &random))
        }
        return .taken
    }

    mutating func give(
        at endpoint: USBEndpoint, _ machine: inout Machine, at now: Duration
    ) -> USBPacketGiven {
        guard giving == .withoutEnd else { return .nothing }
        packetsGiven += 1
        return .packet([UInt8](repeating: 0x12, count: endpoint.maxPacketSize))
    }

    mutating func disconnected(_ machine: inout Machine, at now: Duration) { busyUntil = nil }
    var nextEvent: Duration? { busyUntil }
    mutating func advance(_ machine: inout Machine, to now: Duration) {
        if let end = busyUntil, end <= now { busyUntil = nil }
    }
}

extension USBPrinterTraits {
    /// A printer of class 7 that is nobody's model.
    static var bulk: USBPrinterTraits {
        var traits = USBPrinterTraits(Profiles.generic80, serial: "TWBULK0042")
        traits.vendor = 0x1209
        traits.product = 0x0001
        return traits
    }
}
