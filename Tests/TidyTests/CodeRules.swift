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
        guard let module = file.module, let code = file.swift?.code else { return [] }
        let forbidden = bans.filter { ban in
            // A type may have a method of that name, and call it by that alone.
            !ban.exceptIn.contains(module) && !code.holds("func \(ban.pattern)")
        }
        return code.lines(holding: forbidden.map(\.pattern)).flatMap { number, line in
            forbidden.filter { contains(line, $0.pattern) }
                .map { Finding(file.path, line: number, "\($0.pattern): \($0.why)") }
        }
    }

    /// Comments that put work off without saying why.
    static func comments(in file: Repository.File) -> [Finding] {
        let banned = ["FIXME", "XXX", "HACK"]
        let lines = file.swift?.comments.lines(holding: banned + ["TODO"]) ?? []
        return lines.flatMap { number, line in
            var found = banned.filter { contains(line, $0) }
                .map { Finding(file.path, line: number, "\($0): mend it now") }
            if let range = wordRange(of: "TODO", in: line) {
                let rest = line[range.upperBound...]
                if !rest.hasPrefix(":") || rest.split(separator: " ").count < 4 {
                    found.append(Finding(file.path, line: number, "TODO without a reason"))
                }
            }
            return found
        }
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
