/// One option or argument of a command. What parses it also writes its help.
protocol Declaration: Sendable {
    /// How errors and values name it: `--to` or `FILE`.
    var key: String { get }
    /// How the usage line shows it: `[--to ADDRESS]` or `FILE`.
    var usage: String { get }
    /// The left column of the help: `--to ADDRESS`.
    var label: String { get }
    /// The right column of the help.
    var help: String { get }
}

/// An option: `--name`, with or without a value. May be left out.
protocol OptionDeclaration: Declaration {
    /// `nil` for a flag.
    var placeholder: String? { get }
    /// Reads the value; a flag gets none.
    func read(_ text: String) throws(UsageError) -> any Sendable
}

extension OptionDeclaration {
    var label: String { placeholder.map { "\(key) \($0)" } ?? key }
    var usage: String { "[\(label)]" }
}

/// An argument, known by its place.
protocol ArgumentDeclaration: Declaration {
    var isRequired: Bool { get }
    func read(_ text: String) throws(UsageError) -> any Sendable
}

extension ArgumentDeclaration {
    var label: String { key }
    var usage: String { isRequired ? key : "[\(key)]" }
}

// MARK: The kinds

/// `--raw`: there or not.
struct Flag: OptionDeclaration {
    let key: String
    let help: String
    var placeholder: String? { nil }

    /// - Parameter name: without the dashes.
    init(_ name: String, help: String) {
        key = "--" + name
        self.help = help
    }

    func read(_ text: String) throws(UsageError) -> any Sendable {
        throw .unexpectedValue(option: key)
    }
}

/// `--to ADDRESS`: a value, or none.
struct Option<Value: Sendable>: OptionDeclaration {
    let key: String
    let kind: ValueKind<Value>
    let help: String
    var placeholder: String? { kind.placeholder }

    /// - Parameter name: without the dashes.
    init(_ name: String, _ kind: ValueKind<Value>, help: String) {
        key = "--" + name
        self.kind = kind
        self.help = help
    }

    func read(_ text: String) throws(UsageError) -> any Sendable {
        try kind.value(of: text, place: key)
    }
}

/// `--wait SECONDS`: a value, with a default that the help shows.
struct Setting<Value: Sendable>: OptionDeclaration {
    let key: String
    let kind: ValueKind<Value>
    let fallback: Value
    let help: String
    var placeholder: String? { kind.placeholder }

    /// - Parameter name: without the dashes.
    init(_ name: String, _ kind: ValueKind<Value>, default fallback: Value, help: String) {
        key = "--" + name
        self.kind = kind
        self.fallback = fallback
        self.help = "\(help) (default: \(kind.show(fallback)))"
    }

    func read(_ text: String) throws(UsageError) -> any Sendable {
        try kind.value(of: text, place: key)
    }
}

/// `FILE`: must be there.
struct Argument<Value: Sendable>: ArgumentDeclaration {
    let kind: ValueKind<Value>
    let help: String
    var key: String { kind.placeholder }
    var isRequired: Bool { true }

    init(_ kind: ValueKind<Value>, help: String) {
        self.kind = kind
        self.help = help
    }

    func read(_ text: String) throws(UsageError) -> any Sendable {
        try kind.value(of: text, place: key)
    }
}

/// `[FILE]`: may be left out, if all after it are.
struct OptionalArgument<Value: Sendable>: ArgumentDeclaration {
    let kind: ValueKind<Value>
    let help: String
    var key: String { kind.placeholder }
    var isRequired: Bool { false }

    init(_ kind: ValueKind<Value>, help: String) {
        self.kind = kind
        self.help = help
    }

    func read(_ text: String) throws(UsageError) -> any Sendable {
        try kind.value(of: text, place: key)
    }
}

extension ValueKind {
    fileprivate func value(of text: String, place: String) throws(UsageError) -> Value {
        do {
            return try read(text)
        } catch {
            throw .invalidValue(place: place, value: text, why: error.why)
        }
    }
}
