internal import Glibc
internal import Transport

/// What sysfs tells of devices: which nodes lead to one piece of hardware.
///
/// A scanner may be several nodes: a keyboard, a second keyboard for control keys, a HID interface
/// of its own. Who takes one has to take all.
public struct DeviceTree: Sendable {
    /// A device node of a till's device.
    public struct Node: Hashable, Sendable {
        public enum Kind: String, Hashable, Sendable, CaseIterable {
            /// `/dev/hidraw0`
            case hidraw
            /// `/dev/input/event0`
            case event
            /// `/dev/ttyUSB0`, `/dev/ttyACM0`
            case serial
            /// `/dev/usb/lp0`
            case printer
        }
        public var kind: Kind
        /// `/dev/input/event5`
        public var path: String
        /// `bInterfaceNumber`; 0 where the device is not on USB.
        public var interface: Int
        /// The folder in sysfs.
        var folder: String
    }

    /// A piece of hardware.
    public struct Hardware: Hashable, Sendable, CustomStringConvertible {
        /// The folder in sysfs.
        var folder: String
        /// Bus, hyphen and port numbers; nil when it is not on USB.
        public var port: String?
        /// `/sys/devices/…`, for error messages.
        public var description: String { folder }

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

    /// All nodes of some kinds that lead to the hardware; by interface, then by name.
    public func nodes(of hardware: Hardware, _ kinds: [Node.Kind] = Node.Kind.allCases) -> [Node] {
        kinds.flatMap(nodes).filter { self.hardware(of: $0.folder) == hardware }
    }

    /// All nodes of a kind.
    public func nodes(_ kind: Node.Kind) -> [Node] {
        let (group, prefixes, place) =
            switch kind {
            case .hidraw: ("hidraw", ["hidraw"], devices)
            case .event: ("input", ["event"], "\(devices)/input")
            case .serial: ("tty", ["ttyUSB", "ttyACM"], devices)
            case .printer: ("usbmisc", ["lp"], "\(devices)/usb")
            }
        let names = SystemFile.names(in: "\(root)/class/\(group)")
        let nodes = names.compactMap { name -> (Node, number: Int)? in
            guard let prefix = prefixes.first(where: name.hasPrefix),
                let number = Int(name.dropFirst(prefix.count)),
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
    private func hardware(of folder: String) -> Hardware {
        let above = Self.folders(above: folder)
        if let usb = above.first(where: { isFile("\($0)/idVendor") }) {
            return Hardware(folder: usb, port: Self.name(of: usb))
        }
        let hid = above.first { Self.name(of: $0).wholeMatch(of: Self.hidName) != nil }
        return Hardware(
            folder: hid ?? above.first { Self.name(of: $0).hasPrefix("input") } ?? folder)
    }

    /// The hardware that a node leads to.
    public func hardware(of node: Node) -> Hardware { hardware(of: node.folder) }

    /// All USB devices, hubs too, in the order of their ports.
    public func usbDevices() -> [Hardware] {
        let folder = "\(root)/bus/usb/devices"
        return SystemFile.names(in: folder).sorted().compactMap { name in
            guard !name.contains(":"), !name.hasPrefix("usb") else { return nil }
            return Self.resolve("\(folder)/\(name)").map { Hardware(folder: $0, port: name) }
        }
    }

    /// Class, subclass and protocol of each interface of a USB device, as six hexadecimal digits.
    public func interfaces(of hardware: Hardware) -> [String] {
        SystemFile.names(in: hardware.folder).sorted().compactMap { name in
            guard let port = hardware.port, name.hasPrefix("\(port):") else { return nil }
            let parts = ["bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol"]
            return parts.compactMap { Self.line("\(hardware.folder)/\(name)/\($0)") }.joined()
        }
    }

    /// Vendor and product: of the USB device, else of the HID device.
    public func model(of hardware: Hardware) -> (vendor: UInt16, product: UInt16)? {
        let texts =
            if hardware.port != nil {
                ["idVendor", "idProduct"].map { attribute($0, of: hardware) ?? "" }
            } else {
                Self.name(of: hardware.folder).split { $0 == ":" || $0 == "." }.dropFirst()
                    .prefix(2).map(String.init)
            }
        let numbers = texts.compactMap { UInt16($0, radix: 16) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }

    /// The HID device's report descriptor, if the node has one; as it came from the device.
    public func reportDescriptor(of node: Node) -> [UInt8]? {
        let folder = Self.folders(above: node.folder)
            .first { Self.name(of: $0).wholeMatch(of: Self.hidName) != nil }
        let bytes = folder.map { SystemFile.bytes(of: "\($0)/report_descriptor") } ?? []
        return bytes.isEmpty ? nil : bytes
    }

    /// A line that the kernel tells of hardware, such as `idVendor`; nil when it does not.
    public func attribute(_ name: String, of hardware: Hardware) -> String? {
        Self.line("\(hardware.folder)/\(name)")
    }

    /// The name of the input device of an event node, or of the HID device of a hidraw node.
    public func name(of node: Node) -> String? {
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
