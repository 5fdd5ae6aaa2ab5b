internal import Glibc

/// What the system tells of processes.
package enum ProcessFacts {
    /// The name of a running process, at most 15 characters, without any that could disturb a
    /// terminal; nil when there is no such process.
    package static func name(of process: Int32) -> String? {
        guard let text = SystemFile.contents(of: "/proc/\(process)/comm") else { return nil }
        let name = text.prefix { $0 != "\n" }.filter { $0.isASCII && $0 >= " " && $0 != "\u{7F}" }
        return name.isEmpty ? nil : name
    }

    /// A process that has `path` open, as `name (process number)`; nil when none can be seen
    /// (those of other users cannot). Reads much of `/proc`, and so is for errors alone.
    package static func holder(of path: String) -> String? {
        guard let target = realpath(path, nil) else { return nil }
        defer { free(target) }
        let wanted = String(cString: target)
        for entry in SystemFile.names(in: "/proc") {
            guard let process = Int32(entry), process != getpid() else { continue }
            let folder = "/proc/\(process)"
            let isHolder = SystemFile.names(in: "\(folder)/fd").contains { number in
                link("\(folder)/fd/\(number)") == wanted
                    && isOpen(SystemFile.contents(of: "\(folder)/fdinfo/\(number)") ?? "")
            }
            if isHolder { return "\(title(of: process)) (process \(process))" }
        }
        return nil
    }

    /// Whether a descriptor is of an open file, by what the system tells of it. udev handles each new
    /// node by a descriptor that only stands for its path (`O_PATH`) and keeps nobody out.
    package static func isOpen(_ facts: String) -> Bool {
        for line in facts.split(separator: "\n") where line.hasPrefix("flags:") {
            let flags = Int(line.dropFirst("flags:".count).filter { $0.isNumber }, radix: 8)
            return (flags ?? 0) & 0o10000000 == 0
        }
        return true
    }

    /// Its name, unless that says little: CUPS starts a program called `usb` for each USB queue, with
    /// the address of the printer as its first argument.
    private static func title(of process: Int32) -> String {
        let name = name(of: process) ?? "a program"
        let arguments = SystemFile.contents(of: "/proc/\(process)/cmdline") ?? ""
        return name == "usb" && arguments.hasPrefix("usb://") ? "the usb backend of CUPS" : name
    }

    private static func link(_ path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
