internal import ESCPOS
internal import Transport

/// The printer's way back to the host, with what can go wrong on it.
///
/// Answers keep their order, also when one of them is late.
struct ReplyChannel: Sendable {
    struct Message: Hashable, Sendable {
        var due: Duration
        var bytes: [UInt8]
    }

    private(set) var queue: [Message] = []
    /// What the host did not get and may still want: of process IDs the printer keeps the newest
    /// (Epson ESC/POS reference, `GS ( H` function 48).
    private(set) var keptProcessID: [UInt8]?
    private var random: SeededGenerator

    // Faults under way: how many answers each still touches.
    private var delay = Duration.zero
    private var lateLeft = 0
    private var lostLeft = 0
    private var doubledLeft = 0
    private var garbledLeft = 0
    private var silentUntil = Duration.zero

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    var nextDue: Duration? { queue.first?.due }

    /// Queues an answer, or what the faults leave of it.
    mutating func send(_ bytes: [UInt8], at now: Duration) {
        guard !bytes.isEmpty, now >= silentUntil else { return }
        if lostLeft > 0 {
            lostLeft -= 1
            return
        }
        var bytes = bytes
        if garbledLeft > 0 {
            garbledLeft -= 1
            let place = Int.random(in: bytes.indices, using: &random)
            bytes[place] ^= UInt8.random(in: 1...255, using: &random)
        }
        var due = now
        if lateLeft > 0 {
            lateLeft -= 1
            due += delay
        }
        due = max(due, queue.last?.due ?? due)
        queue.append(Message(due: due, bytes: bytes))
        if doubledLeft > 0 {
            doubledLeft -= 1
            queue.append(Message(due: due, bytes: bytes))
        }
    }

    /// Queues bytes that are no answer at all.
    mutating func sendGarbage(_ count: Int, at now: Duration) {
        let bytes = (0..<max(0, count)).map { _ in UInt8.random(in: 0...255, using: &random) }
        guard !bytes.isEmpty else { return }
        queue.append(Message(due: max(now, queue.last?.due ?? now), bytes: bytes))
    }

    /// Takes the answers that are due.
    mutating func take(at now: Duration) -> [[UInt8]] {
        let due = queue.prefix { $0.due <= now }.map(\.bytes)
        queue.removeFirst(due.count)
        return due
    }

    /// The host went away: what was under way is lost, but for the newest process ID.
    mutating func cut() {
        for message in queue { keep(message.bytes) }
        queue = []
    }

    /// Keeps a process ID that there is no host for; other answers are lost.
    mutating func keep(_ bytes: [UInt8]) {
        if bytes.count == 7, bytes.starts(with: [0x37, 0x22]) { keptProcessID = bytes }
    }

    mutating func takeKeptProcessID() -> [UInt8]? {
        defer { keptProcessID = nil }
        return keptProcessID
    }

    /// Power went off or the buffers were cleared.
    mutating func clear() {
        queue = []
        keptProcessID = nil
    }

    // MARK: Faults

    mutating func delay(_ count: Int, by delay: Duration) {
        self.delay = delay
        lateLeft = count
    }
    mutating func lose(_ count: Int) { lostLeft = count }
    mutating func double(_ count: Int) { doubledLeft = count }
    mutating func garble(_ count: Int) { garbledLeft = count }
    mutating func silence(until end: Duration) { silentUntil = max(silentUntil, end) }
}
