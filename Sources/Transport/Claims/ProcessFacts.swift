internal import Glibc

/// What the system tells of processes.
package enum ProcessFacts {
    /// The name of a running process, at most 15 characters, without any that could disturb a
    /// terminal; nil when there is no such process.
    package static func name(of process: Int32) -> String? {
        guard let text = contents(of: "/proc/\(process)/comm") else { return nil }
        let name = text.prefix { $0 != "\n" }.filter { $0.isASCII && $0 >= " " && $0 != "\u{7F}" }
        return name.isEmpty ? nil : name
    }

    /// A process that has `path` open, as `name (process number)`; nil when none can be seen
    /// (those of other users cannot). Reads much of `/proc`, and so is for errors alone.
    package static func holder(of path: String) -> String? {
        guard let target = realpath(path, nil) else { return nil }
        defer { free(target) }
        let wanted = String(cString: target)
        for entry in names(in: "/proc") {
            guard let process = Int32(entry), process != getpid() else { continue }
            let folder = "/proc/\(process)/fd"
            let isHolder = names(in: folder).contains { link("\(folder)/\($0)") == wanted }
            if isHolder { return "\(name(of: process) ?? "a program") (process \(process))" }
        }
        return nil
    }

    private static func contents(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(file, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private static func link(_ path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
