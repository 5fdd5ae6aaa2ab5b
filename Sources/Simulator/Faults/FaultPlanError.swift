/// Why a fault plan could not be read.
public enum FaultPlanError: Error, Hashable, Sendable {
    /// The text is not JSON.
    case notJSON(why: String)
    /// A field is missing, unknown or of the wrong kind; `place` as in `faults[2].do`.
    case invalid(place: String, why: String)
}

extension FaultPlanError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notJSON(let why):
            "the fault plan is not JSON: \(why); Docs/Formats/faults.md has an example"
        case .invalid(let place, let why):
            "fault plan, \(place): \(why); Docs/Formats/faults.md describes every field"
        }
    }
}
