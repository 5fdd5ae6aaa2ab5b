import FoundationEssentials
import Glibc
import Testing
import Transport

@testable import till_bench

/// `till sim --usbip` as a host meets it that knows nothing of our code: bytes as published.
@Suite(.fewAtATime)
struct USBTests {
    /// The program, its standard input and what it says.
    final class Rehearsal: Sendable {
        let port: UInt16
        private let input: Int32
        private let pipe: String
        // Used by one thread at a time: each use is awaited before the next by the one test.
        private nonisolated(unsafe) let child: ChildProcess

        init(_ words: [String], at place: Workplace) async throws {
            pipe = place.file("typed")
            #expect(mkfifo(pipe, 0o600) == 0)
            // Open for both, so that neither end waits for the other.
            input = open(pipe, O_RDWR | O_CLOEXEC)
            let line = "exec \"$0\" sim --json --usbip 0 \"$@\" < '\(pipe)'"
            child = try ChildProcess(
                ["sh", "-c", line, Programs.till] + words, environment: place.environment)
            let offer = try Self.event(child.readLine(within: Workplace.limit))
            let parts = (offer.detail ?? "").split(separator: " ").map(String.init)
            #expect(offer.event == "offers" && parts.first == "usbip", "\(offer)")
            #expect(Array(parts.suffix(5)) == ["attach", "-r", "127.0.0.1", "-b", "1-1"])
            port = parts.count > 2 ? UInt16(parts[2]) ?? 0 : 0
        }

        deinit { close(input) }

        func type(_ line: String) { _ = write(input, line + "\n", line.utf8.count + 1) }

        /// Waits for an event; returns its detail.
        func wait(for wanted: String) async throws -> String {
            try await OffPool.run { [self] in
                Result {
                    while let line = try child.readLine(within: Workplace.limit) {
                        let next = try Self.event(line)
                        if next.event == wanted { return next.detail ?? "" }
                    }
                    throw Workplace.Failure.noSuchEvent(wanted, events: [])
                }
            }.get()
        }

        func stop() async throws -> Int32 {
            try await OffPool.run { [self] in
                Result {
                    child.terminate()
                    return try child.finish(within: Workplace.limit).status
                }
            }.get()
        }

        private static func event(_ line: String?) throws -> SimulatedPrinter.Event {
            try JSONDecoder().decode(
                SimulatedPrinter.Event.self, from: Data((line ?? "").utf8))
        }
    }

    /// A connection that has imported a device and configured it.
    private func attach(_ busID: String, at port: UInt16) async throws -> Int32 {
        let socket = await OffPool.run { connectTCP(port) }
        try #require(socket >= 0)
        let name = Array(busID.utf8) + [UInt8](repeating: 0, count: 32 - busID.utf8.count)
        let configure = Self.submit(1, isIn: false, 0, 0, [0, 9, 1, 0, 0, 0, 0, 0])
        let replies = await OffPool.run {
            exchange(socket, [1, 0x11, 0x80, 3, 0, 0, 0, 0] + name, answer: 320)
                + exchange(socket, configure, answer: 48)
        }
        try #require(replies.count == 368)
        #expect(replies.prefix(8) == [1, 0x11, 0, 3, 0, 0, 0, 0])
        #expect(replies[340..<344] == [0, 0, 0, 0])
        return socket
    }

    private static func submit(
        _ number: UInt8, isIn: Bool, _ endpoint: UInt8, _ length: UInt8,
        _ setup: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0]
    ) -> [UInt8] {
        [0, 0, 0, 1, 0, 0, 0, number, 0, 1, 0, 2, 0, 0, 0, isIn ? 1 : 0, 0, 0, 0, endpoint]
            + [0, 0, 0, 0, 0, 0, 0, length] + [UInt8](repeating: 0, count: 12) + setup
    }

    @Test func printerPrintsWhatAUSBHostSends() async throws {
        let rehearsal = try await Rehearsal([], at: Workplace())
        let socket = try await attach("1-1", at: rehearsal.port)
        defer { close(socket) }
        let slip = Array("sold\n".utf8) + [0x1D, 0x56, 0x42, 0x00]
        let reply = await OffPool.run {
            exchange(
                socket, Self.submit(2, isIn: false, 1, UInt8(slip.count)) + slip, answer: 48)
        }
        #expect(reply.dropFirst(20).prefix(8) == [0, 0, 0, 0, 0, 0, 0, 9])
        #expect(try await rehearsal.wait(for: "line") == "sold")
        _ = try await rehearsal.wait(for: "cut")
        #expect(try await rehearsal.stop() == 0)
    }

    @Test func typedLineIsScannedOnceAHostHasTheScanner() async throws {
        let rehearsal = try await Rehearsal(["--scanner", "hidpos"], at: Workplace())
        #expect(try await rehearsal.wait(for: "offers").hasSuffix("-b 1-2"))
        rehearsal.type("4006381333931")
        #expect(try await rehearsal.wait(for: "not scanned").contains("attach it first"))
        let socket = try await attach("1-2", at: rehearsal.port)
        defer { close(socket) }
        rehearsal.type("4006381333931")
        #expect(try await rehearsal.wait(for: "scanned") == "4006381333931")
        rehearsal.type("]C1010400638133393110A{GS}17261231")
        let reports = await OffPool.run {
            exchange(socket, Self.submit(2, isIn: true, 1, 64), answer: 48 + 64)
                + exchange(socket, Self.submit(3, isIn: true, 1, 64), answer: 48 + 64)
        }
        #expect(reports.count == 2 * 112)
        let first: [UInt8] = [13] + Array("]E04006381333931".utf8)
        #expect(Array(reports.dropFirst(48 + 1).prefix(first.count)) == first)
        let second = Array("]C1010400638133393110A".utf8) + [0x1D] + Array("17261231".utf8)
        #expect(Array(reports.dropFirst(112 + 48 + 2).prefix(second.count)) == second)
        #expect(try await rehearsal.stop() == 0)
    }

    @Test(arguments: [
        (["--scanner", "wedge"], "--scanner needs --usbip"),
        (["--usbip", "0", "--scanner", "hidpos2"], "did you mean hidpos?"),
        (["--usbip", "70000"], "must be a whole number from 0 to 65535"),
    ])
    func misuseIsTwo(words: [String], message: String) async throws {
        let ended = try await Workplace().till(["sim"] + words)
        #expect(ended.status == 2 && ended.errors.contains(message), "\(ended)")
    }

    @Test func takenPortIsSaid() async throws {
        let rehearsal = try await Rehearsal([], at: Workplace())
        let ended = try await Workplace().till(["sim", "--usbip", "\(rehearsal.port)"])
        #expect(ended.status == 6, "\(ended)")
        #expect(ended.errors.contains("in use"))
        #expect(try await rehearsal.stop() == 0)
    }
}

/// A connected socket, -1 when refused.
private func connectTCP(_ port: UInt16) -> Int32 {
    let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    if result == 0 { return number }
    close(number)
    return -1
}

/// Writes everything, then reads `count` bytes, or what comes before the end.
private func exchange(_ socket: Int32, _ bytes: [UInt8], answer count: Int) -> [UInt8] {
    guard write(socket, bytes, bytes.count) == bytes.count else { return [] }
    var answer: [UInt8] = []
    while answer.count < count {
        var buffer = [UInt8](repeating: 0, count: count - answer.count)
        let got = read(socket, &buffer, buffer.count)
        if got <= 0 { break }
        answer += buffer.prefix(got)
    }
    return answer
}
