import Devices
import ESCPOS
import Testing
import Transport

/// A printer that takes no data, and what its port says meanwhile.
@Suite struct PortTests {
    private static let well = PortStatus(rawValue: 0x18)
    private static let noPaper = PortStatus(rawValue: 0x38)
    private static let deselected = PortStatus(rawValue: 0x08)

    /// A slip of which the printer has taken five bytes and then nothing.
    private func stuck(_ profile: Profile = .clone, answer: PortStatus?) -> PrinterBench {
        var bench = PrinterBench(profile)
        bench.connect()
        bench.portAnswer = answer
        bench.takes = 5
        bench.submit(patience: .wait(.seconds(600)))
        while let function = bench.lastQuestion { bench.answer(function, .well) }
        bench.takes = 5
        bench.feed(.arrived)
        return bench
    }

    @Test(
        arguments: [
            (noPaper, .paperEnd), (deselected, .offline), (PortStatus(rawValue: 0x10), .offline),
        ] as [(PortStatus, PrintJob.NotReady)])
    func aJobThatWaitsOnAPrinterThatTakesNothingSaysWhy(
        answer: PortStatus, why: PrintJob.NotReady
    ) {
        var bench = stuck(answer: answer)
        bench.pass(.milliseconds(1_400))
        #expect(bench.portQuestions == 0)
        bench.pass(.milliseconds(200))
        #expect(bench.portQuestions == 1)
        #expect(bench.progress.last == .waiting(why))
        // The caller's patience counts now, not the limit of a stall.
        bench.pass(.seconds(60))
        #expect(bench.outcomes.isEmpty)
        bench.takes = nil
        bench.pass(.seconds(2))
        #expect(bench.progress.last == .confirming)
    }

    @Test func thePortIsAskedNoMoreOftenThanItsIntervalAndOnlyWhileNothingIsTaken() {
        var bench = stuck(answer: Self.noPaper)
        bench.pass(.seconds(15))
        #expect((8...10).contains(bench.portQuestions))
        bench.portAnswer = Self.well
        bench.pass(.seconds(2))
        #expect(bench.progress.last == .sending)
        bench.takes = nil
        bench.pass(.seconds(2))
        let questions = bench.portQuestions
        bench.pass(.seconds(60))
        #expect(bench.portQuestions == questions)
    }

    @Test func aLinkWithoutSuchAWayIsAskedOnce() {
        var bench = stuck(answer: nil)
        bench.pass(.seconds(9))
        #expect(bench.portQuestions == 1)
        bench.feed(.linkFailed(.gone("usb:1")))
        bench.feed(.linkOpened)
        bench.takes = 0
        bench.pass(.seconds(9))
        #expect(bench.portQuestions == 1)
    }

    /// Bits that mean nothing, as from a device that answers with whatever is in its memory.
    @Test(arguments: [0xFF, 0x01, 0x58, 0x80] as [UInt8])
    func nonsenseIsNotBelievedAndSoonNotAskedFor(byte: UInt8) {
        var bench = stuck(answer: PortStatus(rawValue: byte))
        bench.pass(.seconds(9))
        #expect(bench.portQuestions == 3)
        #expect(!bench.progress.contains(.waiting(.paperEnd)))
        #expect(!bench.progress.contains(.waiting(.offline)))
    }

    @Test func aComplaintThatThePrintersOwnDeedsContradictIsFoundOut() {
        var bench = stuck(.mute, answer: Self.noPaper)
        for _ in 0..<4 {
            bench.pass(.milliseconds(1_600))
            bench.takes = 1
            bench.feed(.arrived)
        }
        #expect(bench.portQuestions == 3)
        bench.pass(.seconds(5))
        #expect(bench.portQuestions == 3)
        #expect(bench.progress.last == .sending)
    }

    @Test func aPrinterThatWaitsForPaperAgainAndAgainIsBelievedEachTime() {
        var bench = stuck(.mute, answer: Self.noPaper)
        for round in 1...5 {
            bench.pass(.seconds(20))
            #expect(bench.progress.last == .waiting(.paperEnd), "round \(round)")
            bench.takes = 1
            bench.feed(.arrived)
            #expect(bench.progress.last == .sending, "round \(round)")
        }
    }

    @Test(arguments: [Profile.clone, .tagging, .mute])
    func aPrinterThatTakesNotEvenAQuestionIsOutOfPaperRatherThanSilent(profile: Profile) {
        var bench = PrinterBench(profile)
        bench.takes = 0
        bench.portAnswer = Self.noPaper
        bench.feed(.start)
        bench.feed(.linkOpened)
        bench.submit(patience: .wait(.seconds(600)))
        bench.pass(.seconds(2))
        #expect(bench.progress.last == .waiting(.paperEnd))
        bench.takes = nil
        bench.pass(.seconds(1))
        while let function = bench.lastQuestion { bench.answer(function, .well) }
        bench.pass(.seconds(1))
        #expect(bench.progress.contains(.sending))
    }

    @Test func aPrinterThatReportsByItselfIsNotAskedAsWell() {
        var bench = stuck(.tagging, answer: Self.noPaper)
        bench.pass(.seconds(5))
        #expect(bench.portQuestions == 0)
    }

    @Test func aReportInTheMiddleOfALongSlipIsHeeded() {
        var bench = stuck(.tagging, answer: nil)
        bench.pass(.seconds(3))
        bench.push(.paperEnd)
        #expect(bench.progress.last == .waiting(.paperEnd))
        bench.pass(.seconds(60))
        #expect(bench.outcomes.isEmpty)
        bench.push(.well)
        #expect(bench.progress.last == .sending)
    }
}

@Suite struct ArrivalTests {
    @Test func aPrinterThatComesBackIsOpenedAtOnce() {
        var bench = PrinterBench(.tagging)
        bench.openingFails = .absent("usb:1")
        bench.feed(.start)
        bench.pass(.seconds(60))
        let tries = bench.opens
        bench.openingFails = nil
        bench.feed(.arrived)
        #expect(bench.opens == tries + 1)
        bench.feed(.linkOpened)
        bench.pass(.seconds(60))
        #expect(bench.opens == tries + 1)
    }

    @Test func anArrivalDuringATryThatFailsHasItTriedAgainSoon() {
        var bench = PrinterBench(.tagging)
        bench.openingFails = .absent("usb:1")
        bench.feed(.start)
        bench.pass(.seconds(60))
        bench.openingFails = nil
        bench.pass(.seconds(10))
        let tries = bench.opens
        bench.feed(.arrived)
        bench.feed(.linkFailed(.denied("usb:1")))
        bench.pass(.milliseconds(500))
        #expect(bench.opens == tries + 1)
    }

    @Test func anArrivalDisturbsNoOpenLink() {
        var bench = PrinterBench(.tagging)
        bench.connect()
        bench.feed(.arrived)
        #expect(bench.opens == 1)
        #expect(bench.closes == 0)
    }
}
