internal import CShims
internal import Glibc
internal import Transport

/// Reads nodes as soon as they have something, on a thread of its own.
///
/// The kernel keeps 64 reports for a hidraw node and drops without a word what comes then: at the
/// full rate of an interrupt endpoint that is after 64 ms. The threads of the pool may be busy for
/// as long; this one waits for nothing else.
final class NodeReader: Sendable {
    /// A node that is open.
    struct Source: Sendable {
        /// The number that `descriptor` owns.
        var number: Int32
        var descriptor: Descriptor
        var bytes: any NodeBytes
        /// The most that one read gives.
        var readSize: Int
    }

    let queue: ReportInbox
    private let descriptors: [Descriptor]
    private let bell: Bell
    private let end = Lock(End())

    private struct End {
        var isOver = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// Starts reading; from now on the sources are the reader's.
    ///
    /// - Parameters:
    ///   - kept: what is closed behind the sources, in this order: the claim last.
    ///   - place: the device's address, for errors.
    init(_ sources: [Source], keeping kept: [Descriptor], place: String) throws(LinkError) {
        let queue = ReportInbox()
        self.queue = queue
        descriptors = sources.map(\.descriptor) + kept
        let number = tillwright_eventfd()
        guard number >= 0 else { throw .system(place, call: "eventfd", errno: errno) }
        let bell = Bell(number)
        self.bell = bell
        let end = end
        let hasStarted = OffPool.tryToStart {
            var loop = Loop(sources: sources, bell: bell, place: place, queue: queue)
            loop.run()
            let waiting = end.withLock { end in
                defer { end = End(isOver: true) }
                return end.waiting
            }
            for continuation in waiting { continuation.resume() }
        }
        guard hasStarted else { throw .system(place, call: "pthread_create", errno: EAGAIN) }
    }

    // The thread ends, and with it the last hold on the descriptors.
    deinit { bell.ring() }

    /// Ends reading and gives the nodes back; when this returns, others can open them.
    func close() async {
        queue.close()
        bell.ring()
        await withCheckedContinuation { continuation in
            let isOver = end.withLock { end in
                if !end.isOver { end.waiting.append(continuation) }
                return end.isOver
            }
            if isOver { continuation.resume() }
        }
        for descriptor in descriptors { await descriptor.close() }
    }

    /// An event counter, closed when nobody can ring it and nobody listens.
    private final class Bell: Sendable {
        let number: Int32
        init(_ number: Int32) { self.number = number }
        deinit { Glibc.close(number) }

        func ring() {
            var one: UInt64 = 1
            _ = Glibc.write(number, &one, MemoryLayout<UInt64>.size)
        }
    }

    /// What the thread does until the bell rings or a node ends.
    private struct Loop {
        var sources: [Source]
        let bell: Bell
        let place: String
        let queue: ReportInbox
        let time = SystemTime()

        mutating func run() {
            // Signals belong to the program's own threads.
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_BLOCK, &all, nil)
            var polled = ([bell.number] + sources.map(\.number)).map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            while true {
                guard poll(&polled, nfds_t(polled.count), -1) >= 0 || errno == EINTR else {
                    return queue.end(.system(place, call: "poll", errno: errno))
                }
                if polled[0].revents != 0 { return }
                for index in sources.indices where polled[index + 1].revents != 0 {
                    if let error = drain(index) { return queue.end(error) }
                }
            }
        }

        /// Reads until the node has nothing more; a flood on one node does not keep the others
        /// from being read.
        ///
        /// - Returns: what ended the node.
        private mutating func drain(_ index: Int) -> LinkError? {
            let (number, size) = (sources[index].number, sources[index].readSize)
            for _ in 0..<64 {
                var result = 0
                let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                    result = Glibc.read(number, buffer.baseAddress, size)
                    count = max(result, 0)
                }
                switch (result, errno) {
                case (1..., _): queue.put(sources[index].bytes.take(bytes[...], at: time.now()))
                case (0, _): return .gone(place)
                case (_, EAGAIN): return nil
                case (_, EINTR): continue
                case (_, let code): return LinkError.ended(by: code, in: "read", at: place)
                }
            }
            return nil
        }
    }
}
