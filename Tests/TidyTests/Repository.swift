import FoundationEssentials

/// The files of the repository that this test was built from, less what Git ignores at its root.
struct Repository {
    /// One text file.
    struct File {
        /// From the repository's root: `Sources/ESCPOS/Parser.swift`.
        let path: String
        let text: String
        /// `nil` unless it is a Swift file.
        let swift: SwiftText?

        init(path: String, text: String) {
            self.path = path
            self.text = text
            swift = path.hasSuffix(".swift") ? SwiftText(text) : nil
        }

        var name: String { String(path.split(separator: "/").last ?? "") }
        var folders: [Substring] { path.split(separator: "/").dropLast() }
        /// The target that the file belongs to, if it stands under Sources.
        var module: String? {
            folders.first == "Sources" && folders.count > 1 ? String(folders[1]) : nil
        }
    }

    let topLevel: [String]
    let files: [File]

    /// Reads the tree around this source file.
    static let current = Repository(
        root: #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" })

    init(root: String) {
        let manager = FileManager.default
        let names = (try? manager.contentsOfDirectory(atPath: root)) ?? []
        let ignored = Self.rootNames(ignoredBy: Self.text(of: root + "/.gitignore") ?? "")
        topLevel = names.filter { $0 != ".git" && !ignored.contains($0) }.sorted()
        var found: [File] = []
        for name in topLevel {
            let inside = (try? manager.subpathsOfDirectory(atPath: "\(root)/\(name)")) ?? []
            for path in [name] + inside.map({ "\(name)/\($0)" }) where !path.contains("__pycache__")
            {
                // A folder or a picture is not text and has no text rules.
                guard let text = Self.text(of: "\(root)/\(path)") else { continue }
                found.append(File(path: path, text: text))
            }
        }
        files = found.sorted { $0.path < $1.path }
    }

    func file(_ path: String) -> File? { files.first { $0.path == path } }

    /// Names of the targets that have a folder in Sources.
    var modules: [String] {
        Array(Set(files.compactMap(\.module))).sorted()
    }

    /// The names that lines such as `/build/` keep out of Git.
    private static func rootNames(ignoredBy text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").filter { !$0.contains("*") }
                .map { String($0.filter { $0 != "/" }) })
    }

    private static func text(of path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path), !data.contains(0) else {
            return nil
        }
        return String(validating: data, as: UTF8.self)
    }
}
