internal import CLibUSB
public import Transport

/// A link to a USB printer through libusb.
///
/// The kernel's own driver is detached while the link is open and comes back when it closes. The
/// device is neither reset nor configured anew: both disturb printers, and cards of some makers
/// plug themselves in again.
public final class USBLink: Link {
    public let address: Address
    /// The interface that is in use.
    public var interface: USBPrinterInterface { channel.interface }

    private let channel: USBChannel
    private let receiver: USBReceiver
    private let account = Lock(TransferAccount())
    private let place: String

    /// Bytes of one transfer: small enough to be one request of the kernel, so that the number
    /// taken is exact when it is cut short.
    private static let transferMax = 16_384

    init(_ channel: USBChannel, address: Address) throws(LinkError) {
        self.address = address
        self.channel = channel
        place = address.description
        receiver = USBReceiver(channel, place: place)
        try receiver.start()
    }

    deinit {
        let (channel, receiver) = (channel, receiver)
        guard !channel.isClosing else { return }
        Task.detached {
            receiver.end(.closed)
            await channel.close()
        }
    }

    /// Bytes that the printer may have beyond those it was said to have taken, after a transfer
    /// that was cut short; at most one packet. Where that matters, ask the printer for its count.
    public var doubtfulBytesMax: Int { account.withLock { $0.doubtfulBytesMax } }

    public func write(
        _ bytes: ArraySlice<UInt8>, within limit: Duration
    ) async throws(LinkError) -> Int {
        let offer = bytes.prefix(Self.transferMax)
        guard !offer.isEmpty else { return 0 }
        let packetSize = interface.output.packetSize
        while true {
            if channel.isClosing { throw .closed }
            if let failure = account.withLock({ $0.pending }) { throw failure.error(at: place) }
            let (status, moved) = try await transfer(offer, within: limit)
            let step = account.withLock {
                $0.finish(status, offered: offer.count, moved: moved, packetSize: packetSize)
            }
            switch step {
            case .took(0) where channel.isClosing:
                throw .closed
            case .took(let count):
                return count
            case .clearThenTook(let count):
                // If this fails, so will the next transfer, which says so.
                try? await channel.clearHalt(interface.output.address)
                return count
            case .clearThenRetry:
                try await channel.clearHalt(interface.output.address)
            case .fail(let failure):
                throw failure.error(at: place)
            }
        }
    }

    public func read() async throws(LinkError) -> [UInt8] {
        try await receiver.read()
    }

    public func close() async {
        receiver.end(.closed)
        await channel.close()
    }

    /// What the printer calls itself.
    ///
    /// Source: USB Printer Class 1.1, `GET_DEVICE_ID`.
    public func deviceID() async throws(LinkError) -> IEEE1284ID {
        let index = UInt16(interface.number) << 8 | UInt16(interface.alternate)
        return IEEE1284ID(
            parsing: try await channel.control(
                "GET_DEVICE_ID", type: 0xA1, request: 0, value: 0, index: index, count: 1_024))
    }

    /// The printer's own word on paper and errors, which passes even while it takes no data.
    /// Many clones always answer the same.
    ///
    /// Source: USB Printer Class 1.1, `GET_PORT_STATUS`.
    public func portStatus() async throws(LinkError) -> USBPortStatus {
        let answer = try await channel.control(
            "GET_PORT_STATUS", type: 0xA1, request: 1, value: 0, index: UInt16(interface.number),
            count: 1)
        guard let byte = answer.first else {
            throw .unsupported(place, why: "the printer does not answer GET_PORT_STATUS")
        }
        return USBPortStatus(rawValue: byte)
    }

    /// Empties the printer's buffers. Some clones hang at it: only when a person asks.
    ///
    /// Source: USB Printer Class 1.1, `SOFT_RESET`; version 1.0 and Linux address it to "other".
    public func softReset() async throws(LinkError) {
        do {
            try await softReset(type: 0x21)
        } catch .unsupported {
            try await softReset(type: 0x23)
        }
    }

    private func softReset(type: UInt8) async throws(LinkError) {
        _ = try await channel.control(
            "SOFT_RESET", type: type, request: 2, value: 0, index: UInt16(interface.number),
            count: 0)
    }

    /// One transfer to the printer, ended early when the task is cancelled.
    private func transfer(
        _ bytes: ArraySlice<UInt8>, within limit: Duration
    ) async throws(LinkError) -> (TransferStatus, Int) {
        typealias End = (status: TransferStatus, moved: Int)
        let waiter = Lock<CheckedContinuation<Result<End, LinkError>, Never>?>(nil)
        @Sendable func finish(_ result: Result<End, LinkError>) {
            let continuation = waiter.withLock { waiter in
                defer { waiter = nil }
                return waiter
            }
            continuation?.resume(returning: result)
        }
        let transfer = USBTransfer(capacity: bytes.count) { [channel] transfer, status, moved in
            channel.landed(transfer)
            finish(.success((status, moved)))
        }
        guard let transfer else { throw .system(place, call: "malloc", errno: 12) }
        for (offset, byte) in bytes.enumerated() { transfer.buffer[offset] = byte }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiter.withLock { $0 = continuation }
                do throws(LinkError) {
                    try channel.submit(
                        transfer, endpoint: interface.output.address, count: bytes.count,
                        limit: limit)
                } catch {
                    finish(.failure(error))
                }
                if Task.isCancelled { channel.cancel(transfer) }
            }
        } onCancel: {
            channel.cancel(transfer)
        }
        return try result.get()
    }
}
