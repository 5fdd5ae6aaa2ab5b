/// Calls and words that the sources do not use.
enum CodeRules {
    private struct Ban {
        var pattern: String
        var why: String
        /// Targets where it is allowed.
        var exceptIn: Set<String> = []
    }

    private static let bans: [Ban] = [
        Ban(pattern: "try!", why: "traps on an error; handle it or declare it"),
        Ban(pattern: "as!", why: "traps on another type; use as? and say what was expected"),
        Ban(pattern: "fatalError", why: "ends the program; throw, or state a precondition"),
        Ban(pattern: "Mutex", why: "false races under the thread sanitizer; use Transport's Lock"),
        Ban(
            pattern: "print(", why: "only the programs speak; return or throw it",
            exceptIn: ["till", "till-bench"]),
    ]

    /// Banned calls in a source file. Comments and texts may name them.
    static func calls(in file: Repository.File) -> [Finding] {
        guard let module = file.module, file.isSwift else { return [] }
        var found: [Finding] = []
        for (index, line) in SwiftText(file.text).code.enumerated() {
            for ban in bans where !ban.exceptIn.contains(module) {
                if contains(line, ban.pattern) {
                    found.append(Finding(file.path, line: index + 1, "\(ban.pattern): \(ban.why)"))
                }
            }
        }
        return found
    }

    /// Comments that put work off without saying why.
    static func comments(in file: Repository.File) -> [Finding] {
        guard file.isSwift else { return [] }
        var found: [Finding] = []
        for (index, line) in SwiftText(file.text).comments.enumerated() {
            for word in ["FIXME", "XXX", "HACK"] where contains(line, word) {
                found.append(Finding(file.path, line: index + 1, "\(word): mend it now"))
            }
            guard contains(line, "TODO"), let range = wordRange(of: "TODO", in: line) else {
                continue
            }
            let reason = line[range.upperBound...].split(separator: " ")
            if !line[range.upperBound...].hasPrefix(":") || reason.count < 4 {
                found.append(Finding(file.path, line: index + 1, "TODO without a reason"))
            }
        }
        return found
    }

    private static func contains(_ line: String, _ pattern: String) -> Bool {
        wordRange(of: pattern, in: line) != nil
    }

    /// Where `pattern` stands as a word of its own: not the end of a longer name, not a member
    /// (`printer.print(`) and not a declaration (`func print(`).
    private static func wordRange(of pattern: String, in line: String) -> Range<String.Index>? {
        for range in line.ranges(of: pattern) {
            let before = line[..<range.lowerBound]
            let after = line[range.upperBound...]
            if let last = before.last, last.isLetter || last.isNumber || "_.`".contains(last) {
                continue
            }
            if before.hasSuffix("func ") { continue }
            let endsInName = pattern.last.map { $0.isLetter } ?? false
            if endsInName, let next = after.first, next.isLetter || next.isNumber || next == "_" {
                continue
            }
            return range
        }
        return nil
    }
}
