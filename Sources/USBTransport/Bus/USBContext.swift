internal import CLibUSB
internal import Glibc
internal import Transport

/// One connection to libusb and the one thread that hands out what it has finished.
///
/// All links and watchers of a process share one, which ends with the last of them.
final class USBContext: Sendable {
    let session: USBSession

    /// The context that is in use, or a new one. May block for a moment.
    ///
    /// - Returns: nil on a machine where USB cannot be used at all, such as most containers.
    static func shared() -> USBContext? {
        current.withLock { current in
            if let context = current.context { return context }
            guard let session = USBSession() else { return nil }
            let context = USBContext(session)
            current.context = context
            return context
        }
    }

    private struct Current { weak var context: USBContext? }
    private static let current = Lock(Current())

    private init(_ session: USBSession) {
        self.session = session
        session.start()
    }

    deinit {
        // The last reference may end on the event thread, which cannot wait for itself.
        OffPool.start { [session] in session.stop() }
    }
}

/// The C side of a context.
final class USBSession: @unchecked Sendable {
    // The pointer never changes, and libusb may be called from any thread.
    let pointer: OpaquePointer
    let hotplug = Lock(USBHotplug())
    private let thread = Lock<pthread_t?>(nil)
    private let isStopping = Lock(false)

    init?() {
        var pointer: OpaquePointer?
        guard libusb_init(&pointer) == 0, let pointer else { return nil }
        self.pointer = pointer
    }

    deinit {
        // Devices must be given back before the library ends.
        hotplug.withLock { $0 = USBHotplug() }
        libusb_exit(pointer)
    }

    func start() {
        thread.withLock { thread in
            var created = pthread_t()
            let argument = Unmanaged.passRetained(self)
            let failure = pthread_create(
                &created, nil,
                { argument in
                    if let argument {
                        Unmanaged<USBSession>.fromOpaque(argument).takeRetainedValue().run()
                    }
                    return nil
                }, argument.toOpaque())
            if failure == 0 { thread = created } else { argument.release() }
        }
    }

    /// Ends the thread and waits for it.
    func stop() {
        isStopping.withLock { $0 = true }
        libusb_interrupt_event_handler(pointer)
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let running { pthread_join(running, nil) }
    }

    private func run() {
        // Signals belong to the program's own threads.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        while !isStopping.withLock({ $0 }) {
            var limit = timeval(tv_sec: 60, tv_usec: 0)
            libusb_handle_events_timeout_completed(pointer, &limit, nil)
        }
    }
}
