import ESCPOS
import Simulator
import Testing
import Transport

/// Bulk pipes: packets, NAK, stalls, and what a host that takes transfers back may rely on.
struct USBPipeTests {
    static let askStatus: [UInt8] = [0x10, 0x04, 0x01]

    @Test func slipGoesInAndItsProofComesOut() {
        var bench = USBBench()
        let read = bench.read(64)
        let slip =
            Array("sold\n".utf8) + Command.cut(.feedThenPartial()).bytes
            + Command.processID(ProcessID(number: 1)).bytes
        let written = bench.write(slip)
        #expect(bench.completion(written) == USBCompletion(written, .done, count: slip.count))
        #expect(bench.completion(read) == nil)
        bench.pass(.seconds(5))
        #expect(
            bench.completion(read)?.data == Command.processID(ProcessID(number: 1)).answer)
        #expect(bench.printer.paper.slips.map(\.lines) == [["sold"]])
    }

    @Test func inWithNothingToSendIsHeldUntilThereIs() {
        var bench = USBBench()
        let read = bench.read(512)
        bench.pass(.seconds(3600))
        #expect(bench.completion(read) == nil)
        bench.write(Self.askStatus)
        #expect(bench.completion(read)?.data == [0x12])
    }

    @Test func fullPrinterHoldsTheRestOfATransferAndGoesOnWithPaper() {
        var bench = USBBench()
        bench.act { $0.removePaper() }
        let job = [UInt8](repeating: 0x0A, count: 10_000)
        let written = bench.write(job)
        bench.pass(.seconds(60))
        #expect(bench.completion(written) == nil)
        let held = bench.device.function.bytesTaken
        #expect((4096...4096 + 64).contains(held))
        // Nothing more gets in, not even a question.
        let question = bench.write(Self.askStatus)
        #expect(bench.completion(question) == nil)
        #expect(bench.control(USBSetup(0xA1, 1, length: 1))?.data == [0x38])
        bench.act { $0.loadPaper() }
        bench.pass(.seconds(600))
        #expect(bench.completion(written)?.count == 10_000)
        #expect(bench.completion(question)?.status == .done)
        #expect(bench.printer.statistics.bytesReceived == 10_003)
    }

    @Test func unlinkOfAnUntouchedTransferTakesItBack() {
        var bench = USBBench()
        let read = bench.read(64)
        let reply = bench.unlink(read)
        guard case .unlinked(_, wasTakenBack: true) = reply else {
            Issue.record("\(String(describing: reply))")
            return
        }
        #expect(bench.completion(read) == nil)
        bench.write(Self.askStatus)
        #expect(bench.reading(64)?.data == [0x12])
    }

    @Test func unlinkOfAPartlySentTransferCountsExactlyWhatThePrinterHas() {
        var bench = USBBench()
        bench.act { $0.removePaper() }
        let written = bench.write([UInt8](repeating: 0x0A, count: 9000))
        let reply = bench.unlink(written)
        guard case .unlinked(_, wasTakenBack: false) = reply else {
            Issue.record("\(String(describing: reply))")
            return
        }
        let completion = bench.completion(written)
        #expect(completion?.status == .cancelled)
        #expect(completion?.count == bench.device.function.bytesTaken)
        bench.act { $0.loadPaper() }
        bench.pass(.seconds(600))
        #expect(bench.printer.statistics.bytesReceived == completion?.count)
    }

    @Test func unlinkOfAnEndedTransferOnlySaysSo() {
        var bench = USBBench()
        let written = bench.write([0x0A])
        let reply = bench.unlink(written)
        guard case .unlinked(_, wasTakenBack: false) = reply else {
            Issue.record("\(String(describing: reply))")
            return
        }
        #expect(bench.completions.count { $0.number == written } == 1)
    }

    @Test func stallStopsThePipeAtThePacketAndClearingItGoesOn() {
        var bench = USBBench { $0.stallsAtBytes = [100] }
        let first = bench.write(Array(repeating: 0x0A, count: 150))
        let second = bench.write([0x0A])
        #expect(bench.completion(first) == USBCompletion(first, .stalled, count: 64))
        #expect(bench.completion(second) == USBCompletion(second, .stalled))
        _ = bench.control(USBSetup(0x02, 1, index: 1))
        let third = bench.write(Array(repeating: 0x0A, count: 86))
        #expect(bench.completion(third) == USBCompletion(third, .done, count: 86))
        bench.pass(.seconds(60))
        #expect(bench.printer.statistics.bytesReceived == 150)
    }

    @Test func answersLongerThanTheRoomAreBabble() {
        var bench = USBBench()
        bench.write(Self.askStatus + Self.askStatus)
        let read = bench.read(1)
        #expect(bench.completion(read) == USBCompletion(read, .babble, data: []))
    }

    @Test func fullPacketsGoOnUntilAShortOne() {
        var bench = USBBench()
        bench.device.function.send([UInt8](repeating: 7, count: 130))
        let read = bench.read(4096)
        #expect(bench.completion(read)?.data.count == 130)
        bench.device.function.send([UInt8](repeating: 8, count: 128))
        let exact = bench.read(128)
        #expect(bench.completion(exact)?.data.count == 128)
        bench.device.function.send([UInt8](repeating: 9, count: 64))
        let open = bench.read(128)
        #expect(bench.completion(open) == nil, "a full packet alone does not end a transfer")
        _ = bench.unlink(open)
        #expect(bench.completion(open)?.data.count == 64)
    }

    @Test func endlessEmptyPacketsEndEveryRead() {
        var bench = USBBench { $0.sendsEmptyPackets = true }
        for _ in 0..<100 {
            let read = bench.read(64)
            #expect(bench.completion(read) == USBCompletion(read, .done, data: []))
        }
        bench.write(Self.askStatus)
        #expect(bench.reading(64)?.data == [0x12])
    }

    @Test func emptyOutTransferIsOnePacket() {
        var bench = USBBench()
        let written = bench.write([])
        #expect(bench.completion(written) == USBCompletion(written, .done))
    }

    @Test func burstsMakeAHostWithLittlePatienceWriteInParts() {
        var bench = USBBench {
            $0.bursts = USBPrinterTraits.Bursts(packets: 3, time: .milliseconds(500))
        }
        let written = bench.write([UInt8](repeating: 0x0A, count: 400))
        bench.pass(.milliseconds(400))
        #expect(bench.device.function.bytesTaken == 192)
        bench.pass(.milliseconds(200))
        #expect(bench.device.function.bytesTaken == 384)
        bench.pass(.milliseconds(500))
        #expect(bench.completion(written)?.count == 400)
    }

    @Test(arguments: [0, 1, 63, 64, 65, 200])
    func pulledCableEndsEveryTransferOnce(byte: Int) {
        let plan = FaultPlan([.init(.bytes(byte), .unplug(replugAfter: .seconds(1)))])
        var bench = USBBench(plan: plan, isConfigured: false)
        _ = bench.control(USBSetup(0x00, 9, value: 1))
        let reads = [bench.read(64), bench.read(64)]
        let written = bench.write([UInt8](repeating: 0x0A, count: 300))
        bench.pass(.milliseconds(10))
        for number in reads + [written] {
            #expect(bench.completions.count { $0.number == number } == 1)
        }
        for read in reads where byte > 0 { #expect(bench.completion(read)?.status == .gone) }
        #expect(bench.device.pendingCount == 0 && bench.device.configuration == 0)
        #expect(bench.printer.statistics.bytesReceived == byte)
    }

    // MARK: Bounds

    @Test func moreTransfersThanTheBoundAreRefusedAndTheOthersLive() {
        var bench = USBBench(limits: .init(transfers: 4, bytes: 1000))
        let reads = (0..<6).map { _ in bench.read(64) }
        #expect(
            reads.map { bench.completion($0)?.status } == [nil, nil, nil, nil, .noRoom, .noRoom])
        bench.write(Self.askStatus)
        #expect(bench.completions.count { $0.status == .done && $0.data == [0x12] } == 0)
        _ = bench.unlink(reads[3])
        bench.write(Self.askStatus)
        #expect(bench.completion(reads[0])?.data == [0x12])
        let tooMuch = bench.write([UInt8](repeating: 0, count: 1001))
        #expect(bench.completion(tooMuch)?.status == .noRoom)
    }

    @Test func answersThatNobodyFetchesAreDroppedOldestFirst() {
        var bench = USBBench()
        for i in 0..<70 { bench.device.function.send([UInt8](repeating: UInt8(i), count: 1000)) }
        #expect(bench.device.function.bytesDropped == 70_000 - 65_536)
        let read = bench.read(1 << 20)
        _ = bench.unlink(read)
        #expect(bench.completion(read)?.data.first == 4)
    }

    @Test func twoTransfersOfOneNumberAreNotConfused() {
        var bench = USBBench()
        bench.submit(.input(900, endpoint: 2, length: 64))
        bench.submit(.input(900, endpoint: 2, length: 64))
        #expect(bench.completions.map(\.status).suffix(1) == [.invalid])
        #expect(bench.device.pendingCount == 1)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func anyTransfersAtAnyTimeEndOnceAndLoseNothing(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bench = USBBench {
            if random.happens(0.3) { $0.bursts = .init(packets: 2, time: .milliseconds(3)) }
            if random.happens(0.3) { $0.stallsAtBytes = [500, 2000] }
            if random.happens(0.3) { $0.outPacketSize = 8 }
            if random.happens(0.2) { $0.sendsEmptyPackets = true }
        }
        var submitted: [UInt32] = []
        for _ in 0..<200 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0...2:
                let count = Int.random(in: 0..<400, using: &random)
                submitted.append(bench.write([UInt8](repeating: 0x0A, count: count)))
            case 3: submitted.append(bench.read(Int.random(in: 0..<200, using: &random)))
            case 4: if let any = submitted.randomElement(using: &random) { _ = bench.unlink(any) }
            case 5: _ = bench.control(USBSetup(0x02, 1, index: 1))
            case 6: bench.write(Self.askStatus)
            default: bench.pass(.milliseconds(Int.random(in: 0..<50, using: &random)))
            }
        }
        bench.act { $0.pullCable() }
        let ended = bench.completions.map(\.number)
        let takenBack = bench.replies.count {
            if case .unlinked(_, wasTakenBack: true) = $0 { true } else { false }
        }
        #expect(Set(ended).count == ended.count, "seed \(seed)")
        #expect(submitted.count { !ended.contains($0) } == takenBack, "seed \(seed)")
        let told = bench.completions.filter { $0.data.isEmpty }.map(\.count).reduce(0, +)
        #expect(told == bench.device.function.bytesTaken, "seed \(seed)")
    }
}
