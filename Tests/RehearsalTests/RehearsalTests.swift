import Devices
import ESCPOS
import Simulator
import Testing
import Transport

/// Whole days at the till, in virtual time, with everything that goes wrong.
@Suite struct RehearsalTests {
    static let profiles = [
        Profiles.tmT88V, Profiles.tmT20II, Profiles.generic80, Profiles.generic58,
    ]

    static func day(seed: UInt64, plan: FaultPlan? = nil) -> Rehearsal<PrinterSession> {
        var random = SeededGenerator(seed: seed)
        let profile = profiles[Int(seed % UInt64(profiles.count))]
        let configuration = PrinterSession.Configuration(
            profile: profile, firstTag: UInt32(truncatingIfNeeded: random.next()))
        let printer = VirtualPrinter(
            profile: profile, plan: plan ?? RandomDay.plan(for: profile, using: &random),
            seed: random.next())
        return Rehearsal(printer: printer, session: PrinterSession(configuration))
    }

    static func slips(_ count: Int, seed: UInt64) -> [Slip] {
        var random = SeededGenerator(seed: ~seed)
        return (1...count).map { Slip(number: $0, using: &random) }
    }

    /// 2,000 days of 20 jobs each.
    @Test func noSeedBreaksAPromise() {
        var tally = Tally()
        for seed in 0..<2000 as Range<UInt64> {
            var day = Self.day(seed: seed)
            day.run(Self.slips(20, seed: seed), every: .seconds(4), limit: .seconds(3600))
            for fault in day.faults { Issue.record("seed \(seed): \(fault)") }
            for (_, outcome) in day.outcomes { tally.count(outcome) }
        }
        print(tally.report)
        #expect(tally.total == 40_000)
        // A rehearsal in which nothing is printed, or nothing goes wrong, rehearses nothing.
        #expect(tally.counts["printed (processID)", default: 0] > 10_000)
        #expect(tally.counts["printed (roundTrip)", default: 0] > 10_000)
        #expect(tally.counts["in doubt", default: 0] > 100)
    }

    /// The test of the test: a session that asks "how are you" and calls it printed is found out.
    @Test func aSessionThatAsksUntaggedIsFoundOut() {
        var lies = 0
        for seed in 0..<200 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let printer = VirtualPrinter(
                profile: Profiles.tmT88V,
                plan: RandomDay.plan(for: Profiles.tmT88V, using: &random), seed: random.next())
            var day = Rehearsal(printer: printer, session: NaiveSession())
            day.run(Self.slips(20, seed: seed), every: .seconds(4), limit: .seconds(600))
            lies += day.faults.count { $0.contains("called printed") }
        }
        print("a naive session called \(lies) jobs printed that were not")
        #expect(lies > 20)
    }

    @Test(arguments: 0..<4)
    func aGoodDayPrintsEverything(model: Int) {
        var day = Self.day(seed: UInt64(model), plan: FaultPlan.none)
        day.run(Self.slips(20, seed: 1), every: .seconds(4), limit: .seconds(3600))
        #expect(day.faults == [])
        let evidence: PrintJob.Evidence = model < 2 ? .processID : .roundTrip
        #expect(day.outcomes.count == 20)
        for (_, outcome) in day.outcomes {
            #expect(outcome == .printed(evidence, isReprint: false))
        }
    }

    @Test func theSameSeedGivesTheSameDay() {
        func outcomes() -> [String] {
            var day = Self.day(seed: 11)
            day.run(Self.slips(20, seed: 11), every: .seconds(4), limit: .seconds(3600))
            return day.outcomes.map { "\($0.job) \($0.outcome)" }
        }
        #expect(outcomes() == outcomes())
    }
}

/// How many jobs ended how.
struct Tally {
    var counts: [String: Int] = [:]
    var total: Int { counts.values.reduce(0, +) }

    mutating func count(_ outcome: PrintJob.Outcome) {
        let name =
            switch outcome {
            case .printed(let evidence, isReprint: false): "printed (\(evidence.rawValue))"
            case .printed(let evidence, isReprint: true): "reprinted (\(evidence.rawValue))"
            case .accepted: "accepted"
            case .rejected: "rejected"
            case .inDoubt: "in doubt"
            }
        counts[name, default: 0] += 1
    }

    var report: String {
        let parts = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return "\(total) jobs: " + parts.joined(separator: ", ")
    }
}
