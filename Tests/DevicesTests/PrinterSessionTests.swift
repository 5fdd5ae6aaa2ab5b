import ESCPOS
import Testing
import Transport

@testable import Devices

@Suite struct PrinterSessionTests {
    /// Blank feeds between slip and question, so that the answer means burnt and not prepared.
    static let runOut = [UInt8](repeating: 0, count: 8).flatMap { _ -> [UInt8] in [0x1B, 0x4A, 1] }

    @Test func aJobIsOneWriteThatEndsWithItsTagAndIsPrintedWhenTheTagComesBack() {
        var bench = PrinterBench(.tagging)
        bench.connect()
        bench.submit()
        let tag = Command.processID(ProcessID(number: 7)).bytes
        #expect(bench.taken.last == PrinterBench.slip + tag)
        #expect(bench.outcomes.isEmpty)
        bench.tag(7)
        #expect(bench.outcomes == [.printed(.processID, isReprint: false)])
    }

    @Test func theTagOfAnotherJobProvesNothing() {
        var bench = PrinterBench(.tagging)
        bench.connect()
        bench.submit()
        bench.tag(6)
        #expect(bench.outcomes.isEmpty)
        #expect(bench.events.contains(.strayReply(Reply.processID(ProcessID(number: 6)).bytes)))
    }

    @Test func aTagThatOvertakesTheNewsOfTheLastByteCountsAndEndsTheJobOnce() {
        var bench = PrinterBench(.tagging)
        bench.connect()
        bench.takes = 0
        bench.submit()
        bench.tag(7)
        #expect(bench.outcomes == [.printed(.processID, isReprint: false)])
        bench.takes = nil
        bench.submit(id: "2")
        bench.tag(8)
        #expect(bench.outcomes.count == 2)
    }

    @Test func aLostTagIsAskedForAgain() {
        var bench = PrinterBench(.tagging)
        bench.connect()
        bench.submit()
        let writes = bench.taken.count
        bench.pass(.seconds(11))
        let asked = bench.taken.dropFirst(writes).filter { $0.starts(with: [0x1D, 0x28, 0x48]) }
        #expect(asked.count == 1)
        bench.tag(7)
        #expect(bench.outcomes == [.printed(.processID, isReprint: false)])
    }

    @Test func whereAPowerLossGoesUnnoticedASecondQuestionProvesNothing() {
        var bench = PrinterBench(.tagging, noticesPowerLoss: false)
        bench.connect()
        bench.submit()
        bench.pass(.seconds(11))
        guard case .inDoubt(let known) = bench.outcomes.first else {
            Issue.record("expected in doubt, got \(bench.outcomes)")
            return
        }
        #expect(known.reason == .noEvidence)
        #expect(known.taken == PrinterBench.slip.count)
    }

    @Test func aCloneIsBelievedAfterTwoAnswersAndASettlingTime() {
        var bench = PrinterBench(.clone)
        bench.connect()
        bench.submit()
        while let question = bench.lastQuestion { bench.answer(question, .well) }
        #expect(bench.taken.last == PrinterBench.slip + Self.runOut + [0x1D, 0x72, 1])
        bench.feed(.received([0x00]))
        #expect(bench.outcomes.isEmpty)
        bench.pass(.milliseconds(500))
        #expect(bench.taken.last == [0x1D, 0x72, 1])
        bench.feed(.received([0x00]))
        #expect(bench.outcomes == [.printed(.roundTrip, isReprint: false)])
    }

    @Test func anAnswerThatComesTwiceIsNotTakenForTheNextJobs() {
        var bench = PrinterBench(.clone)
        bench.connect()
        bench.submit(id: "1")
        bench.greet()
        bench.feed(.received([0x00]))
        bench.pass(.milliseconds(500))
        bench.feed(.received([0x00]))
        #expect(bench.outcomes.count == 1)
        // The next job follows at once: its question waits until a late double cannot be ours.
        bench.submit(id: "2")
        bench.greet()
        #expect(bench.taken.last == PrinterBench.slip + Self.runOut)
        bench.feed(.received([0x00]))
        bench.pass(.milliseconds(400))
        #expect(bench.outcomes.count == 1)
    }

    @Test func aModelWithoutEvidenceIsNeverCalledPrinted() {
        var bench = PrinterBench(.mute)
        bench.connect()
        bench.submit()
        #expect(bench.outcomes == [.accepted])
    }

    @Test(arguments: [
        (PrinterStatus.paperEnd, PrintJob.NotReady.paperEnd),
        (PrinterStatus.coverOpen, PrintJob.NotReady.coverOpen),
    ])
    func aPrinterThatCannotPrintGetsNoByteOfAnImpatientJob(
        status: PrinterStatus, reason: PrintJob.NotReady
    ) {
        for profile in [Profile.tagging, .clone] {
            var bench = PrinterBench(profile)
            bench.connect(status)
            bench.submit()
            while let question = bench.lastQuestion { bench.answer(question, status) }
            #expect(bench.outcomes == [.rejected(.notReady(reason))])
            #expect(!bench.taken.contains { $0.starts(with: PrinterBench.slip) })
        }
    }

    @Test func aPatientJobIsSentWhenThePaperIsLoaded() {
        var bench = PrinterBench(.tagging)
        bench.connect(.paperEnd)
        bench.submit(patience: .wait(.seconds(60)))
        #expect(bench.progress.contains(.waiting(.paperEnd)))
        bench.pass(.seconds(5))
        bench.push(.well)
        bench.greet()
        bench.tag(7)
        #expect(bench.outcomes == [.printed(.processID, isReprint: false)])
    }

    @Test func patienceEnds() {
        var bench = PrinterBench(.tagging)
        bench.connect(.paperEnd)
        bench.submit(patience: .wait(.seconds(3)))
        while bench.outcomes.isEmpty, bench.now < .seconds(10) {
            bench.pass(.milliseconds(500))
            while let question = bench.lastQuestion { bench.answer(question, .paperEnd) }
        }
        #expect(bench.outcomes == [.rejected(.notReady(.paperEnd))])
        #expect(bench.now <= .milliseconds(3500))
    }

    @Test func aPrinterThatAnswersNothingIsSilentAndGetsNothing() {
        var bench = PrinterBench(.tagging)
        bench.feed(.start)
        bench.feed(.linkOpened)
        bench.submit()
        bench.pass(.seconds(10))
        #expect(bench.outcomes == [.rejected(.notReady(.silent))])
        #expect(bench.events.contains(.silent))
    }

    @Test func endlessZerosAreNoPrinter() {
        for profile in [Profile.tagging, .clone] {
            var bench = PrinterBench(profile)
            bench.feed(.start)
            bench.feed(.linkOpened)
            bench.submit()
            while bench.outcomes.isEmpty, bench.now < .seconds(60) {
                bench.feed(.received([UInt8](repeating: 0, count: 64)))
                bench.pass(.milliseconds(50))
            }
            #expect(bench.outcomes == [.rejected(.notReady(.silent))])
        }
    }

    @Test func anAbsentPrinterRejectsWithTheLinksError() {
        var bench = PrinterBench(.tagging)
        bench.openingFails = .absent("usb:04b8:0e15")
        bench.submit()
        bench.feed(.start)
        #expect(bench.outcomes == [.rejected(.link(.absent("usb:04b8:0e15")))])
        bench.pass(.seconds(20))
        #expect(bench.opens > 3)
    }

    @Test func aBrokenLinkInTheMiddleIsInDoubtWithTheBytesTaken() {
        var bench = PrinterBench(.tagging)
        bench.connect()
        bench.takes = 5
        bench.submit()
        bench.feed(.linkFailed(.gone("usb")))
        #expect(bench.outcomes.isEmpty)
        bench.pass(.seconds(1))
        bench.takes = nil
        bench.feed(.linkOpened)
        let known = PrintJob.LastKnown(
            reason: .linkLost(.gone("usb")), taken: 5, total: PrinterBench.slip.count)
        #expect(bench.outcomes == [.inDoubt(known)])
        // What the printer holds of it is cleared before anything else is sent.
        #expect(bench.taken.contains([0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8]))
    }

    @Test func aSlipThatMayBeOnPaperIsPrintedAgainOnlyMarked() {
        var bench = PrinterBench(.tagging)
        bench.connect()
        bench.takes = 5
        bench.submit(reprint: PrinterBench.marked)
        bench.feed(.linkFailed(.gone("usb")))
        bench.pass(.seconds(1))
        bench.takes = nil
        bench.feed(.linkOpened)
        bench.feed(.received([0x37, 0x25, 0x00]))
        bench.greet()
        #expect(
            bench.taken.last
                == PrinterBench.marked + Command.processID(ProcessID(number: 8)).bytes)
        bench.tag(8)
        #expect(bench.outcomes == [.printed(.processID, isReprint: true)])
        let slips = bench.taken.filter { $0.starts(with: PrinterBench.slip) }
        #expect(slips.isEmpty)
    }

    @Test func aTagThatThePrinterKeptForUsStillProvesTheJob() {
        var bench = PrinterBench(.tagging)
        bench.connect()
        bench.submit(reprint: PrinterBench.marked)
        bench.feed(.linkFailed(.gone("usb")))
        bench.pass(.seconds(1))
        bench.feed(.linkOpened)
        bench.pass(.seconds(1))
        bench.tag(7)
        #expect(bench.outcomes == [.printed(.processID, isReprint: false)])
    }

    @Test func paperOutInTheMiddleWaitsAndIsExplained() {
        var bench = PrinterBench(.tagging)
        bench.connect()
        bench.submit()
        bench.push(.paperEnd)
        #expect(bench.progress.last == .waiting(.paperEnd))
        bench.pass(.seconds(60))
        #expect(bench.outcomes.isEmpty)
        bench.push(.well)
        bench.tag(7)
        #expect(bench.outcomes == [.printed(.processID, isReprint: false)])
    }

    @Test func cancellingAJobUnderWayLeavesItInDoubt() {
        var bench = PrinterBench(.tagging)
        bench.connect()
        bench.submit(id: "1")
        bench.submit(id: "2")
        bench.feed(.cancel("2"))
        #expect(bench.outcomes == [.rejected(.cancelled)])
        bench.feed(.cancel("1"))
        guard case .inDoubt(let known) = bench.outcomes.last else {
            Issue.record("expected in doubt")
            return
        }
        #expect(known.reason == .cancelled)
        #expect(bench.closes == 1)
    }

    @Test func theQueueIsBoundedAndSaysSo() {
        var bench = PrinterBench(.tagging) { $0.waitingJobsMax = 2 }
        bench.connect(.paperEnd)
        for id in ["1", "2", "3", "4"] { bench.submit(patience: .wait(.seconds(9)), id: id) }
        #expect(bench.outcomes == [.rejected(.queueFull(limit: 2))])
    }

    // MARK: Pulses

    @Test func aPulseNeverStandsBetweenTheBytesOfAJob() {
        var bench = PrinterBench(.tagging)
        bench.connect()
        bench.takes = 4
        bench.submit()
        bench.feed(.kick(id: 1, Pulse(.pin2, onUnits: 50, offUnits: 250)))
        #expect(bench.kicks.isEmpty)
        bench.takes = nil
        bench.feed(.took(0))
        let joined = bench.taken.joined()
        let end = Command.processID(ProcessID(number: 7)).bytes + [0x10, 0x14, 1, 0, 1]
        #expect(Array(joined.suffix(end.count)) == end)
        #expect(bench.kicks == [.sent])
    }

    @Test func anIdlePrinterGetsTheQueuedPulseWithBothTimes() {
        var bench = PrinterBench(.tagging)
        bench.connect()
        bench.feed(.kick(id: 1, Pulse(.pin2, onUnits: 50, offUnits: 250)))
        #expect(bench.taken.last == [0x1B, 0x70, 0, 50, 250])
        #expect(bench.kicks == [.sent])
    }

    @Test func aPulseIsNeverQueuedBehindPaper() {
        // Without a real-time pulse it is refused; with one it is sent past the buffer.
        var clone = PrinterBench(.clone)
        clone.connect()
        clone.feed(.kick(id: 1, Pulse(.pin2, onUnits: 50, offUnits: 250)))
        while let question = clone.lastQuestion { clone.answer(question, .paperEnd) }
        #expect(clone.kicks == [.refused(.notReady(.paperEnd))])
        var tagging = PrinterBench(.tagging)
        tagging.connect(.paperEnd)
        tagging.feed(.kick(id: 1, Pulse(.pin5, onUnits: 50, offUnits: 250)))
        #expect(tagging.taken.last == [0x10, 0x14, 1, 1, 1])
    }

    @Test func aPulseAskedForWhileThePrinterIsGreetedComesAfterItsAnswers() {
        var bench = PrinterBench(.tagging)
        bench.feed(.start)
        bench.feed(.linkOpened)
        // A pushed status is told at once, so whoever waits for one may ask for a pulse this early.
        bench.push(.well)
        bench.feed(.kick(id: 1, Pulse(.pin2, onUnits: 50, offUnits: 250)))
        #expect(bench.kicks.isEmpty)
        while let question = bench.lastQuestion { bench.answer(question, .well) }
        #expect(bench.taken.last == [0x1B, 0x70, 0, 50, 250])
        #expect(bench.kicks == [.sent])
    }

    @Test func aHeldPulseCanBeWithdrawn() {
        var bench = PrinterBench(.clone)
        bench.connect()
        bench.submit()
        while let question = bench.lastQuestion { bench.answer(question, .well) }
        bench.feed(.kick(id: 3, Pulse(.pin2, onUnits: 50, offUnits: 250)))
        bench.feed(.withdrawKick(id: 3))
        #expect(bench.kicks == [.refused(.withdrawn)])
        #expect(!bench.taken.joined().contains(0x70))
    }
}
