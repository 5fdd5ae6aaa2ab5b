/// Who may import whom: the table of modules in Docs/Architecture.md, which is thereby the rule.
///
/// A row is `` | `Name` | what it is | `Ours`, `Others` | `System` | ``.
struct ModuleMap {
    struct Row {
        var module: String
        /// Modules and C targets of this package.
        var imports: Set<String>
        /// System libraries, and glibc and the toolchain's own modules.
        var system: Set<String>
    }

    let rows: [Row]

    init(markdown: String) {
        rows = markdown.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            guard cells.count == 6, cells[0].allSatisfy(\.isWhitespace),
                let module = Self.names(in: cells[1]).first
            else { return nil }
            return Row(
                module: module, imports: Set(Self.names(in: cells[3])),
                system: Set(Self.names(in: cells[4])))
        }
    }

    func row(_ module: String) -> Row? { rows.first { $0.module == module } }

    /// The words between backticks.
    private static func names(in cell: Substring) -> [String] {
        let parts = cell.split(separator: "`", omittingEmptySubsequences: false)
        return stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
    }

    // MARK: The table itself

    /// A row imports only from rows above it, each module has one row, and a system library
    /// (its target's name starts with C, as in `CPNG`) has one importer.
    func findings(path: String) -> [Finding] {
        var found: [Finding] = []
        var above: Set<String> = []
        var importers: [String: [String]] = [:]
        for row in rows {
            for name in row.imports.subtracting(above).sorted() {
                found.append(Finding(path, "\(row.module) imports \(name), which is not above it"))
            }
            if !above.insert(row.module).inserted {
                found.append(Finding(path, "\(row.module) has two rows"))
            }
            for library in row.system where Self.isSystemLibrary(library) {
                importers[library, default: []].append(row.module)
            }
        }
        for (library, modules) in importers.sorted(by: { $0.key < $1.key }) where modules.count > 1
        {
            found.append(Finding(path, "\(library) has importers \(modules), but may have one"))
        }
        return found
    }

    private static func isSystemLibrary(_ name: String) -> Bool {
        name.count > 1 && name.hasPrefix("C") && name.dropFirst().first?.isUppercase == true
    }
}
