import FoundationEssentials
import Glibc
import Scancode
import Simulator
import Testing
import Transport

/// What a real udevd makes of our rules, and what `till doctor udev` says of it.
@Suite(.enabled(if: Guest.isHere, Guest.isElsewhere), .serialized)
struct UdevRulesTests {
    private static let installed = "/etc/udev/rules.d/70-tillwright.rules"

    private func properties(of path: String) throws -> [String: String] {
        let result = try Guest.run("udevadm", "info", "--query=property", path)
        var found: [String: String] = [:]
        for line in result.output.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { found[parts[0]] = parts[1] }
        }
        return found
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    // MARK: Names, modes, groups

    @Test func aScannersNodesHaveNamesModesAndGroups() async throws {
        let plugged = try await PluggedScanner(.composite, serial: "NAMED-1")
        try Guest.settle()
        let port =
            plugged.interfaces[0].split(separator: "/").reversed()
            .first { $0.wholeMatch(of: /[0-9]+-[0-9.]+/) != nil }.map(String.init) ?? ""
        let keys = try HIDNodes.evdev(of: plugged.interfaces[0])
        let hidraw = try HIDNodes.hidraw(of: plugged.interfaces[1])
        for path in [keys, hidraw] { #expect(try Guest.rights(of: path) == "660 plugdev") }
        for name in ["scanner-NAMED-1", "scanner-\(port)"] {
            #expect(Self.target(name)?.hasPrefix("/dev/hidraw") == true, "\(name)")
        }
        for name in ["scanner-keys-NAMED-1", "scanner-keys-\(port)"] {
            #expect(Self.target(name) == keys, "\(name)")
        }
        #expect(try properties(of: keys)["LIBINPUT_IGNORE_DEVICE"] == "1")
        #expect(try properties(of: hidraw)["TAGS"]?.contains(":uaccess:") == true)
        let usb = plugged.interfaces[0].components(separatedBy: "/\(port):")[0]
        let facts = try properties(of: usb)
        #expect(facts["TILLWRIGHT_KIND"] == "scanner" && facts["ID_MM_DEVICE_IGNORE"] == "1")
        #expect(try Guest.rights(of: facts["DEVNAME"] ?? "") == "660 plugdev")
        try await plugged.remove()
        try Guest.settle()
        #expect(Self.target("scanner-NAMED-1") == nil)
    }

    @Test func aScannerThatIsNotOnUSBIsNamedToo() async throws {
        let events = try KernelEvents()
        async let bound = HIDNodes.bound(1, named: "UHID-UDEV", events)
        let scanner = try await UHIDScanner.plugIn(
            try VirtualScanner(.hidPOS), serial: "UHID-UDEV")
        let interface = try await bound[0]
        let node = try HIDNodes.hidraw(of: interface)
        #expect(try Guest.rights(of: node) == "660 plugdev")
        #expect(try properties(of: node)["TILLWRIGHT_KIND"] == "scanner")
        await scanner.pullOut()
        try Guest.waitForEnd(of: interface)
    }

    @Test func somebodysKeyboardIsLeftAlone() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: "/dev/input")
        var keyboards = 0
        for name in names where name.hasPrefix("event") {
            let facts = try properties(of: "/dev/input/\(name)")
            guard facts["ID_INPUT_KEYBOARD"] == "1" else { continue }
            keyboards += 1
            #expect(facts["TILLWRIGHT_KIND"] == nil && facts["LIBINPUT_IGNORE_DEVICE"] == nil)
            #expect(try Guest.rights(of: "/dev/input/\(name)") != "660 plugdev")
        }
        #expect(keyboards > 0)
    }

    private static func target(_ name: String) -> String? {
        guard let path = realpath("/dev/tillwright/\(name)", nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }

    // MARK: till doctor udev

    private struct Report: Decodable {
        struct Finding: Decodable {
            var code: String
            var place: String
            var isNotice: Bool
        }
        var isWell: Bool
        var findings: [Finding]
        var devices: [Device]
        struct Device: Decodable {
            var name: String
            var role: String
            var nodes: [String]
        }

        func codes(of name: String) -> Set<String> {
            Set(findings.filter { $0.place.contains(name) && !$0.isNotice }.map(\.code))
        }
    }

    /// As a user with these groups, who is nobody in particular.
    private func doctor(groups: String = "lp,dialout,plugdev") throws -> (Int32, Report) {
        let result = try Guest.run(
            "setpriv", "--reuid=nobody", "--regid=nogroup", "--groups=\(groups)", Guest.till,
            "doctor", "udev", "--json")
        let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
        return (result.status, report)
    }

    @Test func theDoctorSaysWhatIsMissing() async throws {
        let plugged = try await PluggedScanner(.composite, serial: "DOCTOR-1")
        try Guest.settle()
        let name = "Scanner (composite)"
        let rules = Guest.contents(of: Self.installed) ?? ""
        let (status, well) = try doctor()
        #expect(well.codes(of: name).isEmpty, "\(well)")
        #expect(status == (well.isWell ? 0 : 1))
        let device = well.devices.first { $0.name.contains(name) }
        #expect(device?.role == "scanner" && device?.nodes.count == 4, "\(well.devices)")

        #expect(try doctor(groups: "lp,dialout").1.codes(of: name) == ["notInGroup"])

        try write(
            rules.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.contains("KERNELS==\"000[35]:0C2E:*\"") ? "# \(line)" : String(line)
            }.joined(separator: "\n"), to: Self.installed)
        try await again(plugged) { plugged in
            let (status, broken) = try self.doctor()
            #expect(status == 1 && broken.codes(of: name) == ["ruleNotApplied"], "\(broken)")
        }
        try write(rules, to: Self.installed)
        let other = "/etc/udev/rules.d/99-other.rules"
        try write("SUBSYSTEM==\"hidraw\", MODE=\"0600\"\n", to: other)
        try await again(plugged) { (_) throws in
            #expect(try self.doctor().1.codes(of: name) == ["wrongMode"])
        }
        unlink(other)

        unlink(Self.installed)
        try await again(plugged) { (_) throws in
            let (status, report) = try self.doctor()
            #expect(status == 1 && report.codes(of: "70-tillwright.rules") == ["rulesMissing"])
            #expect(report.codes(of: name) == ["denied"], "\(report)")
        }
        try write(rules, to: Self.installed)
        try await again(plugged) { (_) throws in
            #expect(try self.doctor().1.codes(of: name).isEmpty)
        }
        await plugged.attachment.detach()
    }

    /// Plugs such a scanner in under the rules as they are now, so that nothing that udev knew of
    /// one is left.
    private func again(
        _ plugged: PluggedScanner, _ body: (PluggedScanner) throws -> Void
    ) async throws {
        try Guest.run("udevadm", "control", "--reload")
        await plugged.attachment.detach()
        try Guest.waitForEnd(of: plugged.interfaces[0])
        let fresh = try await PluggedScanner(.composite, serial: "DOCTOR-2")
        try Guest.settle()
        try body(fresh)
        try await fresh.remove()
    }

    // MARK: The allow-list

    @Test func whatIsNotListedIsRefused() async throws {
        let path = "/etc/udev/rules.d/75-tillwright-allow-list.rules"
        let list =
            Guest.contents(
                of: "\(Guest.root)/udev/opt-in/75-tillwright-allow-list.rules") ?? ""
        #expect(!list.isEmpty)
        // A shop that lists its own devices alone, as the file says.
        let strict = list.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("ENV{TILLWRIGHT_KIND}") }.map(String.init)
        let own = "ATTR{idVendor}==\"0c2e\", ATTR{serial}==\"LISTED\", GOTO=\"tillwright_allow\""
        let place = strict.firstIndex { $0.hasPrefix("# Not listed: refused") } ?? 0
        try write(
            (strict[..<place] + [own] + strict[place...]).joined(separator: "\n"), to: path)
        try Guest.run("udevadm", "control", "--reload")

        let listed = try await PluggedScanner(.hidPOS, serial: "LISTED")
        #expect(access(try HIDNodes.hidraw(of: listed.interfaces[0]), F_OK) == 0)
        let stranger = USBScanner(try VirtualScanner(.hidPOS), serial: "STRANGER")
        let attachment = try await VirtualHostController().attach(stranger)
        var authorized: String?
        for _ in 0..<600 where authorized != "0" {
            try await Task.sleep(for: .milliseconds(50))
            authorized = Self.authorized("STRANGER")
        }
        #expect(authorized == "0")
        await attachment.detach()
        try Guest.settle()
        try await listed.remove()

        // As it is shipped, the devices of a till are listed.
        try write(list, to: path)
        try Guest.run("udevadm", "control", "--reload")
        let known = try await PluggedScanner(.hidPOS, serial: "KNOWN")
        try Guest.settle()
        #expect(Self.authorized("KNOWN") == "1")
        try await known.remove()
        unlink(path)
        try Guest.run("udevadm", "control", "--reload")
    }

    private static func authorized(_ serial: String) -> String? {
        let folder = "/sys/bus/usb/devices"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let found = names.first { Guest.contents(of: "\(folder)/\($0)/serial") == "\(serial)\n" }
        return found.flatMap { Guest.contents(of: "\(folder)/\($0)/authorized") }
            .map { String($0.prefix { $0 != "\n" }) }
    }
}
