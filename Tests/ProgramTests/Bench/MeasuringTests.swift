import Testing

@testable import till_bench

/// What `make bench` measures with. The figures themselves are no test's business.
@Suite struct MeasuringTests {
    @Test(arguments: [([3, 1, 2], 2), ([4, 1, 3, 2], 3), ([7], 7)])
    func theMiddleIsTheMedian(times: [Int], middle: Int) {
        #expect(Stopwatch.middle(of: times.map { .seconds($0) }) == .seconds(middle))
    }

    @Test func theTableShowsThreeDigitsAndTheRatio() {
        var table = Table()
        table.time("task", theirs: [1234.4], ours: [0.0456, 0.0123, 0.0789], ratio: 50, below: 20)
        table.count("bytes", theirs: 3, ours: 2, goal: "no more")
        let lines = table.text.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[2].contains("1234") && lines[2].contains("0.0456 ms (0.0123–0.0789)"))
        #expect(lines[2].contains("27070 ×") && lines[3].contains("1.50 ×"))
        #expect(lines[2].contains("≥ 50 ×: met; < 20 ms: met") && lines[3].contains("no more: met"))
    }

    @Test func aMissedGoalIsCalledMissed() {
        var table = Table()
        table.time("task", theirs: [10], ours: [5], ratio: 3, below: 5)
        table.count("writes", theirs: nil, ours: 2, goal: "1")
        #expect(table.text.contains("≥ 3 ×: missed; < 5 ms: missed"))
        #expect(table.text.contains("1: missed"))
    }

    @Test func theSaleHasAsManyLinesAsItSays() throws {
        let sale = try SaleDocument(lines: 40)
        #expect(sale.lines.count == 40)
        #expect(sale.lines.contains { $0.text.contains("Crème brûlée") })
        #expect(sale.lines.contains { $0.big })
    }

    @Test func bothSidesMustPrintTheSame() throws {
        let lines = Workload.receipt
        let stream = Array(lines.map(\.text).joined(separator: "\n").utf8)
        try SameContent.check(stream, holds: lines, of: "us")
        let short = Array(lines.dropLast(2).map(\.text).joined(separator: "\n").utf8)
        #expect(throws: BenchError.self) { try SameContent.check(short, holds: lines, of: "us") }
        let picture = try Encoding.picture(Workload.picture)
        try SameContent.checkPicture(picture, of: "us")
        #expect(throws: BenchError.self) {
            try SameContent.checkPicture(Array(picture.dropFirst(8)), of: "us")
        }
    }

    @Test func aReceiptOfFortyLinesIsOne() throws {
        #expect(Workload.receipt.count == 40)
        #expect(Workload.receipt.allSatisfy { $0.text.count <= Workload.columns })
        try SameContent.check(
            try Encoding.receipt(Workload.receipt), holds: Workload.receipt, of: "us")
    }

    // MARK: Other programs

    @Test func aChildProcessGivesItsLinesItsErrorsAndItsStatus() throws {
        let child = try ChildProcess(
            ["sh", "-c", "echo one; echo $WORD; echo oops >&2; exit 3"],
            environment: ["WORD": "two"])
        #expect(try child.readLine(within: .seconds(30)) == "one")
        let result = try child.finish(within: .seconds(30))
        #expect(
            result == .init(status: 3, output: Array("two\n".utf8), errors: Array("oops\n".utf8)))
    }

    @Test func aChildProcessThatDoesNotEndIsNotWaitedForForever() throws {
        let child = try ChildProcess(["sleep", "600"])
        #expect(throws: ChildProcess.Failure.tooSlow(program: "sleep")) {
            try child.finish(within: .milliseconds(20))
        }
        child.terminate()
        #expect(try child.finish(within: .seconds(30)).status == 128 + 15)
    }

    @Test func aProgramThatIsNotThereIsNamed() {
        #expect(throws: ChildProcess.Failure.cannotStart(program: "./no-such-program", errno: 2)) {
            try ChildProcess(["./no-such-program"])
        }
    }

    @Test func theSinkTakesOneDelivery() throws {
        let sink = try Sink()
        let child = try ChildProcess(
            ["bash", "-c", "printf 'a receipt' > /dev/tcp/127.0.0.1/\(sink.port)"])
        let delivery = try sink.receive(idle: .seconds(30))
        #expect(delivery.bytes == Array("a receipt".utf8))
        #expect(delivery.arrivals == 1)
        #expect(try child.finish(within: .seconds(30)).status == 0)
    }
}
