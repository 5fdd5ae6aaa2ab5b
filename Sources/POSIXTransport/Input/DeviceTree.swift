internal import Glibc
internal import Transport

/// What sysfs tells of input devices: which nodes lead to one piece of hardware.
///
/// A scanner may be several nodes: a keyboard, a second keyboard for control keys, a HID interface
/// of its own. Who takes one has to take all.
public struct DeviceTree: Sendable {
    /// A hidraw or an event node.
    public struct Node: Hashable, Sendable {
        public enum Kind: String, Hashable, Sendable, CaseIterable { case hidraw, event }
        public var kind: Kind
        /// `/dev/input/event5`
        public var path: String
        /// `bInterfaceNumber`; 0 where the device is not on USB.
        public var interface: Int
        /// The folder in sysfs.
        var folder: String
    }

    /// A piece of hardware.
    public struct Hardware: Hashable, Sendable {
        /// The folder in sysfs.
        var folder: String
        /// Bus, hyphen and port numbers; nil when it is not on USB.
        public var port: String?

        /// What a ``Claim`` on it is named for.
        var identity: DeviceIdentity {
            if let port { return .usb(port: port) }
            return .hardware(folder.split(separator: "/").last.map(String.init) ?? folder)
        }
    }

    private let root: String
    private let devices: String

    public init() { self.init(root: "/sys", devices: "/dev") }

    /// A tree at another place.
    init(root: String, devices: String) {
        self.root = root
        self.devices = devices
    }

    /// The hardware behind a device node.
    ///
    /// - Returns: nil where sysfs does not tell.
    func hardware(major: UInt32, minor: UInt32) -> Hardware? {
        Self.resolve("\(root)/dev/char/\(major):\(minor)").map(hardware(of:))
    }

    /// All nodes of one kind, or of the two, that lead to the hardware; by interface, then by name.
    func nodes(of hardware: Hardware, _ kinds: [Node.Kind] = Node.Kind.allCases) -> [Node] {
        kinds.flatMap(nodes).filter { self.hardware(of: $0.folder) == hardware }
    }

    /// All nodes of a kind.
    func nodes(_ kind: Node.Kind) -> [Node] {
        let (group, prefix, place) =
            switch kind {
            case .hidraw: ("hidraw", "hidraw", devices)
            case .event: ("input", "event", "\(devices)/input")
            }
        let names = SystemFile.names(in: "\(root)/class/\(group)").filter { $0.hasPrefix(prefix) }
        let nodes = names.compactMap { name -> (Node, number: Int)? in
            guard let number = Int(name.dropFirst(prefix.count)),
                let folder = Self.resolve("\(root)/class/\(group)/\(name)")
            else { return nil }
            let node = Node(
                kind: kind, path: "\(place)/\(name)", interface: interface(of: folder),
                folder: folder)
            return (node, number)
        }
        return nodes.sorted { ($0.0.interface, $0.number) < ($1.0.interface, $1.number) }
            .map(\.0)
    }

    /// The nearest folder above that is a USB device; else the HID device; else the input device.
    func hardware(of folder: String) -> Hardware {
        let above = Self.folders(above: folder)
        if let usb = above.first(where: { isFile("\($0)/idVendor") }) {
            return Hardware(folder: usb, port: Self.name(of: usb))
        }
        let hid = above.first { Self.name(of: $0).wholeMatch(of: Self.hidName) != nil }
        return Hardware(
            folder: hid ?? above.first { Self.name(of: $0).hasPrefix("input") } ?? folder)
    }

    /// The HID device's report descriptor, if the node has one; as it came from the device.
    func reportDescriptor(of node: Node) -> [UInt8]? {
        let folder = Self.folders(above: node.folder)
            .first { Self.name(of: $0).wholeMatch(of: Self.hidName) != nil }
        return folder.flatMap { SystemFile.bytes(of: "\($0)/report_descriptor") }
    }

    /// A line that the kernel tells of hardware, such as `idVendor`; nil when it does not.
    func attribute(_ name: String, of hardware: Hardware) -> String? {
        Self.line("\(hardware.folder)/\(name)")
    }

    /// The name of the input device of an event node, or of the HID device of a hidraw node.
    func name(of node: Node) -> String? {
        if let name = Self.line("\(node.folder)/device/name") { return name }
        let facts = SystemFile.contents(of: "\(node.folder)/device/uevent") ?? ""
        return facts.split(separator: "\n").first { $0.hasPrefix("HID_NAME=") }
            .map { String($0.dropFirst("HID_NAME=".count)) }
    }

    private func interface(of folder: String) -> Int {
        for above in Self.folders(above: folder) {
            if let text = Self.line("\(above)/bInterfaceNumber") {
                return Int(text, radix: 16) ?? 0
            }
        }
        return 0
    }

    private func isFile(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Bus, vendor, product and a running number.
    private static var hidName: Regex<Substring> {
        /[0-9A-F]{4}:[0-9A-F]{4}:[0-9A-F]{4}\.[0-9A-F]+/
    }

    /// `folder` and what it is in, innermost first.
    private static func folders(above folder: String) -> [String] {
        var folders: [String] = []
        var rest = folder[...]
        while let slash = rest.lastIndex(of: "/"), slash > rest.startIndex {
            folders.append(String(rest))
            rest = rest[..<slash]
        }
        return folders
    }

    private static func name(of folder: String) -> String {
        folder.split(separator: "/").last.map(String.init) ?? ""
    }

    private static func line(_ path: String) -> String? {
        guard let text = SystemFile.contents(of: path) else { return nil }
        // The text is the device's own: nothing in it may disturb a terminal.
        let line = text.prefix { $0 != "\n" }.unicodeScalars.filter {
            $0.value >= 0x20 && $0.value != 0x7F
        }
        let shown = String(String.UnicodeScalarView(line))
        return shown.isEmpty ? nil : shown
    }

    private static func resolve(_ path: String) -> String? {
        guard let target = realpath(path, nil) else { return nil }
        defer { free(target) }
        return String(cString: target)
    }
}
