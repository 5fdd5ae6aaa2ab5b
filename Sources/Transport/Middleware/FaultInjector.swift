/// A link around a link on which things go wrong, from a seed.
public final class FaultInjector: Link {
    public var address: Address { link.address }
    private let link: any Link
    private let time: any Timekeeper

    private struct State {
        var faults: WireFaults
        /// Bytes from the device that are still on their way.
        var arriving: [(at: Duration, bytes: [UInt8])] = []
        var isClosed = false
        /// The wait of a reader for bytes that come late.
        var nap: Task<Void, Never>?
    }
    private let state: Lock<State>

    /// Lets `faults` happen to what passes `link`.
    public init(_ link: any Link, faults: WireFaults, time: any Timekeeper = SystemTime()) {
        self.link = link
        self.time = time
        state = Lock(State(faults: faults))
    }

    /// Offers what the faults let through. A cut closes the link below, as a pulled cable does;
    /// what was taken before it is still returned.
    public func write(
        _ bytes: ArraySlice<UInt8>, within limit: Duration
    ) async throws(LinkError) -> Int {
        let (decision, wasCut) = try state.withLock { state throws(LinkError) in
            if state.isClosed { throw .closed }
            let wasCut = state.faults.isCut
            return (state.faults.outgoing(bytes), wasCut)
        }
        if wasCut { throw .gone(address.description) }
        var taken = 0
        while taken < decision.take {
            let rest = bytes.dropFirst(taken).prefix(decision.take - taken)
            let count: Int
            do {
                count = try await link.write(rest, within: limit)
            } catch {
                giveBack(decision.take - taken)
                if taken > 0 { return taken }
                throw error
            }
            taken += count
            // Only a cut needs its last byte to arrive; elsewhere the caller goes on.
            if count == 0 || !decision.cut { break }
        }
        giveBack(decision.take - taken)
        if state.withLock({ $0.faults.isCut }) { await end() }
        return taken
    }

    public func read() async throws(LinkError) -> [UInt8] {
        while true {
            if let bytes = try await nextArrival() { return bytes }
            let bytes: [UInt8]
            do {
                bytes = try await link.read()
            } catch {
                // The cut closed the link below; to the reader the device is gone.
                let (isClosed, isCut) = state.withLock { ($0.isClosed, $0.faults.isCut) }
                throw isCut && !isClosed ? .gone(address.description) : error
            }
            let now = time.now()
            state.withLock { state in
                state.arriving += state.faults.incoming(bytes, at: now)
            }
        }
    }

    public func portStatus() async throws(LinkError) -> PortStatus? {
        if state.withLock({ $0.faults.isCut }) { throw .gone(address.description) }
        return try await link.portStatus()
    }

    public func close() async {
        let nap = state.withLock { state in
            state.isClosed = true
            return state.nap
        }
        nap?.cancel()
        await link.close()
    }

    /// The next bytes that are on their way, when their time has come; nil when none are.
    private func nextArrival() async throws(LinkError) -> [UInt8]? {
        while true {
            let due = try state.withLock { state throws(LinkError) -> Duration? in
                if state.isClosed { throw .closed }
                if state.faults.isCut { throw .gone(address.description) }
                return state.arriving.first?.at
            }
            guard let due else { return nil }
            if due <= time.now() {
                return state.withLock { state in
                    state.arriving.isEmpty ? nil : state.arriving.removeFirst().bytes
                }
            }
            let nap = Task<Void, Never> { [time] in try? await time.sleep(until: due) }
            state.withLock { state in
                state.nap = nap
                if state.isClosed || state.faults.isCut { nap.cancel() }
            }
            await withTaskCancellationHandler {
                await nap.value
            } onCancel: {
                nap.cancel()
            }
            if Task.isCancelled { throw .closed }
        }
    }

    private func giveBack(_ count: Int) {
        guard count > 0 else { return }
        state.withLock { $0.faults.returned(count) }
    }

    private func end() async {
        state.withLock { $0.nap }?.cancel()
        await link.close()
    }
}
