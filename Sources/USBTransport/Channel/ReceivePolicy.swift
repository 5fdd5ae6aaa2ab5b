/// Decides what becomes of a read that has ended.
///
/// Reads are always queued, so that nothing a printer says by itself is missed. Some clones answer
/// each read at once with an empty packet, which would keep a core busy: those are slowed down.
struct ReceivePolicy: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case again
        case againAfter(milliseconds: Int)
        case clearThenAgain
        case end(TransferAccount.Failure?)
    }
    private var emptyInARow = 0
    private var failuresInARow = 0
    private var hasJustCleared = false

    /// Empty packets that are no reason to slow down: one ends each answer of a whole packet.
    static let emptyInARowMax = 4
    /// A disturbance on the cable may cost one packet; an unplugged printer fails every time.
    static let failuresInARowMax = 3

    mutating func finish(_ status: TransferStatus, count: Int) -> Step {
        switch status {
        case .completed, .timedOut:
            failuresInARow = 0
            hasJustCleared = false
            emptyInARow = count > 0 ? 0 : min(emptyInARow + 1, Self.emptyInARowMax + 1)
            return emptyInARow > Self.emptyInARowMax ? .againAfter(milliseconds: 25) : .again
        case .cancelled:
            return .end(nil)
        case .noDevice:
            return .end(.gone)
        case .stalled:
            if hasJustCleared { return .end(.stalledAgain) }
            hasJustCleared = true
            return .clearThenAgain
        case .overflowed, .failed:
            failuresInARow += 1
            return failuresInARow > Self.failuresInARowMax
                ? .end(.gone) : .againAfter(milliseconds: 25)
        }
    }
}
