import ESCPOS
import Simulator
import Testing
import Transport

/// The server as hosts on the network meet it.
struct USBIPServerTests {
    /// A printer behind a server, and its paper.
    struct Counter {
        let hub: SimulatorHub
        let server: USBIPServer
        let tray: FrontDoorTests.Tray
        let lines: Lock<[String]>

        init(
            plan: FaultPlan = .none, _ change: (inout USBPrinterTraits) -> Void = { _ in }
        ) async throws {
            let tray = FrontDoorTests.Tray()
            let lines = Lock<[String]>([])
            var traits = USBPrinterTraits(Profiles.tmT88V)
            change(&traits)
            self.tray = tray
            self.lines = lines
            hub = SimulatorHub(
                VirtualPrinter(profile: Profiles.tmT88V, plan: plan), paperSink: { tray.take($0) })
            server = try await USBIPServer([await USBPrinter(hub, traits)], port: 0) { line in
                lines.withLock { $0.append(line) }
            }
        }

        /// A host that has the device, and has configured it.
        func host() async throws -> USBIPClient {
            let client = try await USBIPClient(port: server.port)
            #expect(try await client.importDevice("1-1").status == 0)
            #expect(try await client.control(USBSetup(0x00, 9, value: 1)).status == 0)
            return client
        }

        func stop() async {
            await server.stop()
            await hub.stop()
        }
    }

    static let askStatus: [UInt8] = [0x10, 0x04, 0x01]

    @Test func deviceIsListedWithSpeedNamesAndInterfaces() async throws {
        let counter = try await Counter { $0.hasHIDInterface = true }
        let list = try await USBIPClient(port: counter.server.port).list()
        #expect(
            list == [
                .init(
                    path: "/sys/devices/tillwright/usb1/1-1", busID: "1-1", speed: 2,
                    vendor: 0x04B8, product: 0x0202, interfaces: [[7, 1, 2], [3, 0, 0]])
            ])
        await counter.stop()
    }

    @Test func hostEnumeratesAsAKernelDoes() async throws {
        let counter = try await Counter()
        let client = try await USBIPClient(port: counter.server.port)
        let (status, device) = try await client.importDevice("1-1")
        #expect(status == 0 && device?.busID == "1-1")
        // First the eight bytes that tell endpoint 0's size, then all; the configuration likewise.
        #expect(try await client.control(descriptorRequest(1, length: 8)).data.last == 64)
        #expect(try await client.control(descriptorRequest(1, length: 18)).data.count == 18)
        let head = try await client.control(descriptorRequest(2, length: 9)).data
        let length = UInt16(head[2]) | UInt16(head[3]) << 8
        #expect(try await client.control(descriptorRequest(2, length: length)).data.count == 32)
        #expect(try await client.control(descriptorRequest(3, 0)).data == [4, 3, 9, 4])
        let serial = try await client.control(descriptorRequest(3, 3)).data
        #expect(serial.dropFirst(2).filter { $0 != 0 } == Array("SIM0000001".utf8))
        #expect(try await client.control(descriptorRequest(6, length: 10)).status == -32)
        #expect(try await client.control(USBSetup(0x00, 9, value: 1)).status == 0)
        await counter.stop()
    }

    @Test func slipSentByUSBIsOnPaperAndProven() async throws {
        let counter = try await Counter()
        let host = try await counter.host()
        let reading = try await host.submit(2, reading: 64)
        let slip =
            Array("sold\n".utf8) + Command.cut(.feedThenPartial()).bytes
            + Command.processID(ProcessID(number: 1)).bytes
        let writing = try await host.submit(1, slip)
        #expect(try await host.reply(to: writing).count == slip.count)
        let proof = try await host.reply(to: reading)
        #expect(proof.status == 0)
        #expect(proof.data == Command.processID(ProcessID(number: 1)).answer)
        #expect(counter.tray.all.map(\.lines) == [["sold"]])
        await counter.stop()
    }

    @Test func fullPrinterHoldsTheTransferWhileRequestsGoOn() async throws {
        let counter = try await Counter()
        await counter.hub.act { $0.removePaper() }
        let host = try await counter.host()
        // Bytes that take no time to print.
        let job = [UInt8](repeating: 0, count: 20_000)
        let writing = try await host.submit(1, job)
        #expect(try await host.control(USBSetup(0xA1, 1, length: 1)).data == [0x38])
        #expect(host.takeEarly(writing) == nil)
        // Taken back in part, it tells how much the printer has.
        let unlinking = try await host.unlink(writing)
        #expect(try await host.reply(to: unlinking).status == 0)
        let part = try #require(host.takeEarly(writing))
        #expect(part.status == -104)
        #expect((4096...4096 + 64).contains(part.count))
        await counter.hub.act { $0.loadPaper() }
        let rest = try await host.submit(1, Array(job.dropFirst(part.count)))
        #expect(try await host.reply(to: rest).count == 20_000 - part.count)
        #expect(await counter.hub.snapshot.statistics.bytesReceived == 20_000)
        await counter.stop()
    }

    @Test func heldReadIsTakenBackWithoutACompletion() async throws {
        let counter = try await Counter()
        let host = try await counter.host()
        let reading = try await host.submit(2, reading: 64)
        let unlinking = try await host.unlink(reading)
        let reply = try await host.reply(to: unlinking)
        #expect(reply.command == 4 && reply.status == -104)
        #expect(host.takeEarly(reading) == nil)
        let again = try await host.unlink(reading)
        #expect(try await host.reply(to: again).status == 0)
        try await host.submit(1, Self.askStatus)
        let next = try await host.submit(2, reading: 64)
        #expect(try await host.reply(to: next).data == [0x12])
        await counter.stop()
    }

    @Test func stallIsToldAndClearedByTheHost() async throws {
        let counter = try await Counter { $0.stallsAtBytes = [1] }
        let host = try await counter.host()
        let first = try await host.submit(1, Self.askStatus)
        #expect(try await host.reply(to: first).status == -32)
        let second = try await host.submit(1, Self.askStatus)
        #expect(try await host.reply(to: second).status == -32)
        #expect(try await host.control(USBSetup(0x82, 0, index: 1, length: 2)).data == [1, 0])
        #expect(try await host.control(USBSetup(0x02, 1, index: 1)).status == 0)
        let third = try await host.submit(1, Self.askStatus)
        #expect(try await host.reply(to: third).status == 0)
        await counter.stop()
    }

    // MARK: Coming and going

    @Test func deviceHasOneHostAndIsFreeAgainBehindIt() async throws {
        let counter = try await Counter()
        let host = try await counter.host()
        let other = try await USBIPClient(port: counter.server.port)
        #expect(try await other.importDevice("1-1").status == 2)
        #expect(try await USBIPClient(port: counter.server.port).list() == [])
        host.close()
        // The server hears of the end in its own time.
        var status: UInt32 = 2
        while status == 2 {
            status = try await USBIPClient(port: counter.server.port).importDevice("1-1").status
        }
        #expect(status == 0)
        await counter.stop()
    }

    @Test func unknownDeviceIsRefusedByNumberFour() async throws {
        let counter = try await Counter()
        let client = try await USBIPClient(port: counter.server.port)
        #expect(try await client.importDevice("7-7").status == 4)
        #expect(await client.isEnded())
        await counter.stop()
    }

    @Test func unpluggingAtAByteEndsTheHostsTransfersAndItsConnection() async throws {
        let plan = FaultPlan([.init(.bytes(100), .unplug(replugAfter: .milliseconds(20)))])
        let counter = try await Counter(plan: plan)
        let host = try await counter.host()
        let reading = try await host.submit(2, reading: 64)
        let writing = try await host.submit(1, [UInt8](repeating: 0x0A, count: 5000))
        let written = try await host.reply(to: writing)
        #expect(written.status == -108)
        #expect((100...192).contains(written.count))
        #expect(try await host.reply(to: reading).status == -108)
        #expect(await host.isEnded())
        #expect(await counter.hub.waitUntil(isConnected: true))
        let again = try await counter.host()
        try await again.submit(1, Self.askStatus)
        let answer = try await again.submit(2, reading: 64)
        #expect(try await again.reply(to: answer).data == [0x12])
        #expect(await counter.hub.snapshot.statistics.bytesReceived == 103)
        await counter.stop()
    }

    @Test func switchedOffPrinterIsNotOffered() async throws {
        let counter = try await Counter()
        await counter.hub.act { $0.powerOff() }
        #expect(try await USBIPClient(port: counter.server.port).list() == [])
        let client = try await USBIPClient(port: counter.server.port)
        #expect(try await client.importDevice("1-1").status == 4)
        await counter.hub.act { $0.powerOn() }
        #expect(try await USBIPClient(port: counter.server.port).list().count == 1)
        await counter.stop()
    }

    @Test func printerIsReachedByUSBAndInProcessAtOnce() async throws {
        let counter = try await Counter()
        let host = try await counter.host()
        let link = try await SimulatedLink(to: counter.hub)
        #expect(try await link.write(Self.askStatus[...], within: .seconds(1)) == 3)
        #expect(try await link.read() == [0x12])
        try await host.submit(1, Self.askStatus)
        let reading = try await host.submit(2, reading: 64)
        #expect(try await host.reply(to: reading).data == [0x12])
        await counter.stop()
    }

    // MARK: Hostile clients

    @Test(
        arguments: [
            [0x47, 0x45, 0x54, 0x20, 0x2F, 0x20, 0x48, 0x54], [0x01, 0x11, 0x80, 0x09, 0, 0, 0, 0],
            [0x01, 0x06, 0x80, 0x05, 0, 0, 0, 0],
        ] as [[UInt8]])
    func requestThatIsNoneEndsTheConnectionAlone(bytes: [UInt8]) async throws {
        let counter = try await Counter()
        let host = try await counter.host()
        let client = try await USBIPClient(port: counter.server.port)
        try await client.send(bytes)
        #expect(await client.isEnded())
        #expect(counter.lines.withLock { $0.last?.contains("refused") } == true)
        #expect(try await host.control(USBSetup(0xA1, 1, length: 1)).data == [0x18])
        await counter.stop()
    }

    @Test func clientThatLeavesInTheMiddleOfAHeaderLeavesNothingBehind() async throws {
        let counter = try await Counter()
        let host = try await counter.host()
        try await host.send([0, 0, 0, 1, 0, 0])
        host.close()
        var free = 0
        while free == 0 { free = try await USBIPClient(port: counter.server.port).list().count }
        await counter.stop()
    }

    @Test func hugeTransferIsRefusedBeforeItsDataCome() async throws {
        let counter = try await Counter()
        let host = try await counter.host()
        try await host.send([
            0, 0, 0, 1, 0, 0, 0, 9, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
            0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ])
        #expect(await host.isEnded())
        // The server speaks of it once the device is free.
        while try await USBIPClient(port: counter.server.port).list().isEmpty {}
        await counter.stop()
        #expect(counter.lines.withLock { $0.last?.contains("2147483647 bytes") } == true)
    }

    @Test func isochronousTransferIsRefusedPacketByPacket() async throws {
        let counter = try await Counter()
        let host = try await counter.host()
        try await host.send(
            [
                0, 0, 0, 1, 0, 0, 0, 9, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
                0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
            ] + [1, 2, 3, 4] + [UInt8](repeating: 0, count: 32))
        let reply = try await host.nextReply()
        #expect(reply.number == 9 && reply.status == -22 && reply.packets == 2)
        #expect(try await host.receive(32).suffix(4) == [0xFF, 0xFF, 0xFF, 0xEA])
        #expect(try await host.control(USBSetup(0xA1, 1, length: 1)).data == [0x18])
        await counter.stop()
    }

    @Test func hostThatDoesNotReadIsHeldUpAndServedInOrderWhenItDoes() async throws {
        let counter = try await Counter { $0.sendsEmptyPackets = true }
        let host = try await counter.host()
        // Each read is answered at once; many times what sockets and the server's own room hold.
        let count = 60_000
        let sending = Task {
            for _ in 0..<count / 1000 {
                var bytes: [UInt8] = []
                for _ in 0..<1000 {
                    bytes += [0, 0, 0, 1, 0, 0, 0, 7, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]
                    bytes += [0, 0, 0, 0, 0, 0, 0, 64] + [UInt8](repeating: 0, count: 20)
                }
                try await host.send(bytes)
            }
        }
        for _ in 0..<count {
            let reply = try await host.nextReply()
            guard reply.number == 7, reply.status == 0 else {
                Issue.record("\(reply)")
                break
            }
        }
        try await sending.value
        await counter.stop()
    }

    @Test func stoppedServerEndsItsHostsAndFreesItsPort() async throws {
        let counter = try await Counter()
        let host = try await counter.host()
        await counter.server.stop()
        #expect(await host.isEnded())
        let again = try await USBIPServer([], port: counter.server.port)
        await again.stop()
        await counter.hub.stop()
    }
}
