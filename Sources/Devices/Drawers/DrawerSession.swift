public import ESCPOS

/// All decisions of driving one drawer, as a value: inputs in, actions out.
///
/// A pulse is sent only for a named person and reason, within its time, and within what the
/// solenoid bears. What the drawer did is what its sensor says; without one the answer is
/// *unknown*. An opening that no pulse explains is an event of its own.
public struct DrawerSession: Sendable {
    public enum Input: Hashable, Sendable {
        case start
        case open(OpenRequest)
        case waitForClose(id: UInt64, within: Duration)
        /// Level of the drawer's switch as its port told it (pin 3 of a printer's connector); `nil`
        /// when the port cannot be asked any more.
        case pin(isHigh: Bool?)
        case kicked(id: UInt64, DrawerKick)
        case timerFired(Timer)
    }

    public enum Action: Hashable, Sendable {
        case kick(id: UInt64, Pulse)
        case withdrawKick(id: UInt64)
        /// Ask the port for the level of the switch.
        case askLevel
        case startTimer(Timer, after: Duration)
        case stopTimer(Timer)
        case opened(request: UInt64, OpenOutcome)
        case closed(wait: UInt64, CloseOutcome)
        case event(Event)
    }

    public enum Timer: Hashable, Sendable, CaseIterable {
        case expiry, move, debounce, poll, leftOpen, waits
    }

    /// What the drawer did, asked or not.
    public enum Event: Hashable, Sendable {
        /// `request` is the one whose pulse explains it.
        case opened(request: UInt64?)
        /// It opened and no pulse explains it: by key, by force, or by someone else's command.
        case openedWithoutCause
        case closed(after: Duration)
        case leftOpen(for: Duration)
    }

    public enum State: Hashable, Sendable { case unknown, open, closed }

    private enum Stage: Hashable, Sendable { case kicking, moving(since: Duration) }
    private struct Pending: Hashable, Sendable {
        var request: OpenRequest
        var stage: Stage
        var deadline: Duration
        var retriesLeft: Int
    }
    private struct Wait: Hashable, Sendable {
        var id: UInt64
        var began: Duration
        var deadline: Duration
    }

    public let settings: DrawerSettings
    public private(set) var state = State.unknown
    private var now: Duration = .zero
    private var pending: Pending?
    private var candidate: State?
    private var openSince: Duration?
    private var pulses: [Duration] = []
    private var lastRequest: UInt64?
    private var waits: [Wait] = []
    private var nextKick: UInt64 = 0
    private var actions: [Action] = []
    /// Waits at a time.
    static let waitsMax = 64

    public init(_ settings: DrawerSettings) { self.settings = settings }

    /// Takes one input and says what is to be done.
    ///
    /// - Parameter now: time since the owner's start; never less than before.
    public mutating func handle(_ input: Input, at now: Duration) -> [Action] {
        self.now = max(now, self.now)
        switch input {
        case .start: poll()
        case .open(let request): open(request)
        case .waitForClose(let id, let limit): wait(id, limit)
        case .pin(let isHigh): pin(isHigh)
        case .kicked(let id, let result): if id == nextKick { kicked(result) }
        case .timerFired(let timer): fired(timer)
        }
        defer { actions = [] }
        return actions
    }

    private mutating func fired(_ timer: Timer) {
        switch timer {
        case .expiry:
            guard let pending, pending.stage == .kicking else { return }
            actions.append(.withdrawKick(id: nextKick))
            end(.refused(.expired))
        case .move: didNotMove()
        case .debounce:
            if let candidate { settle(candidate) }
        case .poll: poll()
        case .leftOpen:
            guard let openSince else { return }
            actions.append(.event(.leftOpen(for: now - openSince)))
            actions.append(.startTimer(.leftOpen, after: settings.leftOpenLimit))
        case .waits: endWaits()
        }
    }

    // MARK: Opening

    private mutating func open(_ request: OpenRequest) {
        if let refusal = refusal(of: request) {
            actions.append(.opened(request: request.id, .refused(refusal)))
            return
        }
        if state == .open {
            actions.append(.opened(request: request.id, .alreadyOpen))
            return
        }
        pending = Pending(
            request: request, stage: .kicking, deadline: now + request.expiresAfter,
            retriesLeft: settings.retries)
        actions.append(.startTimer(.expiry, after: request.expiresAfter))
        kick()
    }

    private func refusal(of request: OpenRequest) -> OpenRefusal? {
        if request.by.allSatisfy(\.isWhitespace) { return .incomplete(missing: "by") }
        if request.reason.allSatisfy(\.isWhitespace) { return .incomplete(missing: "reason") }
        if pending != nil { return .busy }
        if request.expiresAfter <= .zero { return .expired }
        let wait = timeToNextPulse
        return wait > .zero ? .tooSoon(retryAfter: wait) : nil
    }

    private var timeToNextPulse: Duration {
        guard let last = pulses.last else { return .zero }
        var next = last + settings.pulseSpacing
        if pulses.count >= settings.pulsesPerMinuteMax {
            next = max(next, pulses[pulses.count - settings.pulsesPerMinuteMax] + .seconds(60))
        }
        return max(.zero, next - now)
    }

    private mutating func kick() {
        nextKick += 1
        pulses.append(now)
        pulses.removeFirst(max(0, pulses.count - max(1, settings.pulsesPerMinuteMax)))
        actions.append(.kick(id: nextKick, settings.pulse))
    }

    private mutating func kicked(_ result: DrawerKick) {
        guard var pending, pending.stage == .kicking else { return }
        switch result {
        case .refused(let why):
            pulses.removeLast()
            end(.refused(why))
        case .sent:
            // The pulse may have been held back: the solenoid's time counts from when it went out.
            pulses[pulses.count - 1] = now
            lastRequest = pending.request.id
            guard settings.sensor != .none else {
                end(.unknown)
                return
            }
            pending.stage = .moving(since: now)
            self.pending = pending
            actions.append(.stopTimer(.expiry))
            actions.append(.startTimer(.move, after: settings.moveLimit))
            poll()
        }
    }

    private mutating func didNotMove() {
        guard var pending, case .moving = pending.stage else { return }
        guard pending.retriesLeft > 0, timeToNextPulse == .zero, now < pending.deadline else {
            // A port that has not told a level at all gives no ground to say "did not open".
            end(state == .unknown ? .unknown : .didNotOpen)
            return
        }
        pending.retriesLeft -= 1
        pending.stage = .kicking
        self.pending = pending
        actions.append(.startTimer(.expiry, after: pending.deadline - now))
        kick()
    }

    private mutating func end(_ outcome: OpenOutcome) {
        guard let pending else { return }
        self.pending = nil
        actions.append(.stopTimer(.expiry))
        actions.append(.stopTimer(.move))
        actions.append(.opened(request: pending.request.id, outcome))
    }

    // MARK: Sensing

    private mutating func pin(_ isHigh: Bool?) {
        guard settings.sensor != .none else { return }
        guard let isHigh else {
            candidate = nil
            state = .unknown
            openSince = nil
            actions.append(.stopTimer(.debounce))
            actions.append(.stopTimer(.leftOpen))
            return
        }
        let seen: State = isHigh == (settings.sensor == .highWhenOpen) ? .open : .closed
        if seen == state {
            candidate = nil
            actions.append(.stopTimer(.debounce))
        } else if seen != candidate {
            candidate = seen
            actions.append(.startTimer(.debounce, after: settings.debounce))
        }
    }

    private mutating func settle(_ seen: State) {
        let before = state
        candidate = nil
        state = seen
        switch seen {
        case .open: settledOpen(wasUnknown: before == .unknown)
        case .closed: settledClosed()
        case .unknown: break
        }
    }

    private mutating func settledOpen(wasUnknown: Bool) {
        openSince = now
        actions.append(.startTimer(.leftOpen, after: settings.leftOpenLimit))
        if let pending, case .moving(let since) = pending.stage {
            actions.append(.event(.opened(request: pending.request.id)))
            end(.opened(after: now - since))
        } else if let last = pulses.last, now - last <= settings.moveLimit * 2, let lastRequest {
            actions.append(.event(.opened(request: lastRequest)))
        } else if wasUnknown {
            // It stood open when we first looked; when it was opened, nobody saw.
            actions.append(.event(.opened(request: nil)))
        } else {
            actions.append(.event(.openedWithoutCause))
        }
    }

    private mutating func settledClosed() {
        if let openSince { actions.append(.event(.closed(after: now - openSince))) }
        openSince = nil
        actions.append(.stopTimer(.leftOpen))
        endWaits()
    }

    private mutating func poll() {
        guard settings.sensor != .none else { return }
        let isWatching = pending != nil || !waits.isEmpty
        if isWatching || !settings.isLevelPushed { actions.append(.askLevel) }
        if isWatching {
            actions.append(.startTimer(.poll, after: settings.pollInterval))
        } else if !settings.isLevelPushed {
            actions.append(.startTimer(.poll, after: settings.idlePollInterval))
        }
    }

    // MARK: Waiting for it to be shut

    private mutating func wait(_ id: UInt64, _ limit: Duration) {
        guard settings.sensor != .none, waits.count < Self.waitsMax else {
            actions.append(.closed(wait: id, .unknown))
            return
        }
        waits.append(Wait(id: id, began: now, deadline: now + max(.zero, limit)))
        endWaits()
        poll()
    }

    private mutating func endWaits() {
        for wait in waits where state == .closed || wait.deadline <= now {
            let outcome: CloseOutcome =
                switch state {
                case .closed: .closed(after: now - wait.began)
                case .open: .stillOpen
                case .unknown: .unknown
                }
            actions.append(.closed(wait: wait.id, outcome))
        }
        waits.removeAll { state == .closed || $0.deadline <= now }
        if let next = waits.map(\.deadline).min() {
            actions.append(.startTimer(.waits, after: next - now))
        } else {
            actions.append(.stopTimer(.waits))
        }
    }
}
