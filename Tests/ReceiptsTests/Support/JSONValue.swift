/// Any JSON value, to change examples and to read schemas.
enum JSONValue: Codable, Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value):
            if let whole = Int64(exactly: value) {
                try container.encode(whole)
            } else {
                try container.encode(value)
            }
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// A field or an element; setting `nil` takes a field away.
    subscript(_ key: String) -> JSONValue? {
        get {
            switch self {
            case .object(let fields): fields[key]
            case .list(let elements):
                Int(key).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: nil
            }
        }
        set {
            switch self {
            case .object(var fields):
                fields[key] = newValue
                self = .object(fields)
            case .list(var elements):
                if let index = Int(key), elements.indices.contains(index), let newValue {
                    elements[index] = newValue
                } else if let newValue {
                    elements.append(newValue)
                }
                self = .list(elements)
            default: break
            }
        }
    }

    /// The value at a path of keys; setting `nil` takes it away.
    subscript(path path: [String]) -> JSONValue? {
        get { path.reduce(self) { $0?[$1] } }
        set {
            guard let first = path.first else {
                if let newValue { self = newValue }
                return
            }
            if path.count == 1 {
                self[first] = newValue
            } else if var child = self[first] {
                child[path: Array(path.dropFirst())] = newValue
                self[first] = child
            }
        }
    }

    var fields: [String: JSONValue] {
        if case .object(let fields) = self { fields } else { [:] }
    }
    var elements: [JSONValue] {
        if case .list(let elements) = self { elements } else { [] }
    }
    var string: String? {
        if case .text(let text) = self { text } else { nil }
    }
    var whole: Int? {
        if case .number(let number) = self { Int(exactly: number) } else { nil }
    }
}
