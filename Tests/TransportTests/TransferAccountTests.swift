import Testing
import Transport

@testable import USBTransport

@Suite struct TransferAccountTests {
    private func finish(
        _ account: inout TransferAccount, _ status: TransferStatus, _ moved: Int
    ) -> TransferAccount.Step {
        account.finish(status, offered: 1_000, moved: moved, packetSize: 64)
    }

    /// A way of ending, what had moved, and what the caller is told.
    @Test(
        arguments: [
            (.completed, 1_000, .took(1_000)), (.completed, 300, .took(300)),
            (.timedOut, 0, .took(0)), (.timedOut, 640, .took(640)), (.cancelled, 64, .took(64)),
            (.stalled, 0, .clearThenRetry), (.stalled, 128, .clearThenTook(128)),
            (.noDevice, 0, .fail(.gone)), (.noDevice, 512, .took(512)), (.failed, 0, .fail(.gone)),
            (.overflowed, 64, .took(64)), (.completed, 5_000, .took(1_000)),
            (.timedOut, -1, .took(0)),
        ] as [(TransferStatus, Int, TransferAccount.Step)])
    func whatMovedCountsAsTaken(status: TransferStatus, moved: Int, step: TransferAccount.Step) {
        var account = TransferAccount()
        #expect(finish(&account, status, moved) == step)
        #expect(account.taken == min(max(moved, 0), 1_000))
    }

    @Test func aFailureAfterSomeBytesIsKeptForTheNextWrite() {
        var account = TransferAccount()
        #expect(finish(&account, .noDevice, 64) == .took(64))
        #expect(account.pending == .gone)
    }

    @Test func aStallIsClearedOnce() {
        var account = TransferAccount()
        #expect(finish(&account, .stalled, 0) == .clearThenRetry)
        #expect(finish(&account, .stalled, 0) == .fail(.stalledAgain))
        var other = TransferAccount()
        #expect(finish(&other, .stalled, 0) == .clearThenRetry)
        #expect(finish(&other, .completed, 1_000) == .took(1_000))
        #expect(finish(&other, .stalled, 0) == .clearThenRetry)
    }

    @Test func onlyATransferThatWasCutShortLeavesADoubt() {
        var account = TransferAccount()
        _ = finish(&account, .timedOut, 640)
        #expect(account.doubtfulBytesMax == 64)
        _ = account.finish(.cancelled, offered: 1_000, moved: 990, packetSize: 64)
        #expect(account.doubtfulBytesMax == 10)
        _ = finish(&account, .timedOut, 1_000)
        #expect(account.doubtfulBytesMax == 0)
    }

    /// A caller that goes on from what it was told sends each byte once, however transfers end.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func eachByteReachesThePrinterOnce(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var account = TransferAccount()
        let job = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var printed: [UInt8] = []
        var rest = job[...]
        let ends: [TransferStatus] = [.completed, .completed, .timedOut, .cancelled, .stalled]
        while !rest.isEmpty, account.pending == nil {
            let offer = rest.prefix(512)
            let status = ends.randomElement(using: &random) ?? .completed
            let moved =
                status == .completed ? offer.count : Int.random(in: 0...offer.count, using: &random)
            printed += offer.prefix(moved)
            switch account.finish(status, offered: offer.count, moved: moved, packetSize: 64) {
            case .took(let count), .clearThenTook(let count): rest = rest.dropFirst(count)
            case .clearThenRetry, .fail: break
            }
        }
        #expect(printed == Array(job.prefix(printed.count)), "seed \(seed)")
        #expect(account.taken == printed.count, "seed \(seed)")
    }
}

@Suite struct ReceivePolicyTests {
    @Test func emptyPacketsInARowSlowTheReadingDown() {
        var policy = ReceivePolicy()
        for _ in 0..<ReceivePolicy.emptyInARowMax {
            #expect(policy.finish(.completed, count: 0) == .again)
        }
        #expect(policy.finish(.completed, count: 0) == .againAfter(milliseconds: 25))
        #expect(policy.finish(.completed, count: 1) == .again)
        #expect(policy.finish(.completed, count: 0) == .again)
    }

    @Test func aDisturbanceIsSurvivedAndAnUnpluggedPrinterIsGone() {
        var policy = ReceivePolicy()
        for _ in 0..<ReceivePolicy.failuresInARowMax {
            #expect(policy.finish(.failed, count: 0) == .againAfter(milliseconds: 25))
        }
        #expect(policy.finish(.failed, count: 0) == .end(.gone))
        var other = ReceivePolicy()
        #expect(other.finish(.noDevice, count: 0) == .end(.gone))
        #expect(other.finish(.cancelled, count: 0) == .end(nil))
    }

    @Test func aStallIsClearedOnce() {
        var policy = ReceivePolicy()
        #expect(policy.finish(.stalled, count: 0) == .clearThenAgain)
        #expect(policy.finish(.stalled, count: 0) == .end(.stalledAgain))
    }
}

@Suite struct USBHostTests {
    @Test func anAddressThatIsNotThereIsAbsentEvenWithoutUSB() async throws {
        let folder = try ScratchFolder()
        let error = await failure { () throws(LinkError) in
            _ = try await USBOpener(claims: folder.claims).open(.usb(.serial("no-such-printer")))
        }
        #expect(error == .absent("usb:serial=no-such-printer"))
        #expect(await USBDevices.list().allSatisfy { $0.serial != "no-such-printer" })
    }

    @Test func otherAddressesAreNotForUSB() async throws {
        let error = await failure { () throws(LinkError) in
            _ = try await USBOpener().open(.file(path: "/dev/usb/lp0"))
        }
        #expect(error == .unsupported("file:/dev/usb/lp0", why: "it is no USB address"))
    }
}
