internal import Transport

/// A clock that starts at zero when it is made: a printer's plan counts from its start.
struct ZeroedTime: Timekeeper {
    private let base: any Timekeeper
    private let start: Duration

    init(_ base: any Timekeeper) {
        self.base = base
        start = base.now()
    }

    func now() -> Duration { base.now() - start }

    func sleep(until deadline: Duration) async throws(CancellationError) {
        try await base.sleep(until: deadline + start)
    }
}
