import Testing
import Transport

@Suite struct WireFaultsTests {
    @Test func withoutRatesNothingGoesWrong() {
        var faults = WireFaults(seed: 1)
        let bytes: [UInt8] = [1, 2, 3]
        #expect(faults.outgoing(bytes[...]) == (3, false))
        let arrived = faults.incoming(bytes, at: .seconds(4))
        #expect(arrived.map(\.at) == [.seconds(4)])
        #expect(arrived.map(\.bytes) == [bytes])
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func theCutComesAfterExactlyTheGivenBytes(seed: UInt64) {
        var faults = WireFaults(
            seed: seed, rates: .init(shortWrites: 0.5, stalls: 0.2), cutAfter: 100)
        var offered = [UInt8](repeating: 0, count: 300)[...]
        var calls = 0
        while true {
            let (take, cut) = faults.outgoing(offered)
            offered = offered.dropFirst(take)
            #expect(cut == (offered.count == 200), "seed \(seed)")
            calls += 1
            if cut || calls > 1_000 { break }
        }
        #expect(offered.count == 200, "seed \(seed)")
        #expect(faults.outgoing([1]) == (0, true))
        #expect(faults.incoming([1], at: .zero).isEmpty)
    }

    @Test func aCutAtTheStartTakesNothing() {
        var faults = WireFaults(seed: 1, cutAfter: 0)
        #expect(faults.outgoing([1, 2]) == (0, true))
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func delayedBytesKeepTheirOrder(seed: UInt64) {
        var faults = WireFaults(seed: seed, rates: .init(delays: 0.5))
        var last = Duration.zero
        for number in 0..<50 as Range<UInt8> {
            let now = Duration.milliseconds(Int(number) * 10)
            for arrival in faults.incoming([number], at: now) {
                #expect(arrival.at >= now && arrival.at >= last)
                #expect(arrival.at <= now + .milliseconds(500) || arrival.at == last)
                #expect(arrival.bytes == [number])
                last = arrival.at
            }
        }
    }

    @Test func ratesOfOneAlwaysHappen() {
        var lossy = WireFaults(seed: 7, rates: .init(losses: 1))
        #expect(lossy.incoming([1], at: .zero).isEmpty)
        var doubling = WireFaults(seed: 7, rates: .init(doublings: 1))
        #expect(doubling.incoming([1], at: .zero).map(\.bytes) == [[1], [1]])
        var stalling = WireFaults(seed: 7, rates: .init(stalls: 1))
        #expect(stalling.outgoing([1]) == (0, false))
        var garbling = WireFaults(seed: 7, rates: .init(garblings: 1))
        let bits = garbling.incoming([0, 0], at: .zero)[0].bytes.map(\.nonzeroBitCount)
        #expect(bits.reduce(0, +) == 1)
    }

    @Test func equalSeedsDecideAlikeAndOthersDoNot() {
        func decisions(_ seed: UInt64) -> [Int] {
            var faults = WireFaults(seed: seed, rates: .init(shortWrites: 0.5))
            return (0..<64).map { _ in faults.outgoing([1, 2, 3, 4, 5, 6, 7, 8]).take }
        }
        #expect(decisions(3) == decisions(3))
        #expect(decisions(3) != decisions(4))
    }

    /// The first numbers of the published generator for seed 1234567.
    @Test func theGeneratorIsSplitMix64() {
        var random = SeededGenerator(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
    }
}

@Suite struct FaultInjectorTests {
    @Test func aCutEndsTheLinkAfterTheBytesThatWereTaken() async throws {
        let (far, near) = try await terminalPair()
        let link = FaultInjector(near, faults: WireFaults(seed: 1, cutAfter: 5))
        async let read = failure { () throws(LinkError) in _ = try await link.read() }
        #expect(try await link.write([1, 2, 3, 4, 5, 6, 7], within: .seconds(5)) == 5)
        #expect(try await receive(5, from: far) == [1, 2, 3, 4, 5])
        let gone = LinkError.gone(near.address.description)
        #expect(
            await failure { () throws(LinkError) in
                _ = try await link.write([6], within: .seconds(5))
            } == gone)
        #expect(await read == gone)
        await link.close()
        await far.close()
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func shortWritesLoseNothing(seed: UInt64) async throws {
        let (far, near) = try await terminalPair()
        let rates = WireFaults.Rates(shortWrites: 0.7, stalls: 0.2)
        let link = FaultInjector(near, faults: WireFaults(seed: seed, rates: rates))
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
        try await send(bytes, to: link)
        #expect(try await receive(1_000, from: far) == bytes, "seed \(seed)")
        await link.close()
        await far.close()
    }

    @Test func doubledBytesArriveTwice() async throws {
        let (far, near) = try await terminalPair()
        let link = FaultInjector(near, faults: WireFaults(seed: 1, rates: .init(doublings: 1)))
        try await send([0x12], to: far)
        #expect(try await receive(2, from: link) == [0x12, 0x12])
        await link.close()
        await far.close()
    }

    @Test func aReaderOfLateBytesIsWokenByClosing() async throws {
        let (far, near) = try await terminalPair()
        let rates = WireFaults.Rates(delays: 1, delayMax: .seconds(3_600))
        let link = FaultInjector(near, faults: WireFaults(seed: 1, rates: rates))
        try await send([0x12], to: far)
        async let read = failure { () throws(LinkError) in _ = try await link.read() }
        await link.close()
        #expect(await read == .closed)
        await far.close()
    }
}

@Suite struct TracerTests {
    @Test func theTraceHoldsWhatWasTakenAndWhatCame() async throws {
        let (far, near) = try await terminalPair()
        let short = FaultInjector(near, faults: WireFaults(seed: 1, cutAfter: 2))
        let events = Lock<[Tracer.Event]>([])
        let clock = StoppedClock(time: .milliseconds(1_500))
        let link = Tracer(short, time: clock) { event in events.withLock { $0.append(event) } }
        try await send([9], to: far)
        _ = try await link.read()
        _ = try await link.write([0x1B, 0x40, 0x41], within: .seconds(5))
        #expect(
            events.withLock { $0 } == [
                .init(at: .milliseconds(1_500), direction: .fromDevice, bytes: [9]),
                .init(at: .milliseconds(1_500), direction: .toDevice, bytes: [0x1B, 0x40]),
            ])
        await link.close()
        await far.close()
    }

    @Test func aDumpShowsPositionBytesAndText() {
        let event = Tracer.Event(
            at: .milliseconds(12_345), direction: .toDevice,
            bytes: [0x1B, 0x40] + Array("Hello, ESC/POS!\n".utf8))
        #expect(
            HexDump.lines(event) == [
                "12.345000 > 000000  1b 40 48 65 6c 6c 6f 2c 20 45 53 43 2f 50 4f 53  .@Hello, ESC/POS",
                "            000010  21 0a                                            !.",
            ])
        #expect(HexDump.lines([]).isEmpty)
    }
}

struct StoppedClock: Timekeeper {
    var time: Duration
    func now() -> Duration { time }
    func sleep(until deadline: Duration) async throws(CancellationError) {}
}
