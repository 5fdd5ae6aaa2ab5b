public import Scancode

/// A bar code scanner that holds real state: labels go in, HID reports come out.
///
/// It has no clock, no chance and no I/O of its own, and no wire: reports are fetched one at a time,
/// as by the packets of an interrupt endpoint, and wait here until they are.
public struct VirtualScanner: Sendable {
    /// What kinds of scanners there are.
    public enum Model: String, Hashable, Sendable, CaseIterable {
        /// Reports of the scanners' own usage page, as Honeywell lays them out.
        case hidPOS = "hidpos"
        /// A boot keyboard that types.
        case wedge
        /// Keyboard and scanner in one: types until its host tells it to report, in the manner of
        /// Honeywell's and Youjie's.
        case composite
        /// IBM's hand-held scanner, as Symbol's speak it.
        case oem
    }

    /// One HID interface of it.
    struct Interface: Sendable {
        let number: UInt8
        let bytes: [UInt8]
        let descriptor: ReportDescriptor
        var queue: ArraySlice<[UInt8]> = []
        /// By report number: what was sent or set last.
        var lastInput: [UInt8: [UInt8]] = [:]
        var set: [Key: [UInt8]] = [:]

        struct Key: Hashable { var kind: ReportDescriptor.Report.Kind, number: UInt8 }
    }

    /// What it shows, or does because it was told to.
    public enum Event: Hashable, Sendable {
        case beeped(isGood: Bool)
        case triggered
        /// Told to read no more, or again.
        case allowed(Bool)
        /// A composite scanner types, or reports.
        case types(Bool)
        case capsLockLight(Bool)
    }

    public let model: Model
    /// How it types.
    public let typing: WedgeEncoder
    /// Whether it turns Shift round while the host's Caps lock light is on.
    public let mindsCapsLock: Bool
    /// Reports that may wait; a label that needs more is refused whole.
    public let reportsMax: Int
    /// Whether its host lets it read.
    public private(set) var isAllowed = true
    /// Whether a composite scanner types rather than reports.
    public private(set) var isTyping: Bool
    public private(set) var isCapsLockLit = false
    /// Labels read since it was made.
    public private(set) var scans = 0
    private(set) var interfaces: [Interface] = []
    private var events: [Event] = []

    /// A scanner that nothing has been told yet.
    ///
    /// - Throws: ``VirtualScannerError/undescribed(_:)``; never for the descriptors of today.
    public init(
        _ model: Model, typing: WedgeEncoder = WedgeEncoder(), mindsCapsLock: Bool = false,
        reportsMax: Int = 32_768
    ) throws(VirtualScannerError) {
        self.model = model
        self.typing = typing
        self.mindsCapsLock = mindsCapsLock
        self.reportsMax = max(1, reportsMax)
        isTyping = model == .wedge || model == .composite
        let descriptors: [[UInt8]] =
            switch model {
            case .hidPOS: [ScannerDescriptors.honeywell]
            case .wedge: [ScannerDescriptors.keyboard]
            case .composite: [ScannerDescriptors.keyboard, ScannerDescriptors.honeywell]
            case .oem: [ScannerDescriptors.oem]
            }
        for (number, bytes) in descriptors.enumerated() {
            do throws(ReportDescriptorError) {
                interfaces.append(
                    Interface(
                        number: UInt8(number), bytes: bytes,
                        descriptor: try ReportDescriptor(bytes)))
            } catch {
                throw .undescribed(error)
            }
        }
    }

    /// Reports that wait to be fetched.
    public var waitingReports: Int { interfaces.reduce(0) { $0 + $1.queue.count } }

    // MARK: Labels

    /// Reads a label.
    ///
    /// - Throws: ``VirtualScannerError``; nothing of the label is reported then.
    public mutating func scan(_ label: Scan) throws(VirtualScannerError) {
        guard isAllowed else { throw .notAllowed }
        let (interface, reports) = try reports(for: label)
        guard waitingReports + reports.count <= reportsMax else {
            events.append(.beeped(isGood: false))
            throw .full(waiting: waitingReports)
        }
        interfaces[interface].queue += reports
        scans += 1
        note(.beeped(isGood: true))
    }

    private func reports(for label: Scan) throws(VirtualScannerError) -> (Int, [[UInt8]]) {
        do {
            switch model {
            case .oem: return (0, [try OEMEncoder().report(for: label)])
            case .hidPOS: return (0, try posReports(for: label, of: 0))
            case .composite where !isTyping: return (1, try posReports(for: label, of: 1))
            case .wedge, .composite:
                var typing = typing
                if mindsCapsLock { typing.settings.capsLock = isCapsLockLit ? .on : .off }
                let identifier =
                    typing.settings.identifier == .always ? label.identifier : nil
                return (
                    0,
                    try typing.states(for: label.bytes, identifier: identifier).map(\.bootReport)
                )
            }
        } catch let error as ReportEncoderError {
            throw .unreadable("\(error)")
        } catch {
            throw .unreadable("\(error)")
        }
    }

    private func posReports(
        for label: Scan, of place: Int
    ) throws(ReportEncoderError) -> [[UInt8]] {
        try HIDPOSEncoder(descriptor: interfaces[place].descriptor).reports(for: label)
    }

    // MARK: Reports

    /// The next report of an interface; `nil` when none waits.
    public mutating func takeReport(of interface: UInt8) -> [UInt8]? {
        guard let place = place(of: interface),
            let report = interfaces[place].queue.popFirst()
        else { return nil }
        interfaces[place].lastInput[number(of: report, at: place)] = report
        return report
    }

    /// What `GET_REPORT` brings: the last one, or one in which nothing is set; `nil` for a report
    /// that the descriptor does not have.
    public func report(
        _ kind: ReportDescriptor.Report.Kind, number: UInt8, of interface: UInt8
    ) -> [UInt8]? {
        guard let place = place(of: interface),
            let report = interfaces[place].descriptor.report(kind, number: number)
        else { return nil }
        let known =
            kind == .input
            ? interfaces[place].lastInput[number]
            : interfaces[place].set[.init(kind: kind, number: number)]
        return known ?? report.blank
    }

    /// Takes an output or feature report; number first where the descriptor has numbers.
    ///
    /// - Returns: false when the descriptor has no such report, of that size.
    public mutating func setReport(
        _ bytes: [UInt8], _ kind: ReportDescriptor.Report.Kind, of interface: UInt8
    ) -> Bool {
        guard kind != .input, let place = place(of: interface) else { return false }
        let number = number(of: bytes, at: place)
        guard let report = interfaces[place].descriptor.report(kind, number: number),
            bytes.count == report.blank.count
        else { return false }
        interfaces[place].set[.init(kind: kind, number: number)] = bytes
        // Each is as long as its descriptor says, which is two bytes at least where it has a number.
        switch (interfaces[place].bytes, kind) {
        case (ScannerDescriptors.oem, .output): obeyOEM(bytes)
        case (ScannerDescriptors.keyboard, .output): setLights(bytes[0])
        case (ScannerDescriptors.honeywell, .output) where number == 0x04: obeyPOS(bytes[1])
        case (ScannerDescriptors.honeywell, .feature) where number == 0xFE:
            if model == .composite { setTyping(bytes[1] != 1) }
        default: break
        }
        return true
    }

    /// The host is gone, and with it the power: nothing waits, nothing was told.
    public mutating func restart() {
        for place in interfaces.indices {
            interfaces[place].queue = []
            interfaces[place].lastInput = [:]
            interfaces[place].set = [:]
        }
        isAllowed = true
        isCapsLockLit = false
        isTyping = model == .wedge || model == .composite
    }

    /// What happened since the last call, in order; the last 256 of it.
    public mutating func takeEvents() -> [Event] {
        defer { events = [] }
        return events
    }

    // MARK: Obeying

    /// Source: Hand Held Products, 4600g User's Guide, HID POS interface: one bit each.
    private mutating func obeyPOS(_ bits: UInt8) {
        setAllowed(bits & 0x02 == 0)
        if bits & 0x04 != 0 { note(.triggered) }
        if bits & 0x20 != 0 { note(.beeped(isGood: false)) }
        if bits & 0x40 != 0 { note(.beeped(isGood: true)) }
    }

    /// No public source has these for certain; a driver must not count on them.
    private mutating func obeyOEM(_ bytes: [UInt8]) {
        switch bytes.first {
        case 0x11: setAllowed(true)
        case 0x12: setAllowed(false)
        case 0x14: note(.beeped(isGood: true))
        default: break
        }
    }

    private mutating func setAllowed(_ isAllowed: Bool) {
        guard isAllowed != self.isAllowed else { return }
        self.isAllowed = isAllowed
        note(.allowed(isAllowed))
    }

    private mutating func setTyping(_ isTyping: Bool) {
        guard isTyping != self.isTyping else { return }
        self.isTyping = isTyping
        note(.types(isTyping))
    }

    private mutating func setLights(_ bits: UInt8) {
        let isLit = bits & 0x02 != 0
        guard isLit != isCapsLockLit else { return }
        isCapsLockLit = isLit
        note(.capsLockLight(isLit))
    }

    private mutating func note(_ event: Event) {
        events.append(event)
        if events.count > 256 { events.removeFirst() }
    }

    private func place(of interface: UInt8) -> Int? {
        interfaces.firstIndex { $0.number == interface }
    }

    private func number(of report: [UInt8], at place: Int) -> UInt8 {
        interfaces[place].descriptor.hasNumbers ? report.first ?? 0 : 0
    }
}

/// Why a virtual scanner did not read a label.
public enum VirtualScannerError: Error, Hashable, Sendable {
    /// Its reports would be more than may wait.
    case full(waiting: Int)
    /// Its host told it not to read.
    case notAllowed
    /// No report can bring this label.
    case unreadable(String)
    /// No host is attached, so it has no power.
    case unplugged
    /// Its report descriptor makes no sense.
    case undescribed(ReportDescriptorError)
}

extension VirtualScannerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .full(let waiting):
            "the scanner is full: \(waiting) reports wait for a host that does not fetch them"
        case .notAllowed: "the host told the scanner not to read"
        case .unreadable(let why): why
        case .unplugged: "no host is attached to the scanner; attach it first"
        case .undescribed(let error): "the scanner's report descriptor: \(error)"
        }
    }
}
