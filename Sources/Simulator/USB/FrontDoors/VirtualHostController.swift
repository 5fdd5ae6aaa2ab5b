internal import CShims
internal import Glibc
public import Transport

/// The virtual USB ports of this machine's own kernel: a device that is attached here is a USB
/// device of this machine, for every driver and program.
///
/// The kernel talks USB/IP over one end of a pair of sockets; nothing goes over a network.
///
/// Source: Linux kernel, drivers/usb/usbip/vhci_sysfs.c.
public struct VirtualHostController: Sendable {
    /// The folder that the kernel module makes.
    public static let folder = "/sys/devices/platform/vhci_hcd.0"

    /// One of its ports.
    struct Port: Hashable {
        var number: Int
        /// A port of the hub for low, full and high speed; else of the hub for SuperSpeed.
        var isHighSpeed: Bool
        var isFree: Bool
    }

    private let folder: String

    /// - Throws: ``LinkError/unsupported(_:why:)`` when the kernel has none, or we may not use it.
    public init() throws(LinkError) { try self.init(folder: Self.folder) }

    init(folder: String) throws(LinkError) {
        self.folder = folder
        let attach = "\(folder)/attach"
        guard access(attach, F_OK) == 0 else {
            throw .unsupported(
                folder,
                why: "the kernel has no virtual USB ports; load them as root: modprobe vhci-hcd")
        }
        guard access(attach, W_OK) == 0 else {
            throw .unsupported(attach, why: "only root may attach devices to this machine")
        }
    }

    /// Attaches a device, and again whenever it comes back after it was unplugged or switched off.
    ///
    /// - Throws: ``LinkError``; nothing stays attached.
    public func attach(_ plug: any USBPlug) async throws(LinkError) -> KernelAttachment {
        try await KernelAttachment(plug, self)
    }

    // MARK: The kernel's side

    /// Hands the kernel one end of a connection, over which it will send commands.
    ///
    /// - Returns: our end.
    func connect(_ speed: USBSpeed) async throws(LinkError) -> any Link {
        var ends: [Int32] = [-1, -1]
        guard
            socketpair(
                AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0
        else { throw .system(folder, call: "socketpair", errno: errno) }
        let ours = Descriptor(owning: ends[0])
        let theirs = ends[1]
        // The kernel keeps the connection by itself once it has it.
        defer { close(theirs) }
        var isTaken = false
        for port in try await ports()
        where port.isHighSpeed && port.isFree && !isStillInUse(port) && !isTaken {
            // Bus and device number at the far end; the kernel only shows them.
            let name = 1 << 16 | (port.number + 2)
            let order = "\(port.number) \(theirs) \(name) \(speed.usbipCode)"
            switch await write(order, to: "attach") {
            case 0: isTaken = true
            // Somebody else was quicker at this port.
            case EBUSY: continue
            case let code: throw .system("\(folder)/attach", call: "write", errno: code)
            }
        }
        guard isTaken else {
            await ours.close()
            throw .unsupported(
                folder, why: "all of its ports are in use; free one (usbip port, usbip detach)")
        }
        return DescriptorLink(ours, address: .file(path: "\(folder)/attach"), traits: .socket)
    }

    /// All ports, of all controllers: the first one's folder tells of the others too.
    private func ports() async throws(LinkError) -> [Port] {
        var ports: [Port] = []
        // The kernel can be built with up to 128 controllers.
        for place in 0..<128 {
            let path = place == 0 ? "\(folder)/status" : "\(folder)/status.\(place)"
            guard let text = await OffPool.run({ Self.contents(of: path) }) else { break }
            ports += Self.ports(in: text)
        }
        guard !ports.isEmpty else {
            throw .unsupported("\(folder)/status", why: "it lists no ports")
        }
        return ports
    }

    /// Whether the kernel has not noticed yet that the last device at a port has gone. It would take
    /// the next one for the same, and not configure it.
    private func isStillInUse(_ port: Port) -> Bool {
        // Hubs are named usb1, usb2, …; their devices 1-1, 1-2, ….
        (1...255).contains { hub in
            access("\(folder)/usb\(hub)/\(hub)-\(port.number + 1)", F_OK) == 0
        }
    }

    /// Reads a status file: a heading, then a line for each port that begins with hub, port and
    /// state; state 4 is free.
    static func ports(in text: String) -> [Port] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard words.count >= 3, words[0] == "hs" || words[0] == "ss",
                let number = Int(words[1]), let state = Int(words[2])
            else { return nil }
            return Port(number: number, isHighSpeed: words[0] == "hs", isFree: state == 4)
        }
    }

    private static func contents(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        // The kernel gives at most one page.
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(file, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// - Returns: 0 or `errno`.
    private func write(_ text: String, to name: String) async -> Int32 {
        let path = "\(folder)/\(name)"
        return await OffPool.run {
            let file = open(path, O_WRONLY | O_CLOEXEC)
            guard file >= 0 else { return errno }
            defer { close(file) }
            let bytes = Array(text.utf8)
            return Glibc.write(file, bytes, bytes.count) == bytes.count ? 0 : errno
        }
    }
}

/// A virtual device at a port of this machine's kernel.
///
/// It stays attached until ``detach()``: a device that is unplugged and comes back is attached
/// again, as a cable that is pulled and pushed in.
public final class KernelAttachment: Sendable {
    private let work: Task<Void, Never>

    init(_ plug: any USBPlug, _ controller: VirtualHostController) async throws(LinkError) {
        let first = try await Self.start(plug, controller)
        work = Task {
            var conversation: Task<USBIPConversation.End, Never>? = first
            while let running = conversation {
                let end = await withTaskCancellationHandler {
                    await running.value
                } onCancel: {
                    running.cancel()
                }
                // A host that let go by itself, as by `usbip detach`, does not want it back.
                guard case .gone = end, await plug.waitUntil(isPresent: true) else { return }
                conversation = try? await Self.start(plug, controller)
            }
        }
    }

    /// Waits until the device is attached no more: detached by hand, here or by the kernel.
    public func waitForEnd() async { await work.value }

    /// Pulls the device out; the kernel takes a moment to notice.
    public func detach() async {
        work.cancel()
        await work.value
    }

    private static func start(
        _ plug: any USBPlug, _ controller: VirtualHostController
    ) async throws(LinkError) -> Task<USBIPConversation.End, Never> {
        switch await plug.state {
        case .free: break
        case .attached: throw .busy(controller.place, holder: "another USB host")
        case .absent: throw .absent(controller.place)
        }
        let link = try await controller.connect(plug.descriptors.speed)
        return Task {
            let conversation = USBIPConversation(link: link, plug: plug)
            do throws(LinkError) {
                return try await conversation.run(USBIPParser(isAttached: true))
            } catch {
                await link.close()
                // It left before the kernel had asked anything.
                if case .absent = error { return .gone }
                return .closed
            }
        }
    }
}

extension VirtualHostController {
    /// What errors name.
    var place: String { folder }
}
