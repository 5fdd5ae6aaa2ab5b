/// What stands where.
enum TreeRules {
    private static let topLevel: Set<String> = [
        "Package.swift", "Sources", "Tests", "udev", "Docs", "README.md", "Makefile", "LICENSE",
        ".ci", ".gitignore", ".swift-format",
    ]

    /// Names at the root that do not belong there.
    static func topLevel(_ names: [String]) -> [Finding] {
        names.filter { !topLevel.contains($0) }
            .map { Finding($0, "does not belong at the top level") }
    }

    /// Modules that have a folder, and no line in Package.swift or in the map.
    ///
    /// System libraries are not rows: they stand in the last column of their importer's row.
    static func modules(_ names: [String], manifest: String, map: ModuleMap) -> [Finding] {
        let mapped = Set(map.rows.flatMap { [$0.module] + $0.system })
        return names.flatMap { name -> [Finding] in
            var found: [Finding] = []
            if !manifest.contains("\"\(name)\"") {
                found.append(Finding("Sources/\(name)", "is not in Package.swift"))
            }
            if !mapped.contains(name) {
                found.append(
                    Finding("Sources/\(name)", "is not in the map in Docs/Architecture.md"))
            }
            return found
        }
    }

    /// Debian packages that Package.swift names and `make setup` does not install.
    static func packages(manifest: String, makefile: String) -> [Finding] {
        let installed = Set(makefile.split(whereSeparator: \.isWhitespace))
        return manifest.split(separator: ".apt([\"", omittingEmptySubsequences: false).dropFirst()
            .compactMap { rest in
                let package = rest.prefix { $0 != "\"" }
                return installed.contains(package)
                    ? nil
                    : Finding("Makefile", "does not install \(package), which Package.swift names")
            }
    }
}
