import Transport

/// A device that speaks in reports, in the memory of the test: the test is the device.
///
/// It keeps the contract of ``ReportLink`` with the queue that the real links use: bounds, the mark
/// of loss, the order of end and rest, closing and cancelling.
final class ReportPipe: ReportLink {
    let address: Address
    let source: ReportSource
    private let queue: ReportInbox
    private let state = Lock(State())

    struct Sent: Hashable, Sendable {
        var bytes: [UInt8]
        var kind: ReportKind
        var interface: Int
    }
    private struct State {
        var sent: [Sent] = []
        var isClosed = false
        /// What the device answers to a report, in turn; it takes what is not named.
        var answers: [LinkError?] = []
    }

    init(_ source: ReportSource, at address: Address, reportsMax: Int = 2048) {
        self.address = address
        self.source = source
        queue = ReportInbox(reportsMax: reportsMax)
    }

    var sent: [Sent] { state.withLock { $0.sent } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    func put(_ reports: [Report]) { queue.put(reports) }
    func unplug() { queue.end(.gone("\(address)")) }
    func refuse(_ answers: [LinkError?]) { state.withLock { $0.answers = answers } }

    func read() async throws(LinkError) -> [Report] { try await queue.read() }

    func send(
        _ report: [UInt8], as kind: ReportKind, to interface: Int
    ) async throws(LinkError) {
        let answer = state.withLock { state -> LinkError? in
            if state.isClosed { return .closed }
            if let answer = state.answers.isEmpty ? nil : state.answers.removeFirst() {
                return answer
            }
            state.sent.append(Sent(bytes: report, kind: kind, interface: interface))
            return nil
        }
        if let answer { throw answer }
    }

    func close() async {
        state.withLock { $0.isClosed = true }
        queue.close()
    }
}

/// Plugs pipes in: each opening gets the next of the plan.
final class ReportPipeOpener: ReportLinkOpener {
    private let plan: Lock<[Result<ReportPipe, LinkError>]>
    private let opened = Lock([ReportPipe]())

    init(_ plan: [Result<ReportPipe, LinkError>]) { self.plan = Lock(plan) }

    func openReports(_ address: Address) async throws(LinkError) -> any ReportLink {
        let next = plan.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        let pipe = try (next ?? .failure(.absent("\(address)"))).get()
        // As the kernel has it: a device is grabbed once.
        guard opened.withLock({ $0.allSatisfy(\.isClosed) }) else {
            throw .busy("\(address)", holder: nil)
        }
        opened.withLock { $0.append(pipe) }
        return pipe
    }
}
