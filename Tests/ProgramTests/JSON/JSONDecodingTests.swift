import FoundationEssentials
import Receipts
import Simulator
import Testing

@testable import till

/// Anything that JSON can hold, by trial, as decodable types do it.
enum AnyJSON: Decodable, Hashable {
    case null
    case bool(Bool)
    case whole(Int64)
    case number(Double)
    case text(String)
    case list([AnyJSON])
    case object([String: AnyJSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let whole = try? value.decode(Int64.self) {
            self = .whole(whole)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([AnyJSON].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: AnyJSON].self))
        }
    }
}

/// One of everything, by the synthesised code.
struct Everything: Codable, Hashable {
    struct Inner: Codable, Hashable {
        var name: String
        var next: [Inner]
    }
    enum Word: String, Codable { case yes, no }
    var text: String
    var word: Word
    var flag: Bool
    var small: Int8
    var large: UInt64
    var ratio: Double
    var short: Float
    var none: String?
    var some: Int?
    var null: Inner?
    var inner: Inner
    var list: [[Int]]
    var table: [String: UInt16]

    static let json = """
        {"text": "a\\u0000\\n水", "word": "no", "flag": true, "small": -128,
         "large": 18446744073709551615, "ratio": -12.5e-3, "short": 0.1, "some": 7, "null": null,
         "inner": {"name": "", "next": [{"name": "é", "next": []}]}, "list": [[1, 2], [], [3]],
         "table": {"a": 1, "b": 65535}}
        """
}

/// Goes through the containers that synthesised code leaves alone.
struct Containers: Decodable, Hashable {
    var seen: [String] = []

    private enum Key: String, CodingKey { case list, object, absent }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        var list = try fields.nestedUnkeyedContainer(forKey: .list)
        seen.append("\(try list.decodeNil()) \(try list.decodeNil()) \(list.currentIndex)")
        seen.append("\((try? list.decode(String.self)) ?? "-") \(list.currentIndex)")
        seen.append("\(try list.decode(Int.self)) \(list.isAtEnd) \(list.count ?? -1)")
        var inner = try list.nestedUnkeyedContainer()
        seen.append("\(try inner.decode(String.self)) \(inner.isAtEnd)")
        let element = try list.nestedContainer(keyedBy: Key.self)
        seen.append("\(element.allKeys) \(element.contains(.absent))")
        let last = try list.superDecoder()
        seen.append("\(try last.singleValueContainer().decode(Bool.self)) \(list.isAtEnd)")
        let object = try fields.nestedContainer(keyedBy: Key.self, forKey: .object)
        seen.append(
            "\(try object.decodeNil(forKey: .list)) \(try object.decodeIfPresent(Int.self, forKey: .absent) ?? -1)"
        )
        let above = try object.superDecoder()
        seen.append("\(try above.singleValueContainer().decode(Int.self))")
        seen.append("\(last.codingPath.count) \(last.codingPath.last?.intValue ?? -1)")
    }
}

@Suite struct JSONDecodingTests {
    private func ours<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try type.init(from: JSONText(Array(text.utf8)).root)
    }

    private func theirs<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    /// Numbers that both take, and every text byte for byte.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func randomTextsMeanTheSameToTheSystemsDecoder(seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        let text = random.json(depth: 5)
        let (ours, theirs) = (try ours(AnyJSON.self, text), try theirs(AnyJSON.self, text))
        #expect(ours == theirs, "seed \(seed): \(text)")
    }

    /// One byte is wrong; what is still JSON to us must be the same to the other.
    @Test(arguments: 0..<100 as Range<UInt64>)
    func changedTextsMeanTheSameWhereBothReadThem(seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        let text = Array(random.json(depth: 3).utf8)
        for _ in 0..<20 {
            var bytes = text
            bytes[random.below(bytes.count)] = UInt8(random.below(256))
            guard let ours = try? JSONText(bytes), let ours = try? AnyJSON(from: ours.root),
                let theirs = try? JSONDecoder().decode(AnyJSON.self, from: Data(bytes))
            else { continue }
            #expect(ours == theirs, "seed \(seed): \(bytes)")
        }
    }

    @Test(arguments: ["sale", "sale-zh", "reversal", "reversal-zh", "count", "count-zh"])
    func theExamplesAreTheSameDocuments(name: String) throws {
        let text = try String(contentsOfFile: Programs.example(name), encoding: .utf8)
        #expect(try ours(Document.self, text) == theirs(Document.self, text))
        #expect(try ours(AnyJSON.self, text) == theirs(AnyJSON.self, text))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func faultPlansAreTheSame(seed: UInt64) throws {
        let plan = FaultPlan.random(seed: seed, severity: .severe)
        #expect(try FaultPlan(from: JSONText(plan.json).root) == plan)
    }

    @Test func everyTypeIsReadAsTheSystemsDecoderReadsIt() throws {
        let ours = try ours(Everything.self, Everything.json)
        #expect(ours == (try theirs(Everything.self, Everything.json)))
        #expect(ours.large == .max && ours.table["b"] == .max && ours.text == "a\0\n水")
        let again = String(decoding: try JSONEncoder().encode(ours), as: UTF8.self)
        #expect(try self.ours(Everything.self, again) == ours)
    }

    @Test func everyContainerIsReadAsTheSystemsDecoderReadsIt() throws {
        let text = """
            {"list": [null, 4, ["x"], {"list": 1}, true], "object": {"super": 9, "list": null}}
            """
        let (ours, theirs) = (try ours(Containers.self, text), try theirs(Containers.self, text))
        #expect(ours == theirs)
        #expect(ours.seen.last == "2 4")
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("1.0", 1), ("1e3", 1000), ("120e-1", 12), ("1.25e2", 125),
            ("0.000e5", 0), ("0e99999999999999999999", 0), ("9223372036854775807", Int64.max),
            ("-9223372036854775808", Int64.min), ("9223372036854775807.000", Int64.max),
            ("922337203685477580.7e1", Int64.max),
            ("1000000000000000000000e-3", 1_000_000_000_000_000_000),
            ("9007199254740993.0", 9_007_199_254_740_993),
            ("1.5", nil), ("1e-1", nil), ("9223372036854775808", nil),
            ("-9223372036854775809", nil),
            ("1e19", nil), ("18446744073709551616", nil), ("1e99999999999999999999", nil),
            ("1e-99999999999999999999", nil), ("0.1e-99999999999999999999", nil),
        ] as [(String, Int64?)])
    func aNumberIsWholeExactlyWhenItsValueIs(text: String, whole: Int64?) throws {
        #expect((try? ours(Int64.self, text)) == whole)
    }

    @Test func numbersBeyondTheirTypeAreRefused() {
        #expect((try? ours(Int8.self, "128")) == nil && (try? ours(Int8.self, "-128")) == -128)
        #expect((try? ours(UInt8.self, "-1")) == nil && (try? ours(UInt8.self, "-0")) == 0)
        #expect((try? ours(UInt64.self, "18446744073709551615")) == .max)
        #expect(
            (try? ours(Double.self, "1e309")) == nil && (try? ours(Double.self, "1e308")) == 1e308)
        #expect((try? ours(Float.self, "1e39")) == nil)
        let nines = String(repeating: "9", count: 100_000)
        #expect((try? ours(Int.self, nines)) == nil && (try? ours(Double.self, nines)) == nil)
        #expect((try? ours(Int.self, "0.\(String(repeating: "0", count: 100_000))")) == 0)
    }

    /// The path that the error has, and the kind of error.
    private func refusal(_ text: String) -> String {
        func shown(_ kind: String, _ context: DecodingError.Context) -> String {
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            return "\(kind) \(path.joined(separator: "."))"
        }
        do {
            _ = try ours(Everything.self, text)
            return "read"
        } catch DecodingError.typeMismatch(_, let context) {
            return shown("mismatch", context)
        } catch DecodingError.valueNotFound(_, let context) {
            return shown("null", context)
        } catch DecodingError.keyNotFound(let key, let context) {
            return shown("missing \(key.stringValue)", context)
        } catch DecodingError.dataCorrupted(let context) {
            return shown("corrupted", context)
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        ("\"flag\": true", "\"flag\": 1", "mismatch flag"),
        ("\"flag\": true", "\"flag\": null", "null flag"),
        ("\"flag\": true", "\"flg\": true", "missing flag "),
        ("\"small\": -128", "\"small\": -129", "corrupted small"),
        ("\"some\": 7", "\"some\": 7.5", "corrupted some"),
        ("{\"name\": \"é\", ", "{", "missing name inner.next.[0]"),
        ("[[1, 2], []", "[[1, 2], [], \"\"", "mismatch list.[2]"),
        ("[3]]", "[3, \"\"]]", "mismatch list.[2].[1]"),
        ("\"b\": 65535", "\"b\": 65536", "corrupted table.b"),
        ("\"word\": \"no\"", "\"word\": \"maybe\"", "corrupted word"),
        ("\"some\": 7,", "\"some\": {\"flag\": [true]},", "mismatch some"),
    ])
    func anErrorHasThePathOfItsValue(old: String, new: String, error: String) throws {
        try #require(Everything.json.contains(old))
        #expect(refusal(Everything.json.replacing(old, with: new)).hasPrefix(error))
    }

    @Test func anObjectOfManyFieldsIsReadLikeASmallOne() throws {
        let fields = (0..<100_000).map { "\"\\u0066\($0)\": \($0)" }.joined(separator: ",\n")
        let table = try ours([String: Int].self, "{\(fields)}")
        #expect(table.count == 100_000 && table["f99999"] == 99_999)
    }

    @Test func aPathLeadsToTheLineOfItsValue() throws {
        let text = "{\n\"a\": [\n1,\n{\"b\":\n[0, 2]}\n],\n\"c\": {}}"
        let root = try JSONText(Array(text.utf8)).root
        let lines = [
            "": 1, "a": 2, "a[0]": 3, "a[1]": 4, "a[1].b": 5, "a[1].b[1]": 5, "c": 7, "c.none": 7,
            "a[2]": 2, "a[-1]": 2, "a[1].x.b": 4, "none": 1, "a.b": 2, "[0]": 1, "]..[": 1,
        ]
        for (path, line) in lines {
            #expect(root.nearest(to: JSONKey.path(path)).place.line == line, "\(path)")
        }
        // And back: each value knows its own path.
        for index in root.json.nodes.indices {
            let value = JSONValue(json: root.json, index: index)
            let found = root.nearest(to: value.path).index
            #expect(found == index || found == index + 1, "a name stands before its value")
        }
    }
}
