internal import Glibc

/// Runs calls that may block on threads of their own.
///
/// The cooperative pool has as many threads as the machine has cores: one call that waits for a
/// name server or for a serial line to drain would stop everything else.
public enum OffPool {
    /// Runs `body` on a new thread and returns what it returns.
    public static func run<Result: Sendable>(
        _ body: @escaping @Sendable () -> Result
    ) async -> Result {
        await withCheckedContinuation { continuation in
            start { continuation.resume(returning: body()) }
        }
    }

    /// Runs `body` on a new thread, and waits for it no longer than `limit`; nil when it is late.
    /// A late call goes on in vain.
    public static func run<Result: Sendable>(
        within limit: Duration, _ body: @escaping @Sendable () -> Result
    ) async -> Result? {
        await withCheckedContinuation { continuation in
            let waiting = Lock<CheckedContinuation<Result?, Never>?>(continuation)
            @Sendable func finish(_ result: Result?) {
                let continuation = waiting.withLock { waiting in
                    defer { waiting = nil }
                    return waiting
                }
                continuation?.resume(returning: result)
            }
            let timer = Task<Void, Never> {
                let time = SystemTime()
                try? await time.sleep(until: time.now() + limit)
                finish(nil)
            }
            start {
                finish(body())
                timer.cancel()
            }
        }
    }

    /// Starts a detached thread; on the calling one when the system has no thread to give.
    package static func start(_ body: @escaping @Sendable () -> Void) {
        if !tryToStart(body) { body() }
    }

    /// Starts a detached thread.
    ///
    /// - Returns: false when the system has no thread to give; `body` is not run then.
    package static func tryToStart(_ body: @escaping @Sendable () -> Void) -> Bool {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { argument in
                if let argument {
                    Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                }
                return nil
            }, work.toOpaque())
        guard failure == 0 else {
            work.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
