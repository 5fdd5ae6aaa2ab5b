internal import ESCPOS
internal import FoundationEssentials

/// All measurements of `make bench`, in one run, so that both sides meet the same machine.
struct Bench {
    /// The `till` that is measured.
    let till: String
    let python: PythonSide
    /// Where the corpus is, if it is on this machine.
    let shared: String

    /// How often the two sides take turns, so that a busy moment hits both.
    private static let rounds = 7
    private static let startRuns = 21
    private static let lines = 40

    /// Fills `table`; what was measured before an error stays in it.
    func run(into table: inout Table) throws {
        try FileManager.default.createDirectory(
            atPath: python.folder, withIntermediateDirectories: true)
        let sale = try SaleDocument(lines: Self.lines)
        try Data(sale.json.utf8).write(to: URL(filePath: document))
        try write(Workload.receipt, to: "receipt.json")
        try write(sale.lines, to: "sale-lines.json")
        try Data(Workload.picture).write(to: URL(filePath: python.folder + "/picture.raw"))
        let isCompared = python.isInstalled
        if !isCompared { table.notes.append("python-escpos is not installed: nothing to compare") }
        try encoding(isCompared, &table)
        try start(isCompared, &table)
        try parser(&table)
    }

    private var document: String { python.folder + "/sale.json" }

    private func write(_ lines: [Workload.Line], to name: String) throws {
        try JSONEncoder().encode(lines).write(to: URL(filePath: python.folder + "/" + name))
    }

    private func encoding(_ isCompared: Bool, _ table: inout Table) throws {
        let receipt = try Encoding.receipt(Workload.receipt)
        let picture = try Encoding.picture(Workload.picture)
        try SameContent.check(receipt, holds: Workload.receipt, of: "Tillwright")
        try SameContent.checkPicture(picture, of: "Tillwright")
        var theirs: [PythonSide.Figures] = []
        var receipts: [Duration] = []
        var pictures: [Duration] = []
        for _ in 0..<Self.rounds {
            if isCompared { theirs.append(try python.measure()) }
            receipts.append(
                try Stopwatch.median(runs: 2000) { try Encoding.receipt(Workload.receipt) })
            pictures.append(
                try Stopwatch.median(runs: 60) { try Encoding.picture(Workload.picture) })
        }
        table.time(
            "40-line receipt encoded", theirs: theirs.map(\.receiptMilliseconds),
            ours: receipts.map(\.milliseconds), ratio: 50)
        table.count(
            "  its bytes", theirs: try isCompared ? stream("receipt").count : nil,
            ours: receipt.count, goal: "no more")
        table.time(
            "512×512 picture dithered, GS v 0", theirs: theirs.map(\.pictureMilliseconds),
            ours: pictures.map(\.milliseconds), ratio: 10)
        table.count(
            "  its bytes", theirs: try isCompared ? stream("picture").count : nil,
            ours: picture.count)
    }

    /// What the other side made of a task, once it is sure that it is the same.
    private func stream(_ task: String) throws -> [UInt8] {
        let stream = try python.stream(of: task)
        if task == "receipt" {
            try SameContent.check(stream, holds: Workload.receipt, of: "python-escpos")
        } else {
            try SameContent.checkPicture(stream, of: "python-escpos")
        }
        return stream
    }

    /// From the start of a process to the last byte of its receipt, over TCP on this machine.
    private func start(_ isCompared: Bool, _ table: inout Table) throws {
        let sale = try SaleDocument(lines: Self.lines)
        let sink = try Sink()
        let ours = [
            till, "print", document, "--to", "tcp:127.0.0.1:\(sink.port)", "--profile",
            SaleDocument.profile.id,
        ]
        let theirs = python.printing(to: sink.port)
        var runs: (theirs: [Run], ours: [Run]) = ([], [])
        // The first of each fills the caches of the disk.
        for run in 0...Self.startRuns {
            let their = try isCompared ? delivery(to: sink, by: theirs, of: sale.lines) : nil
            let our = try delivery(to: sink, by: ours, of: sale.lines)
            guard run > 0 else { continue }
            if let their { runs.theirs.append(their) }
            runs.ours.append(our)
        }
        table.time(
            "process start to last byte, 40 lines", theirs: runs.theirs.map(\.time.milliseconds),
            ours: runs.ours.map(\.time.milliseconds), ratio: 20, below: 20)
        table.count(
            "  arrivals at the socket with a byte of the slip",
            theirs: runs.theirs.map(\.slipArrivals).max(),
            ours: runs.ours.map(\.slipArrivals).max() ?? 0, goal: "1")
    }

    private struct Run {
        var time: Duration
        var slipArrivals: Int
    }

    private func delivery(
        to sink: Sink, by command: [String], of lines: [Workload.Line]
    ) throws -> Run {
        let start = ContinuousClock.now
        let child = try ChildProcess(command, environment: python.environment)
        let delivery = try sink.receive(idle: .seconds(2))
        let result = try child.finish(within: .seconds(10))
        guard result.status == 0 else {
            throw BenchError.failed(
                program: command[0], status: result.status,
                said: String(decoding: result.errors.suffix(500), as: UTF8.self))
        }
        try SameContent.check(delivery.bytes, holds: lines, of: command[0])
        return Run(time: start.duration(to: delivery.end), slipArrivals: delivery.slipArrivals)
    }

    private func parser(_ table: inout Table) throws {
        let (streams, note) = try ParserStream.all(shared: shared)
        if let note { table.notes.append(note) }
        for stream in streams {
            guard stream.isWholeAfterParsing() else {
                throw BenchError.differentContent("\(stream.name): bytes were lost")
            }
            let times = (0..<Self.rounds).map { _ in
                Stopwatch.median(runs: 20) { stream.parse() }.milliseconds
            }
            table.rate(stream.name, times.map { Double(stream.bytes.count) / 1000 / $0 })
        }
    }
}
