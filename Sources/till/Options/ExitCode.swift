/// How a command of `till` ended, for scripts. The numbers are a promise: they never change.
///
/// A usage error is 2 as with most Unix programs, and an internal one is `EX_SOFTWARE` of
/// `sysexits.h`.
enum ExitCode: Int32, CaseIterable, Sendable {
    case done = 0
    case negative = 1
    case usage = 2
    case badInput = 3
    case absent = 4
    case denied = 5
    case busy = 6
    case inDoubt = 7
    case device = 8
    case internalError = 70

    /// What the code means for any command. Docs/Manual.md has the same table.
    var summary: String {
        switch self {
        case .done: "done"
        case .negative: "the outcome was negative: not printed, or the drawer did not open"
        case .usage: "the command line was wrong; nothing was done"
        case .badInput: "the document or another input was wrong; nothing was done"
        case .absent: "the device is absent or cannot be reached"
        case .denied: "the system does not let us open the device"
        case .busy: "another program has the device"
        case .inDoubt: "the outcome is not known; look at the device before trying again"
        case .device: "the device reports an error: no paper, cover open, cutter, other"
        case .internalError: "a defect in this program"
        }
    }
}

/// An exit code in the help of one command, in that command's words.
struct Outcome: Hashable, Sendable {
    let code: ExitCode
    let meaning: String

    init(_ code: ExitCode, _ meaning: String? = nil) {
        self.code = code
        self.meaning = meaning ?? code.summary
    }
}
