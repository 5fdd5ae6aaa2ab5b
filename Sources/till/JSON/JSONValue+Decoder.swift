/// Decodable types read from the text, without anything between.
extension JSONValue: Decoder {
    var codingPath: [any CodingKey] { path }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(try JSONFields<Key>(of: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try JSONElements(of: self) }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }
}

extension JSONValue: SingleValueDecodingContainer {
    func decodeNil() -> Bool { node.kind == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        switch node.kind {
        case .yes: true
        case .no: false
        default: throw mismatch(type)
        }
    }

    func decode(_ type: String.Type) throws -> String {
        guard let text else { throw mismatch(type) }
        return text
    }

    func decode(_ type: Int.Type) throws -> Int { try whole(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try whole(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try whole(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try whole(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try whole(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try whole(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try whole(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try whole(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try whole(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try whole(type) }
    func decode(_ type: Double.Type) throws -> Double { try floating(type) }
    func decode(_ type: Float.Type) throws -> Float { try floating(type) }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: self) }

    private func whole<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        let number = JSONNumbers.whole(try number(type), type)
        guard let number else {
            throw corrupted("must be a whole number from \(Number.min) to \(Number.max)")
        }
        return number
    }

    private func floating<Number: BinaryFloatingPoint & LosslessStringConvertible>(
        _ type: Number.Type
    ) throws -> Number {
        guard let number = JSONNumbers.floating(try number(type), type) else {
            throw corrupted("is too large")
        }
        return number
    }

    private func number(_ type: any Any.Type) throws -> ArraySlice<UInt8> {
        guard node.kind == .number else { throw mismatch(type) }
        return json.bytes[Int(node.start)..<Int(node.end)]
    }
}

extension JSONValue {
    /// Another kind of value than was asked for. A null is no value of any.
    func mismatch(_ type: any Any.Type) -> DecodingError {
        let context = DecodingError.Context(codingPath: path, debugDescription: "is \(kind)")
        return node.kind == .null
            ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    private func corrupted(_ why: String) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: path, debugDescription: why))
    }

    private var kind: String {
        switch node.kind {
        case .object: "an object"
        case .list: "a list"
        case .text, .escaped: "a text"
        case .number: "a number"
        case .yes: "true"
        case .no: "false"
        case .null: "null"
        }
    }
}
