import ESCPOS
import Glibc
import Simulator
import Transport

/// A virtual printer at the far end of the emulated serial adapter's line.
final class FarPrinter: Sendable {
    let hub: SimulatorHub
    private let line: DescriptorLink
    private let pumping: Task<Void, Never>

    init(_ profile: Profile = Profiles.tmT88V) async throws {
        let path = "/dev/virtio-ports/tillwright.serial"
        try Guest.wait(for: path)
        let number = open(path, O_RDWR | O_CLOEXEC)
        guard number >= 0 else { throw Guest.Failure(description: "\(path): error \(errno)") }
        let line = DescriptorLink(
            Descriptor(owning: number), address: .file(path: path), traits: .terminal)
        let hub = SimulatorHub(VirtualPrinter(profile: profile))
        let printer = try await SimulatedLink(to: hub)
        self.line = line
        self.hub = hub
        pumping = Task {
            async let there: Void = Self.copy(from: line, to: printer)
            async let back: Void = Self.copy(from: printer, to: line)
            _ = await (there, back)
        }
    }

    func stop() async {
        pumping.cancel()
        await line.close()
        await hub.stop()
        await pumping.value
    }

    private static func copy(from source: any Link, to target: any Link) async {
        while let bytes = try? await source.read() {
            var rest = bytes[...]
            while !rest.isEmpty {
                guard !Task.isCancelled,
                    let taken = try? await target.write(rest, within: .seconds(1))
                else { return }
                rest = rest.dropFirst(taken)
            }
        }
    }
}
