import Glibc
import Transport

/// A folder of one test's own, removed with what is in it.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/tillwright-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw LinkError.system("/tmp", call: "mkdtemp", errno: errno)
        }
        path = String(decoding: template.dropLast().map(UInt8.init), as: UTF8.self)
    }

    deinit {
        if let stream = opendir(path) {
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                unlink("\(path)/\(name)")
            }
            closedir(stream)
        }
        rmdir(path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    var claims: ClaimDirectory { ClaimDirectory(path: path) }

    func fifo() -> String {
        let name = file("printer")
        mkfifo(name, 0o600)
        return name
    }

    func write(_ text: String, to name: String) {
        let number = open(file(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        _ = Glibc.write(number, text, text.utf8.count)
        close(number)
    }

    func contents(of name: String) -> [UInt8] {
        let number = open(file(name), O_RDONLY | O_CLOEXEC)
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(number, &bytes, bytes.count)
        close(number)
        return Array(bytes.prefix(max(count, 0)))
    }

    /// How many of this process's descriptors lead into the folder.
    var openDescriptors: Int {
        descriptorTargets().filter { $0.hasPrefix(path) }.count
    }
}

/// What each descriptor of this process leads to.
func descriptorTargets() -> [String] {
    guard let stream = opendir("/proc/self/fd") else { return [] }
    defer { closedir(stream) }
    var targets: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        var bytes = [CChar](repeating: 0, count: 512)
        let count = readlink("/proc/self/fd/\(name)", &bytes, bytes.count)
        guard count > 0 else { continue }
        targets.append(String(decoding: bytes.prefix(count).map(UInt8.init), as: UTF8.self))
    }
    return targets
}
