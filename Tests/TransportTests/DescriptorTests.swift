import Glibc
import Testing
import Transport

@Suite struct DescriptorTests {
    @Test func aTerminalPairCarriesEveryByteBothWays() async throws {
        let (far, path) = try PseudoTerminal.open()
        let number = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(number >= 0)
        let near = DescriptorLink(
            Descriptor(owning: number), address: .file(path: path), traits: .terminal)
        let all = (0...255).map(UInt8.init)
        try await send(all, to: near)
        #expect(try await receive(256, from: far) == all)
        try await send(all, to: far)
        #expect(try await receive(256, from: near) == all)
        await near.close()
        await far.close()
    }

    @Test func programsComeAndGoAtATerminalPairWithoutEndingIt() async throws {
        let (far, path) = try PseudoTerminal.open()
        for round in 0..<3 as Range<UInt8> {
            let number = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
            try #require(number >= 0)
            #expect(Glibc.write(number, [round], 1) == 1)
            Glibc.close(number)
            #expect(try await receive(1, from: far) == [round])
        }
        await far.close()
    }

    @Test func closingTheFarEndHangsUpOnTheProgram() async throws {
        let (far, path) = try PseudoTerminal.open()
        let number = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        let near = DescriptorLink(
            Descriptor(owning: number), address: .file(path: path), traits: .terminal)
        async let ended = failure { () throws(LinkError) in _ = try await near.read() }
        await far.close()
        #expect(await ended == .gone("file:\(path)"))
        await near.close()
    }

    @Test func clientsOfAListeningSocketAreHeardAndAnswered() async throws {
        let listener = try ListeningSocket.listen()
        #expect(listener.port != 0)
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = listener.port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0)
        let client = DescriptorLink(
            Descriptor(owning: number), address: .tcp(host: "127.0.0.1", port: listener.port),
            traits: .socket)
        let server = try await listener.accept()
        try await send([1, 2, 3], to: client)
        #expect(try await receive(3, from: server) == [1, 2, 3])
        try await send([4], to: server)
        #expect(try await receive(1, from: client) == [4])
        await server.close()
        #expect(await failure { () throws(LinkError) in _ = try await client.read() } != nil)
        await client.close()
        await listener.close()
    }

    @Test func closingEndsWaitingCalls() async throws {
        let (link, _) = try PseudoTerminal.open()
        let listener = try ListeningSocket.listen()
        async let read = failure { () throws(LinkError) in _ = try await link.read() }
        async let accepted = failure { () throws(LinkError) in _ = try await listener.accept() }
        await link.close()
        await listener.close()
        #expect(await read == .closed)
        #expect(await accepted == .closed)
        await link.close()
        #expect(
            await failure { () throws(LinkError) in
                _ = try await link.write([1], within: .seconds(1))
            } == .closed)
    }

    @Test func aCancelledReadTakesNothing() async throws {
        let (far, path) = try PseudoTerminal.open()
        let reading = Task { await failure { () throws(LinkError) in _ = try await far.read() } }
        reading.cancel()
        #expect(await reading.value == .closed)
        let number = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        #expect(Glibc.write(number, [7], 1) == 1)
        #expect(try await receive(1, from: far) == [7])
        Glibc.close(number)
        await far.close()
    }

    @Test func aFullDeviceTakesNothingAndIsNoError() async throws {
        let (far, _) = try PseudoTerminal.open()
        let block = [UInt8](repeating: 0x55, count: 65_536)
        var taken = 0
        while case let count = try await far.write(block[...], within: .milliseconds(20)), count > 0
        {
            taken += count
            try #require(taken < 1 << 20)
        }
        #expect(taken > 0)
        #expect(try await far.write(block[...], within: .milliseconds(1)) == 0)
        await far.close()
    }
}
