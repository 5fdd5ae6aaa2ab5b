import Testing

@testable import till

/// A machine on which nothing is missing, and what is said when one fact of it changes.
@Suite struct UdevCheckTests {
    private static let hidraw = UdevFacts.Node(
        kind: .hidraw, path: "/dev/hidraw0", mode: 0o660, group: "plugdev", isAllowed: true,
        properties: ["TILLWRIGHT_KIND": "scanner"])
    private static let keys = UdevFacts.Node(
        kind: .event, path: "/dev/input/event5", mode: 0o660, group: "plugdev", isAllowed: true,
        properties: ["TILLWRIGHT_KIND": "scanner", "LIBINPUT_IGNORE_DEVICE": "1"])
    private static let line = UdevFacts.Node(
        kind: .serial, path: "/dev/ttyUSB0", mode: 0o660, group: "dialout", isAllowed: true,
        properties: ["TILLWRIGHT_KIND": "serial", "ID_MM_DEVICE_IGNORE": "1"])
    private static let printer = UdevFacts.Node(
        kind: .usb, path: "/dev/bus/usb/001/004", mode: 0o660, group: "lp", isAllowed: true,
        properties: ["TILLWRIGHT_KIND": "printer"])

    private static var sound: UdevFacts {
        UdevFacts(
            rules: .init(
                path: "/etc/udev/rules.d/70-tillwright.rules", version: UdevCheck.rulesVersion,
                isEmpty: false),
            user: "anna", activeGroups: ["anna", "lp", "dialout", "plugdev"],
            listedGroups: ["lp", "dialout", "plugdev"],
            systemGroups: ["root", "lp", "dialout", "plugdev"],
            devices: [
                .init(
                    name: "Honeywell 1450g", vendor: "0c2e", product: "0b61", role: .scanner,
                    isKnown: true, nodes: [hidraw, keys]),
                .init(
                    name: "CH340", vendor: "1a86", product: "7523", role: .serial, isKnown: true,
                    nodes: [line]),
                .init(
                    name: "TM-T20", vendor: "04b8", product: "0e15", role: .printer, isKnown: true,
                    nodes: [printer]),
            ])
    }

    private func codes(_ change: (inout UdevFacts) -> Void) -> [UdevFinding.Code] {
        var facts = Self.sound
        change(&facts)
        return UdevCheck(facts).findings.map(\.code)
    }

    @Test func aSoundMachineIsWell() {
        let check = UdevCheck(Self.sound)
        #expect(check.findings.isEmpty && check.isWell)
    }

    @Test func missingRulesAreSaidOnceAndWhatComesOfThemForEachNode() {
        let found = codes {
            $0.rules = nil
            for index in $0.devices[0].nodes.indices {
                $0.devices[0].nodes[index].properties = nil
                $0.devices[0].nodes[index].isAllowed = false
            }
        }
        #expect(found == [.rulesMissing, .denied, .denied])
    }

    @Test func oldAndEmptyRulesAreTold() {
        #expect(codes { $0.rules?.version = nil } == [.rulesOld])
        #expect(codes { $0.rules?.version = UdevCheck.rulesVersion - 1 } == [.rulesOld])
        #expect(codes { $0.rules?.version = UdevCheck.rulesVersion + 1 } == [])
        #expect(codes { $0.rules?.isEmpty = true } == [.rulesEmpty])
    }

    @Test func aNodeThatNoRuleReachedIsTold() {
        #expect(codes { $0.devices[0].nodes[1].properties = [:] } == [.ruleNotApplied])
        #expect(codes { $0.devices[2].nodes[0].properties = nil } == [.ruleNotApplied])
    }

    @Test func anotherRulesModeOrGroupIsTold() {
        #expect(codes { $0.devices[0].nodes[0].mode = 0o600 } == [.wrongMode])
        #expect(codes { $0.devices[0].nodes[0].group = "root" } == [.wrongGroup])
        #expect(codes { $0.devices[2].nodes[0].group = "plugdev" } == [.wrongGroup])
    }

    @Test func theUsersGroupsAreTold() {
        func without(_ group: String, listed: Bool) -> [UdevFinding.Code] {
            codes {
                $0.activeGroups.remove(group)
                if !listed { $0.listedGroups.remove(group) }
                $0.devices[0].nodes[0].isAllowed = group != "plugdev"
            }
        }
        #expect(without("plugdev", listed: false) == [.notInGroup])
        #expect(without("plugdev", listed: true) == [.notLoggedInAgain])
        // Whoever may open the node by another right needs no group.
        #expect(without("dialout", listed: false) == [])
        #expect(codes { $0.devices[0].nodes[0].isAllowed = false } == [.denied])
        #expect(
            codes {
                $0.devices[0].nodes[0].isAllowed = false
                $0.isRoot = true
            } == [])
    }

    @Test func aScannerThatNoRuleKnowsGetsItsRuleWritten() throws {
        var facts = Self.sound
        facts.devices[0].isKnown = false
        facts.devices[0].vendor = "1d6b"
        facts.devices[0].nodes = [Self.hidraw]
        facts.devices[0].nodes[0].properties = [:]
        facts.devices[0].nodes[0].isAllowed = false
        let check = UdevCheck(facts)
        #expect(check.findings.map(\.code) == [.noRuleForModel, .denied])
        let run = try #require(check.findings.first?.run)
        #expect(run.contains("KERNELS==\"000[35]:1D6B:0B61.*\""))
        #expect(run.contains("GROUP=\"plugdev\"") && run.contains("LIBINPUT_IGNORE_DEVICE"))
        // Once the rule is there, all is well.
        facts.devices[0].nodes[0].properties = ["TILLWRIGHT_KIND": "scanner"]
        facts.devices[0].nodes[0].isAllowed = true
        #expect(UdevCheck(facts).findings.isEmpty)
    }

    @Test func programsThatTakeSerialLinesAreTold() {
        #expect(codes { $0.runsModemManager = true } == [])
        #expect(
            codes {
                $0.runsModemManager = true
                $0.devices[1].nodes[0].properties = ["TILLWRIGHT_KIND": "serial"]
            } == [.modemManager])
        #expect(codes { $0.runsBrltty = true } == [.brltty])
    }

    @Test func theMachineItselfIsLookedAt() {
        #expect(codes { $0.systemGroups.remove("plugdev") } == [.groupMissing])
        #expect(codes { $0.hasLockFolder = false } == [.lockFolderMissing])
        #expect(codes { $0.isUdevRunning = false } == [.noUdev])
    }

    @Test func whatIsGoodToKnowDoesNotFail() {
        var facts = Self.sound
        facts.hasUsblp = true
        facts.devices[0].nodes[1].properties?["LIBINPUT_IGNORE_DEVICE"] = ""
        let check = UdevCheck(facts)
        #expect(check.findings.map(\.code) == [.usblp, .typesIntoWindows] && check.isWell)
    }

    @Test func everyFindingSaysWhatToDoOrIsAConsequence() {
        var facts = Self.sound
        facts.rules = nil
        facts.systemGroups = []
        facts.hasLockFolder = false
        facts.runsBrltty = true
        facts.runsModemManager = true
        facts.devices[1].nodes[0].properties = [:]
        for finding in UdevCheck(facts).findings {
            #expect(finding.run != nil || finding.isNotice || finding.code == .denied, "\(finding)")
        }
    }
}

/// The table of known devices and the rules are one list, written twice.
@Suite struct TillDevicesTests {
    private let rules =
        (try? Files.read("\(Programs.root)/udev/70-tillwright.rules", upTo: 1 << 20))
        .map { String(decoding: $0, as: UTF8.self) } ?? ""

    private func title(_ role: TillDevices.Role, _ maker: String) -> String {
        "# \(role.rawValue.prefix(1).uppercased())\(role.rawValue.dropFirst()): \(maker)"
    }

    @Test func theRulesAreTheVersionThatTheDoctorKnows() throws {
        let version = try #require(rules.firstMatch(of: /Version ([0-9]+)\n/))
        #expect(Int(version.1) == UdevCheck.rulesVersion)
    }

    @Test(arguments: TillDevices.models)
    func theRulesHaveTheModel(model: TillDevices.Model) {
        let isNegated = model.products.hasPrefix("!")
        let products =
            model.products == "*"
            ? ""
            : "ATTR{idProduct}\(isNegated ? "!" : "=")=\"\(model.products.drop { $0 == "!" })\", "
        let end = "\(products)ENV{TILLWRIGHT_KIND}=\"\(model.role.rawValue)\""
        let lines = rules.split(separator: "\n")
        let found = lines.indices.contains { index in
            lines[index].hasPrefix("ATTR{idVendor}==\"") && lines[index].hasSuffix(end)
                && lines[index].contains(model.vendor)
                && lines[index - 1].hasPrefix(title(model.role, model.maker))
        }
        #expect(found)
        guard model.role != .printer else { return }
        let pattern = model.products == "*" ? "*" : "\(model.products).*"
        let hid = rules.contains(
            "\(model.vendor.uppercased()):\(pattern)\", ENV{TILLWRIGHT_KIND}=\"\(model.role.rawValue)\""
        )
        #expect(hid)
    }

    @Test func theRulesHaveNoOtherModel() {
        let lines = rules.split(separator: "\n").filter {
            $0.contains("ATTR{idVendor}") && $0.contains("ENV{TILLWRIGHT_KIND}")
        }
        let vendors = lines.flatMap { line in
            line.firstMatch(of: /idVendor}=="([^"]+)"/)?.1.split(separator: "|") ?? []
        }
        #expect(vendors.count == TillDevices.models.count)
    }

    @Test(arguments: [
        ("0519", "1011", "drawer"), ("0519", "0003", "printer"), ("0d3a", "0207", "drawer"),
        ("0c2e", "0b61", "scanner"), ("04b8", "0e15", "printer"), ("0aa7", "030a", "printer"),
    ])
    func aModelIsFoundByItsNumbers(vendor: String, product: String, role: String) {
        #expect(TillDevices.model(vendor: vendor, product: product)?.role.rawValue == role)
    }

    @Test(arguments: [("04b8", "0101"), ("0d3a", "0208"), ("046d", "c31c"), ("0aa7", "030b")])
    func otherDevicesAreNone(vendor: String, product: String) {
        #expect(TillDevices.model(vendor: vendor, product: product) == nil)
    }

    @Test func theDatabaseOfUdevIsReadLineByLine() {
        let text = "S:tillwright/scanner-1-1\nE:A=1\nE:B=x=y\nE:C=\nG:uaccess\nE:broken\n"
        #expect(UdevDatabase.properties(in: text) == ["A": "1", "B": "x=y", "C": ""])
    }
}
