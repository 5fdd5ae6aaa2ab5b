internal import Glibc
public import Scancode
public import Transport

/// A virtual scanner that the kernel takes for a real one, without USB: HID devices by `/dev/uhid`.
///
/// Reports leave one an interval, as from a USB endpoint, and the kernel takes each at once, whether
/// anybody reads it or not. A device that is not read loses what does not fit into its readers' own
/// buffers; that is so for every scanner.
public actor UHIDScanner {
    /// What the kernel module offers.
    public static let path = "/dev/uhid"

    private struct Node {
        var interface: UInt8
        /// What the kernel calls `HID_PHYS`; ours alone.
        var place: String
        var descriptor: Descriptor
    }

    private static let made = Lock(0)

    private var scanner: VirtualScanner
    private let nodes: [Node]
    private let interval: Duration
    private var listening: [Task<Void, Never>] = []
    private var sending: Task<Void, Never>?

    /// Makes the device; returns when the kernel's drivers have it, for reports that come before
    /// are lost.
    ///
    /// - Parameters:
    ///   - serial: what the kernel calls `uniq`; tells scanners of one kind apart.
    ///   - interval: between two reports.
    /// - Throws: ``LinkError``; nothing stays.
    public static func plugIn(
        _ scanner: VirtualScanner, serial: String = "", interval: Duration = .milliseconds(1)
    ) async throws(LinkError) -> UHIDScanner {
        let events = try KernelEvents()
        let made = try UHIDScanner(scanner, serial, interval)
        await made.listen()
        var unbound = Set(made.nodes.map(\.place))
        while !unbound.isEmpty {
            let event = await events.next(within: .seconds(60)) {
                $0.action == "bind" && unbound.contains($0.facts["HID_PHYS"] ?? "")
            }
            guard let event else { break }
            unbound.remove(event.facts["HID_PHYS"] ?? "")
        }
        await events.close()
        guard unbound.isEmpty else {
            await made.pullOut()
            throw .unsupported(path, why: "no driver of the kernel took the device")
        }
        return made
    }

    private init(
        _ scanner: VirtualScanner, _ serial: String, _ interval: Duration
    ) throws(LinkError) {
        self.scanner = scanner
        self.interval = max(.zero, interval)
        let number = Self.made.withLock { made in
            made += 1
            return made
        }
        let about = USBScannerFunction(scanner).descriptors
        var nodes: [Node] = []
        for interface in scanner.interfaces {
            let place = "tillwright-\(getpid())-\(number)/input\(interface.number)"
            let node = Node(
                interface: interface.number, place: place, descriptor: try Self.open())
            let message = UHIDMessage.create(
                name: about.productName ?? "", place: place, serial: serial,
                vendor: about.vendor, product: about.product, descriptor: interface.bytes)
            guard case .done = Self.write(message, to: node.descriptor) else {
                throw .unsupported(Self.path, why: "the kernel does not take the device")
            }
            nodes.append(node)
        }
        self.nodes = nodes
    }

    /// The scanner as it is now.
    public var snapshot: VirtualScanner { scanner }

    /// What the scanner showed since the last call.
    public func takeEvents() -> [VirtualScanner.Event] { scanner.takeEvents() }

    /// Reads a label.
    ///
    /// - Throws: ``VirtualScannerError``; the kernel gets nothing of the label then.
    public func scan(_ label: Scan) throws(VirtualScannerError) {
        guard !listening.isEmpty else { throw .unplugged }
        try scanner.scan(label)
        if sending == nil { sending = Task { await self.send() } }
    }

    /// Waits until the kernel has all reports.
    public func waitUntilFetched() async { await sending?.value }

    /// Takes the device away; returns when its nodes are closed.
    public func pullOut() async {
        sending?.cancel()
        for task in listening { task.cancel() }
        listening = []
        for node in nodes {
            _ = Self.write(.destroy, to: node.descriptor)
            await node.descriptor.close()
        }
        scanner.restart()
    }

    // MARK: The kernel's side

    private func send() async {
        let time = SystemTime()
        while scanner.waitingReports > 0, !Task.isCancelled {
            for node in nodes {
                guard let report = scanner.takeReport(of: node.interface) else { continue }
                _ = Self.write(.input(report), to: node.descriptor)
            }
            do { try await time.sleep(until: time.now() + interval) } catch { break }
        }
        sending = nil
    }

    private func listen() {
        listening = nodes.map { node in Task { await self.listen(at: node) } }
    }

    private func listen(at node: Node) async {
        while !Task.isCancelled {
            var bytes = [UInt8](repeating: 0, count: UHIDMessage.size)
            switch node.descriptor.attempt({ read($0, &bytes, bytes.count) }) {
            case .done(let count):
                guard let message = UHIDMessage(Array(bytes.prefix(count))) else { continue }
                if let answer = answer(message, at: node.interface) {
                    _ = Self.write(answer, to: node.descriptor)
                }
                continue
            case .failed(EAGAIN): break
            case .failed, .closed: return
            }
            guard case .ready = await node.descriptor.wait(for: .reading) else { return }
        }
    }

    private func answer(_ message: UHIDMessage, at interface: UInt8) -> UHIDMessage? {
        switch message {
        case .getReport(let id, let number, let kind):
            let report = Self.kind(kind).flatMap {
                scanner.report($0, number: number, of: interface)
            }
            return .report(id: id, report)
        case .setReport(let id, let kind, let bytes):
            return .reportSet(id: id, isDone: set(bytes, kind, interface))
        case .output(let kind, let bytes):
            _ = set(bytes, kind, interface)
            return nil
        case .create, .destroy, .input, .report, .reportSet, .other: return nil
        }
    }

    private func set(_ bytes: [UInt8], _ kind: UInt8, _ interface: UInt8) -> Bool {
        guard let kind = Self.kind(kind) else { return false }
        if scanner.setReport(bytes, kind, of: interface) { return true }
        // What comes by hidraw has a 0 before a report without a number, which USB would not have.
        return bytes.first == 0 && scanner.setReport(Array(bytes.dropFirst()), kind, of: interface)
    }

    /// Source: Linux kernel, `enum uhid_report_type`.
    private static func kind(_ number: UInt8) -> ReportDescriptor.Report.Kind? {
        switch number {
        case 0: .feature
        case 1: .output
        case 2: .input
        default: nil
        }
    }

    private static func open() throws(LinkError) -> Descriptor {
        let number = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
        if number >= 0 { return Descriptor(owning: number) }
        switch errno {
        case ENOENT, ENODEV, ENXIO:
            throw .unsupported(path, why: "the kernel has no uhid; load it as root: modprobe uhid")
        case EACCES, EPERM:
            throw .unsupported(path, why: "only root may make HID devices of this machine")
        case let code: throw .system(path, call: "open", errno: code)
        }
    }

    private static func write(_ message: UHIDMessage, to node: Descriptor) -> Descriptor.Attempt {
        let bytes = message.bytes
        return node.attempt { Glibc.write($0, bytes, bytes.count) }
    }
}
