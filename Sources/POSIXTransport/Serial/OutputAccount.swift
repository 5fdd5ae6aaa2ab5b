/// What became of the bytes that a serial line's link gave to the system.
///
/// The system takes a few kilobytes at once, also while the device has stopped the line. A byte
/// counts as taken only when it has left this machine: until then the link can still be closed and
/// the byte with it, and a stopped line never looks like a slip that is on its way.
struct OutputAccount: Hashable, Sendable {
    /// Given to the system and not reported as taken.
    private(set) var inFlight = 0
    /// Thrown away when the link was closed; none of them was reported as taken.
    private(set) var withdrawn = 0
    /// Most bytes to have with the system.
    let window: Int
    /// Whether the system can throw away what it has. The drivers of USB adapters cannot: part of
    /// it may be in the adapter.
    let takesBack: Bool
    private var queued = 0

    init(window: Int, takesBack: Bool) {
        self.window = window
        self.takesBack = takesBack
    }

    /// How many bytes may be given to the system now.
    var room: Int { max(0, window - max(inFlight, queued)) }

    mutating func gave(_ count: Int) {
        inFlight += count
        queued += count
    }

    /// Learns how many bytes wait in the system, and says how many to report as taken.
    mutating func isQueued(_ count: Int) -> Int {
        queued = count
        let gone = max(0, inFlight - count)
        inFlight -= gone
        return gone
    }

    /// Nothing moved within a write's limit: how many to report as taken.
    ///
    /// What cannot be taken back may reach the device yet, so it must not count as "nothing was
    /// sent". The last byte is never reported before it has left: a write is whole only then.
    mutating func stoodStill() -> Int {
        guard !takesBack, inFlight > 1 else { return 0 }
        defer { inFlight = 1 }
        return inFlight - 1
    }

    /// The link is closed and the system threw this many bytes away.
    mutating func threwAway(_ count: Int) {
        withdrawn = min(count, inFlight)
        inFlight -= withdrawn
    }

    /// The link has ended: how many bytes may have left, and so count as taken.
    mutating func ended() -> Int {
        defer { inFlight = 0 }
        return inFlight
    }
}
