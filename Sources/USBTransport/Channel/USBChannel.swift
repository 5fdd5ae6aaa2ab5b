internal import CLibUSB
internal import Glibc
internal import Transport

/// An open device with claimed interfaces: transfers out, transfers in, requests, and an orderly end
/// of all of them.
final class USBChannel: @unchecked Sendable {
    // `handle` never changes; libusb may be called from any thread until it is closed, which waits
    // for all that is under way.
    private let handle: OpaquePointer
    private let interfaces: [UInt8]
    private let context: USBContext
    let place: String

    private struct State {
        /// Transfers that libusb has; each must come back before the handle is closed.
        var flying: [ObjectIdentifier: USBTransfer] = [:]
        /// Requests that run on threads of their own.
        var requests = 0
        var isClosing = false
        /// The device was unplugged.
        var isGone = false
        var whenIdle: [CheckedContinuation<Void, Never>] = []
        /// The lock of our claim, closed after the device.
        var claim: Int32
    }
    private let state: Lock<State>
    private let orders = USBOrders()

    init(
        handle: OpaquePointer, interfaces: [UInt8], context: USBContext, place: String,
        claim: consuming Claim
    ) {
        self.handle = handle
        self.interfaces = interfaces
        self.context = context
        self.place = place
        state = Lock(State(claim: claim.handOver()))
        USBGiveBack.add(.init(handle: handle, interfaces: interfaces), of: self)
    }

    var isClosing: Bool { state.withLock { $0.isClosing } }

    /// Gives `transfer` to libusb. May wait: not for threads of the pool.
    ///
    /// - Throws: ``LinkError``; then its end is not reported.
    func submit(
        _ transfer: USBTransfer, to endpoint: USBDescription.Endpoint, count: Int, limit: Duration?
    ) throws(LinkError) {
        let milliseconds = limit.map { limit -> UInt32 in
            // 0 would mean no limit.
            UInt32(min(max(limit / .milliseconds(1), 1), 3_600_000))
        }
        let id = ObjectIdentifier(transfer)
        try state.withLock { state throws(LinkError) in
            guard !state.isClosing else { throw .closed }
            state.flying[id] = transfer
        }
        transfer.prepare(handle, endpoint, count: count, limitMilliseconds: milliseconds ?? 0)
        let code = libusb_submit_transfer(transfer.record)
        guard code == 0 else {
            landed(transfer, code == LIBUSB_ERROR_NO_DEVICE.rawValue ? .noDevice : .failed)
            throw USBFailure.ended(code, in: "a transfer", at: place)
        }
        // Whoever closed the channel in between found nothing to end.
        let isUnwanted = state.withLock { $0.isClosing && $0.flying[id] != nil }
        if isUnwanted { libusb_cancel_transfer(transfer.record) }
    }

    /// Like ``submit(_:to:count:limit:)`` from any thread; `failed` is called instead of a throw.
    func order(
        _ transfer: USBTransfer, to endpoint: USBDescription.Endpoint, count: Int,
        limit: Duration?, failed: @escaping @Sendable (LinkError) -> Void
    ) {
        orders.add { [self] in
            do throws(LinkError) {
                try submit(transfer, to: endpoint, count: count, limit: limit)
            } catch {
                failed(error)
            }
        }
    }

    /// Must be called first of all when the end of a transfer is reported.
    func landed(_ transfer: USBTransfer, _ status: TransferStatus) {
        finish { state in
            state.flying[ObjectIdentifier(transfer)] = nil
            if status == .noDevice { state.isGone = true }
        }
    }

    /// Asks for an early end of a transfer, from any thread; it is reported as any other.
    func cancel(_ transfer: USBTransfer) {
        orders.add { [self] in
            let isFlying = state.withLock { $0.flying[ObjectIdentifier(transfer)] != nil }
            if isFlying { libusb_cancel_transfer(transfer.record) }
        }
    }

    /// Ends a stall. Data of the packet that was under way is lost to both sides' knowledge.
    func clearHalt(_ endpoint: UInt8) async throws(LinkError) {
        let code = try await request { libusb_clear_halt($0, endpoint) }
        guard code == 0 else { throw USBFailure.ended(code, in: "CLEAR_FEATURE", at: place) }
    }

    /// Sends a request to the device, with `data` or asking for at most `count` bytes, by its type.
    ///
    /// - Returns: what came back.
    func control(
        _ name: String, type: UInt8, request number: UInt8, value: UInt16, index: UInt16,
        count: UInt16 = 0, sending data: [UInt8] = []
    ) async throws(LinkError) -> [UInt8] {
        let isIn = type & 0x80 != 0
        let length = isIn ? count : UInt16(min(data.count, Int(UInt16.max)))
        let answer = try await request { handle -> (code: Int32, bytes: [UInt8]) in
            var bytes = isIn ? [UInt8](repeating: 0, count: Int(count)) : data
            let code = libusb_control_transfer(
                handle, type, number, value, index, &bytes, length, 2_000)
            return (code, Array(bytes.prefix(max(Int(code), 0))))
        }
        guard answer.code >= 0 else { throw USBFailure.ended(answer.code, in: name, at: place) }
        return isIn ? answer.bytes : []
    }

    /// Ends all that is under way, gives the interface back to the kernel's driver, and closes.
    func close() async {
        let isFirst = state.withLock { state in
            defer { state.isClosing = true }
            return !state.isClosing
        }
        guard isFirst else { return }
        orders.add { [self] in
            let flying = state.withLock { Array($0.flying.values) }
            for transfer in flying { libusb_cancel_transfer(transfer.record) }
        }
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                let isIdle = state.flying.isEmpty && state.requests == 0
                if !isIdle { state.whenIdle.append(continuation) }
                return isIdle
            }
            if isIdle { continuation.resume() }
        }
        await OffPool.run { [self] in
            USBGiveBack.remove(of: self)
            if !state.withLock({ $0.isGone }) {
                // With it the kernel's driver comes back, since it was detached automatically. To a
                // device that has gone it would put its questions for seconds, and hold up all
                // others meanwhile.
                for interface in interfaces { libusb_release_interface(handle, Int32(interface)) }
            }
            libusb_close(handle)
            Claim.giveBack(state.withLock { $0.claim })
        }
        orders.end()
    }

    /// Runs a blocking call of libusb on a thread of its own.
    private func request<Result: Sendable>(
        _ body: @escaping @Sendable (OpaquePointer) -> Result
    ) async throws(LinkError) -> Result {
        try state.withLock { state throws(LinkError) in
            guard !state.isClosing else { throw .closed }
            state.requests += 1
        }
        let result = await OffPool.run { [self] in body(handle) }
        finish { $0.requests -= 1 }
        return result
    }

    private func finish(_ change: (inout State) -> Void) {
        let idle = state.withLock { state in
            change(&state)
            guard state.isClosing, state.flying.isEmpty, state.requests == 0 else {
                return [CheckedContinuation<Void, Never>]()
            }
            defer { state.whenIdle = [] }
            return state.whenIdle
        }
        for continuation in idle { continuation.resume() }
    }
}
