internal import Transport

/// Lets few bytes at a time out to a printer that stops us by something that the system does not
/// obey: its line DTR, led to our DSR, or XOFF behind a USB adapter that does not know it.
///
/// Such a printer says stop when 16 bytes still fit into its buffer, so no more may be on their way
/// when it does. How many are is reckoned from the time that bytes take on the line, because a port
/// does not tell what is in its own buffer.
///
/// Source: Epson TM-T88II specification, busy conditions.
struct PacedGate: Hashable, Sendable {
    /// Bytes that still fit when the printer says stop.
    static let spare = 16
    /// How long until the next look while the printer says stop.
    static let patience = Duration.milliseconds(5)

    private let settings: SerialSettings
    /// When the last byte will have left the port.
    private var emptyAt: Duration = .zero

    init(_ settings: SerialSettings) { self.settings = settings }

    /// How many bytes may go out now.
    func room(isReady: Bool, at now: Duration) -> Int {
        let onTheirWay = onTheirWay(at: now)
        // A byte at a time would cost a look at the line for each.
        return isReady && onTheirWay <= Self.spare / 2 ? Self.spare - onTheirWay : 0
    }

    /// How long to wait before the next look.
    func pause(isReady: Bool, at now: Duration) -> Duration {
        let untilHalf = emptyAt - settings.time(of: Self.spare / 2) - now
        return isReady && untilHalf > .zero ? untilHalf : Self.patience
    }

    mutating func gave(_ count: Int, at now: Duration) {
        emptyAt = max(emptyAt, now) + settings.time(of: count)
    }

    private func onTheirWay(at now: Duration) -> Int {
        let left = emptyAt - now
        guard left > .zero else { return 0 }
        return Int((left / settings.time(of: 1)).rounded(.up))
    }
}
