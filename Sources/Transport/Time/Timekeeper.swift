internal import Glibc

/// Where a shell takes its time from, so that a rehearsal can run in virtual time.
public protocol Timekeeper: Sendable {
    /// Time since an arbitrary start; never goes back.
    func now() -> Duration

    /// Waits until `now()` has reached `deadline`.
    ///
    /// - Throws: `CancellationError` as soon as the waiting task is cancelled.
    func sleep(until deadline: Duration) async throws(CancellationError)
}

/// The machine's own monotonic clock.
public struct SystemTime: Timekeeper {
    /// A clock; all of them tell the same time.
    public init() {}

    public func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    public func sleep(until deadline: Duration) async throws(CancellationError) {
        do {
            while true {
                let left = deadline - now()
                guard left > .zero else { return }
                // A leap of days at most: the clock's own arithmetic must not overflow.
                try await Task.sleep(for: min(left, .seconds(86_400)))
            }
        } catch {
            throw CancellationError()
        }
    }
}
