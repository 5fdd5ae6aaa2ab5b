import Glibc

/// The far end of the emulated serial adapter's line: what a printer would hear and say there.
///
/// QEMU hands the bytes on as they come, whatever the speed that the line is set to.
final class SerialFarEnd {
    private let port: Int32

    init() throws {
        let path = "/dev/virtio-ports/tillwright.serial"
        try Guest.wait(for: path)
        port = open(path, O_RDWR | O_CLOEXEC)
        guard port >= 0 else { throw Guest.Failure(description: "\(path): error \(errno)") }
    }

    deinit { close(port) }

    func send(_ bytes: [UInt8]) throws {
        guard write(port, bytes, bytes.count) == bytes.count else {
            throw Guest.Failure(description: "the line takes nothing: error \(errno)")
        }
    }

    /// Waits for `count` bytes.
    func receive(_ count: Int, within limit: Duration = .seconds(30)) throws -> [UInt8] {
        let deadline = ContinuousClock.now + limit
        var bytes: [UInt8] = []
        while bytes.count < count {
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            var waiting = pollfd(fd: port, events: Int16(POLLIN), revents: 0)
            guard left > 0, poll(&waiting, 1, Int32(left)) > 0 else {
                throw Guest.Failure(
                    description: "\(bytes.count) of \(count) bytes came within \(limit)")
            }
            var buffer = [UInt8](repeating: 0, count: min(4096, count - bytes.count))
            let got = read(port, &buffer, buffer.count)
            guard got > 0 else { throw Guest.Failure(description: "the line has gone") }
            bytes += buffer.prefix(got)
        }
        return bytes
    }
}
