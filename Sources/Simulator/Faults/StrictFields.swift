/// The fields of one JSON object, of which every one must be asked for.
struct StrictFields {
    /// Any field's name.
    struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    let container: KeyedDecodingContainer<Name>
    private var known: [String] = []

    init(_ decoder: any Decoder) throws {
        do {
            container = try decoder.container(keyedBy: Name.self)
        } catch {
            throw Self.error(decoder.codingPath, "must be an object")
        }
    }

    private init(_ container: KeyedDecodingContainer<Name>) { self.container = container }

    /// A value of any decodable type.
    mutating func value<T: Decodable>(_ name: String, _ type: T.Type, _ what: String) throws -> T {
        known.append(name)
        guard container.contains(Name(name)) else {
            throw Self.error(container.codingPath, "\"\(name)\" is missing")
        }
        do {
            return try container.decode(type, forKey: Name(name))
        } catch let error as FaultPlanError {
            throw error
        } catch {
            throw Self.error(container.codingPath + [Name(name)], "must be \(what)")
        }
    }

    mutating func integer(_ name: String, _ range: ClosedRange<Int>) throws -> Int {
        let what = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        let number = try value(name, Int.self, what)
        guard range.contains(number) else {
            throw Self.error(container.codingPath + [Name(name)], "must be \(what)")
        }
        return number
    }

    /// At most a day.
    mutating func milliseconds(_ name: String) throws -> Duration {
        .milliseconds(try integer(name, 0...86_400_000))
    }

    /// The object's one field, whose name says what its own fields are.
    func choice() throws -> (name: String, fields: StrictFields) {
        guard container.allKeys.count == 1, let key = container.allKeys.first else {
            throw Self.error(container.codingPath, "must have exactly one field")
        }
        do {
            let inner = try container.nestedContainer(keyedBy: Name.self, forKey: key)
            return (key.stringValue, StrictFields(inner))
        } catch {
            throw Self.error(container.codingPath + [key], "must be an object")
        }
    }

    /// Refuses fields that nobody asked for.
    func end() throws {
        let unknown = container.allKeys.map(\.stringValue).filter { !known.contains($0) }.sorted()
        guard let first = unknown.first else { return }
        let names =
            known.isEmpty ? "none is known here" : "known here: " + known.joined(separator: ", ")
        throw Self.error(container.codingPath, "unknown field \"\(first)\" (\(names))")
    }

    static func error(_ path: [any CodingKey], _ why: String) -> FaultPlanError {
        var place = ""
        for key in path {
            if let index = key.intValue {
                place += "[\(index)]"
            } else {
                place += (place.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return .invalid(place: place.isEmpty ? "top level" : place, why: why)
    }
}
