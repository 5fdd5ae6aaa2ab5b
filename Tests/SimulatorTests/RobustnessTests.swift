import ESCPOS
import Simulator
import Testing
import Transport

/// What must hold whatever comes in and whatever goes wrong.
struct RobustnessTests {
    static let profiles = Profiles.all

    /// A small slip with most kinds of commands in it.
    static func job() -> [UInt8] {
        let raster = RasterImage(
            bytesPerRow: 4, height: 30, data: [UInt8](repeating: 0x5A, count: 120))
        var commands: [Command] = [
            .initialize, .automaticStatus(.all), .align(.centre), .text(Array("Shop".utf8)),
            .lineFeed, .codePage(slot: 19), .text([0xD5, 0x31]), .lineFeed,
        ]
        if let raster { commands.append(.raster(raster, scale: .normal)) }
        commands += [
            .pulse(Pulse(.pin2, onUnits: 50, offUnits: 250)), .transmitStatus(1), .feedLines(2),
            .cut(.feedThenPartial()), .processID(ProcessID(number: 7)),
        ]
        return commands.bytes
    }

    @Test func unplugAtEveryByteOfAJobNeverTrapsAndTheRestCanFollow() {
        let job = Self.job()
        for n in 0...job.count {
            let plan = FaultPlan([.init(.bytes(n), .unplug(replugAfter: .seconds(1)))])
            var bench = PrinterBench(plan: plan)
            let taken = bench.send(job)
            #expect(taken == n, "byte \(n)")
            bench.pass(.seconds(30))
            #expect(bench.printer.isConnected)
            bench.run(Array(job.dropFirst(taken)))
            #expect(bench.printer.isIdle, "byte \(n)")
            #expect(bench.printer.paper.slips.count == 1, "byte \(n)")
            #expect(bench.printer.statistics.kicks == 1, "byte \(n)")
        }
    }

    @Test func powerFailureAtEveryByteLeavesAPrinterThatPrintsTheNextJob() {
        let job = Self.job()
        for n in 0...job.count {
            let plan = FaultPlan([.init(.bytes(n), .powerCycle(after: .seconds(1)))])
            var bench = PrinterBench(plan: plan)
            bench.send(job)
            bench.pass(.seconds(30))
            _ = bench.printer.tearOff()
            bench.run(job)
            #expect(bench.printer.paper.slips.count == 1, "byte \(n)")
            #expect(
                bench.replies.last == Command.processID(ProcessID(number: 7)).answer, "byte \(n)")
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func anyBytesAtAnyTimeKeepTheBooksAndNeverTrap(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let profile = Self.profiles[Int(seed) % Self.profiles.count]
        let plan = FaultPlan.random(seed: seed, severity: .severe, jobs: 3)
        var bench = PrinterBench(profile, plan: plan, seed: seed)
        var accepted = 0
        var last = Duration.zero
        for _ in 0..<200 {
            let bytes = soup(using: &random)
            accepted += bench.printer.write(bytes[...], at: bench.now) ?? 0
            bench.pass(.milliseconds(Int.random(in: 0...50, using: &random)))
            let books = bench.printer.statistics
            #expect(books.bytesReceived == accepted)
            #expect(
                accepted == books.bytesInterpreted + books.bytesCleared
                    + bench.printer.bytesInBuffer)
        }
        for (at, _) in bench.log {
            #expect(at >= last)
            last = at
        }
    }

    /// Random bytes in which prefixes and small numbers are common, so that commands happen.
    func soup(using random: inout SeededGenerator) -> [UInt8] {
        let pieces: [[UInt8]] = [
            [0x1B], [0x1D], [0x1C], [0x10, 0x04], [0x10, 0x05], [0x10, 0x14, 1],
            [0x1D, 0x28, 0x6B],
            [0x1D, 0x76, 0x30, 0], [0x1B, 0x2A], [0x1D, 0x6B], [0x1B, 0x40], [0x0A], [0x09],
            [0x1D, 0x56], [0x1B, 0x70], [0x1B, 0x33, 0], [0x1D, 0x50], [0x1D, 0x4C], [0x1D, 0x57],
            [0x1B, 0x5C], [0x1B, 0x24],
        ]
        var out: [UInt8] = []
        for _ in 0..<Int.random(in: 1...30, using: &random) {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: out.append(UInt8.random(in: 0...255, using: &random))
            case 1: out.append(UInt8.random(in: 0...4, using: &random))
            case 2: out += pieces[Int.random(in: pieces.indices, using: &random)]
            default: out += [UInt8](repeating: 0x41, count: Int.random(in: 1...60, using: &random))
            }
        }
        return out
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func sameSeedGivesTheSameRunAndSameTimesWhateverTheSteps(seed: UInt64) {
        func run(step: Duration?) -> [VirtualPrinter.Output] {
            let plan = FaultPlan.random(seed: seed, severity: .severe, jobs: 4)
            var printer = VirtualPrinter(profile: Profiles.tmT88V, plan: plan, seed: seed)
            var outputs: [VirtualPrinter.Output] = []
            for n in 0..<8 {
                _ = printer.write(Self.job()[...], at: .seconds(3 * n))
                if let step {
                    var now = Duration.seconds(3 * n)
                    while now < .seconds(3 * n + 3) {
                        now += step
                        outputs += printer.advance(to: now)
                    }
                }
            }
            return outputs + printer.advance(to: .seconds(200))
        }
        let whole = run(step: nil)
        #expect(whole == run(step: nil))
        #expect(whole == run(step: .milliseconds(250)))
        #expect(!whole.isEmpty)
    }

    @Test func nextEventLeadsToAnEndAndTellsItsTruth() {
        var printer = VirtualPrinter(profile: Profiles.tmT88V)
        #expect(printer.nextEvent == nil)
        _ = printer.write(Self.job()[...], at: .zero)
        var steps = 0
        var now = Duration.zero
        while let next = printer.nextEvent, steps < 10_000 {
            #expect(next >= now)
            now = next
            _ = printer.advance(to: now)
            steps += 1
        }
        #expect(printer.isIdle)
        #expect(steps < 200)
    }
}

extension Command {
    /// What the printer answers to a process ID.
    var answer: [UInt8] {
        guard case .processID(let id) = self else { return [] }
        return [0x37, 0x22] + id.bytes + [0x00]
    }
}
