/// What no text file of the repository holds.
enum TextRules {
    /// Tabs, blanks at the end of a line, carriage returns, a missing last line end.
    static func blanks(in file: Repository.File) -> [Finding] {
        guard isWrittenByHand(file) else { return [] }
        if file.text.unicodeScalars.contains("\r") {
            return [Finding(file.path, "carriage returns")]
        }
        var found: [Finding] = []
        for (index, line) in file.lines.enumerated() {
            if line.contains("\t"), file.name != "Makefile" {
                found.append(Finding(file.path, line: index + 1, "a tab"))
            }
            if line.last?.isWhitespace == true, line.last != "\t" {
                found.append(Finding(file.path, line: index + 1, "blanks at the end of the line"))
            }
        }
        if !file.text.isEmpty, !file.text.hasSuffix("\n") {
            found.append(Finding(file.path, "the last line has no end"))
        }
        return found
    }

    /// Absolute paths into somebody's folders: they work on one machine only.
    static func machinePaths(in file: Repository.File) -> [Finding] {
        let roots = ["work", "home", "root", "Users"].map { "/\($0)/" }
        return file.lines.enumerated().flatMap { index, line in
            roots.filter { root in
                line.ranges(of: root).contains { range in
                    let before = line[..<range.lowerBound].last
                    return before.map { !$0.isLetter && !$0.isNumber && !".}~_-".contains($0) }
                        ?? true
                }
            }
            .map { Finding(file.path, line: index + 1, "\($0) is a folder of one machine") }
        }
    }

    /// Internet hosts that are not on the list: the project names its sources and standards, and
    /// nothing else that has to be reached.
    static func hosts(in file: Repository.File) -> [Finding] {
        file.lines.enumerated().flatMap { index, line in
            hosts(in: line).filter { !isKnown($0) }
                .map { Finding(file.path, line: index + 1, "host \($0) is not on the list") }
        }
    }

    private static let knownHosts: Set<String> = [
        "apache.org", "example.com", "example.net", "example.org", "json-schema.org", "epson.biz",
    ]
    private static let topDomains: Set<Substring> = ["com", "org", "net", "io", "dev", "biz"]

    private static func isKnown(_ host: String) -> Bool {
        knownHosts.contains { host == $0 || host.hasSuffix(".\($0)") }
    }

    /// Lower-case names with dots that end in one of the common top domains.
    private static func hosts(in line: Substring) -> [String] {
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
