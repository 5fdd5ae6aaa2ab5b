public import ESCPOS
public import Transport

/// All decisions of keeping a drawer's box, or a drawer with a controller of its own, open and
/// firing it, as a value: inputs in, actions out.
///
/// It opens the box again after it went away, fires at most one pulse at a time, and never one that
/// was withdrawn.
public struct BoxSession: Sendable {
    public enum Input: Hashable, Sendable {
        case start
        case kick(id: UInt64, Pulse)
        case withdrawKick(id: UInt64)
        case askLevel
        case opened
        /// Opening failed, or the open box went away.
        case failed(LinkError)
        case fired(Firing)
        /// A level that was asked for, or told unasked.
        case level(isHigh: Bool)
        case timerFired(Timer)
    }

    public enum Action: Hashable, Sendable {
        case open
        /// Closes the box; what it has not taken is withdrawn with it.
        case close
        case fire(Pulse)
        case readLevel
        case startTimer(Timer, after: Duration)
        case stopTimer(Timer)
        case kicked(id: UInt64, DrawerKick)
        case tell(DrawerLevel)
    }

    public enum Timer: Hashable, Sendable, CaseIterable { case reopen, answer }

    /// What became of a pulse that was given to the box.
    public enum Firing: Hashable, Sendable {
        /// The box has it, or a part of it.
        case taken
        /// The box took nothing in time.
        case nothing
        /// It failed, and nothing was taken.
        case failed(LinkError)
    }

    /// How a box wants to be treated.
    public struct Configuration: Hashable, Sendable {
        /// False for boxes that fire whenever their port is opened.
        public var isHeldOpen = true
        /// Whether the level of the switch can be read.
        public var tellsLevel = false
        public var reopenDelay: Duration = .milliseconds(200)
        public var reopenDelayMax: Duration = .seconds(5)
        /// Time for the answer to a question for the level.
        public var answerLimit: Duration = .milliseconds(500)
        /// So many questions without an answer, and the level is unknown.
        public var unansweredMax: Int = 3
        public init(isHeldOpen: Bool = true, tellsLevel: Bool = false) {
            self.isHeldOpen = isHeldOpen
            self.tellsLevel = tellsLevel
        }
    }

    private enum Link: Hashable, Sendable { case down, opening, up }
    private struct Kick: Hashable, Sendable {
        var id: UInt64
        var pulse: Pulse
        var isGiven = false
    }

    public let configuration: Configuration
    private var link = Link.down
    private var failures = 0
    private var kick: Kick?
    private var unanswered = 0
    private var actions: [Action] = []

    public init(_ configuration: Configuration) { self.configuration = configuration }

    /// Takes one input and says what is to be done.
    public mutating func handle(_ input: Input) -> [Action] {
        switch input {
        case .start: if configuration.isHeldOpen { open() }
        case .kick(let id, let pulse): kick(id, pulse)
        case .withdrawKick(let id): withdraw(id)
        case .askLevel: askLevel()
        case .opened: opened()
        case .failed(let error): failed(error)
        case .fired(let firing): fired(firing)
        case .level(let isHigh):
            unanswered = 0
            actions.append(.stopTimer(.answer))
            actions.append(.tell(.level(isHigh: isHigh)))
        case .timerFired(.reopen): open()
        case .timerFired(.answer): unansweredOnce()
        }
        defer { actions = [] }
        return actions
    }

    private mutating func open() {
        guard link == .down else { return }
        link = .opening
        actions.append(.stopTimer(.reopen))
        actions.append(.open)
    }

    private mutating func opened() {
        guard link == .opening else { return }
        link = .up
        failures = 0
        unanswered = 0
        if kick != nil { give() }
        if !configuration.isHeldOpen, kick == nil { close() }
        askLevel()
    }

    private mutating func failed(_ error: LinkError) {
        if link == .up { actions.append(.tell(.lost)) }
        link = .down
        actions.append(.stopTimer(.answer))
        if let kick {
            // Of one that was given, the word of what was taken comes by itself.
            if !kick.isGiven { end(.refused(.device(error))) }
        }
        reopenLater()
    }

    private mutating func reopenLater() {
        guard configuration.isHeldOpen else { return }
        let delay = configuration.reopenDelay * (1 << min(failures, 16))
        failures += 1
        actions.append(.startTimer(.reopen, after: min(delay, configuration.reopenDelayMax)))
    }

    private mutating func close() {
        link = .down
        actions.append(.stopTimer(.answer))
        actions.append(.close)
    }

    // MARK: Firing

    private mutating func kick(_ id: UInt64, _ pulse: Pulse) {
        guard kick == nil else {
            actions.append(.kicked(id: id, .refused(.busy)))
            return
        }
        kick = Kick(id: id, pulse: pulse)
        switch link {
        case .up: give()
        case .opening: break
        case .down: open()
        }
    }

    private mutating func give() {
        guard var kick, !kick.isGiven else { return }
        kick.isGiven = true
        self.kick = kick
        actions.append(.fire(kick.pulse))
    }

    private mutating func withdraw(_ id: UInt64) {
        guard let kick, kick.id == id, !kick.isGiven else { return }
        end(.refused(.expired))
    }

    private mutating func fired(_ firing: Firing) {
        guard let kick, kick.isGiven else { return }
        switch firing {
        case .taken: end(.sent)
        case .nothing:
            end(.refused(.stopped))
            if link == .up {
                // So that the box cannot take it later, when nobody expects it.
                close()
                actions.append(.tell(.lost))
                reopenLater()
            }
        case .failed(let error): end(.refused(.device(error)))
        }
        if !configuration.isHeldOpen, link == .up { close() }
    }

    private mutating func end(_ result: DrawerKick) {
        guard let kick else { return }
        self.kick = nil
        actions.append(.kicked(id: kick.id, result))
    }

    // MARK: The level

    private mutating func askLevel() {
        guard configuration.tellsLevel, link == .up else { return }
        actions.append(.readLevel)
        actions.append(.startTimer(.answer, after: configuration.answerLimit))
    }

    private mutating func unansweredOnce() {
        unanswered += 1
        if unanswered == configuration.unansweredMax { actions.append(.tell(.lost)) }
    }
}
