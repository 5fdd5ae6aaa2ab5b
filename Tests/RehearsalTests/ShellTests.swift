import Devices
import ESCPOS
import Simulator
import Testing
import Transport

/// The actors that carry the sessions' decisions out, on the simulator in running time.
@Suite struct ShellTests {
    static func configuration(_ profile: Profile) -> PrinterSession.Configuration {
        PrinterSession.Configuration(profile: profile, firstTag: 1)
    }

    /// A virtual printer and a started ``Printer`` on it.
    static func counter(
        _ profile: Profile = Profiles.tmT88V, plan: FaultPlan = .none,
        drawer: VirtualDrawer.Settings = .init()
    ) async -> (hub: SimulatorHub, printer: Printer) {
        let hub = SimulatorHub(VirtualPrinter(profile: profile, plan: plan, drawer: drawer))
        let printer = Printer(
            address: .simulator(options: [:]), opener: hub,
            configuration: configuration(profile), time: SystemTime())
        await printer.start()
        return (hub, printer)
    }

    static func job(_ id: String, lines: Int = 2) -> PrintJob {
        var commands: [Command] = [.initialize, .leaveChineseMode]
        for line in 1...lines {
            commands += [.text(Array("job \(id) line \(line)".utf8)), .lineFeed]
        }
        return PrintJob(
            id: id, bytes: (commands + [.cut(.feedThenPartial())]).bytes,
            patience: .wait(.seconds(30)))
    }

    @Test func aJobIsPrintedByTheActorAndIsOnPaper() async {
        let (hub, printer) = await Self.counter()
        let outcome = await printer.print(Self.job("a"))
        #expect(outcome == .printed(.processID, isReprint: false))
        await printer.stop()
        await hub.stop()
    }

    @Test func theSameIdPrintsOnceHoweverOftenItIsAskedFor() async {
        let (hub, printer) = await Self.counter()
        async let first = printer.print(Self.job("a"))
        async let second = printer.print(Self.job("a"))
        let third = await printer.print(Self.job("a"))
        let outcomes = await [first, second, third]
        #expect(outcomes.allSatisfy { $0 == .printed(.processID, isReprint: false) })
        #expect(await hub.snapshot.statistics.cuts == 1)
        await printer.stop()
        await hub.stop()
    }

    @Test func stoppingInTheMiddleEndsTheJobInDoubt() async {
        let (hub, printer) = await Self.counter(
            plan: FaultPlan([.init(.lines(1), .paperOut(reloadAfter: .seconds(3600)))]))
        let started = await printer.events()
        async let outcome = printer.print(Self.job("a", lines: 20))
        for await case .status(let status) in started where status.paper == .end { break }
        await printer.stop()
        guard case .inDoubt(let known) = await outcome else {
            Issue.record("expected in doubt, got \(await outcome)")
            return
        }
        #expect(known.taken == known.total)
        await hub.stop()
    }

    @Test func aDrawerOpensForAReasonAndIsSeenToClose() async {
        let (hub, printer) = await Self.counter(
            drawer: .init(closesAfter: .milliseconds(500)))
        let drawer = CashDrawer(
            printer: printer,
            settings: DrawerSettings(
                pulse: Profiles.tmT88V.pulse, sensor: .highWhenOpen, isLevelPushed: true),
            time: SystemTime())
        await drawer.start()
        // Whatever is known of the level is known once a job has gone through.
        _ = await printer.print(Self.job("a"))
        let nobody = await drawer.open(by: "", reason: "sale")
        #expect(nobody == .refused(.incomplete(missing: "by")))
        guard case .opened = await drawer.open(by: "Ada", reason: "sale", subject: "1") else {
            Issue.record("the drawer did not open")
            return
        }
        guard case .closed = await drawer.waitForClose(within: .seconds(30)) else {
            Issue.record("the drawer was not seen to close")
            return
        }
        await drawer.stop()
        await printer.stop()
        await hub.stop()
    }

    /// A cancelled USB write tells how many bytes were taken only when it returns, which may be
    /// after the reader has learnt that the device is gone.
    @Test func bytesOfAWriteThatReturnsAfterTheReaderFailedAreInTheOutcome() async {
        let link = LateLink(taking: 7)
        let printer = Printer(
            address: link.address, opener: link,
            configuration: Self.configuration(Profiles.generic80), time: SystemTime())
        let events = await printer.events()
        await printer.start()
        async let outcome = printer.print(
            PrintJob(id: "a", bytes: Array("a slip of some length\n".utf8)))
        await link.slipOffered()
        await link.pullCable()
        for await case .disconnected in events { break }
        await printer.cancel("a")
        guard case .inDoubt(let known) = await outcome else {
            Issue.record("expected in doubt, got \(await outcome)")
            return
        }
        #expect(known.taken == 7)
        await printer.stop()
    }
}

/// A link that answers every status question with "well", holds the write of a slip until it is
/// closed, and then says that some of it was taken.
private actor LateLink: Link, LinkOpener {
    nonisolated let address = Address.tcp(host: "192.0.2.1", port: 9100)
    private let taking: Int
    private var isOpened = false
    private var isClosed = false
    private var isGone = false
    private var answers: [UInt8] = []
    private var reader: CheckedContinuation<Void, Never>?
    private var writer: CheckedContinuation<Void, Never>?
    private var watcher: CheckedContinuation<Void, Never>?

    init(taking: Int) { self.taking = taking }

    func open(_ address: Address) async throws(LinkError) -> any Link {
        // It does not come back.
        if isOpened { throw .absent("\(address)") }
        isOpened = true
        return self
    }

    func write(
        _ bytes: ArraySlice<UInt8>, within limit: Duration
    ) async throws(LinkError) -> Int {
        if isClosed { throw .closed }
        if bytes.starts(with: [0x10, 0x04]), bytes.count == 3 {
            answers.append(0x12)
            wake(&reader)
            return 3
        }
        await withCheckedContinuation { continuation in
            writer = continuation
            wake(&watcher)
        }
        return taking
    }

    func read() async throws(LinkError) -> [UInt8] {
        while answers.isEmpty {
            if isGone { throw .gone("\(address)") }
            if isClosed { throw .closed }
            await withCheckedContinuation { reader = $0 }
        }
        defer { answers = [] }
        return answers
    }

    func close() {
        isClosed = true
        wake(&reader)
        wake(&writer)
    }

    /// Returns when a slip is being written.
    func slipOffered() async {
        if writer != nil { return }
        await withCheckedContinuation { watcher = $0 }
    }

    /// The reader learns it first; the write returns when the link is closed.
    func pullCable() {
        isGone = true
        wake(&reader)
    }

    private func wake(_ waiting: inout CheckedContinuation<Void, Never>?) {
        waiting?.resume()
        waiting = nil
    }
}
