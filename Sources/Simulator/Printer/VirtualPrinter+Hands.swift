internal import ESCPOS

/// The hands of a person or technician. `now` is when; left out, the time the printer has reached.
extension VirtualPrinter {
    /// Puts a full roll in. Printing goes on by itself once the cover is closed.
    public mutating func loadPaper(at now: Duration? = nil) { act(.loadPaper, now) }
    /// Takes the roll out, or lets it end.
    public mutating func removePaper(at now: Duration? = nil) { act(.removePaper, now) }
    /// Whether the roll is nearly at its end.
    public mutating func setNearEnd(_ isNear: Bool = true, at now: Duration? = nil) {
        act(.setNearEnd(isNear), now)
    }
    public mutating func openCover(at now: Duration? = nil) { act(.openCover, now) }
    public mutating func closeCover(at now: Duration? = nil) { act(.closeCover, now) }
    public mutating func pullCable(at now: Duration? = nil) { act(.pullCable, now) }
    public mutating func plugIn(at now: Duration? = nil) { act(.plugIn, now) }
    public mutating func powerOff(at now: Duration? = nil) { act(.powerOff, now) }
    public mutating func powerOn(at now: Duration? = nil) { act(.powerOn, now) }
    /// Presses FEED for a moment: one line, if the printer has nothing else to do.
    public mutating func pressFeed(at now: Duration? = nil) { act(.pressFeed, now) }
    /// The next cut will jam.
    public mutating func jamCutter(at now: Duration? = nil) { act(.jamCutter, now) }
    /// Removes the jam. The error stays until `DLE ENQ` or power-off, but for printers that know
    /// no such command: they find out by themselves.
    public mutating func freeCutter(at now: Duration? = nil) { act(.freeCutter, now) }
    /// The head gets too hot to print.
    public mutating func overheat(at now: Duration? = nil) { act(.overheat, now) }
    public mutating func coolDown(at now: Duration? = nil) { act(.coolDown, now) }
    /// An error that only power-off ends.
    public mutating func breakDown(at now: Duration? = nil) { act(.breakDown, now) }
    public mutating func pushDrawerShut(at now: Duration? = nil) { act(.pushDrawerShut, now) }
    public mutating func forceDrawerOpen(at now: Duration? = nil) { act(.forceDrawerOpen, now) }
    /// Whether something keeps the drawer from opening by its solenoid.
    public mutating func setDrawerStuck(_ isStuck: Bool, at now: Duration? = nil) {
        act(isStuck ? .blockDrawer : .unblockDrawer, now)
    }

    private mutating func act(_ hand: Hand, _ now: Duration?) {
        run(to: now ?? clock)
        perform(hand)
        settle()
    }

    /// How long FEED is held, and a power switch stays off.
    private static let feedTime = Duration.milliseconds(200)
    private static let restartTime = Duration.seconds(2)

    mutating func perform(_ hand: Hand) {
        switch hand {
        case .loadPaper: condition.paper = .adequate
        case .removePaper: condition.paper = .end
        case .setNearEnd(let isNear):
            if condition.paper != .end { condition.paper = isNear ? .nearEnd : .adequate }
        case .openCover: condition.isCoverOpen = true
        case .closeCover: condition.isCoverOpen = false
        case .pullCable: condition.isPlugged = false
        case .plugIn: condition.isPlugged = true
        case .powerOff: powerFails()
        case .powerOn: condition.isPowered = true
        case .pressFeed: feedPressed()
        case .releaseFeed: condition.isFeedPressed = false
        case .jamCutter: condition.isCutterJammed = true
        case .freeCutter: cutterFreed()
        case .restartIfJammed:
            guard condition.errors.contains(.cutter) else { return }
            powerFails()
            agenda.add(.powerOn, at: clock + Self.restartTime)
        case .overheat: condition.errors.insert(.automatic)
        case .coolDown: condition.errors.remove(.automatic)
        case .breakDown: condition.errors.insert(.unrecoverable)
        case .endSlowness: slowness = 1
        case .pushDrawerShut, .forceDrawerOpen, .blockDrawer, .unblockDrawer: handleDrawer(hand)
        }
    }

    private mutating func handleDrawer(_ hand: Hand) {
        switch hand {
        case .pushDrawerShut:
            if drawer.close() { outbox.append(.drawer(isOpen: false)) }
        case .forceDrawerOpen:
            if drawer.open(at: clock) { outbox.append(.drawer(isOpen: true)) }
        case .blockDrawer: drawer.setStuck(true)
        case .unblockDrawer: drawer.setStuck(false)
        default: break
        }
    }

    private mutating func feedPressed() {
        // The button does nothing while the printer works.
        guard condition.isOnline, steps.isEmpty, work == nil else { return }
        condition.isFeedPressed = true
        if mechanics.defaultLineSpacing > 0 {
            paper.items.append(.feed(mechanics.defaultLineSpacing))
            statistics.dotsFed += mechanics.defaultLineSpacing
        }
        agenda.add(.releaseFeed, at: clock + Self.feedTime)
    }

    private mutating func cutterFreed() {
        condition.isCutterJammed = false
        if !profile.status.contains(.realTimeRecovery) { condition.errors.remove(.cutter) }
    }

    /// Everything that is not on paper or in the mechanism's own state is gone.
    private mutating func powerFails() {
        guard condition.isPowered else { return }
        condition.isPowered = false
        // What is burnt of a picture so far stays on the paper.
        stopWorkIfOffline()
        clearBuffers()
        scanner = RealTimeScanner()
        interpreter = Interpreter(profile, mechanics)
        condition.errors = []
        condition.isAsleep = false
        condition.isFeedPressed = false
        agenda.remove(.releaseFeed)
        pushed = []
        lastPushed = []
        offlineResponse = 0
        disabledFunctions = []
        pulseEnds = [:]
    }

    // MARK: The plan's hands

    mutating func carryOut(_ action: FaultPlan.Action) {
        outbox.append(.fault(action))
        switch action {
        case .unplug(let after): act(.pullCable, then: .plugIn, after: after)
        case .powerCycle(let after): act(.powerOff, then: .powerOn, after: after)
        case .paperOut(let after): act(.removePaper, then: .loadPaper, after: after)
        case .nearEnd: perform(.setNearEnd(true))
        case .coverOpen(let after): act(.openCover, then: .closeCover, after: after)
        case .cutterJam(let after):
            act(.jamCutter, then: .freeCutter, after: after)
            agenda.add(.restartIfJammed, at: clock + after * 2)
        case .overheat(let after): act(.overheat, then: .coolDown, after: after)
        case .drawerStuck: perform(.blockDrawer)
        case .drawerForcedOpen: perform(.forceDrawerOpen)
        case .repliesLate(let delay, let count): replies.delay(count, by: delay)
        case .repliesLost(let count): replies.lose(count)
        case .repliesDoubled(let count): replies.double(count)
        case .repliesGarbled(let count): replies.garble(count)
        case .shortWrites(let maxBytes, let count):
            shortWriteMax = maxBytes
            shortWritesLeft = count
        case .slowBuffer(let factor, let time):
            slowness = min(max(1, factor), FaultPlan.Action.slownessMax)
            agenda.remove(.endSlowness)
            agenda.add(.endSlowness, at: clock + time)
        case .silent(let time): replies.silence(until: clock + time)
        case .garbage(let bytes):
            if condition.isConnected {
                replies.sendGarbage(min(bytes, FaultPlan.Action.garbageMax), at: clock)
            }
        }
    }

    private mutating func act(_ hand: Hand, then undo: Hand, after delay: Duration) {
        perform(hand)
        agenda.add(undo, at: clock + delay)
    }
}
