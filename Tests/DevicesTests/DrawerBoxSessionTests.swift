import ESCPOS
import Testing
import Transport

@testable import Devices

/// A box session and the box's side of the talk, in virtual time.
private struct BoxBench {
    var session: BoxSession
    var now: Duration = .zero
    var timers: [BoxSession.Timer: Duration] = [:]
    var log: [BoxSession.Action] = []
    var results: [UInt64: DrawerKick] = [:]
    var levels: [DrawerLevel] = []

    init(isHeldOpen: Bool = true, tellsLevel: Bool = false) {
        session = BoxSession(.init(isHeldOpen: isHeldOpen, tellsLevel: tellsLevel))
    }

    mutating func feed(_ inputs: BoxSession.Input...) {
        for action in inputs.flatMap({ session.handle($0) }) {
            log.append(action)
            switch action {
            case .startTimer(let timer, let delay): timers[timer] = now + delay
            case .stopTimer(let timer): timers[timer] = nil
            case .kicked(let id, let result):
                #expect(results[id] == nil, "a kick has one end")
                results[id] = result
            case .tell(let level): levels.append(level)
            case .open, .close, .fire, .readLevel: break
            }
        }
    }

    mutating func pass(_ time: Duration) {
        let end = now + time
        while let next = timers.min(by: { $0.value < $1.value }), next.value <= end {
            now = next.value
            timers[next.key] = nil
            feed(.timerFired(next.key))
        }
        now = end
    }

    func count(_ action: BoxSession.Action) -> Int { log.count { $0 == action } }
}

@Suite struct DrawerBoxSessionTests {
    private static let pulse = Pulse(.pin2, onUnits: 50, offUnits: 250)
    private static let gone = LinkError.gone("serial:/dev/ttyUSB0")

    @Test func aKickWaitsForTheBoxToBeOpen() {
        var bench = BoxBench()
        bench.feed(.start, .kick(id: 1, Self.pulse))
        #expect(bench.count(.fire(Self.pulse)) == 0)
        bench.feed(.opened)
        #expect(bench.count(.fire(Self.pulse)) == 1)
        bench.feed(.fired(.taken))
        #expect(bench.results == [1: .sent])
    }

    @Test func aWithdrawnKickNeverFires() {
        var bench = BoxBench()
        bench.feed(.start, .kick(id: 1, Self.pulse), .withdrawKick(id: 1), .opened)
        #expect(bench.count(.fire(Self.pulse)) == 0)
        #expect(bench.results == [1: .refused(.expired)])
    }

    @Test func whatTheBoxDidNotTakeIsTakenBackByClosingIt() {
        var bench = BoxBench()
        bench.feed(.start, .opened, .kick(id: 1, Self.pulse), .fired(.nothing))
        #expect(bench.results == [1: .refused(.stopped)])
        #expect(bench.log.contains(.close))
        bench.pass(.seconds(1))
        #expect(bench.count(.open) == 2)
        bench.feed(.opened)
        #expect(bench.count(.fire(Self.pulse)) == 1)
    }

    @Test func aSecondKickIsRefusedWhileOneIsUnderWay() {
        var bench = BoxBench()
        bench.feed(.start, .opened, .kick(id: 1, Self.pulse), .kick(id: 2, Self.pulse))
        #expect(bench.results == [2: .refused(.busy)])
        bench.feed(.fired(.taken))
        #expect(bench.results[1] == .sent)
    }

    @Test func aLostBoxIsOpenedAgainSlowerAndSlower() {
        var bench = BoxBench(tellsLevel: true)
        bench.feed(.start, .opened, .level(isHigh: false), .failed(Self.gone))
        #expect(bench.levels == [.level(isHigh: false), .lost])
        var tries = 1
        for _ in 0..<8 {
            bench.pass(.seconds(5))
            #expect(bench.count(.open) > tries)
            tries = bench.count(.open)
            bench.feed(.failed(.absent("serial:/dev/ttyUSB0")))
        }
        bench.pass(.seconds(60))
        #expect(bench.count(.open) == tries + 1)
    }

    @Test func aKickWhileTheBoxIsAwayOpensItAtOnceOrSaysWhy() {
        var bench = BoxBench()
        bench.feed(.start, .failed(Self.gone), .kick(id: 1, Self.pulse))
        #expect(bench.count(.open) == 2)
        bench.feed(.failed(Self.gone))
        #expect(bench.results == [1: .refused(.device(Self.gone))])
    }

    @Test func aKickUnderWayWhenTheBoxGoesEndsByWhatWasTaken() {
        for (firing, result) in [
            (BoxSession.Firing.taken, DrawerKick.sent),
            (.failed(Self.gone), .refused(.device(Self.gone))),
        ] {
            var bench = BoxBench()
            bench.feed(.start, .opened, .kick(id: 1, Self.pulse), .failed(Self.gone))
            #expect(bench.results.isEmpty)
            bench.feed(.fired(firing))
            #expect(bench.results == [1: result])
        }
    }

    @Test func aBoxThatFiresWhenOpenedIsOpenOnlyToFire() {
        var bench = BoxBench(isHeldOpen: false)
        bench.feed(.start, .askLevel)
        #expect(bench.log.isEmpty)
        bench.feed(.kick(id: 1, Self.pulse), .opened, .fired(.taken))
        #expect(
            bench.log == [
                .stopTimer(.reopen), .open, .fire(Self.pulse), .kicked(id: 1, .sent),
                .stopTimer(.answer), .close,
            ])
        bench.feed(.kick(id: 2, Self.pulse), .failed(Self.gone))
        bench.pass(.seconds(60))
        #expect(bench.count(.open) == 2)
        #expect(bench.results[2] == .refused(.device(Self.gone)))
    }

    @Test func questionsWithoutAnswersMakeTheLevelUnknown() {
        var bench = BoxBench(tellsLevel: true)
        bench.feed(.start, .opened, .level(isHigh: true))
        for _ in 0..<3 {
            bench.feed(.askLevel)
            bench.pass(.seconds(1))
        }
        #expect(bench.levels == [.level(isHigh: true), .lost])
        bench.feed(.askLevel, .level(isHigh: false))
        #expect(bench.levels.last == .level(isHigh: false))
    }

    // MARK: Posiflex

    @Test(arguments: UInt8(0)...7)
    func aPosiflexDrawerGetsItsNumberAndNoOtherCommand(number: UInt8) throws {
        let reports = try #require(
            PosiflexReports(vendor: 0x0D3A, product: 0x0200 + UInt16(number)))
        #expect(reports.open == [number, number] + [UInt8](repeating: 0, count: 118))
        #expect(reports.question == [number, number + 1] + [UInt8](repeating: 0, count: 118))
        let tail = [UInt8](repeating: 0, count: 119)
        #expect(reports.isShut(in: [number << 4 | 1] + tail) == true)
        #expect(reports.isShut(in: [number << 4] + tail) == false)
        #expect(reports.isShut(in: [(number ^ 1) << 4 | 1] + tail) == nil)
        #expect(reports.isShut(in: []) == nil)
    }

    @Test(arguments: [
        (UInt16?.none, UInt16?.none), (0x0D3A, nil), (0x0D3A, 0x0208), (0x0D3A, 0x0C23),
        (0x0519, 0x0207),
    ])
    func anotherDeviceIsNoPosiflexDrawer(vendor: UInt16?, product: UInt16?) {
        #expect(PosiflexReports(vendor: vendor, product: product) == nil)
    }
}
