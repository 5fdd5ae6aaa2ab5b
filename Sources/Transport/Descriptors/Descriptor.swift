internal import Glibc

/// A file descriptor that is closed once, waits without blocking a thread of the pool, and is never
/// used after it was closed.
///
/// Calls on it run under its lock and must not block; so the number cannot be given to another file
/// between a check and its use.
public final class Descriptor: Sendable {
    /// What to wait for; `ending` is an error or a hang-up alone.
    public enum Interest: Sendable { case reading, writing, ending }
    /// Why a wait ended. `ready` also stands for an error or a hang-up: the next call tells which.
    public enum Wake: Sendable { case ready, timedOut, abandoned }
    /// What became of a call.
    public enum Attempt: Hashable, Sendable {
        /// What the call returned.
        case done(Int)
        /// The call returned -1, with this `errno`.
        case failed(Int32)
        /// The descriptor was closed before; nothing was called.
        case closed
    }

    private struct State {
        /// Negative once closed.
        var number: Int32
        var companions: [Int32]
        var closing: (@Sendable (Int32) -> Void)?

        func close() {
            if let closing { closing(number) } else { Glibc.close(number) }
            for claim in companions { Claim.giveBack(claim) }
        }
    }
    private let state: Lock<State>

    /// Takes over `number`, and as `companions` the claims that are given back once it is closed;
    /// from now on nobody else may close them. `number` is made non-blocking.
    ///
    /// - Parameter closing: closes `number` in place of `close(2)`, on a thread where it may wait.
    public init(
        owning number: Int32, companions: [Int32] = [],
        closing: (@Sendable (Int32) -> Void)? = nil
    ) {
        precondition(number >= 0, "not a descriptor")
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
        state = Lock(State(number: number, companions: companions, closing: closing))
    }

    deinit {
        guard let taken = take() else { return }
        // Closing a serial line waits for its last bytes.
        OffPool.start { taken.close() }
    }

    /// Whether ``close()`` has been called.
    public var isClosed: Bool { state.withLock { $0.number < 0 } }

    /// Runs a system call that returns at once; again when a signal interrupts it.
    public func attempt(_ call: (Int32) -> Int) -> Attempt {
        state.withLock { state in
            guard state.number >= 0 else { return .closed }
            while true {
                let result = call(state.number)
                if result >= 0 { return .done(result) }
                if errno != EINTR { return .failed(errno) }
            }
        }
    }

    /// Waits until a call is worth another attempt.
    ///
    /// - Parameter deadline: on the clock of ``SystemTime``; nil waits without limit.
    /// - Returns: `abandoned` when the descriptor is closed or the task is cancelled.
    public func wait(for interest: Interest, until deadline: Duration? = nil) async -> Wake {
        let poller = Poller.shared
        let id = poller.makeID()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Under the lock: a descriptor that is closed meanwhile ends the waits it finds.
                let isOpen = state.withLock { state in
                    guard state.number >= 0 else { return false }
                    poller.add(id, state.number, interest, until: deadline, continuation)
                    return true
                }
                if !isOpen { continuation.resume(returning: .abandoned) }
                // A cancellation before `add` found nothing to end.
                if isOpen, Task.isCancelled { poller.abandon(id) }
            }
        } onCancel: {
            poller.abandon(id)
        }
    }

    /// Closes the descriptor and ends its waits; when this returns, the file is free again.
    public func close() async {
        guard let taken = take() else { return }
        Poller.shared.abandonAll(for: taken.number)
        await Poller.shared.quiesce()
        await OffPool.run { taken.close() }
    }

    private func take() -> State? {
        state.withLock { state in
            guard state.number >= 0 else { return nil }
            defer { state = State(number: -1, companions: []) }
            return state
        }
    }
}
