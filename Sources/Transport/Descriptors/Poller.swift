internal import CShims
internal import Glibc

/// The one thread of a process that waits until descriptors can be read or written.
///
/// `poll` rather than `epoll`: a till has a handful of descriptors, and `poll` also takes regular
/// files and forgets a descriptor as soon as it is no longer named.
final class Poller: Sendable {
    static let shared = Poller()

    private struct Wait {
        let descriptor: Int32
        let interest: Descriptor.Interest
        let deadline: Duration?
        let continuation: CheckedContinuation<Descriptor.Wake, Never>
    }
    private struct State {
        var waits: [UInt64: Wait] = [:]
        var nextID: UInt64 = 0
        /// Waiting for the thread to be outside `poll`, where it holds no file open.
        var quiescing: [CheckedContinuation<Void, Never>] = []
        var isRunning = false
    }

    private let state = Lock(State())
    private let bell: Int32
    private let time = SystemTime()

    private init() {
        bell = tillwright_eventfd()
        precondition(bell >= 0, "the system has no event descriptor left")
    }

    func makeID() -> UInt64 {
        state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }

    /// Resumes `continuation` once: when `descriptor` is ready, at `deadline`, or when abandoned.
    func add(
        _ id: UInt64, _ descriptor: Int32, _ interest: Descriptor.Interest,
        until deadline: Duration?,
        _ continuation: CheckedContinuation<Descriptor.Wake, Never>
    ) {
        let mustStart = state.withLock { state in
            state.waits[id] = Wait(
                descriptor: descriptor, interest: interest, deadline: deadline,
                continuation: continuation)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if mustStart { OffPool.start { Poller.shared.run() } }
        ring()
    }

    /// Ends one wait, if it is still there.
    func abandon(_ id: UInt64) {
        let wait = state.withLock { $0.waits.removeValue(forKey: id) }
        wait?.continuation.resume(returning: .abandoned)
    }

    /// Ends the waits for `descriptor`.
    func abandonAll(for descriptor: Int32) {
        let waits = state.withLock { state in
            let waits = state.waits.filter { $0.value.descriptor == descriptor }
            for id in waits.keys { state.waits[id] = nil }
            return waits.values.map(\.continuation)
        }
        for continuation in waits { continuation.resume(returning: .abandoned) }
    }

    /// Returns once the thread no longer holds a file that was abandoned before: while `poll`
    /// waits, the kernel keeps each file open, and a closed device would stay busy.
    func quiesce() async {
        await withCheckedContinuation { continuation in
            let isRunning = state.withLock { state in
                if state.isRunning { state.quiescing.append(continuation) }
                return state.isRunning
            }
            if isRunning { ring() } else { continuation.resume() }
        }
    }

    private func ring() {
        var one: UInt64 = 1
        _ = Glibc.write(bell, &one, MemoryLayout<UInt64>.size)
    }

    private func run() {
        // Signals belong to the program's own threads.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        while true { runOnce() }
    }

    private func runOnce() {
        let now = time.now()
        let (waits, quiesced) = state.withLock { state in
            defer { state.quiescing = [] }
            return (state.waits, state.quiescing)
        }
        for continuation in quiesced { continuation.resume() }

        let order = Array(waits.keys)
        var polled = [pollfd(fd: bell, events: Int16(POLLIN), revents: 0)]
        var next: Duration?
        for id in order {
            guard let wait = waits[id] else { continue }
            let events: Int16 =
                switch wait.interest {
                case .reading: Int16(POLLIN)
                case .writing: Int16(POLLOUT)
                case .ending: 0
                }
            polled.append(pollfd(fd: wait.descriptor, events: events, revents: 0))
            if let deadline = wait.deadline { next = min(next ?? deadline, deadline) }
        }
        _ = poll(&polled, nfds_t(polled.count), Self.milliseconds(from: now, to: next))

        if polled[0].revents != 0 {
            var count: UInt64 = 0
            _ = Glibc.read(bell, &count, MemoryLayout<UInt64>.size)
        }
        settle(zip(order, polled.dropFirst().map { $0.revents != 0 }))
    }

    /// Resumes the waits that are ready or late and that nobody ended in the meantime.
    private func settle(_ results: some Sequence<(UInt64, Bool)>) {
        let now = time.now()
        for (id, isReady) in results {
            let wait = state.withLock { state -> Wait? in
                guard let wait = state.waits[id] else { return nil }
                let isLate = wait.deadline.map { $0 <= now } ?? false
                guard isReady || isLate else { return nil }
                state.waits[id] = nil
                return wait
            }
            wait?.continuation.resume(returning: isReady ? .ready : .timedOut)
        }
    }

    /// What `poll` takes: rounded up, so that it does not wake before the deadline; -1 for ever.
    private static func milliseconds(from now: Duration, to deadline: Duration?) -> Int32 {
        guard let deadline else { return -1 }
        let left = deadline - now
        guard left > .zero else { return 0 }
        guard left < .seconds(3_600) else { return 3_600_000 }
        return Int32(left / .milliseconds(1)) + 1
    }
}
