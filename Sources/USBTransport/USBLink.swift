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
    public let interface: USBPrinterInterface

    private let channel: USBChannel
    private let receiver: USBReceiver
    private let account = Lock(TransferAccount())
    private let place: String

    /// Bytes of one transfer: small enough to be one request of the kernel, so that the number
    /// taken is exact when it is cut short, and taken within a second by a slow printer, so that few
    /// are cut short.
    private static let transferMax = 4_096

    init(
        _ channel: USBChannel, _ interface: USBPrinterInterface, address: Address
    ) async throws(LinkError) {
        self.address = address
        self.channel = channel
        self.interface = interface
        place = address.description
        receiver = USBReceiver(channel, interface, place: place)
        try await OffPool.run { [receiver] in
            Result { () throws(LinkError) in try receiver.start() }
        }.get()
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
            let (status, moved) = try await channel.transfer(
                offer, to: interface.output, within: limit)
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

    /// The printer's own word on paper and errors.
    ///
    /// Source: USB Printer Class 1.1, `GET_PORT_STATUS`.
    public func portStatus() async throws(LinkError) -> PortStatus? {
        // It is a request of the class, which means nothing to an interface of another.
        guard interface.kind == .printerClass else { return nil }
        do {
            let answer = try await channel.control(
                "GET_PORT_STATUS", type: 0xA1, request: 1, value: 0,
                index: UInt16(interface.number), count: 1)
            return answer.first.map(PortStatus.init)
        } catch .unsupported, .unreachable {
            return nil
        }
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
            "SOFT_RESET", type: type, request: 2, value: 0, index: UInt16(interface.number))
    }
}
