import Cash

/// The names of an object's fields.
protocol FieldKey: RawRepresentable<String>, CaseIterable, Sendable {}

extension FieldKey {
    static var names: [String] { allCases.map(\.rawValue) }
}

/// A name that the decoder can look up.
struct AnyKey: CodingKey {
    // Nothing but a string, which an existential holds without a box of its own.
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// An object read strictly: it holds only fields that its type knows, each of the right type, and
/// `null` is no value.
///
/// What is wrong is thrown as a `DecodingError` with the path of the field, as every decoder
/// does; ``DocumentError/init(_:)`` turns it into words.
struct Fields {
    private let container: KeyedDecodingContainer<AnyKey>

    /// - Parameter names: every field that the object may have; `nil` while that is not known.
    init(_ decoder: any Decoder, names: [String]?) throws {
        container = try decoder.container(keyedBy: AnyKey.self)
        guard let names else { return }
        // Decoders give the keys in any order; the error should be the same every time.
        let unknown = container.allKeys.map(\.stringValue).filter { !names.contains($0) }.min()
        if let unknown {
            throw DecodingError.dataCorruptedError(
                forKey: AnyKey(stringValue: unknown), in: container,
                debugDescription: "unknown field; known here: \(names.joined(separator: ", "))")
        }
    }

    func has(_ key: some FieldKey) -> Bool { container.contains(Fields.key(key)) }

    func value<Value: Decodable>(_ key: some FieldKey, _ type: Value.Type) throws -> Value {
        let key = Fields.key(key)
        do {
            return try container.decode(type, forKey: key)
        } catch {
            // Decoders do not agree on what a null is that should have been something else.
            guard container.contains(key), try container.decodeNil(forKey: key) else { throw error }
            throw DecodingError.valueNotFound(
                type, .init(codingPath: container.codingPath + [key], debugDescription: "null"))
        }
    }

    func text(_ key: some FieldKey) throws -> String { try value(key, String.self) }

    func textIfPresent(_ key: some FieldKey) throws -> String? {
        has(key) ? try text(key) : nil
    }

    func wholeNumber(_ key: some FieldKey) throws -> Int64 {
        do {
            return try value(key, Int64.self)
        } catch let mismatch as DecodingError where !mismatch.isDataCorrupted {
            throw mismatch
        } catch {
            // A fraction, or more than 64 bits. Foundation's decoder throws an error of its own
            // here, and would lose the path.
            throw self.error(key, "must be a whole number of at most 18 digits")
        }
    }

    func texts(_ key: some FieldKey) throws -> [String] {
        try array(key) { try $0.singleValueContainer().decode(String.self) }
    }

    func money(
        _ key: some FieldKey, _ currency: Currency, sign: Money.Sign = .none
    ) throws -> Money {
        try parsed(key) { text throws(CashError) in
            try Money(text: text, currency: currency, sign: sign)
        }
    }

    func moneyIfPresent(
        _ key: some FieldKey, _ currency: Currency, sign: Money.Sign = .none
    ) throws -> Money? {
        has(key) ? try money(key, currency, sign: sign) : nil
    }

    /// One of an enumeration's words.
    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ key: some FieldKey, _ type: Word.Type
    ) throws -> Word {
        let text = try text(key)
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        throw error(key, "must be one of \(words), not \(quoted(text))")
    }

    /// Reads a text and makes a value of it.
    func parsed<Value>(
        _ key: some FieldKey, _ make: (String) throws(CashError) -> Value
    ) throws -> Value {
        let text = try text(key)
        do throws(CashError) {
            return try make(text)
        } catch {
            throw self.error(key, error.description)
        }
    }

    // A decoder may be the same object for every level, good only until the next read. The ones
    // from `superDecoder` stand on their own.

    func object<Value>(
        _ key: some FieldKey, _ make: (any Decoder) throws -> Value
    ) throws -> Value {
        guard has(key) else { throw missing(key) }
        return try make(container.superDecoder(forKey: Fields.key(key)))
    }

    func array<Value>(
        _ key: some FieldKey, _ make: (any Decoder) throws -> Value
    ) throws -> [Value] {
        guard has(key) else { throw missing(key) }
        var elements = try container.nestedUnkeyedContainer(forKey: Fields.key(key))
        var values: [Value] = []
        while !elements.isAtEnd { values.append(try make(elements.superDecoder())) }
        return values
    }

    private func missing(_ key: some FieldKey) -> DecodingError {
        .keyNotFound(
            Fields.key(key),
            .init(codingPath: container.codingPath, debugDescription: "missing"))
    }

    func error(_ key: some FieldKey, _ text: String) -> DecodingError {
        .dataCorruptedError(forKey: Fields.key(key), in: container, debugDescription: text)
    }

    private static func key(_ key: some FieldKey) -> AnyKey { AnyKey(stringValue: key.rawValue) }
}

extension DecodingError {
    fileprivate var isDataCorrupted: Bool {
        if case .dataCorrupted = self { true } else { false }
    }
}
