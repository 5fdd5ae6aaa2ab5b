/// What a virtual printer has done since it was made; never reset.
public struct Statistics: Hashable, Sendable {
    /// Bytes taken from the host.
    public internal(set) var bytesReceived = 0
    /// Bytes that left the receive buffer for the interpreter.
    public internal(set) var bytesInterpreted = 0
    /// Bytes lost from the receive buffer by power-off or a clear command.
    public internal(set) var bytesCleared = 0
    /// Real-time commands heard although the buffer was full (serial lines only).
    public internal(set) var bytesHeardWhileFull = 0
    /// Lines of characters or drawings put on paper.
    public internal(set) var lines = 0
    /// Rows of dots by which the paper has moved forward.
    public internal(set) var dotsFed = 0
    public internal(set) var cuts = 0
    /// Pulses carried out.
    public internal(set) var kicks = 0
    /// Pulses asked for and not carried out: while in error, while another one ran on the same
    /// line, or with parameters out of range.
    public internal(set) var refusedKicks = 0
    /// Pulses carried out although they broke the rule that a solenoid rests for four times as
    /// long as it was driven (Epson TM-T60 manual, appendix D).
    public internal(set) var dutyViolations = 0
    /// Answers and automatic status sent to the host, before reply faults.
    public internal(set) var replies = 0
    /// Commands that the printer took and did nothing with: unknown, or out of range.
    public internal(set) var ignoredCommands = 0

    public init() {}
}
