/// Why a library that is loaded at its first use cannot be used.
public enum LibraryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It cannot be loaded; `reason` is the system's own.
    case missing(package: String, reason: String)
    /// It is another version: it has not got `function`.
    case incomplete(file: String, package: String, function: String)

    public var description: String {
        switch self {
        case .missing(let package, let reason):
            "cannot load a library: \(reason); install \(package)"
        case .incomplete(let file, let package, let function):
            "\(file) has no function \(function); install \(package) of this system's release"
        }
    }
}
