/// What is wrong with a command line. Nothing has been done.
enum UsageError: Error, Hashable, Sendable {
    case unknownOption(String, nearest: String?)
    case missingValue(option: String, placeholder: String)
    /// A flag was given a value.
    case unexpectedValue(option: String)
    case repeated(option: String)
    /// `place` is an option or the name of an argument.
    case invalidValue(place: String, value: String, why: String)
    case missingArgument(String)
    case extraArgument(String)
    case missingCommand(choices: [String])
    case unknownCommand(String, nearest: String?)
    /// An option stands before the command.
    case optionBeforeCommand(String)
}

extension UsageError: CustomStringConvertible {
    var description: String {
        switch self {
        case .unknownOption(let name, let nearest):
            "unknown option \(name)" + Self.suggestion(nearest)
        case .missingValue(let option, let placeholder):
            "\(option) needs a value: \(option) \(placeholder)"
                + "; a value that starts with - is written \(option)=-…"
        case .unexpectedValue(let option):
            "\(option) takes no value"
        case .repeated(let option):
            "\(option) is given twice"
        case .invalidValue(let place, let value, let why):
            "\(place): \"\(value)\" \(why)"
        case .missingArgument(let name):
            "\(name) is missing"
        case .extraArgument(let text):
            "\"\(text)\" is one argument too many"
        case .missingCommand(let choices):
            "a command is missing: one of \(choices.joined(separator: ", "))"
        case .unknownCommand(let name, let nearest):
            "unknown command \"\(name)\"" + Self.suggestion(nearest)
        case .optionBeforeCommand(let option):
            "\(option) stands before the command; options come after it"
        }
    }

    private static func suggestion(_ nearest: String?) -> String {
        nearest.map { "; did you mean \($0)?" } ?? ""
    }
}
