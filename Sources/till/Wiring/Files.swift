internal import Glibc

/// Whole files, with errors that name the file.
enum Files {
    /// The bytes of a file, or of standard input for `-`.
    static func read(_ path: String, upTo limit: Int) throws(Failure) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { if path != "-" { close(descriptor) } }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &block, block.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path, errno)
            }
            bytes += block[..<count]
            if bytes.count > limit {
                throw Failure(
                    .badInput, "\(path): more than \(limit / 1024) KiB; is it the right file?")
            }
        }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes the folder if it is not there.
    static func makeFolder(_ path: String) throws(Failure) {
        guard mkdir(path, 0o777) != 0, errno != EEXIST else { return }
        throw failure(path, errno)
    }

    /// `name` as seen from the folder of `path`.
    static func beside(_ path: String, _ name: String) -> String {
        guard !name.hasPrefix("/"), path != "-", let slash = path.lastIndex(of: "/") else {
            return name
        }
        return path[...slash] + name
    }

    private static func failure(_ path: String, _ number: Int32) -> Failure {
        Failure(.badInput, "\(path): \(String(cString: strerror(number)))")
    }
}

/// What is in folders.
enum Folder {
    /// Names in order, without hidden ones; empty when the folder cannot be read.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
