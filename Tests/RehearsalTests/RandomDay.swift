import ESCPOS
import Simulator
import Transport

/// What goes wrong on a rehearsed day, chosen by chance.
enum RandomDay {
    /// A plan of up to eight faults for twenty slips of some seconds each.
    ///
    /// Answers of a model that does not tag come at most 400 ms late or twice, and are not garbled:
    /// nothing tells one untagged answer from another but time, and a bit error makes one answer
    /// into another. That is the limit of round-trip evidence, written down in Docs/Printing.md.
    static func plan(for profile: Profile, using random: inout some RandomNumberGenerator)
        -> FaultPlan
    {
        let count = Int.random(in: 0...8, using: &random)
        return FaultPlan(
            (0..<count).map { _ in
                FaultPlan.Fault(
                    trigger(using: &random),
                    action(isTagged: profile.evidence == .processID, using: &random))
            })
    }

    private static func trigger(using random: inout some RandomNumberGenerator)
        -> FaultPlan.Trigger
    {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .bytes(Int.random(in: 0...20_000, using: &random))
        case 1: .lines(Int.random(in: 0...300, using: &random))
        case 2: .cuts(Int.random(in: 0...20, using: &random))
        default: .time(.milliseconds(Int.random(in: 0...90_000, using: &random)))
        }
    }

    private static func action(isTagged: Bool, using random: inout some RandomNumberGenerator)
        -> FaultPlan.Action
    {
        let pause = Duration.milliseconds(Int.random(in: 100...40_000, using: &random))
        let count = Int.random(in: 1...6, using: &random)
        let lateness = Duration.milliseconds(
            Int.random(in: 1...(isTagged ? 20_000 : 400), using: &random))
        switch Int.random(in: 0..<(isTagged ? 16 : 14), using: &random) {
        case 0: return .unplug(replugAfter: pause)
        case 1: return .powerCycle(after: pause)
        case 2, 3: return .paperOut(reloadAfter: pause)
        case 4: return .coverOpen(closeAfter: pause)
        case 5: return .cutterJam(freeAfter: pause)
        case 6: return .overheat(coolAfter: pause)
        case 7: return .repliesLate(by: lateness, count: count)
        case 8: return .repliesLost(count: count)
        case 9: return .repliesDoubled(count: count)
        case 10: return .shortWrites(maxBytes: count * 7, count: 50)
        case 11: return .slowBuffer(factor: count + 1, for: pause)
        case 12: return .silent(for: pause)
        case 13: return .nearEnd
        case 14: return .repliesGarbled(count: count)
        default: return .garbage(bytes: count * 5)
        }
    }
}
