import ESCPOS
import Simulator
import Testing

/// Every value from Epson's tables of `DLE EOT`, `GS r` and ASB, not from our own encoder.
struct StatusByteTests {
    /// One state of the printer and the six answers it gives.
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var set: @Sendable (inout VirtualPrinter) -> Void
        var realTime: [UInt8]
        var automatic: [UInt8]
    }

    static let cases: [Case] = [
        Case(
            testDescription: "idle, drawer shut", set: { _ in },
            realTime: [0x12, 0x12, 0x12, 0x12], automatic: [0x10, 0x00, 0x00, 0x0F]),
        Case(
            testDescription: "drawer open", set: { $0.forceDrawerOpen() },
            realTime: [0x16, 0x12, 0x12, 0x12], automatic: [0x14, 0x00, 0x00, 0x0F]),
        Case(
            testDescription: "near end", set: { $0.setNearEnd() },
            realTime: [0x12, 0x12, 0x12, 0x1E], automatic: [0x10, 0x00, 0x03, 0x0F]),
        Case(
            testDescription: "paper out", set: { $0.removePaper() },
            realTime: [0x1A, 0x32, 0x12, 0x7E], automatic: [0x18, 0x00, 0x0F, 0x0F]),
        Case(
            testDescription: "cover open", set: { $0.openCover() },
            realTime: [0x1A, 0x16, 0x12, 0x12], automatic: [0x38, 0x00, 0x00, 0x0F]),
        Case(
            testDescription: "head hot", set: { $0.overheat() },
            realTime: [0x1A, 0x52, 0x52, 0x12], automatic: [0x18, 0x40, 0x00, 0x0F]),
        Case(
            testDescription: "broken", set: { $0.breakDown() },
            realTime: [0x1A, 0x52, 0x32, 0x12], automatic: [0x18, 0x20, 0x00, 0x0F]),
        Case(
            testDescription: "FEED pressed", set: { $0.pressFeed() },
            realTime: [0x5A, 0x1A, 0x12, 0x12], automatic: [0x58, 0x02, 0x00, 0x0F]),
        Case(
            testDescription: "cutter jammed at a cut",
            set: {
                $0.jamCutter()
                _ = $0.write(Command.cut(.partial).bytes[...], at: $0.now)
            },
            realTime: [0x1A, 0x52, 0x1A, 0x12], automatic: [0x18, 0x08, 0x00, 0x0F]),
    ]

    @Test(arguments: cases)
    func realTimeStatusHasEpsonsBits(_ state: Case) {
        for n in UInt8(1)...4 {
            var bench = PrinterBench()
            state.set(&bench.printer)
            bench.pass(.milliseconds(50))
            let expected = state.realTime[Int(n) - 1]
            #expect(bench.ask([0x10, 0x04, n], for: .zero) == [[expected]], "n = \(n)")
        }
    }

    @Test(arguments: cases)
    func automaticStatusHasEpsonsBits(_ state: Case) {
        var bench = PrinterBench()
        bench.run([.automaticStatus(.all)], for: .milliseconds(10))
        #expect(bench.replies == [[0x10, 0x00, 0x00, 0x0F]])
        state.set(&bench.printer)
        bench.pass(.milliseconds(100))
        #expect(bench.replies.last == state.automatic)
    }

    @Test func queuedStatusTellsPaperAndDrawer() {
        var bench = PrinterBench()
        #expect(bench.ask([0x1D, 0x72, 1]) == [[0x00]])
        #expect(bench.ask([0x1D, 0x72, 2]) == [[0x00]])
        bench.printer.setNearEnd()
        bench.printer.forceDrawerOpen()
        #expect(bench.ask([0x1D, 0x72, 0x31]) == [[0x03]])
        #expect(bench.ask([0x1D, 0x72, 0x32]) == [[0x01]])
        #expect(bench.ask([0x1B, 0x76]) == [[0x03]])
        #expect(bench.ask([0x1B, 0x75, 0]) == [[0x01]])
    }

    @Test func queuedQuestionsAreNotAnsweredWhileOffline() {
        var bench = PrinterBench()
        bench.printer.removePaper()
        #expect(bench.ask([0x1D, 0x72, 1], for: .seconds(30)) == [])
        bench.printer.loadPaper()
        bench.pass(.milliseconds(10))
        #expect(bench.replies == [[0x00]])
    }

    @Test func automaticStatusIsPushedOnChangeOnly() {
        var bench = PrinterBench()
        bench.run([.automaticStatus(.all)])
        bench.printer.setNearEnd()
        bench.printer.setNearEnd()
        bench.pass(.seconds(1))
        bench.printer.setNearEnd(false)
        bench.pass(.seconds(1))
        #expect(
            bench.replies == [
                [0x10, 0, 0, 0x0F], [0x10, 0, 0x03, 0x0F], [0x10, 0, 0, 0x0F],
            ])
    }

    @Test func automaticStatusWatchesOnlyWhatWasSelected() {
        var bench = PrinterBench()
        bench.run([.automaticStatus(.drawer)])
        bench.printer.setNearEnd()
        bench.pass(.seconds(1))
        #expect(bench.replies.count == 1)
        bench.printer.forceDrawerOpen()
        bench.pass(.seconds(1))
        #expect(bench.replies.last == [0x14, 0, 0x03, 0x0F])
        bench.run([.automaticStatus([])])
        bench.printer.pushDrawerShut()
        bench.pass(.seconds(1))
        #expect(bench.replies.count == 2)
    }

    @Test func statusTellsTheTruthAndAgreesWithTheBytes() throws {
        for state in Self.cases {
            var printer = VirtualPrinter(profile: Profiles.tmT88V)
            state.set(&printer)
            _ = printer.advance(to: .milliseconds(50))
            var told = PrinterStatus()
            told.apply(try #require(AutomaticStatus(bytes: state.automatic)))
            #expect(told == printer.status, "\(state.testDescription)")
        }
    }

    @Test func cloneAnswersOnlyWhatItKnows() {
        var bench = PrinterBench(Profiles.generic58)
        #expect(bench.ask(Command.automaticStatus(.all).bytes) == [])
        #expect(bench.ask(Command.processID(processID("0001")).bytes) == [])
        #expect(bench.ask([0x1D, 0x49, 67]) == [])
        #expect(bench.ask([0x10, 0x14, 0x01, 0x00, 0x01]) == [])
        #expect(bench.printer.statistics.kicks == 0)
        #expect(bench.ask([0x10, 0x04, 0x01]) == [[0x12]])
        #expect(bench.ask([0x1D, 0x72, 0x01]) == [[0x00]])
    }

    @Test func identityFollowsTheProfile() {
        var bench = PrinterBench(Profiles.tmT88V, seed: 42)
        #expect(bench.ask([0x1D, 0x49, 1]) == [[0x20]])
        #expect(bench.ask([0x1D, 0x49, 2]) == [[0x03]])
        #expect(bench.ask([0x1D, 0x49, 66]) == [[0x5F] + "EPSON".utf8 + [0]])
        #expect(bench.ask([0x1D, 0x49, 67]) == [[0x5F] + "TM-T88V".utf8 + [0]])
        #expect(bench.ask([0x1D, 0x49, 68]) == [[0x5F] + "SIM42".utf8 + [0]])
        #expect(bench.ask([0x1D, 0x49, 69]) == [[0x5F] + "CHINA GB18030".utf8 + [0]])
        #expect(bench.ask([0x1D, 0x49, 99]) == [])
    }

    @Test func offlineResponseNamesTheCause() {
        var bench = PrinterBench()
        bench.run([.offlineResponse(2)])
        bench.printer.openCover()
        bench.pass(.seconds(1))
        #expect(bench.replies == [[0x37, 0x23, 0x41, 0x00]])
        bench.printer.closeCover()
        bench.run([.offlineResponse(1)])
        bench.printer.removePaper()
        bench.pass(.seconds(1))
        #expect(bench.replies.last == [0x37, 0x23, 0x00])
    }
}
