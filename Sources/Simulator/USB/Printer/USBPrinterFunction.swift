internal import ESCPOS

/// The USB side of a receipt printer: the printer class's requests and two bulk pipes.
///
/// Behind the OUT endpoint is room for one packet, and behind that the printer's own receive
/// buffer. A packet that was taken is not yet received: while the buffer is full it waits, and the
/// next one is refused (NAK). Pulling the cable loses it, as in a real printer.
///
/// Source of the requests: USB Device Class Definition for Printing Devices 1.1, 4.2.
public struct USBPrinterFunction: USBFunction {
    /// What it tells of itself and gets wrong.
    public let traits: USBPrinterTraits
    public let descriptors: USBDescriptors
    /// Answers that no host fetched: more bytes than this are dropped, oldest first.
    static let unsentMax = 65_536

    /// A packet that was taken and that the printer has no room for yet.
    private var waiting: ArraySlice<UInt8> = []
    private var unsent: [UInt8] = []
    /// Bytes of the packets taken since the device was made.
    public private(set) var bytesTaken = 0
    private var stallsLeft: [Int]
    private var packetsInBurst = 0
    private var busyUntil: Duration?
    /// Bytes of answers that were dropped because no host fetched them.
    public private(set) var bytesDropped = 0

    public init(_ traits: USBPrinterTraits) {
        self.traits = traits
        descriptors = traits.descriptors
        stallsLeft = traits.stallsAtBytes.sorted()
    }

    /// Takes what the printer says to the host.
    public mutating func send(_ bytes: [UInt8]) {
        unsent += bytes
        let excess = unsent.count - Self.unsentMax
        guard excess > 0 else { return }
        unsent.removeFirst(excess)
        bytesDropped += excess
    }

    public var nextEvent: Duration? { busyUntil }

    public mutating func advance(_ printer: inout VirtualPrinter, to now: Duration) {
        if let end = busyUntil, end <= now { busyUntil = nil }
        pass(to: &printer, at: now)
    }

    public mutating func disconnected(_ printer: inout VirtualPrinter, at now: Duration) {
        waiting = []
        unsent = []
        packetsInBurst = 0
        busyUntil = nil
    }

    // MARK: Pipes

    public mutating func take(
        _ packet: ArraySlice<UInt8>, at endpoint: USBEndpoint, _ printer: inout VirtualPrinter,
        at now: Duration
    ) -> USBPacketTaken {
        pass(to: &printer, at: now)
        guard waiting.isEmpty, busyUntil == nil else { return .busy }
        if let stall = stallsLeft.first, stall <= bytesTaken + packet.count {
            stallsLeft.removeFirst()
            return .stall
        }
        waiting = packet
        bytesTaken += packet.count
        pass(to: &printer, at: now)
        if let bursts = traits.bursts {
            packetsInBurst += 1
            if packetsInBurst == bursts.packets {
                packetsInBurst = 0
                busyUntil = now + bursts.time
            }
        }
        return .taken
    }

    private mutating func pass(to printer: inout VirtualPrinter, at now: Duration) {
        // A write can be taken in part.
        while !waiting.isEmpty, let taken = printer.write(waiting, at: now), taken > 0 {
            waiting = waiting.dropFirst(taken)
        }
    }

    public mutating func give(
        at endpoint: USBEndpoint, _ printer: inout VirtualPrinter, at now: Duration
    ) -> USBPacketGiven {
        // The second interface has nothing to say.
        guard endpoint.kind == .bulk else { return .nothing }
        if unsent.isEmpty { return traits.sendsEmptyPackets ? .packet([]) : .nothing }
        let packet = Array(unsent.prefix(endpoint.maxPacketSize))
        unsent.removeFirst(packet.count)
        return .packet(packet)
    }

    // MARK: Requests

    public mutating func answer(
        _ setup: USBSetup, _ data: [UInt8], _ printer: inout VirtualPrinter, at now: Duration
    ) -> USBControlAnswer {
        let isForPrinter =
            switch setup.recipient {
            // The device id is asked of interface and alternate setting together.
            case .interface where setup.requestType == 0xA1 && setup.request == 0:
                setup.index >> 8 == 0
            case .interface, .other: setup.index == 0
            case .device, .endpoint: false
            }
        guard setup.kind == .class, isForPrinter, case .printerClass = traits.kind else {
            return answerHID(setup)
        }
        switch (setup.requestType, setup.request) {
        case (0xA1, 0) where setup.value == 0: return deviceID
        case (0xA1, 1): return portStatus(of: printer)
        case (0x21, 2) where [.both, .toInterface].contains(traits.softReset),
            (0x23, 2) where [.both, .toOther].contains(traits.softReset):
            waiting = []
            unsent = []
            printer.clearBuffers()
            return .reset
        case (0x21, 2) where traits.softReset == .hangs, (0x23, 2) where traits.softReset == .hangs:
            return .silence
        default: return .stall
        }
    }

    private var deviceID: USBControlAnswer {
        let text = Array(traits.deviceID.utf8.prefix(65_533))
        let whole = UInt16(text.count + 2)
        let length = littleEndian(whole)
        return switch traits.deviceIDLie {
        case nil: .data(length.reversed() + text)
        case .littleEndianLength: .data(length + text)
        case .zeroLength: .data([0, 0] + text)
        case .lengthWithoutItself: .data(littleEndian(whole - 2).reversed() + text)
        case .nothing: .data([])
        case .stall: .stall
        }
    }

    private func portStatus(of printer: VirtualPrinter) -> USBControlAnswer {
        switch traits.portStatusLie {
        case .alwaysReady: return .data([0x18])
        case .stall: return .stall
        case nil: break
        }
        let condition = printer.condition
        let isInError = condition.isCoverOpen || !condition.errors.isEmpty
        let isOut = condition.paper == .end
        var byte: UInt8 = 0
        if isOut { byte |= 0x20 }
        // Missing paper alone does not deselect: hosts would call the printer off-line instead.
        if condition.isOnline || (isOut && !isInError) { byte |= 0x10 }
        if !isInError { byte |= 0x08 }
        return .data([byte])
    }

    /// The second interface: it may be told to be quiet, and has nothing else.
    private func answerHID(_ setup: USBSetup) -> USBControlAnswer {
        guard traits.hasHIDInterface, setup.kind == .class, setup.index == 1 else { return .stall }
        return (setup.requestType, setup.request) == (0x21, 0x0A) ? .done : .stall
    }
}
