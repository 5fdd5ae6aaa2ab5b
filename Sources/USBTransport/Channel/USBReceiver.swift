internal import Transport

/// Keeps reads queued at the printer, and what they brought until somebody wants it.
final class USBReceiver: Sendable {
    private typealias Waiter = CheckedContinuation<Result<[UInt8], LinkError>, Never>

    private struct State {
        var policy = ReceivePolicy()
        var received: [UInt8] = []
        var waiter: Waiter?
        /// Why no more will come.
        var end: LinkError?
        /// Transfers that wait until the bytes before them were taken.
        var parked: [USBTransfer] = []
    }
    private let state = Lock(State())
    private let channel: USBChannel
    private let interface: USBPrinterInterface
    private let place: String

    /// Reads that are queued at the same time: while one is handled, the next answer has a place.
    private static let queuedReads = 2
    /// Bytes that are kept for a reader; beyond, the printer has to wait.
    private static let receivedMax = 65_536

    init(_ channel: USBChannel, _ interface: USBPrinterInterface, place: String) {
        self.channel = channel
        self.interface = interface
        self.place = place
    }

    /// Queues the first reads. Nothing is queued at a printer that cannot answer. May wait.
    func start() throws(LinkError) {
        guard interface.input != nil else { return }
        for _ in 0..<Self.queuedReads {
            let transfer = USBTransfer(capacity: interface.readSize) {
                [self] transfer, status, count in
                ended(transfer, status, count)
            }
            guard let transfer else { throw .system(place, call: "malloc", errno: 12) }
            try submit(transfer)
        }
    }

    /// Waits for bytes; at least one.
    func read() async throws(LinkError) -> [UInt8] {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: Waiter) in
                let result = state.withLock { state -> Result<[UInt8], LinkError>? in
                    precondition(state.waiter == nil, "two reads of one link at a time")
                    if !state.received.isEmpty {
                        defer { state.received = [] }
                        return .success(state.received)
                    }
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
        unpark()
        return try result.get()
    }

    /// Ends the waiting read and all later ones.
    func end(_ error: LinkError) {
        let waiter = state.withLock { state in
            if state.end == nil { state.end = error }
            // Each parked transfer holds this receiver.
            state.parked = []
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
    private func ended(_ transfer: USBTransfer, _ status: TransferStatus, _ count: Int) {
        let step = take(transfer.buffer.prefix(count), status)
        channel.landed(transfer, status)
        switch step {
        case .again:
            submitOrEnd(transfer)
        case .againAfter(let milliseconds):
            Task {
                try? await Task.sleep(for: .milliseconds(milliseconds))
                submitOrEnd(transfer, isOnPool: true)
            }
        case .clearThenAgain:
            Task { await clearAndSubmit(transfer) }
        case .end(let failure):
            if let failure { end(failure.error(at: place)) }
        }
    }

    private func take(
        _ bytes: Slice<UnsafeMutableBufferPointer<UInt8>>, _ status: TransferStatus
    ) -> ReceivePolicy.Step {
        let arrived = Array(bytes)
        let (step, waiter, all) = state.withLock { state in
            // Also a read that was cut short has brought what it has brought.
            state.received += arrived
            let step = state.policy.finish(status, count: arrived.count)
            guard let waiter = state.waiter, !state.received.isEmpty else {
                return (step, nil as Waiter?, [UInt8]())
            }
            defer {
                state.received = []
                state.waiter = nil
            }
            return (step, waiter, state.received)
        }
        waiter?.resume(returning: .success(all))
        return step
    }

    private func clearAndSubmit(_ transfer: USBTransfer) async {
        do {
            guard let input = interface.input else { return }
            try await channel.clearHalt(input.address)
            order(transfer, to: input)
        } catch {
            end(error)
        }
    }

    private func submitOrEnd(_ transfer: USBTransfer, isOnPool: Bool = false) {
        let mustWait = state.withLock { state in
            guard state.end == nil else { return true }
            let mustWait = state.received.count >= Self.receivedMax
            if mustWait { state.parked.append(transfer) }
            return mustWait
        }
        guard !mustWait, let input = interface.input else { return }
        if isOnPool { return order(transfer, to: input) }
        do {
            try submit(transfer)
        } catch {
            end(error)
        }
    }

    private func unpark() {
        let parked = state.withLock { state in
            defer { state.parked = [] }
            return state.parked
        }
        for transfer in parked { submitOrEnd(transfer, isOnPool: true) }
    }

    private func order(_ transfer: USBTransfer, to input: USBDescription.Endpoint) {
        channel.order(transfer, to: input, count: interface.readSize, limit: nil) { [self] in
            end($0)
        }
    }

    private func submit(_ transfer: USBTransfer) throws(LinkError) {
        guard let input = interface.input else { return }
        try channel.submit(
            transfer, to: input, count: interface.readSize, limit: nil)
    }
}

extension TransferAccount.Failure {
    func error(at place: String) -> LinkError {
        switch self {
        case .gone: .gone(place)
        case .stalledAgain: .system(place, call: "a transfer that keeps stalling", errno: 32)
        }
    }
}
