internal import ESCPOS
internal import Glibc

/// A TCP port on the loopback interface that takes all bytes, to measure what comes out of a
/// program. Like a printer that is ready, it answers at once when it is asked for its status.
final class Sink {
    let port: UInt16
    private let listener: Int32

    struct Delivery {
        var bytes: [UInt8] = []
        /// How often bytes came: at most as many times as the other side wrote.
        var arrivals = 0
        /// Arrivals that brought anything but questions.
        var slipArrivals = 0
        /// When the last byte of it came, not counting later questions.
        var end: ContinuousClock.Instant
    }

    init() throws(BenchError) {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { throw .system("socket", errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isReady = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard isReady else { throw .system("bind", errno) }
    }

    deinit { close(listener) }

    /// Takes one connection and all that comes over it, until the other side closes it or sends
    /// nothing for `idle`.
    func receive(idle: Duration) throws(BenchError) -> Delivery {
        guard Self.wait(for: listener, .seconds(30)) else {
            throw .noDelivery
        }
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { throw .system("accept", errno) }
        defer { close(connection) }
        var delivery = Delivery(end: .now)
        var buffer = [UInt8](repeating: 0, count: 65536)
        var parser = Parser()
        while Self.wait(for: connection, idle) {
            let count = recv(connection, &buffer, buffer.count, 0)
            if count <= 0 { break }
            let now = ContinuousClock.now
            delivery.arrivals += 1
            delivery.bytes += buffer[..<count]
            let commands = parser.parse(buffer[..<count])
            let answers = commands.compactMap(Self.answer)
            let hasSlip = commands.contains { Self.answer(to: $0) == nil }
            if hasSlip || parser.pendingByteCount > 0 {
                delivery.slipArrivals += 1
                delivery.end = now
            }
            if !answers.isEmpty { _ = send(connection, answers, answers.count, 0) }
        }
        return delivery
    }

    /// Ready, with paper and a closed cover; only the bits that are always set are set.
    ///
    /// Source: Epson ESC/POS reference, `DLE EOT`, `GS r`.
    private static func answer(to command: Command) -> UInt8? {
        switch command {
        case .realTimeStatus: 0x12
        case .transmitStatus: 0x00
        default: nil
        }
    }

    private static func wait(for descriptor: Int32, _ limit: Duration) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let (seconds, attoseconds) = limit.components
        return poll(&entry, 1, Int32(clamping: seconds * 1000 + attoseconds / Int64(1e15))) > 0
    }
}
