import Testing
import Transport

@testable import POSIXTransport

@Suite struct OutputAccountTests {
    @Test func aByteIsTakenWhenItHasLeftAndNotWhenTheSystemHasIt() {
        var account = OutputAccount(window: 100, takesBack: true)
        account.gave(60)
        #expect(account.isQueued(60) == 0)
        #expect(account.isQueued(25) == 35)
        #expect(account.isQueued(0) == 25)
        #expect(account.isQueued(0) == 0)
    }

    @Test func noMoreThanTheWindowIsWithTheSystem() {
        var account = OutputAccount(window: 100, takesBack: true)
        account.gave(60)
        #expect(account.room == 40)
        _ = account.isQueued(10)
        #expect(account.room == 90)
        // What somebody else queued counts too.
        _ = account.isQueued(300)
        #expect(account.room == 0)
    }

    @Test func whatTheSystemThrewAwayIsNeverTaken() {
        var account = OutputAccount(window: 100, takesBack: true)
        account.gave(60)
        #expect(account.isQueued(50) == 10)
        #expect(account.stoodStill() == 0)
        account.threwAway(45)
        // Five left between the last look and the stop.
        #expect(account.ended() == 5)
        #expect(account.withdrawn == 45)
    }

    @Test func whatCannotBeTakenBackCountsAsTakenButNeverWhollySo() {
        var account = OutputAccount(window: 100, takesBack: false)
        account.gave(60)
        #expect(account.isQueued(60) == 0)
        #expect(account.stoodStill() == 59)
        #expect(account.stoodStill() == 0)
        #expect(account.room == 40)
        #expect(account.isQueued(60) == 0)
        #expect(account.isQueued(0) == 1)
    }

    @Test func aBrokenLinkMayHaveSentAllThatItWasGiven() {
        var account = OutputAccount(window: 100, takesBack: true)
        account.gave(60)
        #expect(account.isQueued(50) == 10)
        #expect(account.ended() == 50)
        #expect(account.ended() == 0)
    }
}

@Suite struct PacedGateTests {
    @Test(arguments: [9600, 19200, 115_200], SerialSettings.Parity.allCases)
    func neverMoreIsOnItsWayThanAPrinterStillHasRoomFor(
        baud: Int, parity: SerialSettings.Parity
    ) {
        let settings = SerialSettings(baud: baud, parity: parity, flow: .dtrdsr)
        var gate = PacedGate(settings)
        var random = SeededGenerator(seed: UInt64(baud))
        var now = Duration.zero
        var ends: [Duration] = []
        var total = 0
        for _ in 0..<2_000 {
            let room = gate.room(isReady: true, at: now)
            if room > 0 {
                gate.gave(room, at: now)
                for _ in 0..<room {
                    ends.append(max(ends.last ?? .zero, now) + settings.time(of: 1))
                }
                total += room
            }
            let underWay = ends.count { $0 > now + .nanoseconds(100) }
            #expect(underWay <= PacedGate.spare)
            ends.removeFirst(ends.count - min(ends.count, 64))
            now +=
                gate.pause(isReady: true, at: now)
                + .microseconds(Int.random(in: 0...300, using: &random))
        }
        // The line is busy most of the time all the same.
        let perfect = Int(now / settings.time(of: 1))
        #expect(total * 10 > perfect * 5)
    }

    @Test func nothingGoesOutWhileTheLineIsOff() {
        let gate = PacedGate(SerialSettings(flow: .dtrdsr))
        #expect(gate.room(isReady: false, at: .seconds(1)) == 0)
        #expect(gate.pause(isReady: false, at: .seconds(1)) == PacedGate.patience)
    }
}
