internal import Receipts
internal import Simulator

/// A JSON file of the user's, in whose errors the line stands.
struct JSONFile: Sendable {
    let path: String
    private let root: JSONValue

    init(path: String, content: [UInt8]) throws(Failure) {
        self.path = path
        do throws(JSONFault) {
            root = try JSONText(content).root
        } catch {
            throw Failure(.badInput, "\(path): \(error)")
        }
    }

    func document() throws(Failure) -> Document {
        do {
            return try Document(from: root)
        } catch let error as DecodingError {
            throw failure(DocumentError(error), at: root.nearest(to: error.path))
        } catch {
            throw Failure(.badInput, "\(path): \(error)")
        }
    }

    func faultPlan() throws(Failure) -> FaultPlan {
        do {
            return try FaultPlan(from: root)
        } catch FaultPlanError.invalid(let place, let why) {
            throw failure(at: place, "\(why); Docs/Formats/faults.md describes every field")
        } catch {
            throw Failure(.badInput, "\(path): \(error)")
        }
    }

    /// `sale.json: line 14: lines[3].total: 2 × 4.20 is 8.40, not 8.50`
    func failure(_ error: DocumentError) -> Failure {
        failure(error, at: root.nearest(to: JSONKey.path(error.path)))
    }

    /// - Parameter path: as errors show it: `lines[3].total`.
    func failure(at path: String, _ why: String) -> Failure {
        failure(DocumentError(.incorrect, at: path, why))
    }

    private func failure(_ error: DocumentError, at value: JSONValue) -> Failure {
        Failure(.badInput, "\(path): line \(value.place.line): \(error)")
    }
}

extension DecodingError {
    /// To the value that is wrong; a missing field counts as one.
    fileprivate var path: [any CodingKey] {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            context.codingPath
        case .keyNotFound(let key, let context): context.codingPath + [key]
        @unknown default: []
        }
    }
}
