internal import Glibc
internal import Transport

/// A thread that gives the kernel orders which may wait.
///
/// To submit or to cancel a transfer waits while the kernel is busy with the same device, and to
/// cancel one waits until the device's host controller has let go of it. The threads of the
/// cooperative pool, which are few, must not.
final class USBOrders: @unchecked Sendable {
    private typealias Order = @Sendable () -> Void
    private struct State {
        var orders: [Order] = []
        var isEnded = false
        var hasThread = false
    }
    private let state = Lock(State())
    // The pointer never changes, and a semaphore may be used from any thread.
    private let wakeUp: UnsafeMutablePointer<sem_t>

    init() {
        wakeUp = .allocate(capacity: 1)
        wakeUp.initialize(to: sem_t())
        sem_init(wakeUp, 0, 0)
        let hasThread = OffPool.tryToStart { [self] in run() }
        state.withLock { $0.hasThread = hasThread }
    }

    deinit {
        sem_destroy(wakeUp)
        wakeUp.deallocate()
    }

    /// Has `order` carried out, after those before it; here and now when there is no thread.
    func add(_ order: @escaping @Sendable () -> Void) {
        let isQueued = state.withLock { state in
            guard state.hasThread, !state.isEnded else { return false }
            state.orders.append(order)
            return true
        }
        if isQueued { sem_post(wakeUp) } else { order() }
    }

    /// Ends the thread, behind the orders that it has.
    func end() {
        state.withLock { $0.isEnded = true }
        sem_post(wakeUp)
    }

    private func run() {
        while true {
            while sem_wait(wakeUp) != 0 {}
            let (orders, isEnded) = state.withLock { state in
                defer { state.orders = [] }
                return (state.orders, state.isEnded)
            }
            for order in orders { order() }
            if isEnded, orders.isEmpty { return }
        }
    }
}
