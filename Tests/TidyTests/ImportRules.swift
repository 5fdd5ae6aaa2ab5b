/// What a file may import.
enum ImportRules {
    /// The names that `file` imports, with their lines.
    static func imports(of file: Repository.File) -> [(module: String, line: Int)] {
        let lines = file.swift?.code.lines(holding: ["import"]) ?? []
        return lines.compactMap { number, line in
            let words = line.split(whereSeparator: { $0.isWhitespace || $0 == ";" })
            guard let keyword = words.firstIndex(of: "import"),
                words[..<keyword].allSatisfy({ modifiers.contains($0) || $0.hasPrefix("@") })
            else { return nil }
            let rest = words[(keyword + 1)...].drop { kinds.contains($0) }
            let module = rest.first?.split(separator: ".").first
            return module.map { (String($0), number) }
        }
    }

    /// Imports that the map does not grant.
    static func findings(in file: Repository.File, map: ModuleMap) -> [Finding] {
        var found: [Finding] = []
        let row = file.module.flatMap(map.row)
        for (name, line) in imports(of: file) {
            if name == "Foundation" {
                found.append(
                    Finding(file.path, line: line, "imports Foundation; use FoundationEssentials"))
            } else if let row, !row.imports.union(row.system).contains(name) {
                found.append(
                    Finding(
                        file.path, line: line,
                        "\(row.module) may not import \(name); see the map in Docs/Architecture.md"
                    ))
            }
        }
        return found
    }

    /// Files of `module` that import `name` beyond the first: `ESCPOS` calls iconv from one place.
    static func findings(
        in files: [Repository.File], importing name: String, onceIn module: String
    ) -> [Finding] {
        let importers = files.filter { file in
            file.module == module
                && imports(of: file).contains { $0.module == name }
        }
        return importers.dropFirst().map { file in
            Finding(file.path, "imports \(name), which \(importers[0].path) alone may do")
        }
    }

    private static let modifiers: Set<Substring> = [
        "public", "package", "internal", "fileprivate", "private",
    ]
    private static let kinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "typealias", "func", "var", "let",
    ]
}
