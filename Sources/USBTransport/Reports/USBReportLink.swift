internal import CLibUSB
public import Transport

/// A link to a HID device through libusb: a scanner, a keyboard wedge, a drawer.
///
/// The kernel's drivers are detached from all HID interfaces while the link is open, so that nothing
/// is typed into anybody's window, and come back when it closes. Reads are always queued.
public final class USBReportLink: ReportLink {
    public let address: Address
    public let source: ReportSource

    private let channel: USBChannel
    private let receiver: USBReportReceiver
    private let interfaces: [USBHIDInterface]
    private let place: String

    private static let sendLimit: Duration = .seconds(2)

    init(
        _ channel: USBChannel, _ device: USBDescription, address: Address
    ) async throws(LinkError) {
        self.address = address
        self.channel = channel
        place = address.description
        interfaces = USBHIDInterface.all(in: device)
        receiver = USBReportReceiver(channel, place: place)
        var forms: [ReportInterface] = []
        var sources: [USBReportReceiver.Source] = []
        for interface in interfaces {
            let descriptor = try await Self.greet(interface, through: channel)
            forms.append(
                ReportInterface(number: Int(interface.number), form: .hid(descriptor: descriptor)))
            guard let input = interface.input else { continue }
            let longest = ReportLengths(descriptor: descriptor).longestInput
            sources.append(
                .init(
                    interface: Int(interface.number), endpoint: input,
                    readSize: interface.readSize(longestReport: longest)))
        }
        source = ReportSource(
            vendor: device.vendor, product: device.product, name: device.name,
            serial: device.serial, interfaces: forms)
        guard !sources.isEmpty else {
            throw .unsupported(place, why: "it has no interface that sends reports")
        }
        try await OffPool.run { [receiver, sources] in
            Result { () throws(LinkError) in try receiver.start(sources) }
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

    public func read() async throws(LinkError) -> [Report] {
        try await receiver.read()
    }

    public func send(
        _ report: [UInt8], as kind: ReportKind, to number: Int
    ) async throws(LinkError) {
        guard let interface = interfaces.first(where: { Int($0.number) == number }) else {
            throw .unsupported(place, why: "it has no interface \(number)")
        }
        guard let id = report.first, report.count <= Int(USBHIDInterface.descriptorMax) else {
            throw .unsupported(place, why: "a report is its number and at most 4095 bytes")
        }
        // Without numbers, the number is not part of what is sent.
        let body = id == 0 ? Array(report.dropFirst()) : report
        if kind == .output, let output = interface.output {
            return try await send(body, to: output)
        }
        _ = try await channel.control(
            "SET_REPORT", type: 0x21, request: 0x09,
            value: (kind == .output ? 0x0200 : 0x0300) | UInt16(id),
            index: UInt16(interface.number), sending: body)
    }

    public func close() async {
        receiver.end(.closed)
        await channel.close()
    }

    private func send(
        _ body: [UInt8], to output: USBDescription.Endpoint
    ) async throws(LinkError) {
        let (status, moved) = try await channel.transfer(
            body[...], to: output, within: Self.sendLimit)
        switch status {
        case .completed where moved == body.count: return
        case .completed, .timedOut:
            throw .unreachable(place, why: "the device did not take a report in time")
        case .cancelled: throw .closed
        case .stalled:
            try? await channel.clearHalt(output.address)
            throw .unsupported(place, why: "the device refused a report")
        case .noDevice, .overflowed, .failed: throw .gone(place)
        }
    }

    /// Gets the report descriptor and has the interface send reports as described there, and only
    /// when something changes.
    ///
    /// Source: Device Class Definition for HID 1.11, 7.1.1, 7.2.4 and 7.2.6.
    private static func greet(
        _ interface: USBHIDInterface, through channel: USBChannel
    ) async throws(LinkError) -> [UInt8] {
        let index = UInt16(interface.number)
        let descriptor = try await channel.control(
            "GET_DESCRIPTOR (report)", type: 0x81, request: 0x06, value: 0x2200, index: index,
            count: interface.descriptorQuestion)
        // Devices need not have these; one that does not refuses them, and goes on as it does.
        if interface.isBoot {
            try await refusable { () throws(LinkError) in
                _ = try await channel.control(
                    "SET_PROTOCOL", type: 0x21, request: 0x0B, value: 1, index: index)
            }
        }
        try await refusable { () throws(LinkError) in
            _ = try await channel.control(
                "SET_IDLE", type: 0x21, request: 0x0A, value: 0, index: index)
        }
        return descriptor
    }

    private static func refusable(
        _ request: () async throws(LinkError) -> Void
    ) async throws(LinkError) {
        do {
            try await request()
        } catch .unsupported, .unreachable {
            return
        }
    }
}
