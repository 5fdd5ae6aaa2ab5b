import Testing

/// Printers that fail, through the real programs: what is reported is what is on paper.
@Suite(.fewAtATime)
struct FaultTests {
    /// Prints the example count slip to a simulated TM-T88V with these faults.
    private func print(
        _ words: [String] = [], faults: String...
    ) async throws -> (ended: Ended, record: SimulatedPrinter.Record) {
        let place = try Workplace()
        let plan = try place.write("{ \"faults\": [\(faults.joined(separator: ","))] }", to: "plan")
        let printer = try await place.simulator(["--faults", plan])
        let ended = try await place.till(
            ["print", Programs.example("count"), "--to", printer.address] + words
                + ["--profile", "tm-t88v", "--json"])
        return (ended, try await printer.stop())
    }

    private static func fault(_ when: String, _ what: String) -> String {
        "{ \"when\": { \(when) }, \"do\": { \(what) } }"
    }

    private static let fromTheStart = "\"timeMs\": 0"
    private static let emptyRoll = fault(
        fromTheStart, "\"paperOut\": { \"reloadAfterMs\": 1500 }")
    private static let pulledCable = fault(
        "\"bytes\": 2500", "\"unplug\": { \"replugAfterMs\": 700 }")

    // MARK: Paper

    @Test func paperThatEndsInTheMiddleIsWaitedForAndTheSlipIsWhole() async throws {
        let (ended, record) = try await print(
            faults: Self.fault("\"lines\": 6", "\"paperOut\": { \"reloadAfterMs\": 1500 }"))
        #expect(ended.status == 0, "\(ended)")
        #expect(try ended.report().evidence == "processID")
        #expect(ended.errors.contains("waiting: out of paper; load a new roll"))
        #expect(record.all("fault").count == 1 && record.all("cut").count == 1)
    }

    @Test func withoutPaperNothingIsSentAndTheReasonNamed() async throws {
        let (ended, record) = try await print(faults: Self.emptyRoll)
        #expect(ended.status == 8, "\(ended)")
        let report = try ended.report()
        #expect(report.outcome == "rejected" && report.reason?.contains("out of paper") == true)
        #expect(record.isBlank)
    }

    @Test func whoWaitsGetsTheSlipOnceThereIsPaper() async throws {
        let (ended, record) = try await print(["--wait", "60"], faults: Self.emptyRoll)
        #expect(ended.status == 0, "\(ended)")
        #expect(try ended.report().outcome == "printed")
        #expect(ended.errors.contains("waiting: out of paper"))
        #expect(record.all("cut").count == 1)
    }

    @Test func whoWaitsTooShortlyGetsNothing() async throws {
        let (ended, record) = try await print(
            ["--wait", "300ms"],
            faults: Self.fault(Self.fromTheStart, "\"paperOut\": { \"reloadAfterMs\": 600000 }"))
        #expect(ended.status == 8, "\(ended)")
        #expect(record.isBlank)
    }

    @Test func anOpenCoverIsNamed() async throws {
        let (ended, record) = try await print(
            faults: Self.fault(Self.fromTheStart, "\"coverOpen\": { \"closeAfterMs\": 600000 }"))
        #expect(ended.status == 8, "\(ended)")
        #expect(try ended.report().reason == "the cover is open; close it")
        #expect(record.isBlank)
    }

    // MARK: The cable

    @Test func aCablePulledInTheMiddleLeavesDoubt() async throws {
        let (ended, record) = try await print(faults: Self.pulledCable)
        #expect(ended.status == 7, "\(ended)")
        let report = try ended.report()
        #expect(report.outcome == "inDoubt" && report.evidence == nil)
        let taken = try #require(report.bytesTaken), total = try #require(report.bytes)
        // The network takes more than the printer does.
        #expect((1...total).contains(taken))
        #expect(record.all("cut").isEmpty, "it cannot have been whole: the cut is its last command")
    }

    @Test func theBrokenSlipIsPrintedAgainWithAMark() async throws {
        let (ended, record) = try await print(["--reprint-if-broken-off"], faults: Self.pulledCable)
        #expect(ended.status == 0, "\(ended)")
        let report = try ended.report()
        #expect(report.outcome == "printed" && report.isReprint == true)
        #expect(ended.errors.contains("broken off; printing it again, marked"))
        #expect(record.lines.count { $0.contains("REPRINT") } == 1)
        #expect(record.all("cut").count >= 1)
    }

    // MARK: Answers

    @Test func aSilentPrinterIsAbsent() async throws {
        let (ended, record) = try await print(
            faults: Self.fault(Self.fromTheStart, "\"silent\": { \"forMs\": 600000 }"))
        #expect(ended.status == 4, "\(ended)")
        #expect(try ended.report().reason?.hasPrefix("the printer answers nothing") == true)
        #expect(record.isBlank)
    }

    @Test func aPrinterWhoseEveryAnswerIsLostIsSilentToo() async throws {
        let (ended, record) = try await print(
            faults: Self.fault(Self.fromTheStart, "\"repliesLost\": { \"count\": 1000000 }"))
        #expect(ended.status == 4, "\(ended)")
        #expect(record.isBlank)
    }

    @Test(arguments: [
        "\"repliesLost\": { \"count\": 3 }", "\"repliesDoubled\": { \"count\": 1000 }",
        "\"repliesLate\": { \"byMs\": 150, \"count\": 20 }",
        "\"shortWrites\": { \"maxBytes\": 7, \"count\": 100 }",
    ])
    func aPoorLineStillProvesTheSlip(what: String) async throws {
        let (ended, record) = try await print(faults: Self.fault(Self.fromTheStart, what))
        #expect(ended.status == 0, "\(ended)")
        #expect(try ended.report().evidence == "processID")
        #expect(record.all("cut").count == 1)
    }

    @Test(arguments: [1, 64, 60_000])
    func noiseNeverMakesASlipPrinted(bytes: Int) async throws {
        let (ended, record) = try await print(
            faults: Self.fault(Self.fromTheStart, "\"garbage\": { \"bytes\": \(bytes) }"))
        // Noise may read as any state; what counts is that "printed" is said of a whole slip only.
        let report = try ended.report()
        switch ended.status {
        case 0: #expect(report.outcome == "printed" && record.all("cut").count == 1)
        case 4, 8: #expect(report.outcome == "rejected" && record.isBlank)
        case 7: #expect(report.outcome == "inDoubt")
        default: Issue.record("\(ended)")
        }
    }

    @Test func aPrinterThatGarblesEveryAnswerIsNeverBelievedThatItPrinted() async throws {
        let (ended, _) = try await print(
            faults: Self.fault(Self.fromTheStart, "\"repliesGarbled\": { \"count\": 1000000 }"))
        #expect([4, 7, 8].contains(ended.status), "\(ended)")
        #expect(try ended.report().evidence == nil)
    }
}
