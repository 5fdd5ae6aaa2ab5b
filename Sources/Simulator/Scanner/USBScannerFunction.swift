internal import Scancode

/// The USB side of a scanner: HID interfaces with an interrupt endpoint each.
///
/// Source of the requests: Device Class Definition for HID 1.11, 7.2.
public struct USBScannerFunction: USBFunction {
    public let descriptors: USBDescriptors
    private struct Sent {
        var report: [UInt8]
        var at: Duration
    }

    /// Per interface, as the host set them.
    private var idle: [UInt8: Duration] = [:]
    private var isBoot: Set<UInt8> = []
    /// What was sent last, and when: repeated while an idle rate is set.
    private var lastSent: [UInt8: Sent] = [:]
    /// Interfaces whose last report is to be repeated.
    private var overdue: Set<UInt8> = []
    /// The rest of a report that is longer than a packet.
    private var rest: [UInt8: ArraySlice<UInt8>] = [:]

    /// - Parameters:
    ///   - serial: `nil` for none, as many scanners have.
    ///   - interval: `bInterval` of each endpoint; 1 is a packet every millisecond at full speed.
    public init(
        _ scanner: VirtualScanner, serial: String? = nil, speed: USBSpeed = .full,
        interval: UInt8 = 1
    ) {
        let interfaces = scanner.interfaces.map { interface in
            let isKeyboard = interface.bytes == ScannerDescriptors.keyboard
            let size = speed == .low ? 8 : (isKeyboard ? 8 : 64)
            return USBInterface(
                number: interface.number, class: 3, subclass: isKeyboard ? 1 : 0,
                protocol: isKeyboard ? 1 : 0, hid: HIDDescriptor(reports: interface.bytes),
                endpoints: [
                    USBEndpoint(
                        0x81 + interface.number, .interrupt, maxPacketSize: size,
                        interval: max(1, interval))
                ])
        }
        let (vendor, product) = Self.numbers(of: scanner.model)
        descriptors = USBDescriptors(
            speed: speed, vendor: vendor, product: product, manufacturer: "Simulated",
            productName: "Scanner (\(scanner.model.rawValue))", serial: serial,
            isSelfPowered: false, interfaces: interfaces)
    }

    /// Makers whose scanners work like the model: Honeywell, and Symbol for IBM's interface.
    private static func numbers(of model: VirtualScanner.Model) -> (UInt16, UInt16) {
        switch model {
        case .hidPOS: (0x0C2E, 0x0B67)
        case .wedge: (0x05E0, 0x1200)
        case .composite: (0x0C2E, 0x0B61)
        case .oem: (0x05E0, 0x1300)
        }
    }

    // MARK: Reports

    public mutating func give(
        at endpoint: USBEndpoint, _ scanner: inout VirtualScanner, at now: Duration
    ) -> USBPacketGiven {
        let interface = (endpoint.address & 0x0F) - 1
        var report = rest.removeValue(forKey: interface) ?? []
        if report.isEmpty {
            guard let next = scanner.takeReport(of: interface) ?? repeated(interface) else {
                return .nothing
            }
            overdue.remove(interface)
            lastSent[interface] = Sent(report: next, at: now)
            report = next[...]
        }
        let packet = report.prefix(endpoint.maxPacketSize)
        if packet.count < report.count { rest[interface] = report.dropFirst(packet.count) }
        return .packet(Array(packet))
    }

    private func repeated(_ interface: UInt8) -> [UInt8]? {
        overdue.contains(interface) ? lastSent[interface]?.report : nil
    }

    public var nextEvent: Duration? {
        lastSent.keys.filter { !overdue.contains($0) }.compactMap { repetition(of: $0) }.min()
    }

    /// When the last report of an interface is to be repeated; never while its idle rate is 0.
    private func repetition(of interface: UInt8) -> Duration? {
        guard let last = lastSent[interface], let idle = idle[interface], idle > .zero else {
            return nil
        }
        return last.at + idle
    }

    public mutating func advance(_ scanner: inout VirtualScanner, to now: Duration) {
        for interface in lastSent.keys {
            if let due = repetition(of: interface), due <= now { overdue.insert(interface) }
        }
    }

    public mutating func take(
        _ packet: ArraySlice<UInt8>, at endpoint: USBEndpoint, _ scanner: inout VirtualScanner,
        at now: Duration
    ) -> USBPacketTaken {
        // It has no OUT endpoint; hosts send reports by request.
        .stall
    }

    public mutating func disconnected(_ scanner: inout VirtualScanner, at now: Duration) {
        idle = [:]
        isBoot = []
        lastSent = [:]
        overdue = []
        rest = [:]
        scanner.restart()
    }

    // MARK: Requests

    public mutating func answer(
        _ setup: USBSetup, _ data: [UInt8], _ scanner: inout VirtualScanner, at now: Duration
    ) -> USBControlAnswer {
        guard setup.kind == .class, setup.recipient == .interface, setup.index < 0x100,
            let interface = descriptors.interfaces.first(where: { $0.number == setup.index })
        else { return .stall }
        let number = interface.number
        switch (setup.requestType, setup.request) {
        case (0xA1, 1):
            guard let kind = Self.kind(setup.value) else { return .stall }
            let report = scanner.report(kind, number: UInt8(setup.value & 0xFF), of: number)
            return report.map { .data($0) } ?? .stall
        case (0x21, 9):
            guard let kind = Self.kind(setup.value) else { return .stall }
            return scanner.setReport(data, kind, of: number) ? .done : .stall
        case (0xA1, 2): return .data([UInt8((idle[number] ?? .zero) / .milliseconds(4))])
        case (0x21, 10):
            idle[number] = .milliseconds(4) * Int(setup.value >> 8)
            return .done
        case (0xA1, 3) where interface.subclassCode == 1:
            return .data([isBoot.contains(number) ? 0 : 1])
        case (0x21, 11) where interface.subclassCode == 1 && setup.value < 2:
            // Both protocols have the same bytes here: the descriptor is the boot keyboard's.
            if setup.value == 0 { isBoot.insert(number) } else { isBoot.remove(number) }
            return .done
        default: return .stall
        }
    }

    private static func kind(_ value: UInt16) -> ReportDescriptor.Report.Kind? {
        switch value >> 8 {
        case 1: .input
        case 2: .output
        case 3: .feature
        default: nil
        }
    }
}
