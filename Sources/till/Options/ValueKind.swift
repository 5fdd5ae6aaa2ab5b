/// How a value is written on the command line: its placeholder in help, and how it is read.
struct ValueKind<Value: Sendable>: Sendable {
    /// `PORT`, in capitals.
    let placeholder: String
    /// Throws what the value must be, as the end of a sentence: `must be a whole number`.
    let read: @Sendable (String) throws(ValueError) -> Value
    /// The value as a person would write it, for a default in help.
    let show: @Sendable (Value) -> String

    init(
        _ placeholder: String, read: @escaping @Sendable (String) throws(ValueError) -> Value,
        show: @escaping @Sendable (Value) -> String
    ) {
        self.placeholder = placeholder
        self.read = read
        self.show = show
    }
}

/// Why a text is not a value of the kind that is wanted.
struct ValueError: Error, Hashable, Sendable {
    /// The end of a sentence whose subject is the text: `must be …`.
    let why: String
}

extension ValueKind where Value == String {
    /// Any text but an empty one.
    static func text(_ placeholder: String) -> Self {
        ValueKind(placeholder) { text throws(ValueError) in
            if text.isEmpty { throw ValueError(why: "must not be empty") }
            return text
        } show: {
            $0
        }
    }
}

extension ValueKind where Value: FixedWidthInteger {
    /// A whole number, written in decimal digits.
    static func integer(_ placeholder: String, in range: ClosedRange<Value>) -> Self {
        ValueKind(placeholder) { text throws(ValueError) in
            guard let value = Value(text), range.contains(value) else {
                throw ValueError(
                    why: "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        } show: {
            "\($0)"
        }
    }
}

extension ValueKind where Value == Duration {
    /// Whole seconds, or with `ms` behind the number, milliseconds.
    static func duration(_ placeholder: String, upTo limit: Duration) -> Self {
        ValueKind(placeholder) { text throws(ValueError) in
            let inMilliseconds = text.hasSuffix("ms")
            // Six digits hold any sensible wait and cannot overflow.
            let digits = inMilliseconds ? text.dropLast(2) : text[...]
            guard (1...6).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }),
                let number = Int(digits)
            else { throw ValueError(why: "must be seconds, as 10, or milliseconds, as 500ms") }
            let duration: Duration = inMilliseconds ? .milliseconds(number) : .seconds(number)
            guard duration <= limit else {
                throw ValueError(why: "must be at most \(shown(limit))")
            }
            return duration
        } show: {
            shown($0)
        }
    }
}

extension ValueKind
where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the cases, by its raw value.
    static func choice(_ placeholder: String) -> Self {
        ValueKind(placeholder) { text throws(ValueError) in
            guard let value = Value(rawValue: text) else {
                let choices = Value.allCases.map(\.rawValue)
                let hint = nearest(to: text, among: choices).map { "; did you mean \($0)?" } ?? ""
                throw ValueError(why: "must be one of \(choices.joined(separator: ", "))\(hint)")
            }
            return value
        } show: {
            $0.rawValue
        }
    }
}

private func shown(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    if attoseconds == 0 { return "\(seconds)" }
    return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)ms"
}
