/// Why a report descriptor cannot be read. `at` is the offset of the item in the descriptor.
public enum ReportDescriptorError: Error, Hashable, Sendable {
    case tooLong(bytes: Int, max: Int)
    /// The last item ends after the descriptor does.
    case cutOff(at: Int)
    /// An item of a kind that the standard does not have.
    case unknownItem(at: Int)
    /// The end of a collection, a range or a set of alternatives that has no beginning, or a
    /// beginning without an end.
    case unbalanced(at: Int)
    /// More of something than ``ReportDescriptor/Limits`` allow.
    case tooMany(ReportDescriptor.Limits.Subject, at: Int)
    /// A value that the standard rules out, such as report number 0.
    case badValue(at: Int)
    /// No report at all.
    case empty
}

extension ReportDescriptorError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLong(let bytes, let max):
            "the report descriptor has \(bytes) bytes, more than \(max)"
        case .cutOff(let at): "the report descriptor is cut off in the item at byte \(at)"
        case .unknownItem(let at): "byte \(at) of the report descriptor is no item"
        case .unbalanced(let at):
            "byte \(at) of the report descriptor ends what never began, or never ends"
        case .tooMany(let subject, let at):
            "the report descriptor has too many \(subject.rawValue) at byte \(at)"
        case .badValue(let at): "the item at byte \(at) of the report descriptor is out of range"
        case .empty: "the report descriptor describes no report"
        }
    }
}
