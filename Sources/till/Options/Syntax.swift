/// What a command takes, and how its command line is read.
///
/// `--long VALUE`, `--long=VALUE`, `--flag`; `--` ends the options; `-` is an argument (standard
/// input by custom). Options and arguments may be mixed. An option is given at most once.
struct Syntax: Sendable {
    let options: [any OptionDeclaration]
    let arguments: [any ArgumentDeclaration]

    init(options: [any OptionDeclaration], arguments: [any ArgumentDeclaration]) {
        let keys = options.map(\.key) + arguments.map(\.key)
        precondition(Set(keys).count == keys.count, "two declarations have the same name")
        precondition(!keys.contains("--help"), "--help is every command's own")
        precondition(
            arguments.drop { $0.isRequired }.allSatisfy { !$0.isRequired },
            "a required argument stands after an optional one")
        self.options = options
        self.arguments = arguments
    }

    /// Whether `words` ask for help; they do so wherever else they are wrong.
    static func asksForHelp(_ words: [String]) -> Bool {
        words.prefix { $0 != "--" }.contains { $0 == "-h" || $0 == "--help" }
    }

    /// Reads the words that follow the command's name.
    func parse(_ words: [String]) throws(UsageError) -> Values {
        var values = Values(declared: Set(options.map(\.key) + arguments.map(\.key)))
        var plain: [String] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                plain += rest
                break
            } else if word.hasPrefix("-"), word != "-" {
                try parseOption(word, rest: &rest, into: &values)
            } else {
                plain.append(word)
            }
        }
        try parseArguments(plain, into: &values)
        return values
    }

    private func parseOption(
        _ word: String, rest: inout ArraySlice<String>, into values: inout Values
    ) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let key = String(parts[0])
        guard let option = options.first(where: { $0.key == key }) else {
            let known = options.map(\.key) + ["--help"]
            throw .unknownOption(key, nearest: nearest(to: key, among: known))
        }
        guard !values.has(key) else { throw .repeated(option: key) }
        if parts.count == 2 {
            values.set(key, to: try option.read(String(parts[1])))
        } else if let placeholder = option.placeholder {
            // `--to --raw` is a value forgotten, not an address.
            guard let value = rest.first, value == "-" || !value.hasPrefix("-") else {
                throw .missingValue(option: key, placeholder: placeholder)
            }
            rest.removeFirst()
            values.set(key, to: try option.read(value))
        } else {
            values.set(key, to: true)
        }
    }

    private func parseArguments(
        _ words: [String], into values: inout Values
    ) throws(UsageError) {
        for (argument, word) in zip(arguments, words) {
            values.set(argument.key, to: try argument.read(word))
        }
        if words.count > arguments.count { throw .extraArgument(words[arguments.count]) }
        if let missing = arguments.dropFirst(words.count).first, missing.isRequired {
            throw .missingArgument(missing.key)
        }
    }
}

/// What a command line gave, looked up by declaration: `values[to]` has the type that `to` reads.
struct Values: Sendable {
    private let declared: Set<String>
    private var found: [String: any Sendable] = [:]

    fileprivate init(declared: Set<String>) { self.declared = declared }

    subscript(flag: Flag) -> Bool { value(of: flag.key, as: Bool.self) ?? false }

    subscript<Value>(option: Option<Value>) -> Value? { value(of: option.key, as: Value.self) }

    subscript<Value>(setting: Setting<Value>) -> Value {
        value(of: setting.key, as: Value.self) ?? setting.fallback
    }

    subscript<Value>(argument: Argument<Value>) -> Value {
        guard let value = value(of: argument.key, as: Value.self) else {
            preconditionFailure("parsing lets no required argument be missing")
        }
        return value
    }

    subscript<Value>(argument: OptionalArgument<Value>) -> Value? {
        value(of: argument.key, as: Value.self)
    }

    private func value<Value>(of key: String, as type: Value.Type) -> Value? {
        precondition(declared.contains(key), "\(key) is not declared by this command")
        return found[key] as? Value
    }

    fileprivate func has(_ key: String) -> Bool { found[key] != nil }

    fileprivate mutating func set(_ key: String, to value: any Sendable) { found[key] = value }
}
