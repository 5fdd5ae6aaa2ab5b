import ESCPOS
import Simulator
import Testing

/// What an answer proves: a process ID paper, a queued status only that it was interpreted.
struct EvidenceTests {
    static let id = processID("0042")
    static let answer: [UInt8] = [0x37, 0x22, 0x30, 0x30, 0x34, 0x32, 0x00]

    @Test func processIDComesWhenTheLastLineIsOnPaper() throws {
        var bench = PrinterBench()
        bench.run(textLines(10) + Command.processID(Self.id).bytes)
        let answered = try #require(bench.time(of: .reply(Self.answer)))
        let printed = try #require(bench.time(of: .printedLine("line 10")))
        #expect(answered >= printed)
        #expect(bench.printer.paper.lines == (1...10).map { "line \($0)" })
    }

    @Test func processIDBehindPaperEndWaitsForTheNewRoll() {
        let plan = FaultPlan([.init(.lines(4), .paperOut(reloadAfter: .seconds(1000)))])
        var bench = PrinterBench(plan: plan)
        bench.run(textLines(10) + Command.processID(Self.id).bytes, for: .seconds(900))
        #expect(bench.printer.paper.lines.count == 4)
        #expect(bench.replies == [])
        bench.pass(.seconds(200))
        #expect(bench.printer.paper.lines.count == 10)
        #expect(bench.replies == [Self.answer])
    }

    @Test func printingResumesOnlyWhenTheCoverIsClosedToo() {
        var bench = PrinterBench()
        bench.printer.removePaper()
        bench.printer.openCover()
        bench.run(textLines(2))
        bench.printer.loadPaper()
        bench.pass(.seconds(5))
        #expect(bench.printer.paper.items.isEmpty)
        bench.printer.closeCover()
        bench.pass(.seconds(5))
        #expect(bench.printer.paper.lines.count == 2)
    }

    @Test func cutWaitsForTheMechanismAndProcessIDForTheCut() throws {
        var bench = PrinterBench()
        bench.run(
            textLines(3) + Command.cut(.feedThenPartial()).bytes + Command.processID(Self.id).bytes)
        let cut = try #require(bench.time(of: .cut(.partial)))
        let answered = try #require(bench.time(of: .reply(Self.answer)))
        #expect(answered >= cut)
        #expect(bench.printer.paper.slips.count == 1)
    }

    @Test func queuedStatusRunsAheadOfThePaperByAFewLinesOnly() throws {
        var bench = PrinterBench()
        bench.run(textLines(30) + [0x1D, 0x72, 1])
        let answered = try #require(bench.time(of: .reply([0x00])))
        let onPaper = bench.log.filter {
            if case .printedLine = $0.output { $0.at <= answered } else { false }
        }.count
        #expect(onPaper < 30)
        #expect(onPaper >= 30 - bench.printer.mechanics.stepsAheadMax)
    }

    @Test func realTimeStatusIsAnsweredInTheMiddleOfARaster() throws {
        let data: [UInt8] =
            [UInt8](repeating: 0, count: 40) + [0x10, 0x04, 0x01]
            + [UInt8](repeating: 0xFF, count: 21)
        let image = try #require(RasterImage(bytesPerRow: 8, height: 8, data: data))
        var bench = PrinterBench()
        let raster: [UInt8] = [0x1D, 0x76, 0x30, 0, 8, 0, 8, 0] + data
        bench.send(Array(raster.prefix(60)))
        bench.pass(.seconds(1))
        #expect(bench.replies == [[0x12]])
        #expect(bench.printer.paper.items.isEmpty)
        bench.run(Array(raster.dropFirst(60)))
        #expect(bench.replies.count == 1)
        #expect(bench.printer.paper.items == [.raster(image, x: 0, scaleX: 1, scaleY: 1)])
    }

    @Test func powerOffLosesEverythingThatIsNotOnPaper() {
        var bench = PrinterBench()
        bench.send(textLines(20) + Command.processID(Self.id).bytes)
        bench.pass(.milliseconds(150))
        let printed = bench.printer.paper.lines.count
        #expect((1..<20).contains(printed))
        bench.printer.powerOff()
        bench.printer.powerOn()
        bench.pass(.seconds(20))
        #expect(bench.printer.paper.lines.count == printed)
        #expect(bench.outputs.contains(.gone))
        #expect(bench.outputs.contains(.back))
        #expect(bench.replies == [])
    }

    @Test func pulledCableLosesNothingThatWasTaken() {
        var bench = PrinterBench()
        bench.send(textLines(20) + Command.processID(Self.id).bytes)
        bench.pass(.milliseconds(150))
        bench.printer.pullCable()
        #expect(bench.printer.write([0x0A], at: bench.now) == nil)
        bench.pass(.seconds(20))
        #expect(bench.printer.paper.lines.count == 20)
        #expect(bench.replies == [])
        bench.printer.plugIn()
        bench.pass(.seconds(1))
        // The newest process ID is kept for a host that could not receive it.
        #expect(bench.replies == [Self.answer])
    }

    @Test func clearCommandForgetsTheJobAndItsProcessID() {
        var bench = PrinterBench()
        bench.printer.removePaper()
        bench.send(textLines(20) + Command.processID(Self.id).bytes)
        bench.pass(.seconds(1))
        bench.run([0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08])
        #expect(bench.replies == [[0x37, 0x25, 0x00]])
        bench.printer.loadPaper()
        bench.pass(.seconds(20))
        #expect(bench.printer.paper.lines == [])
        #expect(bench.replies.count == 1)
        #expect(bench.printer.bytesInBuffer == 0)
    }

    @Test(arguments: [UInt8(1), 2])
    func cutterErrorEndsByRecoverCommandOnceTheJamIsGone(_ n: UInt8) {
        var bench = PrinterBench()
        bench.printer.jamCutter()
        bench.run(textLines(2) + Command.cut(.partial).bytes + textLines(3))
        #expect(bench.printer.paper.lines.count == 2)
        #expect(bench.printer.status.errors == .cutter)
        bench.run([0x10, 0x05, n])
        // Still jammed: the first command tries the cut again and fails again.
        #expect(bench.printer.status.errors == (n == 1 ? .cutter : []))
        bench.printer.freeCutter()
        bench.run([0x10, 0x05, n])
        #expect(bench.printer.status.errors == [])
        #expect(bench.printer.paper.lines.count == (n == 1 ? 5 : 2))
    }

    @Test func fullBufferTakesNothingAndDrainsLater() {
        var bench = PrinterBench()
        bench.printer.removePaper()
        let taken = bench.send([UInt8](repeating: 0x41, count: 10_000), within: .seconds(2))
        #expect(taken == 4096)
        #expect(bench.printer.write([0x10, 0x04, 0x01], at: bench.now) == 0)
        bench.pass(.seconds(1))
        #expect(bench.replies == [])
        bench.printer.loadPaper()
        bench.pass(.seconds(30))
        #expect(bench.printer.bytesInBuffer == 0)
    }

    @Test func serialLineHearsRealTimeCommandsWhileFull() {
        var bench = PrinterBench()
        bench.printer.hearsRealTimeWhenFull = true
        bench.printer.removePaper()
        bench.send([UInt8](repeating: 0x41, count: 4096), within: .seconds(2))
        #expect(bench.printer.write([0x10, 0x04, 0x04, 0x41], at: bench.now) == 3)
        #expect(bench.printer.write([0x41], at: bench.now) == 0)
        bench.pass(.zero)
        #expect(bench.replies == [[0x7E]])
    }

    @Test func pictureStopsAtItsRowAndGoesOnAfterTheReload() throws {
        let image = try #require(
            RasterImage(bytesPerRow: 1, height: 200, data: (0..<200).map { UInt8($0) }))
        let plan = FaultPlan([.init(.lines(3), .paperOut(reloadAfter: .seconds(60)))])
        var bench = PrinterBench(plan: plan)
        bench.run([.raster(image, scale: .normal)], for: .seconds(30))
        guard case .raster(let first, _, _, _) = bench.printer.paper.items.first else {
            Issue.record("nothing printed")
            return
        }
        #expect(first.height == 72)
        bench.pass(.seconds(60))
        let rows = bench.printer.paper.items.flatMap { item -> [UInt8] in
            if case .raster(let image, _, _, _) = item { image.data } else { [] }
        }
        #expect(rows == image.data)
    }
}
