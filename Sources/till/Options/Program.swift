/// A program of several commands: finds the command that a command line names, and reads the rest.
struct Program: Sendable {
    let name: String
    let summary: String
    let commands: [any Subcommand]

    /// What a command line asks for.
    enum Invocation: Sendable {
        /// Print this text and end well.
        case help(String)
        case run(any Subcommand, Values)
    }

    /// A command line that was refused, and where its help is.
    struct Misuse: Error, Hashable, Sendable, CustomStringConvertible {
        let error: UsageError
        /// `till print`
        let place: String

        var description: String { "\(place): \(error)\ntry `\(place) --help`" }
    }

    /// Reads the words after the program's name.
    func parse(_ words: [String]) throws(Misuse) -> Invocation {
        let (command, rest) = try find(words)
        guard let command else { return .help(help(group: rest.first)) }
        if Syntax.asksForHelp(rest) { return .help(help(for: command)) }
        do {
            return .run(command, try command.syntax.parse(rest))
        } catch {
            throw Misuse(error: error, place: "\(name) \(command.name)")
        }
    }

    /// The command that `words` start with, and the words after its name. No command when the
    /// program's help is asked for, or the help of the group that is then the one word left.
    private func find(
        _ words: [String]
    ) throws(Misuse) -> (command: (any Subcommand)?, rest: [String]) {
        guard let first = words.first else {
            throw Misuse(error: .missingCommand(choices: choices()), place: name)
        }
        if first == "-h" || first == "--help" { return (nil, []) }
        if first.hasPrefix("-") {
            throw Misuse(error: .optionBeforeCommand(first), place: name)
        }
        if let command = commands.first(where: { $0.name == first }) {
            return (command, Array(words.dropFirst()))
        }
        let pair = words.prefix(2).joined(separator: " ")
        if let command = commands.first(where: { $0.name == pair }) {
            return (command, Array(words.dropFirst(2)))
        }
        let group = choices(in: first)
        if group.isEmpty {
            let error = UsageError.unknownCommand(
                first, nearest: nearest(to: first, among: choices()))
            throw Misuse(error: error, place: name)
        }
        if words.count == 1 {
            throw Misuse(error: .missingCommand(choices: group), place: "\(name) \(first)")
        }
        if Syntax.asksForHelp(words) { return (nil, [first]) }
        let names = group.map { "\(first) \($0)" }
        throw Misuse(
            error: .unknownCommand(pair, nearest: nearest(to: pair, among: names)),
            place: "\(name) \(first)")
    }

    /// First words of all commands, or second words of the commands of a group.
    private func choices(in group: String? = nil) -> [String] {
        var choices: [String] = []
        for command in commands {
            let words = command.name.split(separator: " ").map(String.init)
            let choice = group == nil ? words[0] : words[0] == group ? words.dropFirst().first : nil
            if let choice, !choices.contains(choice) { choices.append(choice) }
        }
        return choices
    }
}
