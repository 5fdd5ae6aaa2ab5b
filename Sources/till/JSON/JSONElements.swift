/// The values of a list, one after the other, for a decodable type.
struct JSONElements: UnkeyedDecodingContainer {
    private let list: JSONValue
    private var rest: JSONValue.Members
    private(set) var currentIndex = 0

    init(of list: JSONValue) throws {
        guard list.node.kind == .list else { throw list.mismatch([Any].self) }
        self.list = list
        rest = list.members
    }

    var codingPath: [any CodingKey] { list.path }
    var count: Int? { list.members.reduce(0) { count, _ in count + 1 } }
    var isAtEnd: Bool { rest.isAtEnd }

    /// A null is passed, any other value stays to be decoded.
    mutating func decodeNil() throws -> Bool {
        var rest = rest
        guard let value = rest.next()?.value else { throw ended(Any?.self) }
        guard value.decodeNil() else { return false }
        self.rest = rest
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try take(type) { try Value(from: $0) }
    }

    mutating func nestedContainer<Key: CodingKey>(
        keyedBy type: Key.Type
    ) throws -> KeyedDecodingContainer<Key> {
        try take([String: Any].self) { try $0.container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try take([Any].self) { try $0.unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder {
        try take((any Decoder).self) { $0 }
    }

    /// A value that could not be decoded stays the next, so that another type can be tried.
    private mutating func take<Value>(
        _ type: any Any.Type, _ make: (JSONValue) throws -> Value
    ) throws -> Value {
        var rest = rest
        guard let next = rest.next()?.value else { throw ended(type) }
        let value = try make(next)
        self.rest = rest
        currentIndex += 1
        return value
    }

    private func ended(_ type: any Any.Type) -> DecodingError {
        let path = list.path + [JSONKey(intValue: currentIndex)]
        return .valueNotFound(
            type, .init(codingPath: path, debugDescription: "the list has ended"))
    }
}
