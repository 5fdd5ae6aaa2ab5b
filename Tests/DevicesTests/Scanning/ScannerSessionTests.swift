import Devices
import Scancode
import Testing
import Transport

@Suite struct ScannerSessionTests {
    // MARK: As UnifiedPOS has it

    @Test func aScannerIsClaimedOnce() {
        var bench = ScannerBench()
        bench.feed(.claim)
        bench.feed(.linkOpened(.wedge))
        bench.feed(.claim)
        #expect(bench.claims == [nil, .claimed])
        #expect(bench.session.isClaimed && !bench.session.isDeviceEnabled)
    }

    @Test func aFailedClaimIsToldAndNotRepeated() {
        var bench = ScannerBench()
        bench.feed(.claim)
        bench.feed(.linkFailed(.absent("x")))
        bench.pass(.seconds(60))
        #expect(bench.claims == [.link(.absent("x"))] && bench.opens == 1)
        #expect(!bench.session.isClaimed)
    }

    @Test func whatSendsNoCodesIsNotClaimed() {
        var bench = ScannerBench()
        bench.feed(.claim)
        bench.feed(.linkOpened(.mouse))
        #expect(bench.claims.count == 1 && bench.closes == 1 && !bench.session.isClaimed)
        guard case .link(.unsupported("Mouse", _)) = bench.claims[0] else {
            Issue.record("\(bench.claims)")
            return
        }
    }

    @Test func nothingIsTakenUntilTheDeviceIsEnabled() {
        var bench = ScannerBench.ready()
        bench.feed(.enableDevice(false))
        bench.type("111\r")
        bench.feed(.enableDevice(true))
        bench.type("222\r")
        bench.takeAll()
        #expect(bench.scans == ["222"] && bench.session.statistics.ignored == 1)
    }

    @Test func theDeviceCannotBeEnabledBeforeItIsClaimed() {
        var bench = ScannerBench()
        bench.feed(.enableDevice(true))
        #expect(!bench.session.isDeviceEnabled)
    }

    @Test func eachDeliveryTakesDataEventsBack() {
        var bench = ScannerBench.ready()
        bench.type("111\r222\r333\r")
        #expect(bench.session.dataCount == 3)
        for _ in 0..<3 { bench.want() }
        #expect(bench.scans == [])
        bench.feed(.enableDataEvents(true))
        #expect(bench.scans == ["111"] && !bench.session.isDataEventEnabled)
        bench.feed(.enableDataEvents(true))
        #expect(bench.scans == ["111", "222"] && bench.session.dataCount == 1)
    }

    @Test func statusIsToldWhileDataIsHeldBack() {
        var bench = ScannerBench.ready()
        bench.type("111\r")
        bench.feed(.linkFailed(.gone("x")))
        bench.want()
        #expect(bench.bodies == [.disconnected(.gone("x"))])
        bench.want(data: true)
        #expect(bench.scans == ["111"])
        // The numbers keep the order of what happened.
        #expect(bench.news.map(\.number) == [3, 2])
    }

    @Test func autoDisableStopsAfterOneCode() {
        var bench = ScannerBench.ready()
        bench.feed(.autoDisable(true))
        bench.type("111\r222\r")
        #expect(!bench.session.isDeviceEnabled && bench.session.dataCount == 1)
        bench.feed(.enableDevice(true))
        bench.type("333\r")
        bench.takeAll()
        #expect(bench.scans == ["111", "333"])
    }

    @Test func clearInputForgetsDataAndNothingElse() {
        var bench = ScannerBench.ready()
        bench.type("111\r")
        bench.feed(.linkFailed(.gone("x")))
        bench.feed(.clearInput)
        #expect(bench.session.dataCount == 0)
        bench.takeAll()
        #expect(bench.bodies == [.disconnected(.gone("x"))])
    }

    @Test(arguments: [true, false])
    func undecodedDataIsAsTheScannerSentIt(isOn: Bool) throws {
        var bench = ScannerBench.ready()
        bench.feed(.decodeData(isOn))
        bench.type("]E04006381333931\r")
        bench.takeAll()
        guard case .scan(let scan)? = bench.bodies.first else {
            Issue.record("\(bench.bodies)")
            return
        }
        #expect(scan.text == (isOn ? "4006381333931" : "]E04006381333931"))
        #expect((scan.symbology != nil) == isOn && (scan.identifier != nil) == isOn)
    }

    @Test func afterReleaseNobodyWaitsForEver() {
        var bench = ScannerBench.ready()
        bench.want()
        bench.feed(.command(id: 9, .errorBeep))
        bench.feed(.release)
        #expect(bench.ended.count == 1 && bench.closes == 1 && !bench.session.isClaimed)
        bench.want()
        #expect(bench.ended.count == 2)
        #expect(bench.timers.isEmpty)
        bench.feed(.claim)
        #expect(bench.opens == 2)
    }

    // MARK: None lost, none invented

    /// Codes, takers and unpluggings in any order: each code comes once, in order.
    @Test(arguments: 0..<100 as Range<UInt64>)
    func eachCodeIsDeliveredOnce(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bench = ScannerBench.ready()
        var expected: [String] = []
        for round in 0..<60 {
            switch Int.random(in: 0..<6, using: &random) {
            case 0...2:
                // Two equal ones are two.
                let text = "\(100 + round / 3)"
                bench.type(text + "\r")
                expected.append(text)
            case 3: bench.want(data: Bool.random(using: &random))
            case 4: bench.pass(.milliseconds(Int.random(in: 0...400, using: &random)))
            default:
                bench.feed(.linkFailed(.gone("x")))
                bench.pass(.seconds(5))
                bench.feed(.linkOpened(.wedge))
            }
        }
        bench.takeAll()
        #expect(bench.scans == expected, "seed \(seed)")
        #expect(Set(bench.news.map(\.number)).count == bench.news.count, "seed \(seed)")
        #expect(bench.session.statistics.scans == expected.count)
    }

    @Test func whatFindsNoRoomIsCountedInItsPlace() {
        var bench = ScannerBench.ready { $0.queueMax = 3 }
        for number in 1...10 { bench.type("\(number)\r") }
        bench.takeAll()
        #expect(bench.scans == ["1", "2", "3"])
        #expect(bench.bodies.contains(.overflow(dropped: 7)))
        #expect(bench.session.statistics.overflowed == 7)
        bench.type("11\r")
        bench.takeAll()
        #expect(bench.scans == ["1", "2", "3", "11"] && bench.news.last?.number == 12)
    }

    @Test func equalCodesAreTwoUnlessAsked() {
        var bench = ScannerBench.ready()
        bench.type("111\r111\r")
        bench.takeAll()
        #expect(bench.scans == ["111", "111"])
        bench = .ready { $0.dropRepeatsWithin = .milliseconds(300) }
        for pause in [0, 200, 250, 301, 0] {
            bench.pass(.milliseconds(pause))
            bench.type("1\r")
        }
        bench.type("2\r1\r")
        bench.takeAll()
        #expect(bench.scans == ["1", "1", "2", "1"])
        #expect(bench.session.statistics.repeatsDropped == 3)
    }

    @Test func aLossIsAProblemAndNotHalfACode() {
        var bench = ScannerBench.ready()
        let reports = typed("4006381333931\r", from: bench.now)
        let lost = Report(at: reports[9].at, body: .lost)
        bench.feed(.reports(Array(reports[..<10]) + [lost] + reports[10...]))
        bench.now = reports[reports.count - 1].at
        bench.pass(.seconds(1))
        bench.type("222\r")
        bench.takeAll()
        #expect(bench.scans == ["222"])
        #expect(bench.session.statistics.problems >= 1)
    }

    // MARK: A pause as the end

    private func withoutSuffix(_ configuration: inout ScannerSession.Configuration) {
        configuration.settings.suffix = []
        configuration.settings.idleGap = .milliseconds(100)
    }

    @Test func aPauseEndsACode() {
        var bench = ScannerBench.ready(.wedge, withoutSuffix)
        bench.type("111")
        bench.pass(.milliseconds(90))
        bench.type("222")
        bench.pass(.milliseconds(200))
        bench.type("333")
        bench.pass(.milliseconds(200))
        bench.takeAll()
        #expect(bench.scans == ["111222", "333"])
    }

    /// The program was held up: its timer and the rest of the code are due at the same time.
    @Test func aProgramThatWasHeldUpBreaksNoCode() {
        var bench = ScannerBench.ready(.wedge, withoutSuffix)
        bench.type("111")
        let rest = typed("222", from: bench.now + .milliseconds(50))
        bench.now += .seconds(3)
        bench.timers[.decoder] = nil
        bench.feed(.timerFired(.decoder))
        bench.feed(.reports(rest))
        bench.pass(.seconds(1))
        bench.takeAll()
        #expect(bench.scans == ["111222"])
    }

    // MARK: Unplugged

    @Test func aLostScannerIsLookedForEverMoreSeldom() {
        var bench = ScannerBench.ready()
        bench.feed(.linkFailed(.gone("x")))
        var pauses: [Duration] = []
        for _ in 0..<8 {
            pauses.append((bench.timers[.reopen] ?? .zero) - bench.now)
            bench.pass(pauses[pauses.count - 1])
            bench.feed(.linkFailed(.absent("x")))
        }
        #expect(pauses == [250, 500, 1000, 2000, 4000, 5000, 5000, 5000].map { .milliseconds($0) })
        #expect(bench.opens == 9)
        bench.takeAll()
        #expect(bench.bodies == [.disconnected(.gone("x"))])
    }

    @Test func aScannerThatComesBackGoesOnAsEnabled() {
        var bench = ScannerBench.ready()
        bench.type("11")
        bench.feed(.linkFailed(.gone("x")))
        bench.pass(.milliseconds(250))
        bench.feed(.linkOpened(.wedge))
        bench.type("222\r")
        bench.takeAll()
        // Half a code does not run into the next, and is not forgotten silently.
        #expect(bench.scans == ["222"] && bench.session.statistics.problems == 1)
        #expect(bench.bodies.contains(.connected(.wedge)))
    }

    @Test func anotherDeviceAtTheSamePlaceIsNotRead() {
        var bench = ScannerBench.ready()
        bench.feed(.linkFailed(.gone("x")))
        for _ in 0..<3 {
            bench.pass(.seconds(5))
            bench.feed(.linkOpened(.honeywell))
        }
        bench.takeAll()
        #expect(bench.bodies == [.disconnected(.gone("x")), .otherDevice(.honeywell)])
        #expect(bench.closes == 3)
        bench.pass(.seconds(5))
        bench.feed(.linkOpened(.wedge))
        bench.takeAll()
        #expect(bench.bodies.last == .connected(.wedge))
    }

    // MARK: Asking it to do something

    @Test func whatADeviceCannotDoIsRefused() {
        var bench = ScannerBench.ready()
        bench.feed(.command(id: 1, .errorBeep))
        #expect(bench.commands[1] == .some(.cannot(.errorBeep)))
        bench.feed(.linkFailed(.gone("x")))
        bench.feed(.command(id: 2, .errorBeep))
        #expect(bench.commands[2] == .some(.notConnected))
        bench.feed(.release)
        bench.feed(.command(id: 3, .errorBeep))
        #expect(bench.commands[3] == .some(.notClaimed))
        #expect(bench.sent.isEmpty)
    }

    @Test func commandsAreSentOneByOneAndAnswered() {
        var bench = ScannerBench.ready(.honeywell)
        // What opens the scanner is under way; refusals of it are borne.
        while let count = Optional(bench.sent.count), count > 0 {
            bench.feed(.sent(.unsupported("x", why: "no")))
            if bench.sent.count == count { break }
        }
        bench.sent = []
        bench.feed(.command(id: 1, .goodBeep))
        bench.feed(.command(id: 2, .trigger))
        #expect(bench.sent.count == 1)
        bench.feed(.sent(nil))
        #expect(bench.commands[1] == .some(nil) && bench.sent.count == 2)
        bench.feed(.sent(.unsupported("x", why: "no")))
        #expect(bench.commands[2] == .some(.cannot(.trigger)))
        bench.feed(.command(id: 3, .errorBeep))
        bench.feed(.linkFailed(.gone("x")))
        #expect(bench.commands[3] == .some(.notConnected))
    }

    @Test func waitingCommandsAreBounded() {
        var bench = ScannerBench.ready(.honeywell)
        for id in 1...40 { bench.feed(.command(id: UInt64(id), .goodBeep)) }
        #expect(bench.commands[40] == .some(.busy))
    }

    @Test func errorsHaveTheNumbersOfUnifiedPOS() {
        let table: [(ScannerError, Int)] = [
            (.link(.busy("x", holder: nil)), 102), (.notClaimed, 103), (.cannot(.trigger), 106),
            (.link(.absent("x")), 107), (.notConnected, 108), (.link(.denied("x")), 111),
            (.busy, 113),
        ]
        for (error, code) in table { #expect(error.unifiedPOSCode == code) }
    }
}
