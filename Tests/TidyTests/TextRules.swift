/// What no text file of the repository holds.
enum TextRules {
    /// Tabs, blanks at the end of a line, carriage returns, a missing last line end.
    static func blanks(in file: Repository.File) -> [Finding] {
        guard isWrittenByHand(file) else { return [] }
        if file.text.holds("\r") { return [Finding(file.path, "carriage returns")] }
        var found: [Finding] = []
        if file.name != "Makefile" {
            found += file.text.lines(holding: ["\t"]).map {
                Finding(file.path, line: $0.number, "a tab")
            }
        }
        if file.text.holds(" \n") {
            found += file.text.lines(holding: [" "]).filter { $0.text.hasSuffix(" ") }
                .map { Finding(file.path, line: $0.number, "blanks at the end of the line") }
        }
        if !file.text.isEmpty, !file.text.hasSuffix("\n") {
            found.append(Finding(file.path, "the last line has no end"))
        }
        return found
    }

    /// Absolute paths into somebody's folders: they work on one machine only.
    static func machinePaths(in file: Repository.File) -> [Finding] {
        let roots = ["work", "home", "root", "Users"].map { "/\($0)/" }
        return file.text.lines(holding: roots).flatMap { number, line in
            roots.filter { startsPath($0, in: line) }
                .map { Finding(file.path, line: number, "\($0) is a folder of one machine") }
        }
    }

    /// Whether `root` stands in `line`, and not as a part of a longer path.
    private static func startsPath(_ root: String, in line: String) -> Bool {
        line.ranges(of: root).contains { range in
            guard let before = line[..<range.lowerBound].last else { return true }
            return !(before.isLetter || before.isNumber || ".})~_-".contains(before))
        }
    }

    /// Internet hosts that are not on the list: the project names its sources and standards, and
    /// nothing else that has to be reached.
    static func hosts(in file: Repository.File) -> [Finding] {
        // In code an amount's `.net` is no host; an address there is written with its scheme.
        let isCode = file.name.hasSuffix(".swift")
        return file.text.lines(holding: topDomains.map { ".\($0)" }).flatMap { number, line in
            hosts(in: line).filter { !isKnown($0) }
                .filter { !isCode || !$0.hasSuffix(".net") || line.contains("://\($0)") }
                .map { Finding(file.path, line: number, "host \($0) is not on the list") }
        }
    }

    private static let knownHosts: Set<String> = [
        "apache.org", "example.com", "example.net", "example.org", "json-schema.org", "epson.biz",
        "unicode.org",
    ]
    private static let topDomains: Set<Substring> = ["com", "org", "net", "io", "dev", "biz"]

    private static func isKnown(_ host: String) -> Bool {
        knownHosts.contains { host == $0 || host.hasSuffix(".\($0)") }
    }

    /// Lower-case names with dots that end in one of the common top domains.
    private static func hosts(in line: String) -> [String] {
        let words = line.split { character in !isOfHost(character) }
        return words.compactMap { word -> String? in
            let labels: [Substring] = word.split(separator: ".")
            guard labels.count > 1, let top = labels.last, topDomains.contains(top) else {
                return nil
            }
            return word.contains(where: \.isUppercase) ? nil : labels.joined(separator: ".")
        }
    }

    private static func isOfHost(_ character: Character) -> Bool {
        guard character.isASCII else { return false }
        return character.isLetter || character.isNumber || character == "." || character == "-"
    }

    private static func isWrittenByHand(_ file: Repository.File) -> Bool {
        let endings = ["swift", "md", "c", "h", "modulemap", "py", "sh", "rules", "json"]
        return file.name == "Makefile" || file.path.hasPrefix(".ci/")
            || endings.contains { file.name.hasSuffix(".\($0)") }
    }
}
