public import Transport

/// A virtual Posiflex drawer in the same process, as a HID device.
public final class PosiflexPlug: ReportLinkOpener, Sendable {
    private struct State {
        var drawer: VirtualPosiflex
        var events: [VirtualPosiflex.Event] = []
        var isPluggedIn = true
        var answers = true
        var link: Int?
        var links = 0
        var waiting: [Report] = []
        var reader: CheckedContinuation<Void, Never>?
    }
    private let state: Lock<State>
    private let time: any Timekeeper
    /// Reports that wait to be read.
    private static let waitingMax = 64

    public init(_ drawer: VirtualPosiflex, time: any Timekeeper) {
        state = Lock(State(drawer: drawer))
        self.time = time
    }

    /// What happened so far.
    public var events: [VirtualPosiflex.Event] { withDrawer { $0.events } }

    /// Somebody opens the drawer with its key, or pushes it shut.
    public func move(open: Bool) {
        let now = time.now()
        withDrawer { $0.events += $0.drawer.move(open: open, at: now) }
    }

    public func setStuck(_ stuck: Bool) { withDrawer { $0.drawer.setStuck(stuck) } }

    /// Whether it answers questions.
    public func setAnswering(_ answers: Bool) { withDrawer { $0.answers = answers } }

    /// Pulls the plug, or puts it in again.
    public func setPluggedIn(_ isPluggedIn: Bool) {
        withDrawer { state in
            state.isPluggedIn = isPluggedIn
            return Self.takeReader(&state)
        }?.resume()
    }

    public func openReports(_ address: Address) async throws(LinkError) -> any ReportLink {
        let (number, product) = try withDrawer { state throws(LinkError) in
            guard state.isPluggedIn else { throw .absent("\(address)") }
            guard state.link == nil else { throw .busy("\(address)", holder: nil) }
            state.links += 1
            state.link = state.links
            state.waiting = []
            return (state.links, state.drawer.product)
        }
        let interface = ReportInterface(form: .hid(descriptor: VirtualPosiflex.reportDescriptor))
        let source = ReportSource(
            vendor: VirtualPosiflex.vendor, product: product, interfaces: [interface])
        return OpenLink(plug: self, number: number, address: address, source: source)
    }

    private static func takeReader(_ state: inout State) -> CheckedContinuation<Void, Never>? {
        defer { state.reader = nil }
        return state.reader
    }

    /// Runs `body` after all that was due has happened.
    private func withDrawer<Result, Failure: Error>(
        _ body: (inout sending State) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        let now = time.now()
        return try state.withLock { state throws(Failure) in
            while let next = state.drawer.nextEvent, next <= now {
                state.events += state.drawer.advance(to: next)
            }
            return try body(&state)
        }
    }

    private struct OpenLink: ReportLink {
        let plug: PosiflexPlug
        let number: Int
        let address: Address
        let source: ReportSource

        private func withDrawer<Result>(
            _ body: (inout sending State) throws(LinkError) -> sending Result
        ) throws(LinkError) -> sending Result {
            try plug.withDrawer { state throws(LinkError) in
                guard state.link == number else { throw .closed }
                guard state.isPluggedIn else { throw .gone("\(address)") }
                return try body(&state)
            }
        }

        func send(
            _ report: [UInt8], as kind: ReportKind, to interface: Int
        ) async throws(LinkError) {
            let now = plug.time.now()
            let reader = try withDrawer { state throws(LinkError) in
                guard kind == .output, report.first == 0 else {
                    throw .unsupported("\(address)", why: "it has no such report")
                }
                let (answers, events) = state.drawer.handle(Array(report.dropFirst()), at: now)
                state.events += events
                guard state.answers, !answers.isEmpty else {
                    return CheckedContinuation<Void, Never>?.none
                }
                state.waiting += answers.map { Report(at: now, body: .hid($0)) }
                state.waiting.removeFirst(max(0, state.waiting.count - PosiflexPlug.waitingMax))
                return PosiflexPlug.takeReader(&state)
            }
            reader?.resume()
        }

        func read() async throws(LinkError) -> [Report] {
            while true {
                let reports = try withDrawer { state throws(LinkError) in
                    defer { state.waiting = [] }
                    return state.waiting
                }
                if !reports.isEmpty { return reports }
                await withCheckedContinuation { continuation in
                    let mayWait = plug.withDrawer { state in
                        guard state.link == number, state.isPluggedIn, state.waiting.isEmpty
                        else { return false }
                        state.reader = continuation
                        return true
                    }
                    if !mayWait { continuation.resume() }
                }
            }
        }

        func close() async {
            plug.withDrawer { state -> CheckedContinuation<Void, Never>? in
                guard state.link == number else { return nil }
                state.link = nil
                return PosiflexPlug.takeReader(&state)
            }?.resume()
        }
    }
}
