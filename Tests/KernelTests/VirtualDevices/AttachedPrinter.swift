import ESCPOS
import Simulator
import Transport

/// A virtual printer at one of the kernel's virtual USB ports, for the kernel's own driver: nothing
/// of ours looks at it from the host's side.
struct AttachedPrinter {
    let hub: SimulatorHub
    let attachment: KernelAttachment
    private let slips: Lock<[Paper]>

    /// - Parameter change: what is different from a printer that is in order.
    init(
        plan: FaultPlan = .none, speed: USBSpeed = .full, serial: String? = "VIRTUAL-1",
        _ change: (inout USBPrinterTraits) -> Void = { _ in }
    ) async throws {
        let slips = Lock<[Paper]>([])
        self.slips = slips
        hub = SimulatorHub(
            VirtualPrinter(profile: Profiles.tmT88V, plan: plan),
            paperSink: { slip in slips.withLock { $0.append(slip) } })
        var traits = USBPrinterTraits(Profiles.tmT88V, speed: speed, serial: serial)
        change(&traits)
        attachment = try await VirtualHostController().attach(await USBPrinter(hub, traits))
    }

    /// The text on all slips that were cut so far.
    var lines: [String] { slips.withLock { $0.flatMap(\.lines) } }

    /// Takes the printer away; returns when the kernel's driver has let go of it.
    func remove() async throws {
        await attachment.detach()
        await hub.stop()
        try Guest.waitForEnd(of: "/dev/usb/lp0")
        try Guest.settle()
    }
}
