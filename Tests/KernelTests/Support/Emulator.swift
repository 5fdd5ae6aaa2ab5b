import FoundationEssentials
import Glibc

/// The emulator that this machine runs in, asked from within: plugs QEMU's own devices in and out,
/// and types on its keyboard.
///
/// Source: the QEMU Machine Protocol specification; one object of JSON a line.
final class Emulator {
    private let port: Int32
    private var received: [UInt8] = []

    init() throws {
        let path = "/dev/virtio-ports/tillwright.console"
        try Guest.wait(for: path)
        port = open(path, O_RDWR | O_CLOEXEC)
        guard port >= 0 else { throw Guest.Failure(description: "\(path): error \(errno)") }
        // Refused when an earlier connection has said it, which is as good.
        try send(#"{"execute":"qmp_capabilities"}"#)
        _ = try answer()
    }

    deinit { close(port) }

    /// An FTDI serial adapter (0403:6001); its far end is ``SerialFarEnd``.
    func plugSerialAdapter() throws {
        try execute(
            #"{"execute":"device_add","arguments":{"driver":"usb-serial","chardev":"serial","#
                + #""id":"serial-adapter","serial":"FTDI0001"}}"#)
    }

    func unplugSerialAdapter() throws {
        try send(#"{"execute":"device_del","arguments":{"id":"serial-adapter"}}"#)
        // The answer says that it was asked for; the event, that it has gone and its line is free.
        while true {
            let line = try nextLine()
            if let error = line.error { throw Guest.Failure(description: error.desc) }
            if line.event == "DEVICE_DELETED" { return }
        }
    }

    /// Presses and lets go of keys of the emulated keyboard, all at once.
    ///
    /// - Parameter keys: QEMU's names, such as `a` or `ret`.
    func type(_ keys: String...) throws {
        let list = keys.map { #"{"type":"qcode","data":"\#($0)"}"# }.joined(separator: ",")
        try execute(#"{"execute":"send-key","arguments":{"keys":[\#(list)]}}"#)
    }

    private struct Line: Decodable {
        struct Problem: Decodable { var desc: String }
        struct Nothing: Decodable {}
        var error: Problem?
        var event: String?
        /// What it greets with.
        var greeting: Nothing?

        private enum CodingKeys: String, CodingKey { case error, event, greeting = "QMP" }
    }

    private func execute(_ command: String) throws {
        try send(command)
        if let error = try answer().error { throw Guest.Failure(description: error.desc) }
    }

    private func answer() throws -> Line {
        while true {
            let line = try nextLine()
            if line.event == nil, line.greeting == nil { return line }
        }
    }

    private func send(_ command: String) throws {
        let bytes = Array((command + "\n").utf8)
        guard write(port, bytes, bytes.count) == bytes.count else {
            throw Guest.Failure(description: "cannot reach the emulator: error \(errno)")
        }
    }

    private func nextLine() throws -> Line {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                let line = received[..<end]
                received.removeSubrange(...end)
                return try JSONDecoder().decode(Line.self, from: Data(line))
            }
            var waiting = pollfd(fd: port, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 60_000) > 0 else {
                throw Guest.Failure(description: "the emulator does not answer")
            }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(port, &buffer, buffer.count)
            guard count > 0 else { throw Guest.Failure(description: "the emulator has gone") }
            received += buffer.prefix(count)
        }
    }
}
