public import Transport

/// Carries out what a ``SerialProbe`` decides, on an open line.
public enum SerialProber {
    private enum Event: Sendable {
        case received([UInt8])
        /// The line was set anew; what was received before this is of no interest.
        case changed(number: Int)
        case timeIsUp(number: Int)
        case ended(LinkError)
    }

    /// Searches, and leaves the line open and set as the last candidate.
    ///
    /// - Parameter limit: for each write; a line that takes nothing counts as silent.
    /// - Throws: ``LinkError`` when the line ends or does not take a setting that all lines have.
    public static func run(
        _ probe: SerialProbe, on line: any LineLink, time: any Timekeeper,
        writeLimit limit: Duration = .seconds(1)
    ) async throws(LinkError) -> SerialProbe.Outcome {
        let (events, inbox) = AsyncStream.makeStream(of: Event.self)
        let backlog = Lock(0)
        let reading = Task {
            do throws(LinkError) {
                while true {
                    let bytes = try await line.read()
                    // A line that floods us is noise however much of it is heard.
                    let isWanted = backlog.withLock { backlog in
                        guard backlog < backlogMax else { return false }
                        backlog += 1
                        return true
                    }
                    if isWanted { inbox.yield(.received(bytes)) }
                }
            } catch {
                inbox.yield(.ended(error))
                inbox.finish()
            }
        }
        defer { reading.cancel() }
        var search = Search(probe: probe, line: line, time: time, limit: limit, inbox: inbox)
        defer { search.timer?.cancel() }
        if let outcome = try await search.feed(.start) { return outcome }
        for await event in events {
            let input: SerialProbe.Input
            switch event {
            case .received(let bytes):
                backlog.withLock { $0 -= 1 }
                guard search.isSettled else { continue }
                input = .received(bytes)
            case .changed(let number):
                search.changesHeard = number
                continue
            case .timeIsUp(let number) where number == search.waits: input = .timeIsUp
            case .timeIsUp: continue
            case .ended(let error): throw error
            }
            if let outcome = try await search.feed(input) { return outcome }
        }
        throw .closed
    }

    /// Reads that wait to be looked at.
    private static let backlogMax = 64

    private struct Search {
        var probe: SerialProbe
        let line: any LineLink
        let time: any Timekeeper
        let limit: Duration
        let inbox: AsyncStream<Event>.Continuation
        var waits = 0
        var changes = 0
        var changesHeard = 0
        var timer: Task<Void, Never>?

        var isSettled: Bool { changes == changesHeard }

        mutating func feed(
            _ input: SerialProbe.Input
        ) async throws(LinkError) -> SerialProbe.Outcome? {
            var inputs = [input]
            while !inputs.isEmpty {
                for action in probe.handle(inputs.removeFirst()) {
                    switch action {
                    case .change(let settings):
                        try line.change(to: settings)
                        changes += 1
                        inbox.yield(.changed(number: changes))
                    case .send(let bytes):
                        try await send(bytes)
                        inputs.append(.sent)
                    case .wait(let time): wait(time)
                    case .readSignals: inputs.append(.signals(try line.signals()))
                    case .finished(let outcome): return outcome
                    }
                }
            }
            return nil
        }

        private func send(_ bytes: [UInt8]) async throws(LinkError) {
            var rest = bytes[...]
            let deadline = time.now() + limit
            while !rest.isEmpty {
                let count = try await line.write(rest, within: deadline - time.now())
                if count == 0 { return }
                rest = rest.dropFirst(count)
            }
        }

        private mutating func wait(_ duration: Duration) {
            waits += 1
            timer?.cancel()
            let deadline = time.now() + duration
            timer = Task { [time, inbox, waits] in
                guard (try? await time.sleep(until: deadline)) != nil else { return }
                inbox.yield(.timeIsUp(number: waits))
            }
        }
    }
}
