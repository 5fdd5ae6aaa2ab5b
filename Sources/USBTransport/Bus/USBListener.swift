internal import Transport

/// One who waits for devices to come and go. Ends with its last reference.
final class USBListener: Sendable {
    private typealias Waiter = CheckedContinuation<USBChange?, Never>
    private struct State {
        var queue = USBChangeQueue()
        var waiter: Waiter?
        var isEnded = false
        /// Nil until somebody waits: to begin may take a moment.
        var context: USBContext?
    }
    private let state = Lock(State())

    deinit { state.withLock { $0.context }?.session.unlisten(ObjectIdentifier(self)) }

    /// Waits for the next change.
    ///
    /// - Returns: nil when no more will come, and when the waiting task is cancelled.
    func next() async -> USBChange? {
        await begin()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: Waiter) in
                let (isReady, change) = state.withLock { state -> (Bool, USBChange?) in
                    if let change = state.queue.next() { return (true, change) }
                    if state.isEnded || state.waiter != nil { return (true, nil) }
                    state.waiter = continuation
                    return (false, nil)
                }
                if isReady { return continuation.resume(returning: change) }
                // A cancellation before this found nobody waiting.
                if Task.isCancelled { wake(with: nil) }
            }
        } onCancel: {
            wake(with: nil)
        }
    }

    func tell(_ change: USBChange) {
        let (waiter, next) = state.withLock { state -> (Waiter?, USBChange?) in
            state.queue.add(change)
            guard let waiter = state.waiter else { return (nil, nil) }
            state.waiter = nil
            return (waiter, state.queue.next())
        }
        waiter?.resume(returning: next)
    }

    /// No more will come.
    func end() {
        state.withLock { $0.isEnded = true }
        wake(with: nil)
    }

    private func begin() async {
        guard state.withLock({ $0.context == nil && !$0.isEnded }) else { return }
        await OffPool.run { [self] in
            guard let context = USBContext.shared() else { return end() }
            state.withLock { $0.context = context }
            if !context.session.listen(self) { end() }
        }
    }

    private func wake(with change: USBChange?) {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: change)
    }
}
