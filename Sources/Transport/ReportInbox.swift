/// Reports on their way from a device to the one who reads them: what a ``ReportLink`` keeps while
/// nobody reads.
///
/// It is bounded. Beyond the bound the newest reports are dropped, and one ``Report/Body/lost``
/// stands where they would have been.
public final class ReportInbox: Sendable {
    private struct State {
        var reports: [Report] = []
        var bytes = 0
        /// Why no more will come; told once all that came before has been read.
        var ending: LinkError?
        var isClosed = false
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var nextID: UInt64 = 0

        /// Whether a reader has to wait.
        var isIdle: Bool { reports.isEmpty && ending == nil && !isClosed }

        mutating func take() -> Result<[Report], LinkError> {
            if isClosed { return .failure(.closed) }
            if reports.isEmpty, let ending { return .failure(ending) }
            defer { (reports, bytes) = ([], 0) }
            return .success(reports)
        }

        mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
            defer { waiters = [:] }
            return Array(waiters.values)
        }
    }
    private let state = Lock(State())
    private let reportsMax: Int
    private let bytesMax: Int

    /// - Parameters:
    ///   - reportsMax: reports that are kept; two seconds at the most that a full-speed interrupt
    ///     endpoint sends.
    ///   - bytesMax: bytes of HID reports that are kept.
    public init(reportsMax: Int = 2048, bytesMax: Int = 1 << 20) {
        self.reportsMax = max(reportsMax, 1)
        self.bytesMax = max(bytesMax, 1)
    }

    /// Takes reports in, or drops them when there is no room.
    public func put(_ reports: [Report]) {
        guard !reports.isEmpty else { return }
        let waiters = state.withLock { state in
            if !state.isClosed, state.ending == nil {
                for report in reports { add(report, to: &state) }
            }
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.resume() }
    }

    private func add(_ report: Report, to state: inout State) {
        let size = if case .hid(let bytes) = report.body { bytes.count } else { 0 }
        if state.reports.count < reportsMax, state.bytes + size <= bytesMax {
            state.reports.append(report)
            state.bytes += size
        } else if state.reports.last?.body != .lost {
            state.reports.append(Report(interface: report.interface, at: report.at, body: .lost))
        }
    }

    /// Says that no more will come, and why. The first reason stays.
    public func end(_ error: LinkError) {
        let waiters = state.withLock { state in
            if state.ending == nil { state.ending = error }
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Ends reading at once; what nobody read is forgotten.
    public func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            state.reports = []
            state.bytes = 0
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until there is something, and gives all of it. One call at a time.
    ///
    /// - Throws: ``LinkError/closed`` after ``close()`` or when the task is cancelled (then nothing
    ///   was taken), else what ``end(_:)`` said.
    public func read() async throws(LinkError) -> [Report] {
        while true {
            if Task.isCancelled { throw .closed }
            let taken = state.withLock { state in state.take() }
            switch taken {
            case .success(let reports) where !reports.isEmpty: return reports
            case .success: await wait()
            case .failure(let error): throw error
            }
        }
    }

    private func wait() async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isWaiting = state.withLock { state in
                    if state.isIdle { state.waiters[id] = continuation }
                    return state.isIdle
                }
                if !isWaiting { continuation.resume() }
                // A cancellation before the line above found nobody to wake.
                if isWaiting, Task.isCancelled { wake(id) }
            }
        } onCancel: {
            wake(id)
        }
    }

    private func wake(_ id: UInt64) {
        let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
        waiter?.resume()
    }
}
