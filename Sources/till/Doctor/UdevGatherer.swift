internal import Glibc
internal import POSIXTransport
internal import Scancode

/// Finds out what ``UdevFacts`` holds. Opens no device.
struct UdevGatherer {
    private let tree = DeviceTree()

    func facts() -> UdevFacts {
        var facts = UdevFacts()
        facts.isUdevRunning = access("/run/udev/control", F_OK) == 0
        facts.rules = Self.rules()
        facts.isRoot = geteuid() == 0
        let user = getpwuid(geteuid())
        facts.user = user.map { String(cString: $0.pointee.pw_name) } ?? "\(geteuid())"
        facts.activeGroups = Self.activeGroups()
        (facts.systemGroups, facts.listedGroups) = Self.groups(of: facts.user)
        let processes = Self.processNames()
        // The kernel cuts names after 15 characters.
        facts.runsModemManager = processes.contains("ModemManager")
        facts.runsBrltty = processes.contains("brltty")
        facts.hasUsblp = access("/sys/module/usblp", F_OK) == 0
        facts.hasLockFolder = access("/run/lock/tillwright", F_OK) == 0
        facts.devices = devices()
        return facts
    }

    // MARK: Devices

    private func devices() -> [UdevFacts.Device] {
        let others = DeviceTree.Node.Kind.allCases.flatMap(tree.nodes).map(tree.hardware)
            .filter { $0.port == nil }
        var seen: Set<DeviceTree.Hardware> = []
        return (tree.usbDevices() + others).filter { seen.insert($0).inserted }
            .compactMap(device)
    }

    private func device(_ hardware: DeviceTree.Hardware) -> UdevFacts.Device? {
        guard let model = tree.model(of: hardware) else { return nil }
        let (vendor, product) = (Self.digits(model.vendor), Self.digits(model.product))
        let nodes = tree.nodes(of: hardware)
        let known = TillDevices.model(vendor: vendor, product: product)
        guard let role = known?.role ?? role(of: hardware, nodes) else { return nil }
        // The chip of a serial line, and any printer's class, are known without their numbers.
        let isKnown = known != nil || role == .printer || role == .serial
        let usb = role == .serial ? nil : usbNode(of: hardware)
        let name = [
            tree.attribute("manufacturer", of: hardware), tree.attribute("product", of: hardware),
        ]
        .compactMap { $0 }.joined(separator: " ")
        return UdevFacts.Device(
            name: name.isEmpty ? nodes.first.flatMap(tree.name) ?? "\(vendor):\(product)" : name,
            vendor: vendor, product: product, role: role, isKnown: isKnown,
            nodes: [usb].compactMap { $0 }
                + nodes.compactMap { Self.node(Self.kind(of: $0), $0.path) })
    }

    /// By what the device says of itself.
    private func role(
        of hardware: DeviceTree.Hardware, _ nodes: [DeviceTree.Node]
    ) -> TillDevices.Role? {
        let printing = ["070101", "070102", "070103"]
        if tree.interfaces(of: hardware).contains(where: printing.contains) { return .printer }
        let interfaces = nodes.compactMap { node in
            tree.reportDescriptor(of: node).map {
                ScannerInterface(number: node.interface, form: .hid(descriptor: $0))
            }
        }
        let roles = ScannerDecoder(interfaces: interfaces).roles.values
        if roles.contains(.pos) || roles.contains(.oem) { return .scanner }
        return nodes.contains { $0.kind == .serial } ? .serial : nil
    }

    private func usbNode(of hardware: DeviceTree.Hardware) -> UdevFacts.Node? {
        guard let bus = tree.attribute("busnum", of: hardware).flatMap({ Int($0) }),
            let device = tree.attribute("devnum", of: hardware).flatMap({ Int($0) })
        else { return nil }
        return Self.node(.usb, "/dev/bus/usb/\(Self.pad(bus))/\(Self.pad(device))")
    }

    private static func kind(of node: DeviceTree.Node) -> UdevFacts.Node.Kind {
        switch node.kind {
        case .hidraw: .hidraw
        case .event: .event
        case .serial: .serial
        case .printer: .printer
        }
    }

    private static func node(_ kind: UdevFacts.Node.Kind, _ path: String) -> UdevFacts.Node? {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        let group = getgrgid(facts.st_gid).map { String(cString: $0.pointee.gr_name) }
        return UdevFacts.Node(
            kind: kind, path: path, mode: Int(facts.st_mode & 0o777),
            group: group ?? "\(facts.st_gid)", isAllowed: access(path, R_OK | W_OK) == 0,
            properties: UdevDatabase.properties(of: facts.st_rdev))
    }

    private static func digits(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    private static func pad(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }

    // MARK: The machine

    /// The file that udev reads: the first of this name, in the order of its folders.
    ///
    /// Source: udev(7).
    private static func rules() -> UdevFacts.Rules? {
        let folders = [
            "/etc/udev", "/run/udev", "/usr/local/lib/udev", "/usr/lib/udev", "/lib/udev",
        ]
        for folder in folders {
            let path = "\(folder)/rules.d/70-tillwright.rules"
            guard access(path, F_OK) == 0 else { continue }
            let text = (try? Files.read(path, upTo: 1 << 20)).map {
                String(decoding: $0, as: UTF8.self)
            }
            let version = text?.prefix { $0 != "\n" }.firstMatch(of: /Version ([0-9]{1,6})/)
            return UdevFacts.Rules(
                path: path, version: version.flatMap { Int($0.1) }, isEmpty: text?.isEmpty ?? false)
        }
        return nil
    }

    private static func activeGroups() -> Set<String> {
        var numbers = [gid_t](repeating: 0, count: 1024)
        let count = getgroups(Int32(numbers.count), &numbers)
        let all = numbers.prefix(max(0, Int(count))) + [getegid()]
        return Set(all.compactMap { getgrgid($0).map { String(cString: $0.pointee.gr_name) } })
    }

    private static func groups(of user: String) -> (all: Set<String>, listed: Set<String>) {
        var (all, listed): (Set<String>, Set<String>) = ([], [])
        setgrent()
        defer { endgrent() }
        while let entry = getgrent() {
            let name = String(cString: entry.pointee.gr_name)
            all.insert(name)
            var member = entry.pointee.gr_mem
            while let text = member?.pointee {
                if String(cString: text) == user { listed.insert(name) }
                member = member?.successor()
            }
        }
        return (all, listed)
    }

    private static func processNames() -> Set<String> {
        let names = Folder.names(in: "/proc").filter { Int($0) != nil }.compactMap { process in
            (try? Files.read("/proc/\(process)/comm", upTo: 4096)).map {
                String(decoding: $0.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            }
        }
        return Set(names)
    }
}
