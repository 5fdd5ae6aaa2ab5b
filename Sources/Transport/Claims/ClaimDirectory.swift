internal import Glibc

/// The folder of the lock files.
///
/// Processes exclude each other only if they look in the same folder: `$TILLWRIGHT_LOCK_DIR` when
/// that is set; else `/run/lock/tillwright`, which the installation makes for the printers' group,
/// when we may write there; else a private one of this user, `$XDG_RUNTIME_DIR/tillwright` or
/// `/tmp/tillwright-UID`.
public struct ClaimDirectory: Hashable, Sendable {
    public let path: String
    /// Made when missing, and refused unless it is this user's alone.
    private let isPrivate: Bool

    /// A folder that is there, or that may be made with access for this user only.
    public init(path: String) {
        self.init(path, isPrivate: false)
    }

    private init(_ path: String, isPrivate: Bool) {
        self.path = path
        self.isPrivate = isPrivate
    }

    /// Where all programs of this suite look.
    public static var standard: ClaimDirectory {
        if let chosen = variable("TILLWRIGHT_LOCK_DIR") { return ClaimDirectory(path: chosen) }
        let shared = "/run/lock/tillwright"
        if access(shared, R_OK | W_OK | X_OK) == 0 { return ClaimDirectory(path: shared) }
        if let session = variable("XDG_RUNTIME_DIR"), access(session, W_OK | X_OK) == 0 {
            return ClaimDirectory("\(session)/tillwright", isPrivate: true)
        }
        return ClaimDirectory("/tmp/tillwright-\(geteuid())", isPrivate: true)
    }

    private static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// Opens the folder itself, never one that a symbolic link leads to: anybody can put a link
    /// into `/tmp`.
    func open() throws(LinkError) -> Int32 {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        var folder = Glibc.open(path, flags)
        if folder < 0, errno == ENOENT {
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw .notOpened(path, by: errno, in: "mkdir")
            }
            folder = Glibc.open(path, flags)
        }
        guard folder >= 0 else {
            if errno == ELOOP || errno == ENOTDIR {
                throw .unsupported(path, why: "the folder of the lock files is a link or a file")
            }
            throw .notOpened(path, by: errno, in: "open")
        }
        var facts = stat()
        let isOurs =
            fstat(folder, &facts) == 0 && facts.st_uid == geteuid() && facts.st_mode & 0o077 == 0
        guard isOurs || !isPrivate else {
            Glibc.close(folder)
            throw .unsupported(
                path, why: "it is not a folder of this user alone; set TILLWRIGHT_LOCK_DIR")
        }
        return folder
    }
}
