/// A serial line: a link that also has lines beside its data, and settings that can be changed
/// while it is open.
public protocol LineLink: Link {
    /// Which of the lines are on; nil where there are none, as on a pseudo terminal.
    func signals() throws(LinkError) -> LineSignals?

    /// Switches our own lines (``LineSignals/rts``, ``LineSignals/dtr``) on or off and leaves the
    /// others as they are.
    ///
    /// - Throws: ``LinkError/unsupported(_:why:)`` where there are no lines.
    func switchSignals(_ signals: LineSignals, on: Bool) throws(LinkError)

    /// Sets an open line anew and discards what was received and not read yet. The lines beside the
    /// data stay as they are.
    func change(to settings: SerialSettings) throws(LinkError)
}

/// Opens serial lines as such.
public protocol LineOpener: Sendable {
    /// - Throws: ``LinkError``; nothing stays open or claimed.
    func openLine(
        _ path: String, _ settings: SerialSettings
    ) async throws(LinkError) -> any LineLink
}

/// Lines of a serial port beside its data, by the names that they have at the computer's end.
public struct LineSignals: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Ours: request to send.
    public static let rts = LineSignals(rawValue: 1)
    /// Ours: data terminal ready.
    public static let dtr = LineSignals(rawValue: 2)
    /// The device's: clear to send.
    public static let cts = LineSignals(rawValue: 4)
    /// The device's: data set ready.
    public static let dsr = LineSignals(rawValue: 8)
    /// The device's: ring indicator.
    public static let ring = LineSignals(rawValue: 16)
    /// The device's: data carrier detect.
    public static let carrier = LineSignals(rawValue: 32)
}
