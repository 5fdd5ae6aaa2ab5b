/// One command of a program: `till print`, `till drawer open`.
///
/// The declarations are stored properties, so that `run` looks values up by them:
///
///     let to = Option("to", .text("ADDRESS"), help: "where the printer is")
///     var options: [any OptionDeclaration] { [to] }
///     func run(_ values: Values) async -> ExitCode { … values[to] … }
protocol Subcommand: Sendable {
    /// One word, or two for a command of a group: `drawer open`.
    var name: String { get }
    /// One line for the list of commands.
    var summary: String { get }
    /// Paragraphs of its help beyond the summary; one string each.
    var discussion: [String] { get }
    var options: [any OptionDeclaration] { get }
    var arguments: [any ArgumentDeclaration] { get }
    /// The exit codes that this command uses, beyond usage and internal errors, which all do.
    var outcomes: [Outcome] { get }

    /// Does the work, and says what came of it on standard output or standard error.
    func run(_ values: Values) async -> ExitCode
}

extension Subcommand {
    var discussion: [String] { [] }
    var options: [any OptionDeclaration] { [] }
    var arguments: [any ArgumentDeclaration] { [] }

    var syntax: Syntax { Syntax(options: options, arguments: arguments) }

    /// All exit codes of the command, by number.
    var documentedOutcomes: [Outcome] {
        let own = Set(outcomes.map(\.code))
        let common = [ExitCode.usage, .internalError].filter { !own.contains($0) }
        return (outcomes + common.map { Outcome($0) }).sorted {
            $0.code.rawValue < $1.code.rawValue
        }
    }
}
