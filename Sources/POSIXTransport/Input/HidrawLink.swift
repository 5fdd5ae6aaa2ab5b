internal import CShims
internal import Glibc
public import Transport

/// Scanners and drawers through the kernel's hidraw nodes (`/dev/hidraw0`), report by report.
///
/// All hidraw nodes of the same hardware are taken. Where it is a keyboard too, its event nodes are
/// grabbed, for a hidraw node alone does not keep the keyboard's driver from typing.
public final class HidrawLink: ReportLink {
    public let address: Address
    public let source: ReportSource
    private let reader: NodeReader
    private let nodes: [(interface: Int, descriptor: Descriptor)]

    /// Opens the node and its siblings.
    ///
    /// - Parameters:
    ///   - path: the node, or a link to it.
    ///   - keysUpWithin: how long to wait until no key of it is down, where it is a keyboard too.
    /// - Throws: ``LinkError``; nothing stays open, grabbed or claimed.
    public static func open(
        _ path: String, claims: ClaimDirectory = .standard,
        keysUpWithin limit: Duration = .seconds(5), tree: DeviceTree = DeviceTree()
    ) async throws(LinkError) -> HidrawLink {
        let address = Address.hidraw(path: path)
        let opened = await OffPool.run {
            Result { () throws(LinkError) in
                try HidrawLink(address, path, claims, limit, tree)
            }
        }
        return try opened.get()
    }

    private init(
        _ address: Address, _ path: String, _ claims: ClaimDirectory, _ limit: Duration,
        _ tree: DeviceTree
    ) throws(LinkError) {
        let place = address.description
        let named = try InputNode(path, .hidraw, place: place, in: tree)
        let claim = try Claim(named.identity, place: place, directory: claims)
        var opened: [Opened] = []
        for node in named.siblings(.hidraw, in: tree) {
            opened.append(try Opened(node, place: place))
        }
        let grab = try EventGrab(
            named.siblings(.event, in: tree), place: place, keysUpWithin: limit)
        self.address = address
        source = Self.source(of: named, opened, in: tree)
        nodes = opened.map { ($0.node.interface, $0.descriptor) }
        let sources = opened.map {
            NodeReader.Source(
                number: $0.number, descriptor: $0.descriptor,
                bytes: WholeReports(interface: $0.node.interface), readSize: Self.reportSizeMax)
        }
        reader = try NodeReader(
            sources,
            keeping: grab.nodes.map(\.descriptor) + [Descriptor(owning: claim.handOver())],
            place: place)
    }

    public func read() async throws(LinkError) -> [Report] { try await reader.queue.read() }

    public func send(
        _ report: [UInt8], as kind: ReportKind, to interface: Int
    ) async throws(LinkError) {
        let place = address.description
        guard let node = nodes.first(where: { $0.interface == interface }) else {
            throw .unsupported(place, why: "it has no HID interface \(interface)")
        }
        guard (1...Self.reportSizeMax).contains(report.count) else {
            throw .unsupported(
                place, why: "a report has 1 to \(Self.reportSizeMax) bytes, not \(report.count)")
        }
        // A device that does not answer holds the call for seconds.
        let attempt = await OffPool.run {
            node.descriptor.attempt { number in
                switch kind {
                case .output: write(number, report, report.count)
                case .feature:
                    Int(tillwright_hidraw_set_feature(number, report, report.count))
                }
            }
        }
        switch attempt {
        case .done: return
        case .closed: throw .closed
        case .failed(EPIPE), .failed(EINVAL), .failed(ENOSYS), .failed(EOPNOTSUPP):
            throw .unsupported(place, why: "the device refused \(kind) report \(report[0])")
        case .failed(ETIMEDOUT):
            throw .unreachable(place, why: "the device did not take the report in time")
        case .failed(let code):
            throw LinkError.ended(by: code, in: kind == .output ? "write" : "ioctl", at: place)
        }
    }

    public func close() async { await reader.close() }

    /// Source: Linux, `HID_MAX_BUFFER_SIZE`.
    private static let reportSizeMax = 16_384

    private static func source(
        of named: InputNode, _ nodes: [Opened], in tree: DeviceTree
    ) -> ReportSource {
        let first = nodes.first { $0.node.path == named.node.path } ?? nodes[0]
        let serial = DeviceText.read { tillwright_hidraw_serial(first.number, $0, $1) }
        return ReportSource(
            vendor: first.vendor, product: first.product,
            name: DeviceText.read { tillwright_hidraw_name(first.number, $0, $1) },
            serial: serial ?? named.hardware.flatMap { tree.attribute("serial", of: $0) },
            interfaces: nodes.map {
                ReportInterface(
                    number: $0.node.interface, form: .hid(descriptor: $0.reportDescriptor))
            })
    }

    /// A hidraw node that is open.
    private struct Opened {
        let node: DeviceTree.Node
        let number: Int32
        let descriptor: Descriptor
        let vendor: UInt16
        let product: UInt16
        let reportDescriptor: [UInt8]

        init(_ node: DeviceTree.Node, place: String) throws(LinkError) {
            let number = Glibc.open(node.path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
            guard number >= 0 else {
                throw .notOpened(errno == EACCES ? node.path : place, by: errno, in: "open")
            }
            descriptor = Descriptor(owning: number)
            var (vendor, product): (UInt16, UInt16) = (0, 0)
            guard tillwright_hidraw_id(number, &vendor, &product) == 0 else {
                throw .unsupported(node.path, why: "it is no hidraw device; till scan lists them")
            }
            var bytes = [UInt8](
                repeating: 0, count: Int(TILLWRIGHT_HIDRAW_DESCRIPTOR_MAX))
            let count = tillwright_hidraw_descriptor(number, &bytes)
            guard count >= 0 else {
                throw .ended(by: errno, in: "HIDIOCGRDESC", at: place)
            }
            (self.node, self.number, self.vendor, self.product) = (node, number, vendor, product)
            reportDescriptor = Array(bytes.prefix(Int(count)))
        }
    }
}
