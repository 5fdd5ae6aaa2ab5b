import Testing

/// `till print` as a shop runs it, against simulated printers that other processes are.
@Suite(.fewAtATime)
struct PrintingTests {
    @Test(arguments: [["--tcp", "0"], ["--pty"]], ["sale", "sale-zh"])
    func overAnyLinkATMT88VProvesThatItPrinted(link: [String], example: String) async throws {
        let place = try Workplace()
        let printer = try await place.simulator(link)
        let ended = try await place.till(
            "print", Programs.example(example), "--to", printer.address, "--profile", "tm-t88v",
            "--json")
        let record = try await printer.stop()
        #expect(ended.status == 0, "\(ended)")
        let report = try ended.report()
        #expect(report.outcome == "printed" && report.evidence == "processID")
        #expect(report.isReprint == false && report.printer == printer.address)
        #expect(record.all("cut").count == 1 && record.slips.count == 1 && record.status == 0)
        try await Self.checkPaper(of: example, in: record, at: place)
    }

    @Test(
        arguments: [
            ("tm-t88v", "processID"), ("tm-t20ii", "processID"), ("generic-80", "roundTrip"),
            ("generic-58", "roundTrip"),
        ], ["sale", "sale-zh"])
    func everyModelGivesItsOwnEvidence(
        model: (name: String, evidence: String), example: String
    ) async throws {
        let place = try Workplace()
        let printer = try await place.simulator(["--profile", model.name])
        let ended = try await place.till(
            "print", Programs.example(example), "--to", printer.address, "--profile", model.name,
            "--json")
        let record = try await printer.stop()
        #expect(ended.status == 0, "\(ended)")
        let report = try ended.report()
        #expect(report.outcome == "printed" && report.evidence == model.evidence)
        #expect(report.profile == model.name)
        try await Self.checkPaper(of: example, in: record, at: place)
    }

    @Test(arguments: ["reversal", "reversal-zh", "count", "count-zh"])
    func theSimulatorInThisProcessPrintsEveryExample(example: String) async throws {
        let place = try Workplace()
        let ended = try await place.till(
            "print", Programs.example(example), "--to", "sim:?paper=\(place.file("paper"))")
        #expect(ended.status == 0, "\(ended)")
        #expect(ended.output.hasPrefix("printed (processID): "))
        #expect(place.slips().count == 1)
    }

    @Test func withoutAnAddressTheSimulatorIsUsedAndSaysSo() async throws {
        let ended = try await Workplace().till("print", Programs.example("count"), "--json")
        #expect(ended.status == 0)
        #expect(ended.errors.contains("no printer named: using the simulator (sim:)"))
        #expect(try ended.report().printer == "sim:")
        #expect(ended.errors.contains("| Corner & Quay "))
    }

    @Test(arguments: [["--copy", "2"], ["--reprint"]])
    func aSlipPrintedAgainIsMarked(mark: [String]) async throws {
        let place = try Workplace()
        let printer = try await place.simulator()
        let ended = try await place.till(
            [
                "print", Programs.example("reversal"), "--to", printer.address, "--profile",
                "tm-t88v",
            ]
                + mark)
        let record = try await printer.stop()
        #expect(ended.status == 0, "\(ended)")
        let words = mark.count == 2 ? "COPY 2" : "REPRINT"
        #expect(record.lines.contains { $0.contains(words) }, "\(record.lines)")
    }

    @Test func rawCommandsArePrintedAsTheyAre() async throws {
        let place = try Workplace()
        let printer = try await place.simulator()
        let file = try place.write("\u{1B}@Table 4\n\u{1D}VA\u{0}", to: "raw.bin")
        let ended = try await place.till(
            "print", "--raw", file, "--to", printer.address, "--profile", "tm-t88v", "--json")
        let record = try await printer.stop()
        #expect(ended.status == 0, "\(ended)")
        #expect(try ended.report().bytes == 14)
        #expect(record.lines == ["Table 4"] && record.all("cut").count == 1)
    }

    @Test func jobsOfTwoProcessesOneAfterTheOtherAreTwoSlips() async throws {
        let place = try Workplace()
        let printer = try await place.simulator()
        for _ in 0..<2 {
            let ended = try await place.till(
                "print", Programs.example("reversal"), "--to", printer.address, "--profile",
                "tm-t88v")
            #expect(ended.status == 0, "\(ended)")
        }
        #expect(try await printer.stop().slips.count == 2)
    }

    /// What a customer and a scanner see on the slip of the example.
    private static func checkPaper(
        of example: String, in record: SimulatedPrinter.Record, at place: Workplace
    ) async throws {
        let wanted = wanted(of: example)
        for words in wanted.lines {
            #expect(record.lines.contains { line in words.allSatisfy(line.contains) }, "\(words)")
        }
        let slip = try #require(record.slips.first)
        guard Programs.zbarimg != nil else { return }
        #expect(try await place.codes(in: slip) == wanted.codes)
    }

    /// Words that stand on one line together, and the symbols.
    private static func wanted(of example: String) -> (lines: [[String]], codes: Set<String>) {
        if example == "sale" {
            return (
                [
                    ["TOTAL", "58.57"], ["Gift card", "10.00"], ["Cash", "60.00"],
                    ["Change", "11.43"], ["S VAT 20%", "18.58", "3.72"], ["龙井茶"],
                ],
                [
                    "CODE-128:0002-0314-0417",
                    "QR-Code:https://example.com/r/0002-0314-0417",
                ]
            )
        }
        return (
            [
                ["合计", "85.64"], ["应付", "85.60"], ["微信支付", "50.00"], ["现金", "50.00"],
                ["找零", "14.40"], ["增值税 13%", "64.96", "8.44"], ["散装苹果"],
            ],
            ["EAN-13:6901234567892", "QR-Code:https://example.com/fapiao/6901234567892"]
        )
    }
}
