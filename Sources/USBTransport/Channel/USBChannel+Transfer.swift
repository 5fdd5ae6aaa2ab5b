internal import CLibUSB
internal import Transport

extension USBChannel {
    /// One transfer to the device, ended early when the task is cancelled.
    ///
    /// - Returns: how it ended, and how many of `bytes` the device took until then.
    func transfer(
        _ bytes: ArraySlice<UInt8>, to endpoint: USBDescription.Endpoint, within limit: Duration
    ) async throws(LinkError) -> (status: TransferStatus, moved: Int) {
        typealias End = (status: TransferStatus, moved: Int)
        let waiter = Lock<CheckedContinuation<Result<End, LinkError>, Never>?>(nil)
        @Sendable func finish(_ result: Result<End, LinkError>) {
            let continuation = waiter.withLock { waiter in
                defer { waiter = nil }
                return waiter
            }
            continuation?.resume(returning: result)
        }
        let transfer = USBTransfer(capacity: bytes.count) { [self] transfer, status, moved in
            landed(transfer, status)
            finish(.success((status, moved)))
        }
        guard let transfer else { throw .system(place, call: "malloc", errno: 12) }
        _ = transfer.buffer.update(fromContentsOf: bytes)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiter.withLock { $0 = continuation }
                order(transfer, to: endpoint, count: bytes.count, limit: limit) {
                    finish(.failure($0))
                }
                if Task.isCancelled { cancel(transfer) }
            }
        } onCancel: {
            cancel(transfer)
        }
        return try result.get()
    }
}
