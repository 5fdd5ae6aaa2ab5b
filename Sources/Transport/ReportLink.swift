/// A two-way link to one device that speaks in whole reports: a scanner, a keyboard wedge, a cash
/// drawer that is a HID device. Already open and claimed.
///
/// Where ``Link`` moves a stream of bytes, this one keeps the bounds of what it moves. A device may
/// have several interfaces (a scanner that types and also speaks the scanners' own protocol): the
/// link has all of them, so that none goes on typing into somebody's window. Calls may come from
/// any task; at most one `read` is under way at a time.
public protocol ReportLink: Sendable {
    /// Where this link leads, as the operator wrote it.
    var address: Address { get }

    /// What the device tells of itself.
    var source: ReportSource { get }

    /// Waits for reports and gives them in the order in which they came; at least one.
    ///
    /// What nobody reads is kept up to a bound. Beyond it the newest are dropped, and
    /// ``Report/Body/lost`` stands where they would have been.
    ///
    /// - Throws: ``LinkError/closed`` after ``close()`` or when the calling task is cancelled (then
    ///   nothing was taken), else what ended the link.
    func read() async throws(LinkError) -> [Report]

    /// Sends one report to the device and waits until the device has taken it.
    ///
    /// - Parameters:
    ///   - report: its number first; 0 where the descriptor has no numbers.
    ///   - interface: as in ``ReportInterface/number``.
    /// - Throws: ``LinkError``; ``LinkError/unsupported(_:why:)`` when this way to the device cannot
    ///   send reports of that kind.
    func send(
        _ report: [UInt8], as kind: ReportKind, to interface: Int
    ) async throws(LinkError)

    /// Ends the link and gives the device back. Waiting calls throw ``LinkError/closed``. Closing
    /// twice is harmless.
    func close() async
}

/// Opens report links; what a device's supervisor holds so that it can open the device again.
public protocol ReportLinkOpener: ArrivalWatch {
    /// - Throws: ``LinkError``; nothing stays open, grabbed or claimed.
    func openReports(_ address: Address) async throws(LinkError) -> any ReportLink
}

/// The kinds of reports that a host sends.
///
/// Source: Device Class Definition for HID 1.11, 7.2.2.
public enum ReportKind: Hashable, Sendable { case output, feature }

/// A device that speaks in reports.
public struct ReportSource: Hashable, Sendable {
    public var vendor: UInt16?
    public var product: UInt16?
    public var name: String?
    public var serial: String?
    /// All that the link has of the device; at least one.
    public var interfaces: [ReportInterface]

    public init(
        vendor: UInt16? = nil, product: UInt16? = nil, name: String? = nil, serial: String? = nil,
        interfaces: [ReportInterface]
    ) {
        self.vendor = vendor
        self.product = product
        self.name = name
        self.serial = serial
        self.interfaces = interfaces
    }
}

/// One interface of such a device.
public struct ReportInterface: Hashable, Sendable {
    /// What it sends.
    public enum Form: Hashable, Sendable {
        /// HID reports, laid out as the report descriptor says: bytes from the device, not yet
        /// checked in any way.
        case hid(descriptor: [UInt8])
        /// Keys, decoded by the kernel to its own codes (`KEY_A` is 30).
        case keys
    }
    /// `bInterfaceNumber`; 0 where the system does not tell.
    public var number: Int
    public var form: Form

    public init(number: Int = 0, form: Form) {
        self.number = number
        self.form = form
    }
}

/// What came from a device at one moment.
public struct Report: Hashable, Sendable {
    public enum Body: Hashable, Sendable {
        /// One HID input report; its number first where the descriptor has numbers.
        case hid([UInt8])
        /// A key that went down or up. The system's own repetition is left out.
        case key(code: UInt16, isDown: Bool)
        /// Reports were lost between the last one and the next, by the system or for want of room.
        case lost
    }
    public var interface: Int
    /// When it came, on the clock of ``SystemTime``; as the kernel saw it where the kernel tells.
    public var at: Duration
    public var body: Body

    public init(interface: Int = 0, at: Duration, body: Body) {
        self.interface = interface
        self.at = at
        self.body = body
    }
}
