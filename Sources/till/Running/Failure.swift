internal import Devices
internal import Transport

/// Why a command ends without having done its work: what to say, and the exit code.
struct Failure: Error, Sendable {
    let code: ExitCode
    let text: String

    init(_ code: ExitCode, _ text: String) {
        self.code = code
        self.text = text
    }

    init(_ error: LinkError) { self.init(ExitCode(error), "\(error)") }
}

extension ExitCode {
    init(_ error: LinkError) {
        self =
            switch error {
            case .absent, .unreachable, .gone, .closed: .absent
            case .denied: .denied
            case .busy: .busy
            case .unsupported: .usage
            case .system: .device
            }
    }

    init(_ outcome: PrintJob.Outcome) {
        self =
            switch outcome {
            case .printed, .accepted: .done
            case .inDoubt: .inDoubt
            case .rejected(.link(let error)): ExitCode(error)
            case .rejected(.notReady(.silent)): .absent
            case .rejected(.notReady): .device
            case .rejected: .negative
            }
    }
}
