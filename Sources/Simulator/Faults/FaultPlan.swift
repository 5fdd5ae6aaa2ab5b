/// What goes wrong with a virtual printer, and when.
///
/// Text form: JSON, Docs/Formats/faults.md.
public struct FaultPlan: Hashable, Sendable {
    /// When a fault happens; each fault happens once.
    public enum Trigger: Hashable, Sendable {
        /// Once the printer has taken this many bytes; the byte after them is not taken before.
        case bytes(Int)
        /// Once this many lines stand on paper.
        case lines(Int)
        /// Once this many cuts were made, or asked of a printer without a cutter.
        case cuts(Int)
        /// At this time.
        case time(Duration)
    }

    public enum Action: Hashable, Sendable {
        /// The cable is pulled; the printer goes on with what it holds.
        case unplug(replugAfter: Duration)
        /// Power fails: buffer, prepared lines and modes are lost.
        case powerCycle(after: Duration)
        /// The roll ends and is changed.
        case paperOut(reloadAfter: Duration)
        /// The roll is nearly at its end; nothing stops.
        case nearEnd
        case coverOpen(closeAfter: Duration)
        /// The next cut jams. The jam is cleared after a while; if the host has not recovered the
        /// printer with `DLE ENQ` after as long again, its power is switched off and on.
        case cutterJam(freeAfter: Duration)
        /// The head is too hot to print.
        case overheat(coolAfter: Duration)
        /// Something keeps the drawer shut from now on.
        case drawerStuck
        /// The drawer is opened by force, without a pulse.
        case drawerForcedOpen
        /// The next answers come late.
        case repliesLate(by: Duration, count: Int)
        /// The next answers never come.
        case repliesLost(count: Int)
        /// The next answers come twice.
        case repliesDoubled(count: Int)
        /// One byte of each of the next answers is wrong.
        case repliesGarbled(count: Int)
        /// The next writes are taken only in part.
        case shortWrites(maxBytes: Int, count: Int)
        /// The buffer drains this many times as slowly.
        case slowBuffer(factor: Int, for: Duration)
        /// The printer answers nothing.
        case silent(for: Duration)
        /// The printer sends this many bytes of noise.
        case garbage(bytes: Int)

        /// A larger factor counts as this one.
        static let slownessMax = 10_000
        /// More bytes of noise count as this many.
        static let garbageMax = 65_536
    }

    public struct Fault: Hashable, Sendable {
        public var trigger: Trigger
        public var action: Action
        public init(_ trigger: Trigger, _ action: Action) {
            self.trigger = trigger
            self.action = action
        }
    }

    public var faults: [Fault]

    public init(_ faults: [Fault] = []) {
        self.faults = faults
    }

    /// Nothing goes wrong.
    public static let none = FaultPlan()
}
