/// How a transfer ended, in our words.
enum TransferStatus: Hashable, Sendable {
    case completed, timedOut, cancelled, stalled, noDevice, overflowed, failed
}

/// Keeps count of the bytes that a printer has taken, transfer by transfer.
///
/// The one rule: what a transfer moved before it ended is in the printer, however it ended, and is
/// never sent again. A receipt that is resumed from there has each byte once.
struct TransferAccount: Hashable, Sendable {
    /// What to do after a transfer.
    enum Step: Hashable, Sendable {
        /// Tell the caller that the printer took this many bytes.
        case took(Int)
        /// Clear the stall of the endpoint, then tell the caller.
        case clearThenTook(Int)
        /// Clear the stall of the endpoint, then offer the same bytes again: none was taken.
        case clearThenRetry
        /// Nothing was taken, and the link has ended.
        case fail(Failure)
    }
    enum Failure: Hashable, Sendable { case gone, stalledAgain }

    /// Bytes taken since the link was opened.
    private(set) var taken = 0
    /// Bytes at the end of `taken` that a host controller may have failed to count when it
    /// cancelled a transfer: up to one packet may be in the printer beyond what it reported.
    private(set) var doubtfulBytesMax = 0
    /// What the next write throws, since this one had bytes to report.
    private(set) var pending: Failure?
    /// A stall that is cleared and comes back at once will not go away.
    private var hasJustCleared = false

    /// Takes note of the end of a transfer of `offered` bytes of which `moved` were reported.
    mutating func finish(
        _ status: TransferStatus, offered: Int, moved: Int, packetSize: Int
    ) -> Step {
        // The number comes from the system; nothing that is added up may exceed what was offered.
        let count = min(max(moved, 0), offered)
        taken += count
        let isWhole = count == offered
        doubtfulBytesMax =
            (status == .timedOut || status == .cancelled) && !isWhole
            ? min(packetSize, offered - count) : 0
        switch status {
        case .completed:
            hasJustCleared = false
            return .took(count)
        case .timedOut, .cancelled:
            if count > 0 { hasJustCleared = false }
            return .took(count)
        case .stalled:
            return stalled(after: count)
        case .noDevice, .overflowed, .failed:
            return failed(.gone, after: count)
        }
    }

    private mutating func stalled(after count: Int) -> Step {
        if hasJustCleared, count == 0 { return failed(.stalledAgain, after: count) }
        hasJustCleared = true
        return count > 0 ? .clearThenTook(count) : .clearThenRetry
    }

    private mutating func failed(_ failure: Failure, after count: Int) -> Step {
        pending = failure
        return count > 0 ? .took(count) : .fail(failure)
    }
}
