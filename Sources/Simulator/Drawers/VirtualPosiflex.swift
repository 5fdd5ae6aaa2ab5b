internal import ESCPOS

/// A Posiflex drawer that is a HID device, as its reports show it: pure, so that it can stand behind
/// a link in the same process or behind a USB device.
///
/// Source: the device notes of posiflex-hidcd (ndf-zz, MIT), tested with a CR-4115.
public struct VirtualPosiflex: Hashable, Sendable {
    /// What happened.
    public enum Event: Hashable, Sendable {
        case fired, opened, shut
        /// A command arrived that leads into the boot loader: nothing works any more.
        case bricked
    }

    public static let vendor: UInt16 = 0x0D3A
    /// Bytes of a report, either way; reports have no number.
    public static let reportSize = 120
    /// Vendor page FFA0: 120 bytes in, 120 bytes out.
    public static let reportDescriptor: [UInt8] = [
        0x06, 0xA0, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x09, 0x02, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75,
        0x08, 0x95, 0x78, 0x81, 0x02, 0x09, 0x03, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95,
        0x78, 0x91, 0x02, 0xC0,
    ]

    /// 0 to 7, set by a jumper; the last bits of the product ID.
    public let number: UInt8
    public private(set) var drawer: VirtualDrawer
    public private(set) var isBricked = false
    /// Drives its own solenoid.
    private let pulse = Duration.milliseconds(100)

    public init(number: UInt8 = 7, drawer: VirtualDrawer.Settings = .init()) {
        self.number = number & 7
        self.drawer = VirtualDrawer(drawer)
    }

    public var product: UInt16 { 0x0200 + UInt16(number) }

    /// When something happens next by itself.
    public var nextEvent: Duration? { drawer.nextEvent }

    /// Takes one output report, without a report number, and gives the input reports that answer it.
    public mutating func handle(
        _ report: [UInt8], at now: Duration
    ) -> (answers: [[UInt8]], events: [Event]) {
        guard !isBricked, report.count == Self.reportSize else { return ([], []) }
        switch (report[0], report[1]) {
        case (_, 0xD0...):
            isBricked = true
            return ([], [.bricked])
        case (number, number):
            if let pin = drawer.settings.pin { drawer.pulse(pin, on: pulse, at: now) }
            return ([], [.fired])
        case (number, number + 1):
            let state = number << 4 | (drawer.isOpen ? 0 : 1)
            return ([[state] + [UInt8](repeating: 0, count: Self.reportSize - 1)], [])
        default: return ([], [])
        }
    }

    /// Lets what is due at `now` happen.
    public mutating func advance(to now: Duration) -> [Event] {
        guard drawer.advance(to: now) else { return [] }
        return [drawer.isOpen ? .opened : .shut]
    }

    /// Somebody opens the drawer with its key, or pushes it shut.
    public mutating func move(open: Bool, at now: Duration) -> [Event] {
        let hasMoved = open ? drawer.open(at: now) : drawer.close()
        return hasMoved ? [open ? .opened : .shut] : []
    }

    /// Whether something keeps the drawer from opening by its solenoid.
    public mutating func setStuck(_ stuck: Bool) { drawer.setStuck(stuck) }
}
