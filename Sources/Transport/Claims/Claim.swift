internal import CShims
internal import Glibc

/// The right to use a device, which one owner in one process has at a time.
///
/// It is a lock on a file named for the device, so the system takes it back from a process that
/// dies; what such a process left in the file is no obstacle. The file holds the owner's process
/// ID and name for the error message of others. Given back when the value ends.
public struct Claim: ~Copyable, Sendable {
    private let descriptor: Int32

    /// Claims the device.
    ///
    /// - Parameters:
    ///   - place: the device's address, for errors.
    ///   - directory: where the lock files are; ``ClaimDirectory`` says where by default.
    /// - Throws: ``LinkError/busy(_:holder:)`` when another has it; ``LinkError/denied(_:)`` or
    ///   ``LinkError/system(_:call:errno:)`` when its lock file cannot be used.
    public init(
        _ device: DeviceIdentity, place: String, directory: ClaimDirectory = .standard
    ) throws(LinkError) {
        let folder = try directory.open()
        defer { Glibc.close(folder) }
        let name = "\(device).lock"
        let shown = "\(directory.path)/\(name)"
        for _ in 0..<8 {
            let file = try Self.open(name, in: folder, shown: shown)
            do {
                if try Self.lock(file, place: place, shown: shown) {
                    Self.sign(file)
                    descriptor = file
                    return
                }
            } catch {
                Glibc.close(file)
                throw error
            }
            // Somebody tidied the file away between our opening and our locking it.
            Glibc.close(file)
        }
        throw .system(shown, call: "lock", errno: EAGAIN)
    }

    deinit { Self.giveBack(descriptor) }

    /// Hands the claim to `Descriptor`, as a companion that is given back after the device.
    package consuming func handOver() -> Int32 {
        let number = descriptor
        discard self
        return number
    }

    /// Ends a claim that was handed over.
    ///
    /// Closing alone would leave the lock to any child that is just being started: until it is its
    /// own program, it holds a copy of all that is open here.
    package static func giveBack(_ number: Int32) {
        _ = tillwright_unlock_file(number)
        Glibc.close(number)
    }

    private static func open(
        _ name: String, in folder: Int32, shown: String
    ) throws(LinkError) -> Int32 {
        let file = openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o660)
        guard file >= 0 else { throw .notOpened(shown, by: errno, in: "open") }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            Glibc.close(file)
            throw .unsupported(shown, why: "it is no regular file; remove it")
        }
        // Others of the device's group must be able to see who has it, whatever our umask.
        if facts.st_uid == geteuid(), facts.st_mode & 0o777 != 0o660 { fchmod(file, 0o660) }
        return file
    }

    /// - Returns: false when the file is no longer in its folder, so that its lock means nothing.
    private static func lock(
        _ file: Int32, place: String, shown: String
    ) throws(LinkError) -> Bool {
        guard tillwright_lock_file(file) == 0 else {
            guard errno == EAGAIN || errno == EACCES else {
                throw .system(shown, call: "lock", errno: errno)
            }
            throw .busy(place, holder: holder(in: file))
        }
        var facts = stat()
        return fstat(file, &facts) == 0 && facts.st_nlink > 0
    }

    private static func sign(_ file: Int32) {
        let text = "\(getpid()) \(ProcessFacts.name(of: getpid()) ?? "?")\n"
        ftruncate(file, 0)
        _ = text.utf8.withContiguousStorageIfAvailable { pwrite(file, $0.baseAddress, $0.count, 0) }
    }

    /// Who signed the file, unless that process is gone or another has its number by now.
    private static func holder(in file: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = pread(file, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        let line = String(decoding: bytes.prefix(count), as: UTF8.self).prefix { $0 != "\n" }
        let words = line.split(separator: " ", maxSplits: 1)
        guard words.count == 2, let process = Int32(words[0]),
            let name = ProcessFacts.name(of: process), name == words[1]
        else { return nil }
        return "\(name) (process \(process))"
    }
}
