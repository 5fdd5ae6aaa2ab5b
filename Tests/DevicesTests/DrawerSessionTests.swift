import ESCPOS
import Testing

@testable import Devices

/// A drawer session and its printer's side of the talk, in virtual time.
struct DrawerBench {
    var session: DrawerSession
    var now: Duration = .zero
    var timers: [DrawerSession.Timer: Duration] = [:]
    var kicks: [UInt64] = []
    var outcomes: [OpenOutcome] = []
    var closings: [CloseOutcome] = []
    var events: [DrawerSession.Event] = []
    var levelsAsked = 0

    init(
        sensor: DrawerSettings.Sensor = .highWhenOpen, isLevelPushed: Bool = true,
        adjust: (inout DrawerSettings) -> Void = { _ in }
    ) {
        var settings = DrawerSettings(
            pulse: Pulse(.pin2, onUnits: 50, offUnits: 250), sensor: sensor,
            isLevelPushed: isLevelPushed)
        adjust(&settings)
        session = DrawerSession(settings)
    }

    mutating func feed(_ input: DrawerSession.Input) {
        for action in session.handle(input, at: now) {
            switch action {
            case .kick(let id, _): kicks.append(id)
            case .withdrawKick(let id): feed(.kicked(id: id, .refused(.printer(.withdrawn))))
            case .askLevel: levelsAsked += 1
            case .startTimer(let timer, let delay): timers[timer] = now + delay
            case .stopTimer(let timer): timers[timer] = nil
            case .opened(_, let outcome): outcomes.append(outcome)
            case .closed(_, let outcome): closings.append(outcome)
            case .event(let event): events.append(event)
            }
        }
    }

    mutating func pass(_ time: Duration) {
        let end = now + time
        while let next = timers.min(by: { ($0.value, "\($0.key)") < ($1.value, "\($1.key)") }),
            next.value <= end
        {
            now = next.value
            timers[next.key] = nil
            feed(.timerFired(next.key))
        }
        now = end
    }

    mutating func request(
        by: String = "Ada", reason: String = "sale", expires: Duration = .seconds(5)
    ) {
        feed(.open(OpenRequest(id: 1, by: by, reason: reason, expiresAfter: expires)))
    }

    /// A closed drawer of which the printer has told.
    mutating func settleClosed() {
        let closed = session.settings.sensor == .lowWhenOpen
        feed(.pin(isHigh: closed))
        pass(.seconds(1))
    }
}

@Suite struct DrawerSessionTests {
    @Test(arguments: [DrawerSettings.Sensor.highWhenOpen, .lowWhenOpen])
    func openIsWhatTheSensorSaysWhateverItsPolarity(sensor: DrawerSettings.Sensor) {
        var bench = DrawerBench(sensor: sensor)
        bench.settleClosed()
        #expect(bench.session.state == .closed)
        bench.request()
        bench.feed(.kicked(id: bench.kicks[0], .sent))
        bench.pass(.milliseconds(120))
        bench.feed(.pin(isHigh: sensor == .highWhenOpen))
        bench.pass(.milliseconds(100))
        #expect(bench.outcomes == [.opened(after: .milliseconds(180))])
        #expect(bench.events == [.opened(request: 1)])
    }

    @Test func aDrawerWithoutSensorIsNeverSaidToBeOpen() {
        var bench = DrawerBench(sensor: .none)
        bench.request()
        bench.feed(.kicked(id: bench.kicks[0], .sent))
        #expect(bench.outcomes == [.unknown])
        bench.feed(.waitForClose(id: 9, within: .seconds(1)))
        #expect(bench.closings == [.unknown])
    }

    @Test func aStuckDrawerGetsOneMorePulseAndThenDidNotOpen() {
        var bench = DrawerBench()
        bench.settleClosed()
        bench.request()
        bench.feed(.kicked(id: bench.kicks[0], .sent))
        bench.pass(.milliseconds(1500))
        #expect(bench.kicks.count == 2)
        bench.feed(.kicked(id: bench.kicks[1], .sent))
        bench.pass(.seconds(2))
        #expect(bench.outcomes == [.didNotOpen])
        #expect(bench.kicks.count == 2)
    }

    @Test func withoutAnyReportOfALevelTheAnswerIsUnknownNotDidNotOpen() {
        var bench = DrawerBench()
        bench.request()
        bench.feed(.kicked(id: bench.kicks[0], .sent))
        bench.pass(.milliseconds(1500))
        bench.feed(.kicked(id: bench.kicks[1], .sent))
        bench.pass(.seconds(2))
        #expect(bench.outcomes == [.unknown])
    }

    @Test(arguments: [("", "sale", "by"), ("Ada", "  ", "reason")])
    func noPersonOrNoReasonIsNoPulse(by: String, reason: String, missing: String) {
        var bench = DrawerBench()
        bench.request(by: by, reason: reason)
        #expect(bench.outcomes == [.refused(.incomplete(missing: missing))])
        #expect(bench.kicks.isEmpty)
    }

    @Test func aKickThatCannotBeSentInTimeIsWithdrawnAndNeverFiresLater() {
        var bench = DrawerBench()
        bench.settleClosed()
        bench.request(expires: .seconds(2))
        bench.pass(.seconds(3))
        #expect(bench.outcomes == [.refused(.expired)])
        // The printer's answer comes too late and changes nothing.
        bench.feed(.kicked(id: bench.kicks[0], .sent))
        #expect(bench.outcomes.count == 1)
    }

    @Test func theSolenoidRestsFourTimesAsLongAsItWorks() {
        var bench = DrawerBench { $0.pulseSpacingMin = .zero }
        bench.settleClosed()
        bench.request()
        bench.feed(.kicked(id: bench.kicks[0], .sent))
        bench.feed(.pin(isHigh: true))
        bench.pass(.milliseconds(60))
        bench.feed(.pin(isHigh: false))
        bench.pass(.milliseconds(60))
        bench.request()
        // 100 ms on: the next pulse no sooner than 500 ms after the start of the last one.
        #expect(bench.outcomes.last == .refused(.tooSoon(retryAfter: .milliseconds(380))))
        bench.pass(.milliseconds(380))
        bench.request()
        #expect(bench.kicks.count == 2)
    }

    @Test func pulsesPerMinuteAreLimited() {
        var bench = DrawerBench(sensor: .none) { $0.pulsesPerMinuteMax = 3 }
        for _ in 0..<3 {
            bench.request()
            bench.feed(.kicked(id: bench.kicks.last ?? 0, .sent))
            bench.pass(.seconds(2))
        }
        bench.request()
        #expect(bench.outcomes.last == .refused(.tooSoon(retryAfter: .seconds(54))))
        #expect(bench.kicks.count == 3)
    }

    @Test func aRefusedKickCostsNoRest() {
        var bench = DrawerBench()
        bench.settleClosed()
        bench.request()
        bench.feed(.kicked(id: bench.kicks[0], .refused(.printer(.notConnected))))
        #expect(bench.outcomes == [.refused(.printer(.notConnected))])
        bench.request()
        #expect(bench.kicks.count == 2)
    }

    @Test func anOpeningThatNoPulseExplainsIsAnEvent() {
        var bench = DrawerBench()
        bench.settleClosed()
        bench.feed(.pin(isHigh: true))
        bench.pass(.milliseconds(60))
        #expect(bench.events == [.openedWithoutCause])
    }

    @Test func aDrawerFoundOpenIsNotAnAlarm() {
        var bench = DrawerBench()
        bench.feed(.pin(isHigh: true))
        bench.pass(.milliseconds(60))
        #expect(bench.events == [.opened(request: nil)])
        bench.request()
        #expect(bench.outcomes == [.alreadyOpen])
        #expect(bench.kicks.isEmpty)
    }

    @Test func aDipOfTheLevelIsNotAnOpening() {
        var bench = DrawerBench()
        bench.settleClosed()
        bench.feed(.pin(isHigh: true))
        bench.pass(.milliseconds(30))
        bench.feed(.pin(isHigh: false))
        bench.pass(.seconds(1))
        #expect(bench.events.isEmpty)
        #expect(bench.session.state == .closed)
    }

    @Test func waitingEndsWhenItIsShutOrWhenTimeIsUp() {
        var bench = DrawerBench()
        bench.feed(.pin(isHigh: true))
        bench.pass(.milliseconds(60))
        bench.feed(.waitForClose(id: 1, within: .seconds(10)))
        bench.feed(.waitForClose(id: 2, within: .seconds(2)))
        bench.pass(.seconds(3))
        #expect(bench.closings == [.stillOpen])
        bench.feed(.pin(isHigh: false))
        bench.pass(.milliseconds(60))
        #expect(bench.closings == [.stillOpen, .closed(after: .milliseconds(3060))])
        #expect(bench.events.last == .closed(after: .milliseconds(3060)))
    }

    @Test func aDrawerLeftOpenIsToldAgainAndAgain() {
        var bench = DrawerBench { $0.leftOpenLimit = .seconds(10) }
        bench.feed(.pin(isHigh: true))
        bench.pass(.milliseconds(60))
        bench.pass(.seconds(25))
        #expect(
            bench.events.dropFirst() == [
                .leftOpen(for: .seconds(10)), .leftOpen(for: .seconds(20)),
            ]
        )
    }

    @Test func aLevelThatIsNotPushedIsAskedFor() {
        var bench = DrawerBench(isLevelPushed: false)
        bench.feed(.start)
        bench.pass(.seconds(3))
        #expect(bench.levelsAsked == 4)
        var pushed = DrawerBench(isLevelPushed: true)
        pushed.feed(.start)
        pushed.pass(.seconds(3))
        #expect(pushed.levelsAsked == 0)
    }

    @Test func aLostPrinterMakesTheStateUnknown() {
        var bench = DrawerBench()
        bench.settleClosed()
        bench.feed(.pin(isHigh: nil))
        #expect(bench.session.state == .unknown)
        // Back again and closed: not an opening.
        bench.settleClosed()
        #expect(bench.events.isEmpty)
    }
}
