/// `till doctor udev`
struct DoctorUdevCommand: Subcommand {
    let json = Flag("json", help: "report as one line of JSON")

    var name: String { "doctor udev" }
    var summary: String {
        "Says which udev rule, group or mode is missing for the devices of this machine."
    }
    var discussion: [String] {
        [
            "Looks at the rules, the groups of who runs it, and every printer, scanner, drawer and serial line that is plugged in. Opens none of them, changes nothing, and needs no rights. What it says to run is run by somebody who may."
        ]
    }
    var options: [any OptionDeclaration] { [json] }
    var outcomes: [Outcome] {
        [
            Outcome(.done, "nothing is missing; there may be notices"),
            Outcome(.negative, "something is missing"),
        ]
    }

    func run(_ values: Values) async -> ExitCode {
        let facts = UdevGatherer().facts()
        let check = UdevCheck(facts)
        let code: ExitCode = check.isWell ? .done : .negative
        if values[json] {
            Console.json(Report(facts, check))
            return code
        }
        for finding in check.findings {
            Console.out(
                "\(finding.isNotice ? "note" : "missing"): \(finding.place): \(finding.text)")
            if let run = finding.run { Console.out("    run: \(run)") }
        }
        let devices = facts.devices.count
        let noun = devices == 1 ? "device" : "devices"
        Console.out(
            "\(devices) \(noun) of a till, \(check.findings.count { !$0.isNotice }) missing")
        return code
    }

    private struct Report: Encodable {
        struct Device: Encodable {
            var name: String
            var model: String
            var role: String
            var nodes: [String]
        }
        var isWell: Bool
        var findings: [UdevFinding]
        var devices: [Device]

        init(_ facts: UdevFacts, _ check: UdevCheck) {
            isWell = check.isWell
            findings = check.findings
            devices = facts.devices.map {
                Device(
                    name: $0.name, model: "\($0.vendor):\($0.product)", role: $0.role.rawValue,
                    nodes: $0.nodes.map(\.path))
            }
        }
    }
}
