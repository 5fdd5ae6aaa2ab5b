import Testing
import Transport

@Suite struct ReportInboxTests {
    private func key(_ code: UInt16) -> Report {
        Report(at: .milliseconds(Int(code)), body: .key(code: code, isDown: true))
    }

    @Test func reportsComeOutInOrderAndOnce() async throws {
        let queue = ReportInbox()
        queue.put([key(1), key(2)])
        queue.put([key(3)])
        #expect(try await queue.read() == [key(1), key(2), key(3)])
        async let next = queue.read()
        queue.put([key(4)])
        #expect(try await next == [key(4)])
    }

    @Test(arguments: [1, 2, 7])
    func beyondTheBoundOneLossStandsWhereTheReportsWouldBe(bound: Int) async throws {
        let queue = ReportInbox(reportsMax: bound)
        queue.put((1...10).map { key($0) })
        let lost = Report(at: .milliseconds(bound + 1), body: .lost)
        #expect(try await queue.read() == (1...bound).map { key(UInt16($0)) } + [lost])
        queue.put([key(11)])
        #expect(try await queue.read() == [key(11)])
    }

    @Test func bytesAreBoundedToo() async throws {
        let queue = ReportInbox(bytesMax: 100)
        let report = Report(interface: 3, at: .zero, body: .hid([UInt8](repeating: 7, count: 60)))
        queue.put([report, report, report])
        let lost = Report(interface: 3, at: .zero, body: .lost)
        #expect(try await queue.read() == [report, lost])
    }

    @Test func whatCameBeforeTheEndIsReadBeforeTheEndIsTold() async throws {
        let queue = ReportInbox()
        queue.put([key(1)])
        queue.end(.gone("x"))
        queue.end(.closed)
        queue.put([key(2)])
        #expect(try await queue.read() == [key(1)])
        for _ in 0..<2 {
            #expect(
                await failure { () throws(LinkError) in _ = try await queue.read() } == .gone("x"))
        }
    }

    @Test func closingWakesTheReader() async {
        let queue = ReportInbox()
        async let ended = failure { () throws(LinkError) in _ = try await queue.read() }
        queue.close()
        #expect(await ended == .closed)
    }

    @Test func aCancelledReaderHasTakenNothing() async throws {
        let queue = ReportInbox()
        for round in 0..<100 as Range<UInt16> {
            let reader = Task {
                await failure { () throws(LinkError) in _ = try await queue.read() }
            }
            if round.isMultiple(of: 2) { await Task.yield() }
            reader.cancel()
            #expect(await reader.value == .closed)
            queue.put([key(round)])
            #expect(try await queue.read() == [key(round)])
        }
    }
}
