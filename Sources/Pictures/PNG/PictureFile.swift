internal import Glibc

/// Whole files, with the care that paths from outside need.
enum PictureFile {
    /// The bytes of a regular file. A pipe or device is refused instead of waited for.
    static func read(_ path: String, limit: Int) throws(PictureError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw .unreadable(path: path, reason: reason()) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .unreadable(path: path, reason: reason()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, reason: "it is not a regular file")
        }
        guard status.st_size <= limit else { throw .tooManyBytes(limit: limit) }
        // One byte more than the file had a moment ago shows its end; it may have grown since.
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
        var count = 0
        while count < bytes.count {
            let room = bytes.count - count
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(file, buffer.baseAddress?.advanced(by: count), room)
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw .unreadable(path: path, reason: reason()) }
            if got == 0 { break }
            count += got
        }
        guard count <= limit else { throw .tooManyBytes(limit: limit) }
        bytes.removeSubrange(count...)
        return bytes
    }

    /// Writes beside `path`, flushes, and renames over it.
    static func write(_ bytes: [UInt8], to path: String) throws(PictureError) {
        // A name that another writer holds, or that a killed one left behind, is passed over.
        for attempt in 0..<100 {
            let name = "\(path).\(getpid())-\(attempt).part"
            let file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if file < 0 && errno == EEXIST { continue }
            guard file >= 0 else { throw .unwritable(path: path, reason: reason()) }
            if let failure = fill(file, with: bytes, thenRename: name, to: path) {
                unlink(name)
                throw .unwritable(path: path, reason: failure)
            }
            return
        }
        throw .unwritable(path: path, reason: "too many .part files beside it; remove them")
    }

    /// What went wrong, or `nil`. Closes `file` in any case.
    private static func fill(
        _ file: CInt, with bytes: [UInt8], thenRename name: String, to path: String
    ) -> String? {
        var failure: String?
        var start = 0
        while start < bytes.count, failure == nil {
            let written = bytes.withUnsafeBytes { buffer in
                Glibc.write(file, buffer.baseAddress?.advanced(by: start), buffer.count - start)
            }
            if written >= 0 { start += written } else if errno != EINTR { failure = reason() }
        }
        if failure == nil, fsync(file) != 0 { failure = reason() }
        if close(file) != 0, failure == nil { failure = reason() }
        if failure == nil, rename(name, path) != 0 { failure = reason() }
        return failure
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
