public import Scancode
public import Transport

/// What a scanner told, or what became of it.
public struct ScannerNews: Hashable, Sendable {
    public enum Body: Hashable, Sendable {
        /// One code, read whole. Two equal ones are two.
        case scan(Scan)
        /// Something that is no scan; whoever scanned has to scan again.
        case problem(ScanProblem)
        case connected(ReportSource)
        /// It is being looked for; codes read meanwhile are lost.
        case disconnected(LinkError)
        /// At its address there is another device now, which is not read.
        case otherDevice(ReportSource)
        /// So many further ones found no room, for nobody took them; their numbers are missing.
        case overflow(dropped: Int)
    }
    /// From 1; one more for each.
    public var number: UInt64
    /// When it came, on the clock of ``SystemTime``.
    public var at: Duration
    public var body: Body

    public init(number: UInt64, at: Duration, body: Body) {
        self.number = number
        self.at = at
        self.body = body
    }

    /// Whether it is held back until data events are enabled, as UnifiedPOS has it for data and
    /// for errors of input.
    var isData: Bool {
        switch body {
        case .scan, .problem: true
        case .connected, .disconnected, .otherDevice, .overflow: false
        }
    }
}

/// Counters since the scanner was made.
public struct ScannerStatistics: Hashable, Sendable {
    /// Codes that were read and put into the queue (`GoodScanCount` in UnifiedPOS).
    public var scans = 0
    public var problems = 0
    /// Codes that were left out because they were asked to be.
    public var repeatsDropped = 0
    /// Codes and problems that came while the device was disabled.
    public var ignored = 0
    /// What found no room in the queue.
    public var overflowed = 0

    public init() {}
}

/// Why a scanner does not do what it is asked.
public enum ScannerError: Error, Hashable, Sendable {
    case notClaimed
    /// This process has claimed it already.
    case claimed
    /// It is claimed and not there now.
    case notConnected
    /// The device has no report for it, or the way to it cannot send any.
    case cannot(ScannerCommand)
    /// Too many commands wait already.
    case busy
    case link(LinkError)

    /// The number that UnifiedPOS gives to errors of this kind.
    ///
    /// Source: UnifiedPOS 1.16, `ErrorCode` constants.
    public var unifiedPOSCode: Int {
        switch self {
        case .claimed, .link(.busy): 102
        case .notClaimed: 103
        case .cannot, .link(.unsupported): 106
        case .link(.absent): 107
        case .notConnected, .link(.gone): 108
        case .busy: 113
        case .link: 111
        }
    }
}

extension ScannerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notClaimed: "the scanner is not claimed; claim it first"
        case .claimed: "the scanner is claimed already"
        case .notConnected: "the scanner is not connected; check its cable"
        case .cannot(let command):
            "the scanner cannot be asked to \(command); set it up with its own bar codes"
        case .busy: "the scanner has not done what it was asked before; try again"
        case .link(let error): "\(error)"
        }
    }
}

extension ReportSource {
    var scannerInterfaces: [ScannerInterface] {
        interfaces.map { interface in
            switch interface.form {
            case .hid(let descriptor):
                ScannerInterface(number: interface.number, form: .hid(descriptor: descriptor))
            case .keys: ScannerInterface(number: interface.number, form: .keys)
            }
        }
    }

    /// Whether this may be the same piece of hardware, plugged in again.
    func isSameModel(as other: ReportSource) -> Bool {
        vendor == other.vendor && product == other.product && serial == other.serial
    }
}

extension Report {
    var input: ScannerInput {
        switch body {
        case .hid(let bytes): .report(bytes)
        case .key(let code, let isDown): .key(code: code, isDown: isDown)
        case .lost: .lost
        }
    }
}

extension ScannerOutput {
    var reportKind: ReportKind {
        switch kind {
        case .output: .output
        case .feature: .feature
        }
    }
}
