/// The USB side of a Posiflex drawer: one HID interface, whose reports of 120 bytes take two
/// packets each way.
///
/// Source of the requests: Device Class Definition for HID 1.11, 7.2.
public struct USBPosiflexFunction: USBFunction {
    public let descriptors: USBDescriptors
    /// The beginning of an output report.
    private var gathered: [UInt8] = []
    /// Bytes of input reports that the host has not fetched.
    private var waiting: [UInt8] = []
    private var rest: ArraySlice<UInt8> = []
    private var events: [VirtualPosiflex.Event] = []
    private static let packetSize = 64
    /// Reports that wait for the host.
    private static let waitingMax = 16

    public init(_ drawer: VirtualPosiflex, serial: String? = nil) {
        let size = Self.packetSize
        descriptors = USBDescriptors(
            speed: .full, vendor: VirtualPosiflex.vendor, product: drawer.product,
            manufacturer: "Simulated", productName: "Cash drawer", serial: serial,
            interfaces: [
                USBInterface(
                    class: 3, hid: HIDDescriptor(reports: VirtualPosiflex.reportDescriptor),
                    endpoints: [
                        USBEndpoint(0x81, .interrupt, maxPacketSize: size, interval: 1),
                        USBEndpoint(0x01, .interrupt, maxPacketSize: size, interval: 1),
                    ])
            ])
    }

    /// What happened since the last call.
    public mutating func takeEvents() -> [VirtualPosiflex.Event] {
        defer { events = [] }
        return events
    }

    public mutating func take(
        _ packet: ArraySlice<UInt8>, at endpoint: USBEndpoint, _ drawer: inout VirtualPosiflex,
        at now: Duration
    ) -> USBPacketTaken {
        gathered += packet
        if gathered.count >= VirtualPosiflex.reportSize || packet.count < Self.packetSize {
            report(gathered, to: &drawer, at: now)
            gathered = []
        }
        return .taken
    }

    public mutating func give(
        at endpoint: USBEndpoint, _ drawer: inout VirtualPosiflex, at now: Duration
    ) -> USBPacketGiven {
        if rest.isEmpty {
            guard !waiting.isEmpty else { return .nothing }
            rest = waiting.prefix(VirtualPosiflex.reportSize)
            waiting.removeFirst(rest.count)
        }
        let packet = rest.prefix(endpoint.maxPacketSize)
        rest = rest.dropFirst(packet.count)
        return .packet(Array(packet))
    }

    public mutating func answer(
        _ setup: USBSetup, _ data: [UInt8], _ drawer: inout VirtualPosiflex, at now: Duration
    ) -> USBControlAnswer {
        guard setup.kind == .class, setup.recipient == .interface, setup.index == 0 else {
            return .stall
        }
        switch (setup.requestType, setup.request, setup.value) {
        // SET_REPORT of the output report; SET_IDLE, which changes nothing for answers.
        case (0x21, 9, 0x0200): report(data, to: &drawer, at: now)
        case (0x21, 10, _): break
        default: return .stall
        }
        return .done
    }

    private mutating func report(
        _ bytes: [UInt8], to drawer: inout VirtualPosiflex, at now: Duration
    ) {
        let (answers, news) = drawer.handle(bytes, at: now)
        events += news
        let room = Self.waitingMax - waiting.count / VirtualPosiflex.reportSize
        for answer in answers.prefix(max(0, room)) { waiting += answer }
    }

    public mutating func disconnected(_ drawer: inout VirtualPosiflex, at now: Duration) {
        gathered = []
        waiting = []
        rest = []
    }

    /// The drawer moves by itself; its owner sees to that.
    public var nextEvent: Duration? { nil }

    public mutating func advance(_ drawer: inout VirtualPosiflex, to now: Duration) {
        while let next = drawer.nextEvent, next <= now { events += drawer.advance(to: next) }
    }
}
