internal import ESCPOS
internal import Glibc
internal import Simulator
internal import Transport

/// The virtual device of a measurement, in a process of its own: what it computes is not counted as
/// the driver's.
enum DeviceProcess {
    static let vendor: UInt16 = 0x04B8
    static let product: UInt16 = 0x0E15

    /// Plugs a device into this machine's kernel, says so, and stays until it is killed.
    static func run(_ name: String) async throws {
        switch name {
        case "printer": try await printer()
        default: throw BenchError.failed(program: name, status: 1, said: "no such device")
        }
    }

    private static func printer() async throws {
        let hub = SimulatorHub(VirtualPrinter(profile: Profiles.tmT88V))
        var traits = USBPrinterTraits(Profiles.tmT88V, serial: "BENCH-1")
        traits.vendor = vendor
        traits.product = product
        let attachment = try await VirtualHostController().attach(USBPrinter(hub, traits))
        print("ready")
        fflush(nil)
        await attachment.waitForEnd()
    }
}
