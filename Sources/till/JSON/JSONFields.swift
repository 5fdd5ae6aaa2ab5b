/// The fields of an object, for a decodable type.
struct JSONFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let object: JSONValue
    /// Of an object with so many fields that looking through them for each would take long; empty
    /// for others.
    private let table: [[UInt8]: Int]

    /// More fields than any document has in one object.
    private static var searchedMax: Int { 64 }

    init(of object: JSONValue) throws {
        guard object.node.kind == .object else { throw object.mismatch([String: Any].self) }
        self.object = object
        var table: [[UInt8]: Int] = [:]
        // An object has more nodes than fields, so most need no count.
        if Int(object.node.next) - object.index > Self.searchedMax,
            object.members.dropFirst(Self.searchedMax).contains(where: { _ in true })
        {
            for (name, value) in object.members {
                if let name { table[name.node.text(in: object.json.bytes)] = value.index }
            }
        }
        self.table = table
    }

    var codingPath: [any CodingKey] { object.path }

    var allKeys: [Key] {
        object.members.compactMap { $0.name?.text.flatMap(Key.init(stringValue:)) }
    }

    func contains(_ key: Key) -> Bool { found(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try value(key).decodeNil() }

    // What documents are made of goes straight to the text; every other type finds its way there.

    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        try value(key).decode(type)
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try value(key).decode(type) }

    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 {
        try value(key).decode(type)
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try Value(from: value(key))
    }

    func nestedContainer<Inner: CodingKey>(
        keyedBy type: Inner.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Inner> {
        try value(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try value(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        guard let value = object["super"] else { throw missing(JSONKey(stringValue: "super")) }
        return value
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { try value(key) }

    private func found(_ key: Key) -> JSONValue? {
        if table.isEmpty { return object[key.stringValue] }
        return table[Array(key.stringValue.utf8)].map { JSONValue(json: object.json, index: $0) }
    }

    private func value(_ key: Key) throws -> JSONValue {
        guard let value = found(key) else { throw missing(key) }
        return value
    }

    private func missing(_ key: any CodingKey) -> DecodingError {
        .keyNotFound(key, .init(codingPath: object.path, debugDescription: "missing"))
    }
}
