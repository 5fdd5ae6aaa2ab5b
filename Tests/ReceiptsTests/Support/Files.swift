import FoundationEssentials
import Receipts
import Testing

/// The repository's own files.
enum Files {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let exampleNames = [
        "sale", "sale-zh", "reversal", "reversal-zh", "count", "count-zh",
    ]

    static func data(_ path: String) throws -> Data {
        try Data(contentsOf: root.appending(path: path))
    }

    static func exampleData(_ name: String) throws -> Data {
        try data("Docs/Examples/\(name).json")
    }

    static func example(_ name: String) throws -> Document {
        try JSONDecoder().decode(Document.self, from: exampleData(name))
    }

    static func exampleJSON(_ name: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: exampleData(name))
    }

    static func schema(_ type: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: data("Docs/Formats/\(type).schema.json"))
    }

    /// Compares with a file of `Corpus`, or rewrites it when `UPDATE_GOLDEN` is 1.
    static func expectGolden(
        _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let url = root.appending(path: "Tests/ReceiptsTests/Corpus/\(name).txt")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: url)
        }
        let golden = (try? Data(contentsOf: url)).map { String(decoding: $0, as: UTF8.self) }
        let (new, old) = (text.split(separator: "\n"), (golden ?? "").split(separator: "\n"))
        let difference = zip(new, old).first { $0 != $1 }
        #expect(
            text == golden,
            "\(name): \(difference.map { "now \($0.0), was \($0.1)" } ?? "length differs")",
            sourceLocation: sourceLocation)
    }
}

/// What reading, checking and printing a JSON value says: the error's text, or `nil`.
func refusal(
    of json: JSONValue, at kind: DocumentError.Kind? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> String? {
    do {
        let document = try JSONDecoder().decode(Document.self, from: JSONEncoder().encode(json))
        try document.check()
        return nil
    } catch let error as DecodingError {
        let error = DocumentError(error)
        #expect(kind == nil || error.kind == kind, sourceLocation: sourceLocation)
        return error.description
    } catch let error as DocumentError {
        #expect(kind == nil || error.kind == kind, sourceLocation: sourceLocation)
        return error.description
    }
}
