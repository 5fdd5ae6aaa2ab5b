internal import ESCPOS
internal import Transport

/// The reports of a Posiflex drawer that is a HID device (CR-3000 and CR-4000 series), as bytes.
///
/// Both directions have reports of 120 bytes without a number: the drawer's own number, a command,
/// zeros. The drawer's number, 0 to 7, opens it, and the number after that asks how it is; no other
/// command is ever made here, for some lead into the drawer's boot loader.
///
/// Source: the device notes of posiflex-hidcd (ndf-zz, MIT), tested with a CR-4115.
public struct PosiflexReports: Hashable, Sendable {
    /// Bytes of a report, either way.
    public static let size = 120
    public static let vendor: UInt16 = 0x0D3A
    /// The last three bits are the drawer's number.
    public static let products: ClosedRange<UInt16> = 0x0200...0x0207

    public let number: UInt8

    /// Nil when no such drawer has this identity.
    public init?(vendor: UInt16?, product: UInt16?) {
        guard vendor == Self.vendor, let product, Self.products.contains(product) else {
            return nil
        }
        number = UInt8(product & 7)
    }

    /// Opens the drawer.
    public var open: [UInt8] { report(number) }

    /// Asks how it is.
    public var question: [UInt8] { report(number + 1) }

    private func report(_ command: UInt8) -> [UInt8] {
        [number, command] + [UInt8](repeating: 0, count: Self.size - 2)
    }

    /// Whether a report says that this drawer is shut; nil when it tells nothing of it.
    public func isShut(in report: [UInt8]) -> Bool? {
        // The drawer's number in the upper four bits, the switch in the lowest.
        guard let state = report.first, state >> 4 == number else { return nil }
        return state & 1 != 0
    }
}

/// Opens a Posiflex drawer. Its level is high while it is shut.
struct PosiflexDrawerBox: DrawerBox {
    let address: Address
    let opener: any ReportLinkOpener

    var configuration: BoxSession.Configuration { .init(tellsLevel: true) }

    func open() async throws(LinkError) -> any DrawerBoxLink {
        let link = try await opener.openReports(address)
        let source = link.source
        guard let reports = PosiflexReports(vendor: source.vendor, product: source.product),
            let interface = source.interfaces.first
        else {
            await link.close()
            throw .unsupported(
                "\(address)", why: "it is no Posiflex drawer (USB 0d3a:0200 to 0d3a:0207)")
        }
        return PosiflexDrawerLink(reports: reports, interface: interface.number, link: link)
    }
}

private struct PosiflexDrawerLink: DrawerBoxLink {
    let reports: PosiflexReports
    let interface: Int
    let link: any ReportLink

    func fire(_ pulse: Pulse) async throws(LinkError) -> Bool {
        try await send(reports.open)
        return true
    }

    func level() async throws(LinkError) -> Bool? {
        try await send(reports.question)
        return nil
    }

    /// Reports have no number; the system wants a zero in its place.
    private func send(_ report: [UInt8]) async throws(LinkError) {
        try await link.send([0] + report, as: .output, to: interface)
    }

    func next() async throws(LinkError) -> Bool? {
        var level: Bool?
        for report in try await link.read() {
            guard case .hid(let bytes) = report.body else { continue }
            level = reports.isShut(in: bytes) ?? level
        }
        return level
    }

    func close() async { await link.close() }
}
