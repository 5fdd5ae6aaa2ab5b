/// From what a scanner sends to scans, whatever way it sends them.
///
/// A scanner may speak in scanner's reports (HID usage page 8Ch), in the manner of IBM's hand-held
/// scanners, or type like a keyboard, and may do so on several interfaces. For each interface the
/// report descriptor decides which it is. Nothing that comes is lost silently: it becomes a scan, or
/// a problem, or it had no meaning by itself (a key that goes up).
///
/// Time is an argument. ``deadline`` says when ``advance(to:)`` has to be called next, because a
/// pause can end a code.
public struct ScannerDecoder: Sendable {
    /// What an interface was found to be.
    public enum Role: Hashable, Sendable {
        /// A scanner by the HID usage tables (page 8Ch).
        case pos
        /// A scanner in the manner of IBM's hand-held or table-top ones.
        case oem
        /// A keyboard, or something that counts as one.
        case keyboard
        /// Nothing that sends codes; its input is not looked at.
        case none
        /// The report descriptor cannot be read, so nothing that the interface sends can.
        case unreadable(ReportDescriptorError)
    }

    /// Decides for each interface how to read it.
    ///
    /// - Parameter interfaces: of one device. Where two have the same number the first one counts.
    public init(interfaces: [ScannerInterface], settings: ScannerSettings = ScannerSettings()) {
        roles = Dictionary(
            interfaces.map { ($0.number, Role.none) }, uniquingKeysWith: { first, _ in first })
    }

    /// What each interface was found to be, by its number.
    public let roles: [Int: Role]

    /// Whether any interface sends codes at all.
    public var sendsCodes: Bool { false }

    /// What to send to the scanner before its first code, in this order: everything that makes it
    /// send codes whole and once. Each may be refused by the device without harm.
    public var openingReports: [ScannerOutput] { [] }

    /// - Returns: the reports that make the scanner do it; nil when its descriptors have none.
    public func reports(for command: ScannerCommand) -> [ScannerOutput]? { nil }

    /// Takes what came from one interface.
    ///
    /// - Parameters:
    ///   - number: of the interface, as in ``ScannerInterface/number``.
    ///   - now: when it came; a time before the last one counts as the last one.
    /// - Returns: events that a pause before this input brought, then those of this input.
    public mutating func handle(
        _ input: ScannerInput, from number: Int, at now: Duration
    ) -> [ScannerEvent] {
        [.problem(ScanProblem(interface: number, reason: .unexpectedInput))]
    }

    /// When ``advance(to:)`` has something to do, unless other input comes before.
    public var deadline: Duration? { nil }

    /// Lets time pass.
    public mutating func advance(to now: Duration) -> [ScannerEvent] { [] }

    /// The link is at its end: what had begun comes out, as a problem or as a scan that only a pause
    /// was missing from. The decoder can be used again afterwards, as if new.
    public mutating func finish() -> [ScannerEvent] { [] }
}
