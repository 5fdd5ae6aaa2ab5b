internal import Glibc
internal import Transport

/// What to do when someone presses Ctrl-C or the system asks the program to end.
///
/// The first signal runs the handlers, which let the command end in order; a second one ends the
/// program at once.
enum Interrupts {
    typealias Handler = @Sendable () async -> Void

    private struct State: Sendable {
        var handlers: [Handler] = []
        var isInterrupted = false
    }

    private static let state = Lock(State())

    /// Runs `handler` at the first signal; at once when it has come already.
    static func handle(_ handler: @escaping Handler) {
        let isLate = state.withLock { state in
            if !state.isInterrupted { state.handlers.append(handler) }
            return state.isInterrupted
        }
        if isLate { Task { await handler() } }
    }

    /// Returns at the first signal.
    static func interrupted() async {
        await withCheckedContinuation { continuation in handle { continuation.resume() } }
    }

    static var signals: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, signal) }
        return set
    }

    /// Keeps the signals for ``wait()``. To be called before any thread is started.
    static func block() {
        var set = signals
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Waits for signals; returns never, the command ends the program.
    static func wait() -> Never {
        var set = signals
        while true {
            var number: Int32 = 0
            guard sigwait(&set, &number) == 0 else { continue }
            let handlers = state.withLock { state -> [Handler] in
                if state.isInterrupted { return [] }
                state.isInterrupted = true
                return state.handlers
            }
            if handlers.isEmpty { exit(128 + number) }
            for handler in handlers { Task { await handler() } }
        }
    }
}
