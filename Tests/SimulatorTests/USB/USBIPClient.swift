import Glibc
import Simulator
import Transport

/// A USB/IP client: asks for devices and talks to one, as the kernel's virtual host controller does.
///
/// It writes and reads the protocol by its published layout, with no code of the server's.
final class USBIPClient: Sendable {
    struct Failure: Error, CustomStringConvertible { var description: String }

    struct Listing: Hashable, Sendable {
        var path: String
        var busID: String
        var speed: UInt32
        var vendor: UInt16
        var product: UInt16
        /// Class, subclass, protocol of each interface.
        var interfaces: [[UInt8]] = []
    }

    struct Reply: Hashable, Sendable {
        /// 3 for a submitted transfer, 4 for an unlink.
        var command: UInt32
        var number: UInt32
        var status: Int32
        var count = 0
        var packets = 0
        var data: [UInt8] = []
    }

    private struct State {
        var nextNumber: UInt32 = 0
        /// Whether a transfer that is under way brings data.
        var isIn: [UInt32: Bool] = [:]
        var early: [Reply] = []
    }
    private let socket: Int32
    private let state = Lock(State())

    init(port: UInt16) async throws {
        socket = await OffPool.run { Self.connect(to: port) }
        guard socket >= 0 else { throw Failure(description: "refused") }
    }

    /// Over a socket that is connected already.
    init(socket: Int32) {
        self.socket = socket
        Self.setLimit(of: socket)
    }

    deinit { Glibc.close(socket) }

    /// Ends the connection.
    func close() { shutdown(socket, Int32(SHUT_RDWR)) }

    // MARK: Requests

    func list() async throws -> [Listing] {
        try await send([0x01, 0x11, 0x80, 0x05, 0, 0, 0, 0])
        let head = try await receive(12)
        guard Array(head[0..<8]) == [0x01, 0x11, 0, 5, 0, 0, 0, 0] else {
            throw Failure(description: "\(head)")
        }
        var all: [Listing] = []
        for _ in 0..<Self.word(head, 8) {
            let record = try await receive(312)
            var listing = Self.listing(record)
            for _ in 0..<record[311] {
                listing.interfaces.append(Array(try await receive(4)[0..<3]))
            }
            all.append(listing)
        }
        return all
    }

    /// - Returns: status, and the device when it is 0.
    func importDevice(_ busID: String) async throws -> (status: UInt32, device: Listing?) {
        let name = Array(busID.utf8)
        try await send(
            [0x01, 0x11, 0x80, 0x03, 0, 0, 0, 0] + name
                + [UInt8](repeating: 0, count: 32 - name.count))
        let head = try await receive(8)
        guard Array(head[0..<4]) == [0x01, 0x11, 0, 3] else {
            throw Failure(description: "\(head)")
        }
        let status = Self.word(head, 4)
        guard status == 0 else { return (status, nil) }
        return (0, Self.listing(try await receive(312)))
    }

    // MARK: Commands

    @discardableResult
    func submit(_ endpoint: UInt8, _ bytes: [UInt8]) async throws -> UInt32 {
        try await submit(endpoint, isIn: false, length: bytes.count, bytes)
    }

    @discardableResult
    func submit(_ endpoint: UInt8, reading length: Int) async throws -> UInt32 {
        try await submit(endpoint, isIn: true, length: length, [])
    }

    func control(_ setup: USBSetup, _ bytes: [UInt8] = []) async throws -> Reply {
        let isIn = setup.requestType & 0x80 != 0
        let number = try await submit(
            0, isIn: isIn, length: Int(setup.length), bytes, setup: setup.bytes)
        return try await reply(to: number)
    }

    func unlink(_ victim: UInt32) async throws -> UInt32 {
        let number = makeNumber(isIn: false)
        try await send(
            Self.words([2, number, 0x0001_0002, 0, 0, victim]) + [UInt8](repeating: 0, count: 24))
        return number
    }

    /// Waits for the reply to one command; others that come first are kept.
    func reply(to number: UInt32) async throws -> Reply {
        if let early = takeEarly(number) { return early }
        while true {
            let next = try await nextReply()
            if next.number == number { return next }
            state.withLock { $0.early.append(next) }
        }
    }

    /// Whether the reply to a command has come before one that is known to have been answered.
    func takeEarly(_ number: UInt32) -> Reply? {
        state.withLock { state in
            guard let place = state.early.firstIndex(where: { $0.number == number }) else {
                return nil
            }
            return state.early.remove(at: place)
        }
    }

    func nextReply() async throws -> Reply {
        let head = try await receive(48)
        var reply = Reply(
            command: Self.word(head, 0), number: Self.word(head, 4),
            status: Int32(bitPattern: Self.word(head, 20)))
        guard Array(head[8..<20]) == [UInt8](repeating: 0, count: 12) else {
            throw Failure(description: "device, direction, endpoint of a reply must be 0")
        }
        if reply.command == 3 {
            reply.count = Int(Self.word(head, 24))
            reply.packets = Int(Self.word(head, 32))
            let isIn = state.withLock { $0.isIn.removeValue(forKey: reply.number) } ?? false
            if isIn { reply.data = try await receive(reply.count) }
        }
        return reply
    }

    private func submit(
        _ endpoint: UInt8, isIn: Bool, length: Int, _ bytes: [UInt8], setup: [UInt8]? = nil
    ) async throws -> UInt32 {
        let number = makeNumber(isIn: isIn)
        try await send(
            Self.words([
                1, number, 0x0001_0002, isIn ? 1 : 0, UInt32(endpoint), 0, UInt32(length), 0,
                0xFFFF_FFFF, 0,
            ]) + (setup ?? [UInt8](repeating: 0, count: 8)) + bytes)
        return number
    }

    private func makeNumber(isIn: Bool) -> UInt32 {
        state.withLock { state in
            state.nextNumber += 1
            state.isIn[state.nextNumber] = isIn
            return state.nextNumber
        }
    }

    // MARK: Bytes

    func send(_ bytes: [UInt8]) async throws {
        let socket = socket
        let sent = await OffPool.run { () -> Bool in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count <= 0 { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
        guard sent else { throw Failure(description: "the server takes nothing more") }
    }

    /// - Throws: when the server ends the connection first, or says nothing for a minute.
    func receive(_ count: Int) async throws -> [UInt8] {
        let socket = socket
        let bytes = await OffPool.run { () -> [UInt8] in
            var all: [UInt8] = []
            while all.count < count {
                var buffer = [UInt8](repeating: 0, count: min(65_536, count - all.count))
                let got = read(socket, &buffer, buffer.count)
                if got <= 0 { break }
                all += buffer.prefix(got)
            }
            return all
        }
        guard bytes.count == count else {
            throw Failure(description: "\(bytes.count) of \(count) bytes, then the end")
        }
        return bytes
    }

    /// Whether the server ends the connection, whatever it says before.
    func isEnded() async -> Bool {
        while true {
            do { _ = try await receive(1) } catch { return "\(error)".hasSuffix("then the end") }
        }
    }

    private static func words(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
    }

    private static func word(_ bytes: [UInt8], _ place: Int) -> UInt32 {
        bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func listing(_ record: [UInt8]) -> Listing {
        func text(_ range: Range<Int>) -> String {
            String(decoding: record[range].prefix { $0 != 0 }, as: UTF8.self)
        }
        return Listing(
            path: text(0..<256), busID: text(256..<288), speed: word(record, 296),
            vendor: UInt16(record[300]) << 8 | UInt16(record[301]),
            product: UInt16(record[302]) << 8 | UInt16(record[303]))
    }

    private static func connect(to port: UInt16) -> Int32 {
        let number = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            Glibc.close(number)
            return -1
        }
        setLimit(of: number)
        return number
    }

    private static func setLimit(of socket: Int32) {
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
}
