import Glibc
import POSIXTransport
import Testing
import Transport

@Suite struct TCPLinkTests {
    @Test(arguments: ["127.0.0.1", "localhost", "::1"])
    func bytesPassBothWays(host: String) async throws {
        let folder = try ScratchFolder()
        let numeric = host == "::1" ? host : "127.0.0.1"
        guard let listener = try? ListeningSocket.listen(host: numeric) else {
            print("skipped: this machine has no \(numeric)")
            return
        }
        let link = try await TCPLink.open(
            host: host, port: listener.port, within: .seconds(10), claims: folder.claims)
        let printer = try await listener.accept()
        try await send([1, 2, 3], to: link)
        #expect(try await receive(3, from: printer) == [1, 2, 3])
        try await send([4], to: printer)
        #expect(try await receive(1, from: link) == [4])
        #expect(link.address == .tcp(host: host, port: listener.port))
        await printer.close()
        #expect(
            await failure { () throws(LinkError) in _ = try await link.read() }
                == .gone(link.address.description))
        await link.close()
        await listener.close()
    }

    /// A printer without paper closes its window; what it took then is known, and nothing of it is
    /// lost or sent again.
    @Test func aSlowPrinterTakesEachByteOnce() async throws {
        let folder = try ScratchFolder()
        let listener = try ListeningSocket.listen()
        let link = try await TCPLink.open(
            host: "127.0.0.1", port: listener.port, within: .seconds(10), claims: folder.claims)
        let printer = try await listener.accept()
        var random = SeededGenerator(seed: 9)
        // More than the buffers between the two hold, and of no period that a buffer's size has.
        let block = randomBytes(65_537, using: &random)
        var job: [UInt8] = []
        for _ in 0..<240 { job += block }
        var taken = 0
        while case let count = try await link.write(job[taken...], within: .milliseconds(50)),
            count > 0
        {
            taken += count
        }
        #expect(taken > 0 && taken < job.count)
        let (sent, all) = (taken, job)
        async let arrived = receive(all.count, from: printer)
        try await send(Array(all[sent...]), to: link)
        #expect(try await arrived == all)
        await link.close()
        await printer.close()
        await listener.close()
    }

    @Test func aRefusedConnectionSaysSo() async throws {
        let folder = try ScratchFolder()
        let listener = try ListeningSocket.listen()
        let port = listener.port
        await listener.close()
        let error = await failure { () throws(LinkError) in
            _ = try await TCPLink.open(
                host: "127.0.0.1", port: port, within: .seconds(10), claims: folder.claims)
        }
        #expect(
            error == .unreachable("tcp:127.0.0.1:\(port)", why: "the connection was refused"))
        #expect(folder.openDescriptors == 0)
    }

    /// A printer that serves one client lets the next one's call go unanswered.
    @Test func anUnansweredConnectionEndsAtTheLimit() async throws {
        let folder = try ScratchFolder()
        let listener = try ListeningSocket.listen(backlog: 0)
        let waiting = (0..<4).map { _ in Self.connectWithoutWaiting(to: listener.port) }
        let error = await failure { () throws(LinkError) in
            _ = try await TCPLink.open(
                host: "127.0.0.1", port: listener.port, within: .milliseconds(300),
                claims: folder.claims)
        }
        guard case .unreachable("tcp:127.0.0.1:\(listener.port)", let why) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(why.contains("nobody answered within"))
        for number in waiting { Glibc.close(number) }
        #expect(folder.openDescriptors == 0)
        await listener.close()
    }

    @Test func aNameThatNobodyHasIsNamed() async throws {
        let folder = try ScratchFolder()
        let error = await failure { () throws(LinkError) in
            _ = try await TCPLink.open(
                host: "printer.invalid", port: 9100, within: .seconds(20), claims: folder.claims)
        }
        guard case .unreachable("tcp:printer.invalid:9100", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func oneHostSpeltTwiceIsOnePrinter() async throws {
        let folder = try ScratchFolder()
        let listener = try ListeningSocket.listen()
        let opener = POSIXOpener(claims: folder.claims)
        let link = try await opener.open(.tcp(host: "127.0.0.1", port: listener.port))
        let error = await failure { () throws(LinkError) in
            _ = try await opener.open(.tcp(host: "::ffff:127.0.0.1", port: listener.port))
        }
        guard case .busy = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        await link.close()
        await listener.close()
    }

    private static func connectWithoutWaiting(to port: UInt16) -> Int32 {
        let number = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0
        )
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return number
    }
}
