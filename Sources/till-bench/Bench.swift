internal import FoundationEssentials

/// All measurements of `make bench`, in one run, so that both sides meet the same machine.
struct Bench {
    /// The `till` that is measured.
    let till: String
    /// A sale of forty lines for `till print`.
    let document: String
    let python: PythonSide

    private static let startRuns = 15

    /// Fills `table`; what was measured before an error stays in it.
    func run(into table: inout Table) throws {
        try FileManager.default.createDirectory(
            atPath: python.folder, withIntermediateDirectories: true)
        try JSONEncoder().encode(Workload.receipt)
            .write(to: URL(filePath: python.folder + "/receipt.json"))
        try Data(Workload.picture).write(to: URL(filePath: python.folder + "/picture.raw"))
        let theirs = try python.measure()
        try receipt(theirs, &table)
        try picture(theirs, &table)
        try start(&table)
    }

    private func receipt(_ theirs: PythonSide.Figures, _ table: inout Table) throws {
        let stream = try python.stream(of: "receipt")
        let bytes = try Encoding.receipt(Workload.receipt)
        try SameContent.check(stream, holds: Workload.receipt, of: "python-escpos")
        try SameContent.check(bytes, holds: Workload.receipt, of: "Tillwright")
        let ours = try Stopwatch.median(runs: 5000) { try Encoding.receipt(Workload.receipt) }
        table.time(
            "40-line receipt encoded", theirs: theirs.receiptMilliseconds,
            ours: ours.milliseconds, goal: "≥ 50 ×")
        table.count("  its bytes", theirs: stream.count, ours: bytes.count, goal: "no more")
    }

    private func picture(_ theirs: PythonSide.Figures, _ table: inout Table) throws {
        let stream = try python.stream(of: "picture")
        let bytes = try Encoding.picture(Workload.picture)
        try SameContent.checkPicture(stream, of: "python-escpos")
        try SameContent.checkPicture(bytes, of: "Tillwright")
        let ours = try Stopwatch.median(runs: 200) { try Encoding.picture(Workload.picture) }
        table.time(
            "512×512 picture, GS v 0", theirs: theirs.pictureMilliseconds,
            ours: ours.milliseconds, goal: "≥ 10 ×")
        table.count("  its bytes", theirs: stream.count, ours: bytes.count, goal: "")
    }

    /// From the start of a process to the last byte of its receipt, over TCP on this machine. The
    /// two sides take turns, so that a busy moment hits both.
    private func start(_ table: inout Table) throws {
        let sink = try Sink()
        let address = "tcp:127.0.0.1:\(sink.port)"
        // No question of the simplest profile goes unanswered: the sink answers none.
        let ours = [till, "print", document, "--to", address, "--profile", "generic-80"]
        let theirs = python.printing(to: sink.port)
        var runs: (theirs: [Run], ours: [Run]) = ([], [])
        for _ in 0..<Self.startRuns {
            runs.theirs.append(try delivery(to: sink, by: theirs))
            runs.ours.append(try delivery(to: sink, by: ours))
        }
        table.time(
            "process start to last byte",
            theirs: Stopwatch.middle(of: runs.theirs.map(\.time)).milliseconds,
            ours: Stopwatch.middle(of: runs.ours.map(\.time)).milliseconds,
            goal: "≥ 20 ×, < 20 ms")
        // The most that any run showed: the kernel may join writes, and never parts these.
        table.count(
            "  its writes, seen at the socket", theirs: runs.theirs.map(\.arrivals).max() ?? 0,
            ours: runs.ours.map(\.arrivals).max() ?? 0, goal: "1 and the status questions")
    }

    private struct Run {
        var time: Duration
        var arrivals: Int
    }

    private func delivery(to sink: Sink, by command: [String]) throws -> Run {
        let start = ContinuousClock.now
        let child = try ChildProcess(command, environment: python.environment)
        let delivery = try sink.receive(idle: .seconds(2))
        guard delivery.bytes.count > Self.receiptBytesMin else {
            throw BenchError.failed(
                program: command[0], status: try child.finish(within: .seconds(10)).status,
                said: "only \(delivery.bytes.count) bytes came")
        }
        return Run(time: start.duration(to: delivery.end), arrivals: delivery.arrivals)
    }

    /// Forty lines are more than this; what is less is not the receipt.
    private static let receiptBytesMin = 1000
}
