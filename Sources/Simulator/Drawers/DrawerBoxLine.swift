public import Transport

/// A virtual drawer box in the same process, on a serial line with all its lines beside the data,
/// which a pseudo terminal does not have.
public final class DrawerBoxLine: LineOpener, Sendable {
    private struct State {
        var box: VirtualDrawerBox
        var events: [VirtualDrawerBox.Event] = []
        var isPluggedIn = true
        var takesBytes = true
        var hostLines: LineSignals = []
        /// The number of the open link; nil when none is.
        var link: Int?
        var links = 0
        var reader: CheckedContinuation<Void, Never>?
    }
    private let state: Lock<State>
    private let time: any Timekeeper

    public init(_ box: VirtualDrawerBox, time: any Timekeeper) {
        state = Lock(State(box: box))
        self.time = time
    }

    /// What happened so far.
    public var events: [VirtualDrawerBox.Event] { withBox { $0.events } }
    public var isDrawerOpen: Bool { withBox { $0.box.drawer.isOpen } }
    /// How often the line was opened.
    public var openings: Int { withBox { $0.links } }

    /// Somebody opens the drawer with its key, or pushes it shut.
    public func move(open: Bool) {
        let now = time.now()
        withBox { $0.events += $0.box.move(open: open, at: now) }
    }

    public func setStuck(_ stuck: Bool) { withBox { $0.box.setStuck(stuck) } }

    /// Flow control stops the line, or lets it go on.
    public func setStopped(_ isStopped: Bool) { withBox { $0.takesBytes = !isStopped } }

    /// Pulls the adapter out, or plugs it in again; both lines go down with it.
    public func setPluggedIn(_ isPluggedIn: Bool) {
        let now = time.now()
        let reader = withBox { state in
            state.isPluggedIn = isPluggedIn
            if !isPluggedIn {
                state.hostLines = []
                state.events += state.box.hostLines(are: [], at: now)
            }
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    public func openLine(
        _ path: String, _ settings: SerialSettings
    ) async throws(LinkError) -> any LineLink {
        let address = Address.serial(path: path, settings)
        let now = time.now()
        let number = try withBox { state throws(LinkError) in
            guard state.isPluggedIn else { throw .absent("\(address)") }
            guard state.link == nil else { throw .busy("\(address)", holder: nil) }
            state.links += 1
            state.link = state.links
            // As Linux does at each opening.
            state.hostLines = [.dtr, .rts]
            state.events += state.box.hostLines(are: state.hostLines, at: now)
            return state.links
        }
        return OpenLine(line: self, number: number, address: address, settings: settings)
    }

    /// Runs `body` after all that was due has happened.
    private func withBox<Result, Failure: Error>(
        _ body: (inout sending State) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        let now = time.now()
        return try state.withLock { state throws(Failure) in
            while let next = state.box.nextEvent, next <= now {
                state.events += state.box.advance(to: next)
            }
            return try body(&state)
        }
    }

    private final class OpenLine: LineLink {
        let line: DrawerBoxLine
        let number: Int
        let address: Address
        let settings: Lock<SerialSettings>

        init(line: DrawerBoxLine, number: Int, address: Address, settings: SerialSettings) {
            self.line = line
            self.number = number
            self.address = address
            self.settings = Lock(settings)
        }

        private func withBox<Result>(
            _ body: (inout sending State) -> sending Result
        ) throws(LinkError) -> sending Result {
            try line.withBox { state throws(LinkError) in
                guard state.link == number else { throw .closed }
                guard state.isPluggedIn else { throw .gone("\(address)") }
                return body(&state)
            }
        }

        func write(
            _ bytes: ArraySlice<UInt8>, within limit: Duration
        ) async throws(LinkError) -> Int {
            let now = line.time.now()
            let settings = settings.withLock { $0 }
            let isTaken = try withBox { state in
                guard state.takesBytes else { return false }
                state.events += state.box.receive(Array(bytes), sentAs: settings, at: now)
                return true
            }
            if isTaken { return bytes.count }
            try? await line.time.sleep(until: now + limit)
            return 0
        }

        /// A box says nothing.
        func read() async throws(LinkError) -> [UInt8] {
            while true {
                _ = try withBox { _ in }
                await withCheckedContinuation { continuation in
                    let mayWait = line.withBox { state in
                        guard state.link == number, state.isPluggedIn else { return false }
                        state.reader = continuation
                        return true
                    }
                    if !mayWait { continuation.resume() }
                }
            }
        }

        func close() async {
            let reader = line.withBox { state -> CheckedContinuation<Void, Never>? in
                guard state.link == number else { return nil }
                // The lines stay as they are (HUPCL is off).
                state.link = nil
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume()
        }

        func signals() throws(LinkError) -> LineSignals? {
            try withBox { $0.hostLines.union($0.box.signals) }
        }

        func switchSignals(_ signals: LineSignals, on: Bool) throws(LinkError) {
            let now = line.time.now()
            try withBox { state in
                if on {
                    state.hostLines.formUnion(signals)
                } else {
                    state.hostLines.subtract(signals)
                }
                state.events += state.box.hostLines(are: state.hostLines, at: now)
            }
        }

        func change(to settings: SerialSettings) throws(LinkError) {
            _ = try withBox { _ in }
            self.settings.withLock { $0 = settings }
        }
    }
}
