public import ESCPOS

/// A receipt printer that holds real state: bytes go in, answers and paper come out.
///
/// It has no clock, no chance and no I/O of its own. Whoever drives it says what time it is
/// (time since an arbitrary start), lets time pass with ``advance(to:)`` at least whenever
/// ``nextEvent`` is due, and carries the outputs to the host. Equal inputs at equal times give
/// equal outputs.
///
/// What happens inside, in the order of a byte's way:
///
/// - A byte is heard by the real-time scanner as it arrives and goes into the receive buffer.
///   A full buffer takes nothing (NAK on USB). Real-time commands are answered at once, also
///   while the printer is offline. The BUSY condition is "buffer full" alone.
/// - While the printer is online the interpreter drains the buffer, at most
///   ``Mechanics/stepsAheadMax`` steps ahead of the paper. Queued questions (`GS r`, `GS I`) are
///   answered when they are interpreted.
/// - The mechanism works off step after step. A line is on paper when it is finished; one that
///   the cover's opening or a power failure interrupts is not, and is printed from its start
///   when the mechanism goes on. Pictures stop at the dot row they have come to. Paper end lets
///   the line under way finish, stops before the next, and everything waits for the new roll.
/// - A process ID (`GS ( H`) is answered when everything before it is on paper.
///
/// Power-off loses the buffer, prepared lines and modes. Pulling the cable loses none of these:
/// the printer goes on, and a half-received command waits for its rest.
public struct VirtualPrinter: Sendable {
    /// What happened, in order.
    public enum Output: Hashable, Sendable {
        /// Bytes for the host.
        case reply([UInt8])
        /// The connection ended: cable pulled or power off.
        case gone
        /// The printer is there again.
        case back
        case drawer(isOpen: Bool)
        /// A pulse went to the drawer line.
        case kicked(DrawerPin)
        /// A line is on paper.
        case printedLine(String)
        /// A picture, or the part of it before a stop, is on paper.
        case printedPicture(rows: Int)
        /// A bar code or QR code is on paper.
        case printedSymbol(Paper.Symbol)
        case cut(Cut.Extent)
        /// The plan did this.
        case fault(FaultPlan.Action)
    }

    public let profile: Profile
    public let mechanics: Mechanics
    /// What stands on the paper since the last ``tearOff()``.
    public internal(set) var paper: Paper
    public internal(set) var statistics = Statistics()
    public internal(set) var drawer: VirtualDrawer
    /// Whether real-time commands get in although the buffer is full, as on serial lines, where
    /// only the handshake says so; on USB and TCP nothing gets in then.
    public var hearsRealTimeWhenFull = false

    // Time and what is due.
    var clock = Duration.zero
    var agenda = Agenda()
    var faults: [FaultPlan.Fault]
    var outbox: [Output] = []

    // The way in.
    var scanner = RealTimeScanner()
    var buffer: ReceiveBuffer
    var parser = Parser()
    /// Commands parsed and not yet carried out, from `waitingFrom` on.
    var waiting: ArraySlice<Command> = []
    var drainsAt: Duration?
    var slowness = 1
    var shortWriteMax = 0
    var shortWritesLeft = 0

    // The mechanism.
    var interpreter: Interpreter
    /// What is to be done, the first being under way if `work` says so.
    var steps: [Step] = []
    var work: Work?
    /// Rows of the picture `steps[0]` that are burnt and not yet in `paper`.
    var burntRows = 0
    /// Cuts made, or asked of a printer without a cutter.
    var slips = 0
    var pulseEnds: [DrawerPin: Duration] = [:]
    var lastPulse: (end: Duration, on: Duration)?

    // The way out.
    var condition = Condition()
    var replies: ReplyChannel
    let identity: Identity
    var pushed: AutomaticStatusSelection = []
    var lastPushed: [UInt8] = []
    var offlineResponse: UInt8 = 0
    var disabledFunctions: Set<UInt8> = []
    var wasOnline = true
    var wasConnected = true

    /// A step of the mechanism under way.
    struct Work: Hashable, Sendable {
        var startedAt: Duration
        var endsAt: Duration
        /// Rows of the picture being burnt; 0 for other steps.
        var rows = 0
    }

    /// A printer that is switched on, plugged in, closed and full of paper, at time zero.
    ///
    /// - Parameters:
    ///   - seed: chance for garbled answers and noise; and the serial number.
    ///   - mechanics: speeds and pitches; `nil` for what fits the profile.
    public init(
        profile: Profile, plan: FaultPlan = .none, drawer: VirtualDrawer.Settings = .init(),
        seed: UInt64 = 1, mechanics: Mechanics? = nil
    ) {
        let mechanics = mechanics ?? Mechanics(fitting: profile)
        self.profile = profile
        self.mechanics = mechanics
        paper = Paper(width: profile.dotsPerLine)
        self.drawer = VirtualDrawer(drawer)
        faults = plan.faults
        buffer = ReceiveBuffer(capacity: profile.receiveBufferBytes)
        interpreter = Interpreter(profile, mechanics)
        replies = ReplyChannel(seed: seed)
        identity = Identity(profile, seed: seed)
        condition.isDrawerPinHigh = self.drawer.isPinHigh
        settle()
    }

    /// Whether the host can reach the printer: plugged in and switched on.
    public var isConnected: Bool { condition.isConnected }

    /// The truth about the printer, all of it known.
    public var status: PrinterStatus { condition.status }

    /// Bytes taken and not yet interpreted.
    public var bytesInBuffer: Int { buffer.count }

    /// Whether the printer has nothing left to do with what it has taken.
    public var isIdle: Bool {
        buffer.isEmpty && waiting.isEmpty && steps.isEmpty && replies.queue.isEmpty
    }

    /// The time that the printer has reached.
    public var now: Duration { clock }

    /// Lets time pass and returns what happened until then.
    ///
    /// A time that has passed already counts as now.
    public mutating func advance(to now: Duration) -> [Output] {
        run(to: now)
        defer { outbox = [] }
        return outbox
    }

    /// When something will happen by itself, or has happened and ``advance(to:)`` will tell;
    /// `nil` when nothing will.
    public var nextEvent: Duration? {
        outbox.isEmpty ? nextDue?.at : clock
    }

    /// Takes the paper that is out and leaves a clean edge.
    public mutating func tearOff() -> Paper {
        defer { paper = Paper(width: profile.dotsPerLine) }
        return paper
    }
}
