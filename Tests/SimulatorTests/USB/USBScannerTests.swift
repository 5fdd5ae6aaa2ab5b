import Scancode
import Simulator
import Testing
import Transport

/// The scanner in running time, as a host on the network meets it.
struct USBScannerTests {
    private func label(_ text: String) -> Scan { Scan(bytes: Array(text.utf8)) }

    private func offer(
        _ model: VirtualScanner.Model
    ) async throws -> (scanner: USBScanner, server: USBIPServer) {
        let scanner = USBScanner(try VirtualScanner(model), serial: "S1")
        return (scanner, try await USBIPServer([scanner], port: 0))
    }

    private func host(_ server: USBIPServer) async throws -> USBIPClient {
        let host = try await USBIPClient(port: server.port)
        #expect(try await host.importDevice("1-1").status == 0)
        #expect(try await host.control(USBSetup(0x00, 9, value: 1)).status == 0)
        return host
    }

    @Test func scannedLabelsReachTheHostInOrderNoneLost() async throws {
        let (scanner, server) = try await offer(.hidPOS)
        let host = try await host(server)
        #expect(await scanner.waitUntilConfigured())
        for i in 0..<200 { try await scanner.scan(label("\(i)")) }
        var texts: [String] = []
        for _ in 0..<200 {
            let reading = try await host.submit(1, reading: 64)
            let report = try await host.reply(to: reading).data
            texts.append(String(decoding: report[5..<5 + Int(report[1])], as: UTF8.self))
        }
        #expect(texts == (0..<200).map { "\($0)" })
        #expect(await scanner.waitUntilFetched())
        await server.stop()
    }

    @Test func scannerWithoutAHostDoesNotRead() async throws {
        let (scanner, server) = try await offer(.wedge)
        await #expect(throws: VirtualScannerError.unplugged) { try await scanner.scan(label("1")) }
        let host = try await host(server)
        try await scanner.scan(label("1"))
        host.close()
        while await scanner.state == .attached { await Task.yield() }
        await #expect(throws: VirtualScannerError.unplugged) { try await scanner.scan(label("1")) }
        #expect(await scanner.snapshot.waitingReports == 0)
        await server.stop()
    }

    @Test func pulledCableEndsTheHostsReads() async throws {
        let (scanner, server) = try await offer(.oem)
        let host = try await host(server)
        let reading = try await host.submit(1, reading: 64)
        // What is answered behind it shows that it is under way.
        #expect(try await host.control(USBSetup(0x80, 8, length: 1)).data == [1])
        await scanner.pullCable()
        #expect(try await host.reply(to: reading).status == -108)
        #expect(await host.isEnded())
        #expect(try await USBIPClient(port: server.port).list() == [])
        await scanner.plugIn()
        #expect(try await USBIPClient(port: server.port).list().map(\.product) == [0x1300])
        await server.stop()
    }

    @Test func cancelledWaitsEnd() async throws {
        let (scanner, server) = try await offer(.wedge)
        let waiting = Task { await scanner.waitUntilConfigured() }
        await Task.yield()
        waiting.cancel()
        #expect(await waiting.value == false)
        await server.stop()
    }
}
