/// One place in the repository that breaks a rule.
struct Finding: Hashable, CustomStringConvertible {
    /// From the repository's root.
    var path: String
    /// Counted from 1; `nil` when the whole file or folder is meant.
    var line: Int?
    var problem: String

    init(_ path: String, line: Int? = nil, _ problem: String) {
        self.path = path
        self.line = line
        self.problem = problem
    }

    var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(problem)" }
}

extension [Finding] {
    /// What a failing test shows: one finding a line.
    var report: String { map(\.description).joined(separator: "\n") }
}
