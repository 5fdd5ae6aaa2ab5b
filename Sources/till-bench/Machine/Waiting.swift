internal import Glibc
internal import Transport

/// Runs asynchronous work from a program that is not.
enum Waiting {
    private final class Done: @unchecked Sendable {
        // A semaphore may be used from any thread; the result is written before it is posted.
        private var semaphore = sem_t()
        private var failure: (any Error)?

        init() { sem_init(&semaphore, 0, 0) }

        func finish(_ failure: (any Error)?) {
            self.failure = failure
            sem_post(&semaphore)
        }

        func wait() throws {
            while sem_wait(&semaphore) != 0 {}
            if let failure { throw failure }
        }
    }

    static func run(_ body: @escaping @Sendable () async throws -> Void) throws {
        let done = Done()
        Task {
            do {
                try await body()
                done.finish(nil)
            } catch {
                done.finish(error)
            }
        }
        try done.wait()
    }
}

/// Processor time of this process, of all its threads, in the program and in the kernel for it.
enum ProcessorTime {
    static func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
