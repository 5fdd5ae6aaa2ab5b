public import Transport

/// A box on a serial line with a cash drawer on its other side: what it hears, when it fires, and
/// what its lines say of the drawer's switch.
public struct VirtualDrawerBox: Hashable, Sendable {
    /// What makes it fire.
    public enum Trigger: Hashable, Sendable {
        /// Any byte, also one that is garbage for being sent at another speed.
        case anyByte
        /// These bytes behind each other, wherever they stand.
        case bytes([UInt8])
        /// DTR or RTS going up while both were down.
        case lines
    }

    /// How a box is built and set.
    public struct Settings: Hashable, Sendable {
        public var trigger: Trigger
        /// Its own line.
        public var line: SerialSettings
        /// How long it drives the solenoid.
        public var pulse: Duration
        /// The lines that its drawer's switch is led to.
        public var sensor: LineSignals
        /// Whether those lines are on while the drawer is open, or while it is shut.
        public var isOnWhenOpen: Bool
        public var drawer: VirtualDrawer.Settings

        public init(
            trigger: Trigger = .anyByte, line: SerialSettings = .init(),
            pulse: Duration = .milliseconds(100), sensor: LineSignals = [],
            isOnWhenOpen: Bool = true, drawer: VirtualDrawer.Settings = .init()
        ) {
            self.trigger = trigger
            self.line = line
            self.pulse = pulse
            self.sensor = sensor
            self.isOnWhenOpen = isOnWhenOpen
            self.drawer = drawer
        }
    }

    /// What happened.
    public enum Event: Hashable, Sendable { case fired, opened, shut }

    public let settings: Settings
    public private(set) var drawer: VirtualDrawer
    /// The computer's lines as the box sees them.
    private var hostLines: LineSignals = []
    /// The last bytes, as many as the trigger has.
    private var heard: [UInt8] = []

    public init(_ settings: Settings = .init()) {
        self.settings = settings
        drawer = VirtualDrawer(settings.drawer)
    }

    /// The lines that the computer reads.
    public var signals: LineSignals {
        drawer.isOpen == settings.isOnWhenOpen ? settings.sensor : []
    }

    /// When something happens next by itself.
    public var nextEvent: Duration? { drawer.nextEvent }

    /// Bytes from the computer, whose line is set as `sender` says.
    public mutating func receive(
        _ bytes: [UInt8], sentAs sender: SerialSettings, at now: Duration
    ) -> [Event] {
        var events: [Event] = []
        for seen in WireModel.seen(bytes, sentAs: sender, receivedAs: settings.line) {
            switch settings.trigger {
            case .lines: continue
            case .anyByte: events += fire(at: now)
            case .bytes(let wanted):
                guard !seen.isDamaged, !wanted.isEmpty else { continue }
                heard.append(seen.byte)
                heard.removeFirst(max(0, heard.count - wanted.count))
                guard heard == wanted else { continue }
                heard = []
                events += fire(at: now)
            }
        }
        return events
    }

    /// The computer's own lines, of which the box sees DTR and RTS.
    public mutating func hostLines(are lines: LineSignals, at now: Duration) -> [Event] {
        let lines = lines.intersection([.dtr, .rts])
        defer { hostLines = lines }
        guard settings.trigger == .lines, hostLines.isEmpty, !lines.isEmpty else { return [] }
        return fire(at: now)
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

    private mutating func fire(at now: Duration) -> [Event] {
        guard let pin = settings.drawer.pin else { return [.fired] }
        drawer.pulse(pin, on: settings.pulse, at: now)
        return [.fired]
    }
}
