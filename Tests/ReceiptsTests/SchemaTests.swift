import Cash
import FoundationEssentials
import Testing

@testable import Receipts

/// The schemas are for other people's programs; these tests keep them and the code one format.
@Suite struct SchemaTests {
    static let types = ["sale", "reversal", "count"]

    @Test func everyObjectHasTheFieldsThatTheCodeReads() throws {
        let documents = [
            "sale": SaleReceipt.names, "reversal": ReversalSlip.names, "count": CountSlip.names,
        ]
        let parts = [
            "store": Store.Key.names, "line": BillLine.Key.names, "tax": TaxLine.Key.names,
            "totals": Totals.Key.names, "tender": Tender.Key.names,
            "original": OriginalReceipt.Key.names, "countLine": CountLine.Key.names,
        ]
        var seen: Set<String> = []
        for type in Self.types {
            let schema = try Files.schema(type)
            expectFields(of: schema, documents[type] ?? [], type)
            for (name, definition) in schema["$defs"]?.fields ?? [:]
            where definition["type"] == .text("object") {
                seen.insert(name)
                expectFields(of: definition, parts[name] ?? [], "\(type) \(name)")
            }
        }
        #expect(seen == Set(parts.keys))
    }

    private func expectFields(of schema: JSONValue, _ names: [String], _ place: String) {
        #expect(schema["properties"]?.fields.keys.sorted() == names.sorted(), "\(place)")
        #expect(schema["additionalProperties"] == .bool(false), "\(place)")
    }

    @Test func theWordsOfEnumerationsAreTheCodes() throws {
        let sale = try Files.schema("sale")
        let count = try Files.schema("count")
        func words(_ schema: JSONValue, _ path: String...) -> [String] {
            (schema[path: path + ["enum"]]?.elements ?? []).compactMap(\.string)
        }
        #expect(words(sale, "properties", "language") == Language.allCases.map(\.rawValue))
        #expect(
            words(sale, "$defs", "tender", "properties", "kind")
                == Tender.Kind.allCases.map(\.rawValue))
        #expect(
            words(count, "properties", "purpose") == CountSlip.Purpose.allCases.map(\.rawValue))
        let line = ["$defs", "countLine", "properties"]
        #expect(
            words(count, line[0], line[1], line[2], "kind")
                == Denomination.Kind.allCases.map(\.rawValue))
        #expect(words(count, line[0], line[1], line[2], "pack") == Pack.allCases.map(\.rawValue))
        for type in Self.types {
            let schema = try Files.schema(type)
            #expect(schema[path: ["properties", "type", "const"]] == .text(type))
            #expect(words(schema, "properties", "currency") == Currency.known.map(\.code))
        }
    }

    /// Every field of every example is taken away: the code misses exactly the required ones.
    @Test(arguments: Files.exampleNames)
    func theRequiredFieldsAreTheOnesTheCodeMisses(name: String) throws {
        let example = try Files.exampleJSON(name)
        for (path, schema) in try objects(in: example) {
            let required = Set((schema["required"]?.elements ?? []).compactMap(\.string))
            for key in (example[path: path]?.fields ?? [:]).keys {
                var changed = example
                changed[path: path + [key]] = nil
                let place = text(of: path + [key])
                let refusal = try formRefusal(of: changed)
                #expect(refusal == (required.contains(key) ? "\(place): missing" : nil))
            }
        }
    }

    /// Every field of every example becomes null, and a value of another type.
    @Test(arguments: Files.exampleNames)
    func mistypedFieldsAreRefusedWithTheirPath(name: String) throws {
        let example = try Files.exampleJSON(name)
        for (path, _) in try objects(in: example) {
            for (key, value) in example[path: path]?.fields ?? [:] {
                let place = text(of: path + [key])
                let (other, expected): (JSONValue, String) =
                    switch value {
                    case .text: (.number(1), "a text")
                    case .bool: (.text("true"), "true or false")
                    case .number: (.text("1"), "a whole number")
                    case .list: (.object([:]), "a list")
                    case .object, .null: (.list([]), "an object")
                    }
                var changed = example
                changed[path: path + [key]] = other
                #expect(try formRefusal(of: changed) == "\(place): must be \(expected)")
                changed[path: path + [key]] = .null
                #expect(
                    try formRefusal(of: changed)
                        == "\(place): must be \(expected), not null; "
                        + "leave the field out when there is none")
            }
        }
    }

    @Test(arguments: Files.exampleNames)
    func unknownFieldsAreRefusedEverywhere(name: String) throws {
        let example = try Files.exampleJSON(name)
        for (path, schema) in try objects(in: example) {
            var changed = example
            changed[path: path + ["extra"]] = .number(1)
            let refusal = try #require(try formRefusal(of: changed))
            #expect(refusal.hasPrefix("\(text(of: path + ["extra"])): unknown field; known here: "))
            for field in schema["properties"]?.fields.keys.sorted() ?? [] {
                #expect(refusal.contains(field))
            }
        }
    }

    /// The bounds of `Limits`, read from the schemas: at the bound is right, one more is refused.
    @Test(arguments: [
        ("sale", "number", Limits.number), ("sale", "cashier", Limits.name),
        ("sale", "notes.0", Limits.text), ("sale", "qrCode", Limits.qrCode),
        ("sale", "store.name", Limits.name), ("sale", "store.logo", Limits.name),
        ("sale", "store.address.0", Limits.text), ("sale", "lines.0.description", Limits.text),
        ("sale", "lines.2.unit", Limits.unit), ("sale", "taxes.0.name", Limits.name),
        ("sale", "tenders.0.reference", Limits.name), ("reversal", "reason", Limits.text),
        ("reversal", "supervisor", Limits.name), ("reversal", "original.number", Limits.number),
        ("count", "till", Limits.name), ("count", "witness", Limits.name),
    ])
    func lengthsAreBoundedAsTheSchemaSays(name: String, place: String, limit: Int) throws {
        let path = place.split(separator: ".").map(String.init)
        #expect(try schema(at: path, in: Files.schema(name))["maxLength"]?.whole == limit)
        var example = try Files.exampleJSON(name)
        example[path: path] = .text(String(repeating: "x", count: limit))
        #expect(try refusal(of: example) == nil)
        example[path: path] = .text(String(repeating: "x", count: limit + 1))
        let refused = try #require(try refusal(of: example, at: .incorrect))
        #expect(refused.hasPrefix(text(of: path)))
    }

    @Test(arguments: [
        ("sale", "lines", Limits.lines), ("sale", "taxes", Limits.taxes),
        ("sale", "tenders", Limits.tenders), ("sale", "notes", Limits.notes),
        ("sale", "store.address", Limits.addressLines), ("count", "lines", Limits.countLines),
    ])
    func listsAreBoundedAsTheSchemaSays(name: String, place: String, limit: Int) throws {
        let path = place.split(separator: ".").map(String.init)
        #expect(try schema(at: path, in: Files.schema(name))["maxItems"]?.whole == limit)
        var example = try Files.exampleJSON(name)
        let element = try #require(example[path: path]?.elements.first)
        example[path: path] = .list(Array(repeating: element, count: limit + 1))
        let refused = try #require(try refusal(of: example, at: .incorrect))
        #expect(refused.contains("\(limit + 1) "), "\(refused)")
        #expect(refused.hasPrefix("\(text(of: path)): "))
        #expect(refused.hasSuffix("to \(limit)"))
    }

    // MARK: Walking a document and its schema together

    /// Every object of a document, with its schema.
    private func objects(in document: JSONValue) throws -> [(path: [String], schema: JSONValue)] {
        let root = try Files.schema(try #require(document["type"]?.string))
        var found: [(path: [String], schema: JSONValue)] = []
        func walk(_ value: JSONValue, _ path: [String]) throws {
            switch value {
            case .object(let fields):
                found.append((path, try schema(at: path, in: root)))
                for (key, child) in fields { try walk(child, path + [key]) }
            case .list(let elements):
                for (index, child) in elements.enumerated() { try walk(child, path + ["\(index)"]) }
            default: break
            }
        }
        try walk(document, [])
        return found
    }

    private func schema(at path: [String], in root: JSONValue) throws -> JSONValue {
        var schema = root
        for key in path {
            schema = try #require(schema["properties"]?[key] ?? schema["items"], "\(path)")
            if let name = schema["$ref"]?.string?.split(separator: "/").last {
                schema = try #require(root["$defs"]?[String(name)])
            }
        }
        return schema
    }

    private func text(of path: [String]) -> String {
        path.reduce("") { text, key in
            Int(key) != nil ? "\(text)[\(key)]" : text.isEmpty ? key : "\(text).\(key)"
        }
    }

    /// What reading alone says, without the sums.
    private func formRefusal(of json: JSONValue) throws -> String? {
        do {
            _ = try JSONDecoder().decode(Document.self, from: JSONEncoder().encode(json))
            return nil
        } catch let error as DecodingError {
            return DocumentError(error).description
        }
    }
}
