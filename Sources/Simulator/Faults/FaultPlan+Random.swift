internal import Transport

extension FaultPlan {
    /// What a random plan draws from.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case cable, power, paper, cover, cutter, heat, drawer
        /// Short writes and a buffer that drains slowly.
        case flow
        /// Answers late or lost, and times of silence.
        case answers
        /// Answers doubled or garbled, and bytes that are no answer: what a driver cannot always
        /// tell from a true answer of one byte.
        case noise
    }

    /// How many faults a random plan has.
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        /// None to two.
        case mild
        /// One to four.
        case ordinary
        /// Four to ten.
        case severe

        var counts: ClosedRange<Int> {
            switch self {
            case .mild: 0...2
            case .ordinary: 1...4
            case .severe: 4...10
            }
        }
    }

    /// A plan for a run of `jobs` receipts; the same for the same arguments.
    ///
    /// Every fault that stops the printer or its answers ends by itself after at most
    /// ``recoveryMax`` (a jammed cutter that the host does not recover: twice that and a restart),
    /// so that each job can come to an end. A stuck drawer stays stuck, and stops no job.
    public static func random(
        seed: UInt64, severity: Severity = .ordinary, jobs: Int = 20,
        kinds: Set<Kind> = Set(Kind.allCases)
    ) -> FaultPlan {
        // A set has no order of its own that is the same in every process.
        let kinds = Kind.allCases.filter(kinds.contains)
        guard !kinds.isEmpty else { return .none }
        var dice = Dice(random: SeededGenerator(seed: seed), jobs: max(1, min(jobs, 100_000)))
        let count = Int.random(in: severity.counts, using: &dice.random)
        return FaultPlan(
            (0..<count).map { _ in
                let kind = kinds[Int.random(in: kinds.indices, using: &dice.random)]
                return Fault(dice.trigger(), dice.action(kind))
            })
    }

    /// Longest time that a fault of a random plan lasts.
    public static let recoveryMax = Duration.seconds(10)

    private struct Dice {
        var random: SeededGenerator
        let jobs: Int

        /// Places spread over what `jobs` receipts of usual length take.
        mutating func trigger() -> Trigger {
            switch Int.random(in: 0..<8, using: &random) {
            case 0...3: .bytes(Int.random(in: 0..<jobs * 1000, using: &random))
            case 4...5: .lines(Int.random(in: 1...jobs * 20, using: &random))
            case 6: .cuts(Int.random(in: 1...jobs, using: &random))
            default: .time(.milliseconds(Int.random(in: 0..<jobs * 2000, using: &random)))
            }
        }

        /// From a flicker to ``recoveryMax``: short ones are as likely as long ones.
        mutating func recovery() -> Duration {
            let scale = [20, 200, 2000, 10_000][Int.random(in: 0..<4, using: &random)]
            return .milliseconds(Int.random(in: 1...scale, using: &random))
        }

        mutating func few() -> Int { Int.random(in: 1...6, using: &random) }

        mutating func action(_ kind: Kind) -> Action {
            switch kind {
            case .cable: return .unplug(replugAfter: recovery())
            case .power: return .powerCycle(after: recovery())
            case .paper:
                return Int.random(in: 0..<4, using: &random) == 0
                    ? .nearEnd : .paperOut(reloadAfter: recovery())
            case .cover: return .coverOpen(closeAfter: recovery())
            case .cutter: return .cutterJam(freeAfter: recovery())
            case .heat: return .overheat(coolAfter: recovery())
            case .drawer: return Bool.random(using: &random) ? .drawerStuck : .drawerForcedOpen
            case .flow:
                return Bool.random(using: &random)
                    ? .shortWrites(
                        maxBytes: Int.random(in: 1...100, using: &random), count: few() * 10)
                    : .slowBuffer(
                        factor: Int.random(in: 2...200, using: &random), for: recovery())
            case .answers:
                switch Int.random(in: 0..<3, using: &random) {
                case 0: return .repliesLate(by: recovery(), count: few())
                case 1: return .repliesLost(count: few())
                default: return .silent(for: recovery())
                }
            case .noise:
                switch Int.random(in: 0..<3, using: &random) {
                case 0: return .repliesDoubled(count: few())
                case 1: return .repliesGarbled(count: few())
                default: return .garbage(bytes: Int.random(in: 1...64, using: &random))
                }
            }
        }
    }
}
