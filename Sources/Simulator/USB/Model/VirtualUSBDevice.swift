/// A USB device without a wire: transfers go in, replies come out.
///
/// It has no clock, no chance and no I/O of its own; time since an arbitrary start is an argument.
/// It answers the requests that every device answers, keeps configuration, alternate settings and
/// halted endpoints, and cuts transfers into packets for its ``USBFunction``:
///
/// - An IN transfer ends with the first packet that is not full, or when its room is used up. While
///   the function has nothing to send it stays under way, with what has come so far: that is what
///   NAK is to a host.
/// - An OUT transfer ends when its last packet is taken. While the function is busy it stays under
///   way, with what was taken so far.
/// - Transfers of one endpoint end in their order. Each ends exactly once.
///
/// Whoever drives it calls ``advance(_:to:)`` when ``nextEvent`` is due and after anything changed
/// in the machine behind it, and fetches ``takeReplies()`` after each call.
public struct VirtualUSBDevice<Function: USBFunction>: Sendable {
    /// The apparatus behind the USB side.
    public typealias Machine = Function.Machine

    /// What a host can have under way.
    public struct Limits: Hashable, Sendable {
        public var transfers: Int
        /// Data of OUT transfers, bytes.
        public var bytes: Int
        public init(transfers: Int = 1024, bytes: Int = 32 << 20) {
            self.transfers = transfers
            self.bytes = bytes
        }
    }

    /// A transfer under way.
    struct Pending: Sendable {
        var transfer: USBTransfer
        /// Bytes of an OUT transfer that were taken.
        var taken = 0
        /// What an IN transfer has brought.
        var brought: [UInt8] = []
        /// The function has nothing to say to this request and never will.
        var isForgotten = false

        /// Bytes that the host has room for beyond what has come.
        var room: Int { transfer.length - brought.count }

        func completion(_ status: USBCompletion.Status) -> USBCompletion {
            transfer.isIn
                ? USBCompletion(transfer.number, status, data: brought)
                : USBCompletion(transfer.number, status, count: taken)
        }
    }

    /// The device's own side.
    public var function: Function
    let limits: Limits
    /// `bConfigurationValue` of the one in use; 0 for none.
    public internal(set) var configuration: UInt8 = 0
    /// Alternate setting by interface, where it is not 0.
    var alternates: [UInt8: UInt8] = [:]
    /// Endpoints that can be used now, by address.
    var endpoints: [UInt8: USBEndpoint] = [:]
    var halted: Set<UInt8> = []
    var wakesHost = false
    /// Transfers under way by endpoint; both directions of endpoint 0 are one pipe.
    var pipes: [UInt8: [Pending]] = [:]
    /// When an interrupt endpoint may have its next packet.
    var nextPacket: [UInt8: Duration] = [:]
    private var transferCount = 0
    private var byteCount = 0
    private var replies: [USBReply] = []

    /// A device that is plugged in and not configured.
    public init(_ function: Function, limits: Limits = Limits()) {
        self.function = function
        self.limits = limits
    }

    /// Transfers under way.
    public var pendingCount: Int { transferCount }

    /// Endpoints that are halted.
    public var haltedEndpoints: Set<UInt8> { halted }

    // MARK: Calls

    /// Carries out what the host asks.
    public mutating func handle(
        _ command: USBCommand, _ machine: inout Machine, at now: Duration
    ) {
        switch command {
        case .submit(let transfer): submit(transfer, &machine, at: now)
        case .unlink(let number, let request):
            unlink(number, by: request, &machine, at: now)
        }
    }

    /// Takes a transfer from the host.
    public mutating func submit(
        _ transfer: USBTransfer, _ machine: inout Machine, at now: Duration
    ) {
        guard transferCount < limits.transfers, byteCount + transfer.data.count <= limits.bytes
        else { return complete(USBCompletion(transfer.number, .noRoom)) }
        guard transfer.length >= 0, place(of: transfer.number) == nil else {
            return complete(USBCompletion(transfer.number, .invalid))
        }
        let pipe = transfer.endpoint & 0x0F == 0 ? 0 : transfer.endpoint
        pipes[pipe, default: []].append(Pending(transfer: transfer))
        transferCount += 1
        byteCount += transfer.data.count
        pump(&machine, at: now)
    }

    /// Takes a transfer back, if it is under way.
    ///
    /// The reply to this comes last. One that had moved in part completes before it, with the count
    /// of what moved, as if it had ended by itself just before: the part cannot be taken back.
    ///
    /// - Parameter request: names this call in its reply.
    public mutating func unlink(
        _ number: UInt32, by request: UInt32, _ machine: inout Machine, at now: Duration
    ) {
        var wasTakenBack = false
        if let (pipe, place) = place(of: number) {
            let pending = remove(place, from: pipe)
            wasTakenBack = pending.taken == 0 && pending.brought.isEmpty
            if !wasTakenBack { complete(pending.completion(.cancelled)) }
        }
        replies.append(.unlinked(by: request, wasTakenBack: wasTakenBack))
        // What waited behind it may move now.
        pump(&machine, at: now)
    }

    /// Lets time come up to `now` and moves what can move.
    public mutating func advance(_ machine: inout Machine, to now: Duration) {
        function.advance(&machine, to: now)
        pump(&machine, at: now)
    }

    /// When something will happen by itself; `nil` when nothing will.
    public var nextEvent: Duration? {
        let paced = nextPacket.filter { !(pipes[$0.key] ?? []).isEmpty }.values.min()
        return [function.nextEvent, paced].compactMap { $0 }.min()
    }

    /// The cable is out: all that was under way has ended, and the device forgets its host.
    public mutating func disconnect(_ machine: inout Machine, at now: Duration) {
        for pipe in pipes.keys.sorted() {
            while !(pipes[pipe] ?? []).isEmpty {
                complete(remove(0, from: pipe).completion(.gone))
            }
        }
        configure(0)
        function.disconnected(&machine, at: now)
        wakesHost = false
    }

    /// What there is to tell the host since the last call, in order.
    public mutating func takeReplies() -> [USBReply] {
        defer { replies = [] }
        return replies
    }

    // MARK: Books

    private func place(of number: UInt32) -> (pipe: UInt8, place: Int)? {
        for (pipe, queue) in pipes {
            if let place = queue.firstIndex(where: { $0.transfer.number == number }) {
                return (pipe, place)
            }
        }
        return nil
    }

    mutating func complete(_ completion: USBCompletion) { replies.append(.completed(completion)) }

    /// Ends the first transfer of a pipe.
    mutating func end(_ pipe: UInt8, _ status: USBCompletion.Status) {
        complete(remove(0, from: pipe).completion(status))
    }

    private mutating func remove(_ place: Int, from pipe: UInt8) -> Pending {
        var queue = pipes.removeValue(forKey: pipe) ?? []
        let pending = queue.remove(at: place)
        if !queue.isEmpty { pipes[pipe] = queue }
        transferCount -= 1
        byteCount -= pending.transfer.data.count
        return pending
    }
}
