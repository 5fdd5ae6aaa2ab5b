public import ESCPOS
public import Transport

/// How a drawer is wired and how it may be driven; stored with the drawer.
public struct DrawerSettings: Hashable, Sendable {
    /// What the level of the switch means: of pin 3 of a printer's drawer connector, or of the line
    /// of a serial port that a box leads it to (high is on). ESC/POS does not say; the drawer's
    /// switch decides. An unplugged drawer cable at a printer reads high, so a drawer that is
    /// `highWhenOpen` and unplugged reads open.
    public enum Sensor: String, Hashable, Sendable, CaseIterable {
        case none, highWhenOpen, lowWhenOpen
    }

    public var pulse: Pulse
    public var sensor: Sensor
    /// Whether the port reports each change of level by itself.
    public var isLevelPushed: Bool
    /// Time for the drawer to move after a pulse.
    public var moveLimit: Duration = .milliseconds(1500)
    /// A level counts once it has stood this long: the pulse itself dips the supply.
    public var debounce: Duration = .milliseconds(60)
    public var pollInterval: Duration = .milliseconds(100)
    /// How often the level is asked for while nothing happens, where it is not pushed.
    public var idlePollInterval: Duration = .seconds(1)
    /// The solenoid may be on a fifth of the time; with this floor between two pulses.
    public var pulseSpacingMin: Duration = .seconds(1)
    public var pulsesPerMinuteMax: Int = 12
    /// Further pulses when the sensor says that the drawer did not move.
    public var retries: Int = 1
    public var leftOpenLimit: Duration = .seconds(60)

    public init(pulse: Pulse, sensor: Sensor, isLevelPushed: Bool) {
        self.pulse = pulse
        self.sensor = sensor
        self.isLevelPushed = isLevelPushed
    }

    /// Time from the start of one pulse to the start of the next.
    ///
    /// Source: on-time at most a fifth, Epson TM-T60 specification, appendix D.
    var pulseSpacing: Duration { max(pulse.on * 5, pulseSpacingMin) }
}

/// Why a drawer shall open. Without a person and a reason no drawer opens.
public struct OpenRequest: Hashable, Sendable {
    /// Made by the caller.
    public var id: UInt64
    /// Who asks: a person's name or number.
    public var by: String
    /// Why: a sale, a count, a drop, no sale …
    public var reason: String
    /// For what: the number of the receipt or count; may be empty.
    public var subject: String
    /// A request that could not be carried out by then is dropped, never carried out later.
    public var expiresAfter: Duration
    public init(
        id: UInt64, by: String, reason: String, subject: String = "",
        expiresAfter: Duration = .seconds(5)
    ) {
        self.id = id
        self.by = by
        self.reason = reason
        self.subject = subject
        self.expiresAfter = expiresAfter
    }
}

/// How a request ended. Each has exactly one.
public enum OpenOutcome: Hashable, Sendable {
    /// The sensor saw it open, so long after the pulse.
    case opened(after: Duration)
    /// It stood open already; no pulse was sent.
    case alreadyOpen
    /// The pulse was sent and the sensor saw nothing.
    case didNotOpen
    /// The pulse was sent; this drawer has no sensor, so nobody knows.
    case unknown
    /// No pulse was sent.
    case refused(OpenRefusal)
}

/// Why no pulse was sent.
public enum OpenRefusal: Hashable, Sendable {
    /// Nobody, or no reason, was named.
    case incomplete(missing: String)
    case busy
    case expired
    /// The solenoid must cool.
    case tooSoon(retryAfter: Duration)
    case printer(PrinterSession.KickRefusal)
    /// The box or drawer itself cannot be reached.
    case device(LinkError)
    /// The box or drawer is there and took nothing.
    case stopped
}

/// How waiting for a drawer to be shut ended.
public enum CloseOutcome: Hashable, Sendable {
    case closed(after: Duration)
    case stillOpen
    /// This drawer has no sensor, or the printer did not tell.
    case unknown
}

extension OpenRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .incomplete(let missing): "\"\(missing)\" is missing"
        case .busy: "another request is under way"
        case .expired: "it could not be sent in time"
        case .tooSoon(let wait): "the solenoid must rest; try again in \(wait)"
        case .printer(let why): "\(why)"
        case .device(let error): "\(error)"
        case .stopped: "the drawer's box takes nothing; does flow= fit, and has it power?"
        }
    }
}

extension PrinterSession.KickRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notConnected: "the printer is not connected"
        case .notReady(let why): "\(why)"
        case .busy: "another pulse is under way"
        case .withdrawn: "it could not be sent in time"
        }
    }
}
