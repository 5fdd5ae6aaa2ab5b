import ESCPOS
import Glibc
import Simulator
import Testing
import Transport

/// The printer in running time, as programs meet it.
struct FrontDoorTests {
    /// Collects what a hub hands out.
    final class Tray: Sendable {
        private let slips = Lock<[Paper]>([])
        var all: [Paper] { slips.withLock { $0 } }
        func take(_ slip: Paper) { slips.withLock { $0.append(slip) } }
    }

    static let slip: [UInt8] =
        Array("sold\n".utf8) + Command.cut(.feedThenPartial()).bytes
        + Command.processID(ProcessID(number: 1)).bytes
    static let done = Command.processID(ProcessID(number: 1)).answer

    func hub(
        _ profile: Profile = Profiles.tmT88V, plan: FaultPlan = .none, tray: Tray = Tray()
    ) -> SimulatorHub {
        SimulatorHub(
            VirtualPrinter(profile: profile, plan: plan), idleSlip: .milliseconds(20),
            paperSink: { tray.take($0) })
    }

    func writeAll(_ bytes: [UInt8], to link: any Link) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            rest = rest.dropFirst(try await link.write(rest, within: .seconds(1)))
        }
    }

    func read(_ count: Int, from link: any Link) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += try await link.read() }
        return bytes
    }

    // MARK: In process

    @Test func linkPrintsASlipAndTellsWhenItIsOnPaper() async throws {
        let tray = Tray()
        let hub = hub(tray: tray)
        let link = try await SimulatedLink(to: hub)
        try await writeAll(Self.slip, to: link)
        #expect(try await read(Self.done.count, from: link) == Self.done)
        #expect(tray.all.map(\.lines) == [["sold"]])
        await link.close()
        await hub.stop()
    }

    @Test func closedLinkEndsItsWaitingRead() async throws {
        let hub = hub()
        let link = try await SimulatedLink(to: hub)
        let reading = Task { try await link.read() }
        await Task.yield()
        await link.close()
        await #expect(throws: LinkError.closed) { try await reading.value }
        await #expect(throws: LinkError.closed) { _ = try await link.write([1], within: .zero) }
        await hub.stop()
    }

    @Test func cancelledReadAndWaitEndAtOnce() async throws {
        let hub = hub()
        let link = try await SimulatedLink(to: hub)
        let reading = Task { try await link.read() }
        let waiting = Task { await hub.waitUntil(isConnected: false) }
        await Task.yield()
        reading.cancel()
        waiting.cancel()
        await #expect(throws: LinkError.closed) { try await reading.value }
        #expect(await waiting.value == false)
        await hub.stop()
    }

    @Test func fullPrinterTakesNothingWithinTheLimitAndGoesOnWithPaper() async throws {
        let hub = hub()
        await hub.act { $0.removePaper() }
        let link = try await SimulatedLink(to: hub)
        let bytes = [UInt8](repeating: 0x0A, count: 5000)
        #expect(try await link.write(bytes[...], within: .seconds(5)) == 4096)
        #expect(try await link.write(bytes[...], within: .milliseconds(30)) == 0)
        let waiting = Task { try await link.write(bytes[...], within: .seconds(60)) }
        await Task.yield()
        await hub.act { $0.loadPaper() }
        #expect(try await waiting.value > 0)
        await link.close()
        await hub.stop()
    }

    @Test func pulledCableEndsTheLinkForGoodAndANewOneWorks() async throws {
        let hub = hub()
        let link = try await SimulatedLink(to: hub)
        let reading = Task { try await link.read() }
        await hub.act { $0.pullCable() }
        await #expect(throws: LinkError.gone("sim:")) { try await reading.value }
        await #expect(throws: LinkError.absent("sim:")) { try await SimulatedLink(to: hub) }
        await hub.act { $0.plugIn() }
        await #expect(throws: LinkError.gone("sim:")) {
            _ = try await link.write([1], within: .zero)
        }
        let again = try await hub.open(.simulator(options: [:]))
        try await writeAll([0x10, 0x04, 0x01], to: again)
        #expect(try await again.read() == [0x12])
        await hub.stop()
    }

    @Test func answersGoToTheDoorInUse() async throws {
        let hub = hub()
        let a = try await SimulatedLink(to: hub)
        let b = try await SimulatedLink(to: hub)
        try await writeAll([0x10, 0x04, 0x01], to: a)
        #expect(try await a.read() == [0x12])
        try await writeAll([0x10, 0x04, 0x02], to: b)
        #expect(try await b.read() == [0x12])
        await hub.stop()
    }

    @Test func printerWithoutCutterGivesItsSlipWhenIdle() async throws {
        let tray = Tray()
        let hub = hub(Profiles.generic58, tray: tray)
        let link = try await SimulatedLink(to: hub)
        try await writeAll(Array("sold\n\n\n".utf8) + [0x1D, 0x72, 1], to: link)
        #expect(try await link.read() == [0x00])
        let time = SystemTime()
        while tray.all.isEmpty { try await time.sleep(until: time.now() + .milliseconds(5)) }
        #expect(tray.all.map(\.lines) == [["sold"]])
        await hub.stop()
    }

    @Test func stoppedHubGivesTheUncutSlipAndEndsEverything() async throws {
        let tray = Tray()
        let hub = hub(tray: tray)
        let link = try await SimulatedLink(to: hub)
        try await writeAll(Array("half\n".utf8) + [0x1D, 0x72, 1], to: link)
        #expect(try await link.read() == [0x00])
        let id = Command.processID(ProcessID(number: 2))
        try await writeAll(id.bytes, to: link)
        #expect(try await read(7, from: link) == id.answer)
        await hub.stop()
        #expect(tray.all.map(\.lines) == [["half"]])
        await #expect(throws: LinkError.closed) { try await link.read() }
        await #expect(throws: LinkError.closed) { try await SimulatedLink(to: hub) }
    }

    // MARK: TCP and pty, with plain POSIX clients

    @Test func tcpClientPrintsAndReadsTheProof() async throws {
        let tray = Tray()
        let hub = hub(tray: tray)
        let server = try await TCPServer(hub)
        let port = server.port
        let answer = await OffPool.run {
            let client = connectTCP(port)
            defer { Glibc.close(client) }
            return exchange(client, Self.slip, answer: Self.done.count)
        }
        #expect(answer == Self.done)
        #expect(tray.all.map(\.lines) == [["sold"]])
        // The next client is served after the first has gone.
        let again = await OffPool.run {
            let client = connectTCP(port)
            defer { Glibc.close(client) }
            return exchange(client, [0x10, 0x04, 0x04], answer: 1)
        }
        #expect(again == [0x12])
        await server.stop()
        await OffPool.run { waitUntilRefused(port) }
        await hub.stop()
    }

    @Test func unpluggedNetworkPrinterHangsUpAndRefusesUntilItIsBack() async throws {
        let hub = hub()
        let server = try await TCPServer(hub)
        let port = server.port
        let client = await OffPool.run { connectTCP(port) }
        #expect(await OffPool.run { exchange(client, [0x10, 0x04, 1], answer: 1) } == [0x12])
        await hub.act { $0.pullCable() }
        #expect(await OffPool.run { exchange(client, [], answer: 1) } == [])
        Glibc.close(client)
        // The port closes as soon as the server has heard of it; after that it stays closed.
        await OffPool.run { waitUntilRefused(port) }
        await hub.act { $0.plugIn() }
        let answer = await OffPool.run {
            var again: Int32 = -1
            while again < 0 {
                again = connectTCP(port)
                usleep(5000)
            }
            defer { Glibc.close(again) }
            return exchange(again, [0x10, 0x04, 1], answer: 1)
        }
        #expect(answer == [0x12])
        await server.stop()
        await hub.stop()
    }

    @Test func terminalClientPrintsAndReadsTheProof() async throws {
        let tray = Tray()
        let hub = hub(tray: tray)
        let name = "/tmp/tillwright-pty-\(getpid())"
        let server = try await PTYServer(hub, name: name)
        let answer = await OffPool.run {
            let line = Glibc.open(name, O_RDWR | O_NOCTTY)
            defer { Glibc.close(line) }
            return exchange(line, Self.slip, answer: Self.done.count)
        }
        #expect(answer == Self.done)
        #expect(tray.all.map(\.lines) == [["sold"]])
        await server.stop()
        #expect(access(name, F_OK) == -1)
        await hub.stop()
    }

    @Test func terminalIsHungUpByThePulledCableAndReturnsUnderItsName() async throws {
        let hub = hub()
        let name = "/tmp/tillwright-pty-again-\(getpid())"
        let server = try await PTYServer(hub, name: name)
        let line = Glibc.open(name, O_RDWR | O_NOCTTY)
        #expect(await OffPool.run { exchange(line, [0x10, 0x04, 1], answer: 1) } == [0x12])
        await hub.act { $0.pullCable() }
        #expect(await OffPool.run { exchange(line, [], answer: 1) } == [])
        Glibc.close(line)
        await hub.act { $0.plugIn() }
        let answer = await OffPool.run {
            var again: Int32 = -1
            while again < 0 {
                again = Glibc.open(name, O_RDWR | O_NOCTTY)
                usleep(5000)
            }
            defer { Glibc.close(again) }
            return exchange(again, [0x10, 0x04, 1], answer: 1)
        }
        #expect(answer == [0x12])
        await server.stop()
        await hub.stop()
    }
}

/// Waits until nobody listens at `port`. A child that another test is just starting holds our sockets
/// until it has become its program, so a port can outlive its closing by a moment.
private func waitUntilRefused(_ port: UInt16) {
    for _ in 0..<4000 {
        let late = connectTCP(port)
        if late < 0 { return }
        Glibc.close(late)
        usleep(5000)
    }
    Issue.record("port \(port) still takes connections")
}

/// A connected socket, -1 when refused.
private func connectTCP(_ port: UInt16) -> Int32 {
    let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
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

/// Writes everything, then reads until there are `count` bytes or the other side has ended.
private func exchange(_ descriptor: Int32, _ bytes: [UInt8], answer count: Int) -> [UInt8] {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written <= 0 { return [] }
        rest = rest.dropFirst(written)
    }
    var answer: [UInt8] = []
    while answer.count < count {
        var buffer = [UInt8](repeating: 0, count: 256)
        let got = read(descriptor, &buffer, buffer.count)
        if got <= 0 { break }
        answer += buffer.prefix(got)
    }
    return answer
}
