import Testing

/// `till drawer` against simulated drawers.
@Suite(.fewAtATime)
struct DrawerTests {
    private func drawer(
        _ command: [String], sim: [String] = [], faults: String? = nil, profile: String = "tm-t88v"
    ) async throws -> (ended: Ended, record: SimulatedPrinter.Record) {
        let place = try Workplace()
        var options = ["--profile", profile] + sim
        if let faults {
            let fault = "{ \"when\": { \"timeMs\": 0 }, \"do\": { \(faults) } }"
            options += ["--faults", try place.write("{ \"faults\": [\(fault)] }", to: "plan")]
        }
        let printer = try await place.simulator(options)
        let ended = try await place.till(
            ["drawer"] + command + ["--to", printer.address, "--profile", profile, "--json"])
        return (ended, try await printer.stop())
    }

    private static let seen = ["--sensor", "highWhenOpen"]

    @Test(arguments: ["tm-t88v", "tm-t20ii", "generic-80", "generic-58"])
    func aDrawerThatOpensIsSeenToOpen(profile: String) async throws {
        let (ended, record) = try await drawer(
            ["open", "--reason", "sale"] + Self.seen, profile: profile)
        #expect(ended.status == 0, "\(ended)")
        #expect(try ended.report().drawer == "opened")
        #expect(record.all("pulse") == ["pin 2"] && record.all("drawer opened").count == 1)
        #expect(record.isBlank)
    }

    @Test func aSensorWiredTheOtherWayIsReadThatWay() async throws {
        let (ended, _) = try await drawer(
            ["open", "--reason", "count", "--sensor", "lowWhenOpen"],
            sim: ["--sensor", "lowWhenOpen"])
        #expect(ended.status == 0, "\(ended)")
        #expect(try ended.report().drawer == "opened")
    }

    @Test func aStuckDrawerDidNotOpen() async throws {
        let (ended, record) = try await drawer(
            ["open", "--reason", "sale"] + Self.seen, faults: "\"drawerStuck\": {}")
        #expect(ended.status == 1, "\(ended)")
        #expect(try ended.report().drawer == "didNotOpen")
        // One pulse and one more: the duty cycle of the solenoid allows no hammering.
        #expect(record.all("pulse").count == 2 && record.all("drawer opened").isEmpty)
    }

    @Test func withoutASensorNobodyKnows() async throws {
        let (ended, record) = try await drawer(
            ["open", "--reason", "sale", "--sensor", "none"], sim: ["--sensor", "none"])
        #expect(ended.status == 7, "\(ended)")
        #expect(try ended.report().drawer == "unknown")
        #expect(record.all("pulse").count == 1)
    }

    @Test func noReasonNoPulse() async throws {
        let (ended, record) = try await drawer(["open"])
        #expect(ended.status == 2, "\(ended)")
        #expect(ended.errors.contains("--reason is missing: a drawer opens for a reason"))
        #expect(record.all("pulse").isEmpty)
    }

    @Test func aDrawerThatStandsOpenGetsNoPulse() async throws {
        let (ended, record) = try await drawer(
            ["open", "--reason", "sale"] + Self.seen, faults: "\"drawerForcedOpen\": {}")
        #expect(ended.status == 0, "\(ended)")
        #expect(try ended.report().drawer == "alreadyOpen")
        #expect(record.all("pulse").isEmpty)
    }

    @Test func aSilentPrinterGetsNoPulse() async throws {
        let (ended, record) = try await drawer(
            ["open", "--reason", "sale"] + Self.seen, faults: "\"silent\": { \"forMs\": 600000 }")
        #expect(ended.status == 4, "\(ended)")
        #expect(record.all("pulse").isEmpty)
    }

    @Test func waitingEndsWhenSomebodyShutsTheDrawer() async throws {
        let (ended, record) = try await drawer(
            ["wait"] + Self.seen, sim: ["--drawer-closes", "1500ms"],
            faults: "\"drawerForcedOpen\": {}")
        #expect(ended.status == 0, "\(ended)")
        #expect(try ended.report().drawer == "closed")
        #expect(record.all("drawer shut").count == 1 && record.all("pulse").isEmpty)
    }

    @Test func waitingEndsWhenTheTimeIsUp() async throws {
        let (ended, _) = try await drawer(
            ["wait", "--within", "300ms"] + Self.seen, faults: "\"drawerForcedOpen\": {}")
        #expect(ended.status == 1, "\(ended)")
        #expect(try ended.report().drawer == "open")
    }

    @Test(arguments: [
        (String?.none, "highWhenOpen", "closed", Int32(0)),
        ("\"drawerForcedOpen\": {}", "highWhenOpen", "open", 1),
        ("\"drawerForcedOpen\": {}", "none", "unknown", 7),
    ])
    func statusSaysWhatTheSensorTells(
        faults: String?, sensor: String, state: String, status: Int32
    ) async throws {
        let (ended, record) = try await drawer(["status", "--sensor", sensor], faults: faults)
        #expect(ended.status == status, "\(ended)")
        #expect(try ended.report().drawer == state)
        #expect(record.all("pulse").isEmpty && record.isBlank)
    }
}
