internal import FoundationEssentials
internal import Glibc

/// Another program, started with no standard input and its output on pipes.
///
/// Every wait has a limit. A child that is let go of is killed, so none is left behind.
final class ChildProcess {
    enum Failure: Error, Hashable, CustomStringConvertible {
        case cannotStart(program: String, errno: Int32)
        /// It was killed.
        case tooSlow(program: String)

        var description: String {
            switch self {
            case .cannotStart(let program, let errno):
                "cannot start \(program): error \(errno); is it installed?"
            case .tooSlow(let program): "\(program) did not come to an end in time"
            }
        }
    }

    struct Result: Hashable {
        /// The exit code; 128 and the signal's number for a child that a signal ended.
        var status: Int32
        var output: [UInt8]
        var errors: [UInt8]
    }

    let program: String
    private let pid: pid_t
    private var isReaped = false
    private var output: Pipe
    private var errors: Pipe

    private struct Pipe {
        var descriptor: Int32
        var bytes: [UInt8] = []
        var isOpen = true
    }

    /// Starts `arguments[0]`, searched in PATH when it has no slash.
    ///
    /// - Parameter environment: added to this process's own.
    init(_ arguments: [String], environment: [String: String] = [:]) throws(Failure) {
        program = arguments[0]
        guard let out = Self.openPipe() else {
            throw .cannotStart(program: arguments[0], errno: errno)
        }
        guard let err = Self.openPipe() else {
            let reason = errno
            for end in [out.read, out.write] { Glibc.close(end) }
            throw .cannotStart(program: arguments[0], errno: reason)
        }
        output = Pipe(descriptor: out.read)
        errors = Pipe(descriptor: err.read)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, out.write, 1)
        posix_spawn_file_actions_adddup2(&actions, err.write, 2)
        var attributes = Self.plainSignals()
        let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = merged.map { strdup("\($0)=\($1)") } + [nil]
        var child: pid_t = 0
        let result = posix_spawnp(&child, arguments[0], &actions, &attributes, &argv, &envp)
        for pointer in argv + envp { free(pointer) }
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
        Glibc.close(out.write)
        Glibc.close(err.write)
        pid = child
        if result != 0 {
            isReaped = true
            throw .cannotStart(program: arguments[0], errno: result)
        }
    }

    deinit {
        if !isReaped {
            kill(pid, SIGKILL)
            var status: Int32 = 0
            waitpid(pid, &status, 0)
        }
        Glibc.close(output.descriptor)
        Glibc.close(errors.descriptor)
    }

    /// Asks the program to end.
    func terminate() {
        if !isReaped { kill(pid, SIGTERM) }
    }

    /// The next line of its standard output, without the line end; `nil` when there is no more.
    func readLine(within limit: Duration) throws(Failure) -> String? {
        let deadline = ContinuousClock.now + limit
        while true {
            if let end = output.bytes.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: output.bytes[..<end], as: UTF8.self)
                output.bytes.removeSubrange(...end)
                return line
            }
            guard output.isOpen else { return nil }
            try readSome(until: deadline)
        }
    }

    /// Waits for its end. Lines that were read before are not in the result.
    func finish(within limit: Duration) throws(Failure) -> Result {
        let deadline = ContinuousClock.now + limit
        while output.isOpen || errors.isOpen { try readSome(until: deadline) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        isReaped = true
        let signal = status & 0x7F
        return Result(
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            output: output.bytes, errors: errors.bytes)
    }

    private func readSome(until deadline: ContinuousClock.Instant) throws(Failure) {
        let left = ContinuousClock.now.duration(to: deadline)
        let milliseconds =
            left.components.seconds * 1000 + left.components.attoseconds / Int64(1e15)
        var waiting = [output, errors].filter(\.isOpen).map {
            pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
        }
        let ready = poll(&waiting, nfds_t(waiting.count), Int32(clamping: max(0, milliseconds)))
        if ready < 0, errno == EINTR { return }
        guard ready > 0 else { throw .tooSlow(program: program) }
        for entry in waiting where entry.revents != 0 {
            if entry.fd == output.descriptor { Self.read(&output) } else { Self.read(&errors) }
        }
    }

    private static func read(_ pipe: inout Pipe) {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = Glibc.read(pipe.descriptor, &buffer, buffer.count)
        if count > 0 {
            pipe.bytes += buffer[..<count]
        } else if count == 0 || errno != EINTR {
            pipe.isOpen = false
        }
    }

    /// Threads of a task pool block all signals, and a child would inherit that: it could not be
    /// asked to end.
    private static func plainSignals() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        return attributes
    }

    /// A pair of sockets in place of a pipe: Swift does not see `pipe2`, and without "close on
    /// exec" from the first moment, a child started just then would hold this one's output open.
    private static func openPipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        return socketpair(AF_UNIX, kind, 0, &ends) == 0 ? (ends[0], ends[1]) : nil
    }
}
