internal import CShims
internal import Glibc
public import Transport

/// Keyboard wedges through the kernel's event nodes (`/dev/input/event5`), grabbed: nothing that is
/// scanned gets into a window or a console.
///
/// All event nodes of the same hardware are taken. Reports cannot be sent this way.
public final class EvdevLink: ReportLink {
    public let address: Address
    public let source: ReportSource
    private let reader: NodeReader

    /// Opens the node and its siblings, and takes their keys for this process alone.
    ///
    /// - Parameters:
    ///   - path: the node, or a link to it.
    ///   - keysUpWithin: how long to wait until no key is down.
    /// - Throws: ``LinkError``; nothing stays open, grabbed or claimed.
    public static func open(
        _ path: String, claims: ClaimDirectory = .standard,
        keysUpWithin limit: Duration = .seconds(5), tree: DeviceTree = DeviceTree()
    ) async throws(LinkError) -> EvdevLink {
        let address = Address.evdev(path: path)
        let opened = await OffPool.run {
            Result { () throws(LinkError) in
                try EvdevLink(address, path, claims, limit, tree)
            }
        }
        return try opened.get()
    }

    private init(
        _ address: Address, _ path: String, _ claims: ClaimDirectory, _ limit: Duration,
        _ tree: DeviceTree
    ) throws(LinkError) {
        let place = address.description
        let named = try InputNode(path, .event, place: place, in: tree)
        let claim = try Claim(named.identity, place: place, directory: claims)
        let grab = try EventGrab(
            named.siblings(.event, in: tree), place: place, keysUpWithin: limit)
        self.address = address
        source = Self.source(of: named, grab.nodes, in: tree)
        let sources = grab.nodes.map { opened in
            NodeReader.Source(
                number: opened.number, descriptor: opened.descriptor,
                bytes: InputEvents(interface: opened.node.interface, start: grab.start),
                readSize: 64 * InputEvents.size)
        }
        reader = try NodeReader(
            sources, keeping: [Descriptor(owning: claim.handOver())], place: place)
    }

    public func read() async throws(LinkError) -> [Report] { try await reader.queue.read() }

    public func send(
        _ report: [UInt8], as kind: ReportKind, to interface: Int
    ) async throws(LinkError) {
        throw .unsupported(
            address.description,
            why: "nothing can be sent through an event node; use its hidraw: or usb: address")
    }

    public func close() async { await reader.close() }

    private static func source(
        of named: InputNode, _ nodes: [EventGrab.Opened], in tree: DeviceTree
    ) -> ReportSource {
        let first = nodes.first { $0.node.path == named.node.path } ?? nodes[0]
        var (vendor, product): (UInt16, UInt16) = (0, 0)
        let isKnown = tillwright_evdev_id(first.number, &vendor, &product) == 0
        let serial = DeviceText.read { tillwright_evdev_serial(first.number, $0, $1) }
        // Two nodes of one interface are one keyboard to whoever decodes.
        var interfaces: [ReportInterface] = []
        for node in nodes where !interfaces.contains(where: { $0.number == node.node.interface }) {
            interfaces.append(ReportInterface(number: node.node.interface, form: .keys))
        }
        return ReportSource(
            vendor: isKnown ? vendor : nil, product: isKnown ? product : nil,
            name: DeviceText.read { tillwright_evdev_name(first.number, $0, $1) },
            serial: serial ?? named.hardware.flatMap { tree.attribute("serial", of: $0) },
            interfaces: interfaces)
    }
}
