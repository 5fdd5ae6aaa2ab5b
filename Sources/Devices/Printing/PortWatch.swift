internal import Transport

/// What is made of a printer's port status, the one word that passes while it takes no data.
///
/// It is a hint: it says that there is no paper, or that something is wrong. It may be made up.
/// Many clones always answer that all is well, which does no harm; some always answer the same
/// complaint, or bits that mean nothing. Those are found out and not asked again.
struct PortWatch: Hashable, Sendable {
    /// What the printer said last, while it has taken nothing since.
    private(set) var complaint: PrintJob.NotReady?
    /// Whether it is never asked again.
    private(set) var isUseless = false
    /// Whether an answer is to come.
    private(set) var isAsking = false
    private var nonsense = 0
    /// When the complaint came up.
    private var complainsSince: Duration?

    static let nonsenseMax = 3
    /// Nobody loads paper in less time: a printer that goes on before had nothing to complain of.
    static let shortestHelp: Duration = .seconds(3)

    /// Whether to ask now; if so, the answer must be given.
    mutating func ask() -> Bool {
        guard !isUseless, !isAsking else { return false }
        isAsking = true
        return true
    }

    mutating func answered(_ status: PortStatus?, at now: Duration) {
        isAsking = false
        guard let status else {
            isUseless = true
            complaint = nil
            return
        }
        guard status.isPlausible else {
            complaint = nil
            countNonsense()
            return
        }
        if status.isPaperEmpty {
            complaint = .paperEnd
        } else if status.hasError || !status.isSelected {
            complaint = .offline
        } else {
            // It does not always say the same.
            complaint = nil
            nonsense = 0
        }
        complainsSince = complaint == nil ? nil : complainsSince ?? now
    }

    /// The printer took bytes, so what it complained of is over.
    mutating func took(at now: Duration) {
        if let since = complainsSince, now - since < Self.shortestHelp { countNonsense() }
        complaint = nil
        complainsSince = nil
    }

    /// Nothing that an earlier link brought counts for this one, but for what the printer is worth.
    mutating func linkOpened() {
        complaint = nil
        complainsSince = nil
        isAsking = false
    }

    private mutating func countNonsense() {
        nonsense += 1
        if nonsense >= Self.nonsenseMax {
            isUseless = true
            complaint = nil
        }
    }
}
