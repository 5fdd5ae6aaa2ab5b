internal import Glibc
internal import POSIXTransport
internal import Scancode

/// What on this machine may be a scanner, for somebody who has not said which.
struct ScannerCandidates {
    struct Candidate: Hashable {
        var address: String
        var text: String
    }

    private let tree = DeviceTree()

    /// Those that say that they are scanners first, then all that type.
    func list() -> [Candidate] {
        let nodes = tree.nodes(.hidraw) + tree.nodes(.event)
        var seen: Set<DeviceTree.Hardware> = []
        let found = nodes.map(tree.hardware).filter { seen.insert($0).inserted }
            .compactMap(candidate)
        return (found.filter(\.isScanner) + found.filter { !$0.isScanner }).map(\.candidate)
    }

    private func candidate(
        _ hardware: DeviceTree.Hardware
    ) -> (candidate: Candidate, isScanner: Bool)? {
        let hidraw = tree.nodes(of: hardware, [.hidraw])
        let events = tree.nodes(of: hardware, [.event])
        let roles = hidraw.compactMap { node in
            tree.reportDescriptor(of: node).map { (node, Self.role($0)) }
        }
        let name = (hidraw + events).first.flatMap(tree.name) ?? "a device without a name"
        if let speaking = roles.first(where: { $0.1 == .pos || $0.1 == .oem }) {
            let path = Self.lastingPath(speaking.0.path)
            return (Candidate(address: "hidraw:\(path)", text: "scanner, \(name)"), true)
        }
        let typing = events.first {
            Self.properties(of: $0.path)["ID_INPUT_KEYBOARD"] == "1"
                || roles.contains { $0.1 == .keyboard }
        }
        guard let typing else { return nil }
        let path = Self.lastingPath(typing.path)
        let isKnown = Self.properties(of: typing.path)["TILLWRIGHT_KIND"] == "scanner"
        let kind = isKnown ? "scanner that types" : "keyboard, or a scanner that types"
        return (Candidate(address: "evdev:\(path)", text: "\(kind), \(name)"), isKnown)
    }

    private static func role(_ descriptor: [UInt8]) -> ScannerDecoder.Role {
        let interface = ScannerInterface(form: .hid(descriptor: descriptor))
        return ScannerDecoder(interfaces: [interface]).roles[0] ?? .none
    }

    private static func properties(of path: String) -> [String: String] {
        number(of: path).flatMap(UdevDatabase.properties) ?? [:]
    }

    /// The name that stays the same when the device is plugged in again, where there is one.
    private static func lastingPath(_ path: String) -> String {
        let links = number(of: path).map(UdevDatabase.links) ?? []
        return links.first { $0.hasPrefix("tillwright/") }.map { "/dev/\($0)" } ?? path
    }

    private static func number(of path: String) -> dev_t? {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_rdev : nil
    }
}
