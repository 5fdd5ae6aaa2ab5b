/// What is missing on a machine, from the facts alone.
struct UdevCheck {
    /// The version in the first line of udev/70-tillwright.rules.
    static let rulesVersion = 2

    private let facts: UdevFacts
    private(set) var findings: [UdevFinding] = []

    init(_ facts: UdevFacts) {
        self.facts = facts
        checkMachine()
        for device in facts.devices { check(device) }
    }

    /// Whether all that was found can be used.
    var isWell: Bool { findings.allSatisfy(\.isNotice) }

    private static let install = "sudo make install"
    private static let reload = "sudo udevadm control --reload && sudo udevadm trigger"

    private mutating func add(
        _ code: UdevFinding.Code, _ place: String, _ text: String, run: String? = nil,
        isNotice: Bool = false
    ) {
        findings.append(
            UdevFinding(code: code, isNotice: isNotice, place: place, text: text, run: run))
    }

    // MARK: The machine

    private mutating func checkMachine() {
        if !facts.isUdevRunning {
            add(
                .noUdev, "udev",
                "is not running: no rule has any effect (in a container, set it up outside)")
        }
        checkRules()
        for group in ["lp", "dialout", "plugdev"] where !facts.systemGroups.contains(group) {
            add(
                .groupMissing, "group \(group)", "is not there, so no node can be given to it",
                run: "sudo groupadd --system \(group)")
        }
        if !facts.hasLockFolder {
            add(
                .lockFolderMissing, "/run/lock/tillwright",
                "is not there: programs of different users do not see who has a device",
                run: "sudo systemd-tmpfiles --create tillwright.conf")
        }
        if facts.hasUsblp, facts.devices.contains(where: { $0.role == .printer }) {
            add(
                .usblp, "usblp",
                "the kernel's printer driver is loaded; usb: addresses take the"
                    + " printer from it and give it back", isNotice: true)
        }
    }

    private mutating func checkRules() {
        guard let rules = facts.rules else {
            return add(
                .rulesMissing, "70-tillwright.rules", "is in none of udev's folders",
                run: Self.install)
        }
        if rules.isEmpty {
            add(
                .rulesEmpty, rules.path, "is empty, and hides all other files of this name",
                run: "sudo rm \(rules.path) && \(Self.install)")
        } else if (rules.version ?? 1) < Self.rulesVersion {
            add(
                .rulesOld, rules.path,
                "is version \(rules.version ?? 1); this program goes with \(Self.rulesVersion)",
                run: Self.install)
        }
    }

    private var hasRules: Bool { facts.rules.map { !$0.isEmpty } ?? false }

    // MARK: A device

    private mutating func check(_ device: UdevFacts.Device) {
        if !isCovered(device) {
            add(
                .noRuleForModel, device.name,
                "is a \(device.role.rawValue), and no rule is for \(device.vendor):\(device.product)",
                run: Self.rule(for: device))
        }
        for node in device.nodes { check(node, of: device) }
        if facts.runsModemManager, device.nodes.contains(where: Self.isProbed) {
            add(
                .modemManager, device.name,
                "is open to ModemManager, whose probes can open a drawer or print rubbish",
                run: hasRules ? Self.reload : Self.install)
        }
        if facts.runsBrltty, Self.isTakenByBrltty(device) {
            add(
                .brltty, device.name,
                "has a chip that brltty takes for a braille display: its serial line then goes away",
                run: "sudo systemctl mask --now brltty-udev.service")
        }
    }

    private static func isProbed(_ node: UdevFacts.Node) -> Bool {
        guard node.kind == .serial else { return false }
        return !["ID_MM_DEVICE_IGNORE", "ID_MM_PORT_IGNORE"].contains {
            node.properties?[$0] == "1"
        }
    }

    /// Source: Debian 12, brltty's 85-brltty.rules: CH340, FT232R, CP210x.
    private static func isTakenByBrltty(_ device: UdevFacts.Device) -> Bool {
        ["1a86:7523", "0403:6001", "10c4:ea60"].contains("\(device.vendor):\(device.product)")
    }

    /// A file with a rule for a model that ours do not have.
    private static func rule(for device: UdevFacts.Device) -> String {
        let name =
            "KERNELS==\"000[35]:\(device.vendor.uppercased()):\(device.product.uppercased()).*\""
        let ignored = device.role == .scanner ? ", ENV{LIBINPUT_IGNORE_DEVICE}=\"1\"" : ""
        let rule =
            "SUBSYSTEM==\"hidraw|input\", SUBSYSTEMS==\"hid\", \(name), "
            + "ENV{TILLWRIGHT_KIND}=\"\(device.role.rawValue)\", MODE=\"0660\", GROUP=\"plugdev\"\(ignored)"
        return "echo '\(rule)' | sudo tee -a /etc/udev/rules.d/71-my-till.rules && \(reload)"
    }

    // MARK: A node

    private mutating func check(_ node: UdevFacts.Node, of device: UdevFacts.Device) {
        let place = "\(device.name), \(node.path)"
        let group = Self.group(of: node, device.role)
        guard !isNotSetUp(node, device, place) else { return }
        if node.mode != 0o660 {
            add(
                .wrongMode, place,
                "has mode \(octal(node.mode)) instead of 0660: another rule changes it",
                run: "grep -rl MODE /etc/udev/rules.d /run/udev/rules.d")
        }
        if node.group != group {
            return add(
                .wrongGroup, place,
                "belongs to group \(node.group) instead of \(group): another rule changes it",
                run: "grep -rl GROUP /etc/udev/rules.d /run/udev/rules.d")
        }
        checkUser(node, place)
        if node.kind == .event, device.role == .scanner,
            node.properties?["LIBINPUT_IGNORE_DEVICE"] != "1"
        {
            add(
                .typesIntoWindows, place,
                "types into the window in front while no program has it", isNotice: true)
        }
    }

    /// Whether the rules have not been at the node at all; one finding says it.
    private mutating func isNotSetUp(
        _ node: UdevFacts.Node, _ device: UdevFacts.Device, _ place: String
    ) -> Bool {
        if hasKind(node) { return false }
        guard isCovered(device), hasRules, facts.isUdevRunning else {
            // What the machine lacks has been said; here, what comes of it.
            if !node.isAllowed, !facts.isRoot {
                add(.denied, place, "cannot be opened by \(facts.user) as things are")
            }
            return true
        }
        add(
            .ruleNotApplied, place,
            "was there before the rules, or a rule is broken: none of 70-tillwright.rules reached it",
            run: Self.reload)
        return true
    }

    /// Whether our rules, or somebody's own, are for this model.
    private func isCovered(_ device: UdevFacts.Device) -> Bool {
        device.isKnown || device.nodes.contains(where: hasKind)
    }

    private func hasKind(_ node: UdevFacts.Node) -> Bool {
        node.properties?["TILLWRIGHT_KIND"] != nil
            || (node.kind == .usb && node.properties?["ID_MM_DEVICE_IGNORE"] == "1")
    }

    private mutating func checkUser(_ node: UdevFacts.Node, _ place: String) {
        guard !node.isAllowed, !facts.isRoot else { return }
        if facts.listedGroups.contains(node.group), !facts.activeGroups.contains(node.group) {
            add(
                .notLoggedInAgain, place,
                "is for group \(node.group), which \(facts.user) got after logging in: log out and in"
            )
        } else if !facts.activeGroups.contains(node.group) {
            add(
                .notInGroup, place,
                "is for group \(node.group), and \(facts.user) is not in it; then log out and in",
                run: "sudo usermod -aG \(node.group) \(facts.user)")
        } else {
            add(
                .denied, place, "cannot be opened by \(facts.user), who is in group \(node.group)",
                run: "ls -l \(node.path)")
        }
    }

    private static func group(of node: UdevFacts.Node, _ role: TillDevices.Role) -> String {
        switch (node.kind, role) {
        case (.serial, _): "dialout"
        case (.printer, _), (.usb, .printer): "lp"
        case (.usb, _), (.hidraw, _), (.event, _): "plugdev"
        }
    }

    private func octal(_ mode: Int) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
