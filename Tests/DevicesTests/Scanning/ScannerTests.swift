import Devices
import Scancode
import Testing
import Transport

/// The actor around the session, on pipes.
@Suite struct ScannerTests {
    private let address = Address.evdev(path: "/dev/input/event5")

    private func scanner(_ plan: [Result<ReportPipe, LinkError>]) -> Scanner {
        var configuration = ScannerSession.Configuration()
        configuration.reopenFirst = .milliseconds(1)
        configuration.reopenLast = .milliseconds(5)
        return Scanner(
            address: address, opener: ReportPipeOpener(plan), configuration: configuration)
    }

    private func pipe(_ source: ReportSource = .wedge) -> ReportPipe {
        ReportPipe(source, at: address)
    }

    private var now: Duration { SystemTime().now() }

    private func nextScan(of scanner: Scanner) async -> String? {
        for await news in scanner.news {
            if case .scan(let scan) = news.body { return scan.text }
        }
        return nil
    }

    @Test func codesComeThroughAndOverAnUnplugging() async throws {
        let (first, second) = (pipe(), pipe())
        let scanner = scanner([
            .success(first), .failure(.absent("x")), .failure(.denied("x")), .success(second),
        ])
        try await scanner.claim()
        await scanner.setDeviceEnabled(true)
        first.put(typed("111\r", from: now))
        #expect(await nextScan(of: scanner) == "111")
        first.put(typed("222\r", from: now))
        first.unplug()
        second.put(typed("333\r", from: now))
        #expect(await nextScan(of: scanner) == "222")
        #expect(await nextScan(of: scanner) == "333")
        await scanner.release()
        #expect(first.isClosed && second.isClosed)
    }

    @Test func aThousandCodesComeOnceAndInOrder() async throws {
        let pipe = pipe()
        let scanner = scanner([.success(pipe)])
        try await scanner.claim()
        await scanner.setDeviceEnabled(true)
        let feeding = Task {
            for number in 0..<1000 {
                pipe.put(typed("\(number)\r", from: SystemTime().now()))
                if number.isMultiple(of: 40) { try? await Task.sleep(for: .milliseconds(1)) }
            }
        }
        var numbers: [String] = []
        for await news in scanner.news {
            if case .scan(let scan) = news.body { numbers.append(scan.text) }
            if numbers.count == 1000 { break }
        }
        #expect(numbers == (0..<1000).map(String.init))
        await feeding.value
        await scanner.release()
    }

    @Test func aClaimThatFailsSaysWhy() async {
        let scanner = scanner([.failure(.busy("x", holder: "till (process 7)"))])
        await #expect(throws: ScannerError.link(.busy("x", holder: "till (process 7)"))) {
            try await scanner.claim()
        }
        await #expect(throws: ScannerError.notClaimed) { try await scanner.perform(.goodBeep) }
    }

    @Test func releasingEndsWhoeverWaitsAndGivesTheDeviceBack() async throws {
        let (first, second) = (pipe(), pipe())
        let scanner = scanner([.success(first), .success(second)])
        try await scanner.claim()
        #expect(await scanner.nextNews()?.body == .connected(.wedge))
        async let news = scanner.nextNews()
        await scanner.release()
        #expect(await news == nil)
        #expect(first.isClosed)
        // It can be claimed again at once.
        try await scanner.claim()
        await scanner.release()
        #expect(second.isClosed)
    }

    @Test func aCancelledReaderTakesNothing() async throws {
        let pipe = pipe()
        let scanner = scanner([.success(pipe)])
        try await scanner.claim()
        await scanner.setDeviceEnabled(true)
        _ = await scanner.nextNews()
        let reader = Task { await scanner.nextNews() }
        reader.cancel()
        #expect(await reader.value == nil)
        pipe.put(typed("111\r", from: now))
        #expect(await nextScan(of: scanner) == "111")
        await scanner.release()
    }

    @Test func aBeepIsSentAndARefusalIsTold() async throws {
        let pipe = pipe(.honeywell)
        let scanner = scanner([.success(pipe)])
        try await scanner.claim()
        try await scanner.perform(.goodBeep)
        #expect(pipe.sent.last?.bytes.first == 4 && pipe.sent.last?.kind == .output)
        pipe.refuse([.unsupported("x", why: "no")])
        await #expect(throws: ScannerError.cannot(.trigger)) { try await scanner.perform(.trigger) }
        await scanner.release()
    }

    @Test func aScannerThatIsLetGoOfGivesTheDeviceBack() async throws {
        let pipe = pipe()
        do { try await scanner([.success(pipe)]).claim() }
        for _ in 0..<2000 where !pipe.isClosed { try await Task.sleep(for: .milliseconds(5)) }
        #expect(pipe.isClosed)
    }
}
