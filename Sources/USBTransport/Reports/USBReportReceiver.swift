internal import Transport

/// Keeps reads queued at all interfaces of a device, and the reports until somebody wants them.
final class USBReportReceiver: Sendable {
    /// One interface that sends reports.
    struct Source: Sendable {
        var interface: Int
        var endpoint: USBDescription.Endpoint
        var readSize: Int
    }
    private typealias Waiter = CheckedContinuation<Result<[Report], LinkError>, Never>

    private struct State {
        var queue = ReportQueue()
        /// By interface; without those that are silent for good.
        var policies: [Int: ReceivePolicy] = [:]
        var waiter: Waiter?
        /// Why no more will come.
        var end: LinkError?
    }
    private let state = Lock(State())
    private let channel: USBChannel
    private let place: String
    private let time = SystemTime()

    /// Reads that are queued at the same time at each interface: a scanner sends a report each
    /// millisecond, and the next must have a place while one is handled.
    private static let queuedReads = 4

    init(_ channel: USBChannel, place: String) {
        self.channel = channel
        self.place = place
    }

    /// Queues the first reads. May wait.
    func start(_ sources: [Source]) throws(LinkError) {
        state.withLock { state in
            for source in sources { state.policies[source.interface] = ReceivePolicy() }
        }
        for source in sources {
            for _ in 0..<Self.queuedReads {
                let transfer = USBTransfer(capacity: source.readSize) {
                    [self] transfer, status, count in
                    ended(transfer, of: source, status, count)
                }
                guard let transfer else { throw .system(place, call: "malloc", errno: 12) }
                try submit(transfer, of: source)
            }
        }
    }

    /// Waits for reports; at least one.
    func read() async throws(LinkError) -> [Report] {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: Waiter) in
                let result = state.withLock { state -> Result<[Report], LinkError>? in
                    precondition(state.waiter == nil, "two reads of one link at a time")
                    if !state.queue.isEmpty { return .success(state.queue.takeAll()) }
                    if let end = state.end { return .failure(end) }
                    state.waiter = continuation
                    return nil
                }
                if let result { return continuation.resume(returning: result) }
                // A cancellation before this found nobody waiting.
                if Task.isCancelled { abandon() }
            }
        } onCancel: {
            abandon()
        }
        return try result.get()
    }

    /// Ends the waiting read and all later ones.
    func end(_ error: LinkError) {
        let waiter = state.withLock { state in
            if state.end == nil { state.end = error }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: .failure(error))
    }

    private func abandon() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: .failure(.closed))
    }

    /// On libusb's thread.
    private func ended(
        _ transfer: USBTransfer, of source: Source, _ status: TransferStatus, _ count: Int
    ) {
        let step = take(transfer.buffer.prefix(count), from: source, status)
        channel.landed(transfer, status)
        switch step {
        case .again:
            submitOrEnd(transfer, of: source)
        case .againAfter(let milliseconds):
            Task {
                try? await Task.sleep(for: .milliseconds(milliseconds))
                order(transfer, of: source)
            }
        case .clearThenAgain:
            Task {
                // If this fails, so will the next read, which says so.
                try? await channel.clearHalt(source.endpoint.address)
                order(transfer, of: source)
            }
        case .end(.stalledAgain):
            silence(source)
        case .end(let failure):
            if let failure { end(failure.error(at: place)) }
        }
    }

    private func take(
        _ bytes: Slice<UnsafeMutableBufferPointer<UInt8>>, from source: Source,
        _ status: TransferStatus
    ) -> ReceivePolicy.Step {
        let arrived = Array(bytes)
        let now = time.now()
        let (step, waiter, reports) = state.withLock { state in
            let step = state.policies[source.interface]?.finish(status, count: arrived.count)
            switch status {
            case .completed, .timedOut, .cancelled:
                if !arrived.isEmpty {
                    state.queue.add(
                        Report(interface: source.interface, at: now, body: .hid(arrived)))
                }
            case .stalled, .overflowed, .failed:
                // A part of a report is none.
                state.queue.lose(at: now, interface: source.interface)
            case .noDevice: break
            }
            guard let waiter = state.waiter, !state.queue.isEmpty else {
                return (step, nil as Waiter?, [Report]())
            }
            state.waiter = nil
            return (step, waiter, state.queue.takeAll())
        }
        waiter?.resume(returning: .success(reports))
        return step ?? .end(nil)
    }

    /// An interface that cannot be read does not keep the others from being read.
    private func silence(_ source: Source) {
        let isLast = state.withLock { state in
            state.policies[source.interface] = nil
            return state.policies.isEmpty
        }
        if isLast { end(TransferAccount.Failure.stalledAgain.error(at: place)) }
    }

    /// On libusb's thread.
    private func submitOrEnd(_ transfer: USBTransfer, of source: Source) {
        guard isWanted(source) else { return }
        do {
            try submit(transfer, of: source)
        } catch {
            end(error)
        }
    }

    /// On a thread of the pool.
    private func order(_ transfer: USBTransfer, of source: Source) {
        guard isWanted(source) else { return }
        channel.order(transfer, to: source.endpoint, count: source.readSize, limit: nil) {
            [self] in end($0)
        }
    }

    private func isWanted(_ source: Source) -> Bool {
        state.withLock { $0.end == nil && $0.policies[source.interface] != nil }
    }

    private func submit(_ transfer: USBTransfer, of source: Source) throws(LinkError) {
        try channel.submit(transfer, to: source.endpoint, count: source.readSize, limit: nil)
    }
}
