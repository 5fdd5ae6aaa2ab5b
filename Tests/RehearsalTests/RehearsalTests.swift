import Devices
import ESCPOS
import Glibc
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

    /// Days that are rehearsed, of 20 jobs each: 2,000, or what TILLWRIGHT_DAYS says, which is for
    /// builds that are slow on purpose (`make tsan`).
    static let days: UInt64 = {
        guard let text = getenv("TILLWRIGHT_DAYS") else { return 2000 }
        return UInt64(String(cString: text)) ?? 0
    }()

    @Test func noSeedBreaksAPromise() async {
        let days = Self.days
        // Fewer days may not meet each kind of outcome often enough to say anything of it.
        guard days >= 40 else {
            Issue.record("TILLWRIGHT_DAYS must be a number, 40 or more")
            return
        }
        // Each day is alone in its world, so they can pass side by side.
        let tally = await withTaskGroup(of: Tally.self) { group in
            for share in 0..<8 as Range<UInt64> {
                group.addTask {
                    var tally = Tally()
                    for seed in stride(from: share, to: days, by: 8) { tally.rehearse(seed) }
                    return tally
                }
            }
            return await group.reduce(into: Tally()) { $0.add($1) }
        }
        print("\(days) days, \(tally.report)")
        #expect(tally.total == 20 * Int(days))
        // A rehearsal in which nothing is printed, or nothing goes wrong, rehearses nothing.
        #expect(tally.counts["printed (processID)", default: 0] > tally.total / 4)
        #expect(tally.counts["printed (roundTrip)", default: 0] > tally.total / 4)
        #expect(tally.counts["in doubt", default: 0] > tally.total / 400)
    }

    /// The test of the test: a session that asks "how are you" and calls it printed is found out.
    @Test func aSessionThatAsksUntaggedIsFoundOut() {
        let days = max(40, Self.days / 10)
        var lies = 0
        for seed in 0..<days {
            var random = SeededGenerator(seed: seed)
            let printer = VirtualPrinter(
                profile: Profiles.tmT88V,
                plan: RandomDay.plan(for: Profiles.tmT88V, using: &random), seed: random.next())
            var day = Rehearsal(printer: printer, session: NaiveSession())
            day.run(Self.slips(20, seed: seed), every: .seconds(4), limit: .seconds(600))
            lies += day.faults.count { $0.contains("called printed") }
        }
        print("in \(days) days a naive session called \(lies) jobs printed that were not")
        #expect(lies > Int(days) / 10)
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

    /// Rehearses the day of `seed`; each broken promise is an issue.
    mutating func rehearse(_ seed: UInt64) {
        var day = RehearsalTests.day(seed: seed)
        day.run(RehearsalTests.slips(20, seed: seed), every: .seconds(4), limit: .seconds(3600))
        for fault in day.faults { Issue.record("seed \(seed): \(fault)") }
        for (_, outcome) in day.outcomes { count(outcome) }
    }

    mutating func add(_ other: Tally) { counts.merge(other.counts, uniquingKeysWith: +) }

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
