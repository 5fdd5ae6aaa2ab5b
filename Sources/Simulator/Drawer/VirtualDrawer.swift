public import ESCPOS

/// A cash drawer on the printer's drawer connector: a solenoid, a spring and perhaps a switch.
public struct VirtualDrawer: Hashable, Sendable {
    /// How the switch is wired to the connector's pin 3, which is pulled up.
    public enum Sensor: String, Hashable, Sendable, CaseIterable, Codable {
        /// No switch: the pin always reads HIGH.
        case none
        case highWhenOpen
        case lowWhenOpen
    }
    /// How a drawer is built and used.
    public struct Settings: Hashable, Sendable {
        /// The line its solenoid hangs on; `nil` when no drawer is connected.
        public var pin: DrawerPin?
        public var sensor: Sensor
        /// From the start of the pulse to the moment the switch sees the drawer open.
        public var latency: Duration
        /// A shorter pulse makes a click and nothing else.
        public var minimumPulse: Duration
        /// How long after it opened a virtual person pushes the drawer shut; `nil` for never.
        public var closesAfter: Duration?
        public init(
            pin: DrawerPin? = .pin2, sensor: Sensor = .highWhenOpen,
            latency: Duration = .milliseconds(80), minimumPulse: Duration = .milliseconds(40),
            closesAfter: Duration? = nil
        ) {
            self.pin = pin
            self.sensor = sensor
            self.latency = max(.zero, latency)
            self.minimumPulse = max(.zero, minimumPulse)
            self.closesAfter = closesAfter.map { max(.zero, $0) }
        }
        /// No drawer on the connector.
        public static let notConnected = Settings(pin: nil, sensor: .none)
    }

    public let settings: Settings
    public private(set) var isOpen = false
    /// Whether something keeps the drawer from opening by its solenoid.
    public private(set) var isStuck = false
    private var opensAt: Duration?
    private var closesAt: Duration?

    public init(_ settings: Settings = .init()) {
        self.settings = settings
    }

    /// Level of the connector's pin 3.
    public var isPinHigh: Bool {
        guard settings.pin != nil else { return true }
        return switch settings.sensor {
        case .none: true
        case .highWhenOpen: isOpen
        case .lowWhenOpen: !isOpen
        }
    }

    var nextEvent: Duration? {
        switch (opensAt, closesAt) {
        case (let a?, let b?): min(a, b)
        case (let a, let b): a ?? b
        }
    }

    mutating func pulse(_ pin: DrawerPin, on: Duration, at now: Duration) {
        guard pin == settings.pin, on >= settings.minimumPulse, !isStuck, !isOpen, opensAt == nil
        else { return }
        opensAt = now + settings.latency
    }

    /// Lets what is due at `now` happen and returns whether the drawer moved.
    mutating func advance(to now: Duration) -> Bool {
        if let due = opensAt, due <= now {
            opensAt = nil
            // It may have been blocked between pulse and opening.
            return isStuck ? false : open(at: due)
        }
        if let due = closesAt, due <= now { return close() }
        return false
    }

    mutating func open(at now: Duration) -> Bool {
        opensAt = nil
        guard settings.pin != nil, !isOpen else { return false }
        isOpen = true
        closesAt = settings.closesAfter.map { now + $0 }
        return true
    }

    mutating func close() -> Bool {
        closesAt = nil
        guard isOpen else { return false }
        isOpen = false
        return true
    }

    mutating func setStuck(_ stuck: Bool) { isStuck = stuck }
}
