import ESCPOS
import Simulator
import Transport
import USBTransport

/// A clock that runs faster than the machine's, for paper that nobody wants to wait for.
struct FastTime: Timekeeper {
    let factor: Int
    private let base = SystemTime()

    init(_ factor: Int) { self.factor = factor }

    func now() -> Duration { base.now() * factor }

    func sleep(until deadline: Duration) async throws(CancellationError) {
        try await base.sleep(until: deadline / factor)
    }
}

/// A virtual receipt printer in this machine's USB socket, with the paper that came out of it.
final class PluggedPrinter: Sendable {
    let hub: SimulatorHub
    let traits: USBPrinterTraits
    /// Where it is plugged in.
    let port: String
    private let attachment: KernelAttachment
    private let printed: Lock<[Paper]>

    /// Plugs it in, and waits until libusb has seen it.
    init(
        _ profile: Profile = Profiles.tmT88V, plan: FaultPlan = .none, speed: Int = 20,
        adjust: (inout USBPrinterTraits) -> Void = { _ in }
    ) async throws {
        var traits = USBPrinterTraits(profile, serial: "TWTEST0417")
        adjust(&traits)
        self.traits = traits
        let printed = Lock([Paper]())
        self.printed = printed
        hub = SimulatorHub(
            VirtualPrinter(profile: profile, plan: plan), time: FastTime(speed),
            paperSink: { slip in printed.withLock { $0.append(slip) } })
        let usb = await USBPrinter(hub, traits)
        var changes = USBDevices.changes().makeAsyncIterator()
        let there = await Self.ports(of: traits)
        attachment = try await VirtualHostController().attach(usb)
        var found: String?
        while found == nil, let change = await changes.next() {
            if case .arrived(let device) = change, traits.areThose(of: device),
                !there.contains(device.port)
            {
                found = device.port
            }
        }
        port = found ?? ""
    }

    private static func ports(of traits: USBPrinterTraits) async -> Set<String> {
        Set(await USBDevices.list().filter { traits.areThose(of: $0) }.map(\.port))
    }

    /// A test that failed leaves none behind.
    deinit {
        let attachment = attachment
        Task { await attachment.detach() }
    }

    func waitForEnd() async { await attachment.waitForEnd() }

    /// By its serial number.
    var address: Address { .usb(.serial(traits.serial ?? "")) }

    /// All lines that are on paper, torn off or not.
    var lines: [String] {
        get async {
            await hub.tearOff()
            return printed.withLock { $0 }.flatMap(\.lines)
        }
    }

    /// What libusb tells of it.
    var device: USBDescription? {
        get async { await USBDevices.list().first { $0.port == port } }
    }

    /// Unplugs it for good, and waits until libusb has seen that.
    func remove() async {
        await attachment.detach()
        _ = await eventually { await device == nil }
        await hub.stop()
    }
}

extension USBPrinterTraits {
    /// Whether `device` is one of these, as far as it tells.
    func areThose(of device: USBDescription) -> Bool {
        device.vendor == vendor && device.product == product && device.serial == serial
    }
}

/// Polls a condition that another thread or the kernel makes true; gives up after a minute.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
    for _ in 0..<3_000 {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(20))
    }
    return try await condition()
}

/// Writes all of `bytes`, going on after each short write.
func send(_ bytes: [UInt8], to link: any Link, within limit: Duration = .seconds(10)) async throws {
    var rest = bytes[...]
    while !rest.isEmpty { rest = rest.dropFirst(try await link.write(rest, within: limit)) }
}

/// The error that `body` throws.
func failure(of body: () async throws(LinkError) -> Void) async -> LinkError? {
    do {
        try await body()
        return nil
    } catch {
        return error
    }
}
