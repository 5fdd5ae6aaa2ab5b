import ESCPOS
import Simulator
import Testing

struct DrawerTests {
    static let kick = Pulse(.pin2, onUnits: 50, offUnits: 250)

    /// Level of pin 3 shut and open.
    @Test(arguments: [
        (VirtualDrawer.Settings(sensor: .highWhenOpen), false, true),
        (VirtualDrawer.Settings(sensor: .lowWhenOpen), true, false),
        (VirtualDrawer.Settings(sensor: .none), true, true),
        (VirtualDrawer.Settings.notConnected, true, true),
    ])
    func pinFollowsTheWiring(settings: VirtualDrawer.Settings, shut: Bool, open: Bool) {
        var bench = PrinterBench(drawer: settings)
        #expect(bench.printer.status.isDrawerPinHigh == shut)
        #expect(bench.ask([0x10, 0x04, 1]) == [[shut ? 0x16 : 0x12]])
        bench.run([.pulse(Self.kick)])
        #expect(bench.printer.drawer.isOpen == (settings.pin != nil))
        #expect(bench.printer.status.isDrawerPinHigh == open)
        #expect(bench.ask([0x10, 0x04, 1]) == [[open ? 0x16 : 0x12]])
        #expect(bench.ask([0x1D, 0x72, 2]) == [[open ? 0x01 : 0x00]])
    }

    @Test func drawerOpensAfterItsLatencyAndIsPushedShut() {
        let settings = VirtualDrawer.Settings(
            latency: .milliseconds(80), closesAfter: .seconds(4))
        var bench = PrinterBench(drawer: settings)
        bench.run([.automaticStatus(.drawer)])
        bench.run([.realTimePulse(RealTimePulse(.pin2, units: 1))])
        #expect(bench.time(of: .kicked(.pin2)) == .seconds(20))
        #expect(bench.time(of: .drawer(isOpen: true)) == .seconds(20) + .milliseconds(80))
        #expect(bench.time(of: .drawer(isOpen: false)) == .seconds(24) + .milliseconds(80))
        #expect(
            bench.replies == [[0x10, 0, 0, 0x0F], [0x14, 0, 0, 0x0F], [0x10, 0, 0, 0x0F]])
    }

    @Test func shortPulseOrOtherLineOpensNothing() {
        for pulse in [
            Pulse(.pin2, onUnits: 10, offUnits: 100), Pulse(.pin5, onUnits: 50, offUnits: 250),
        ] {
            var bench = PrinterBench()
            bench.run([.pulse(pulse)])
            #expect(bench.printer.statistics.kicks == 1)
            #expect(!bench.printer.drawer.isOpen)
        }
    }

    @Test func queuedPulseWaitsForThePaperAndRealTimePulseDoesNot() {
        var bench = PrinterBench()
        bench.printer.removePaper()
        bench.run([.pulse(Self.kick)])
        #expect(bench.printer.statistics.kicks == 0)
        bench.run([.realTimePulse(RealTimePulse(.pin2, units: 2))])
        #expect(bench.printer.statistics.kicks == 1)
        bench.printer.loadPaper()
        bench.pass(.seconds(1))
        #expect(bench.printer.statistics.kicks == 2)
    }

    @Test func queuedPulseComesAfterTheLinesBeforeIt() throws {
        var bench = PrinterBench()
        bench.run(textLines(8) + Command.pulse(Self.kick).bytes)
        let kicked = try #require(bench.time(of: .kicked(.pin2)))
        #expect(try #require(bench.time(of: .printedLine("line 8"))) <= kicked)
    }

    @Test func refusedKicksAndDutyViolationsAreCounted() {
        var bench = PrinterBench()
        bench.printer.overheat()
        bench.run([.realTimePulse(RealTimePulse(.pin2, units: 1))])
        bench.printer.coolDown()
        #expect(bench.printer.statistics.refusedKicks == 1)
        #expect(bench.printer.statistics.kicks == 0)
        // While the first still runs, then too early for the solenoid, then rested.
        bench.run([.realTimePulse(RealTimePulse(.pin2, units: 8))], for: .milliseconds(400))
        bench.run([.realTimePulse(RealTimePulse(.pin2, units: 1))], for: .milliseconds(600))
        #expect(bench.printer.statistics.refusedKicks == 2)
        #expect(bench.printer.statistics.dutyViolations == 0)
        bench.run([.realTimePulse(RealTimePulse(.pin2, units: 1))], for: .milliseconds(500))
        #expect(bench.printer.statistics.dutyViolations == 1)
        bench.run([.realTimePulse(RealTimePulse(.pin2, units: 1))])
        #expect(bench.printer.statistics.dutyViolations == 1)
        #expect(bench.printer.statistics.kicks == 3)
    }

    @Test func realTimePulseCanBeSwitchedOff() {
        var bench = PrinterBench()
        bench.run([0x1D, 0x28, 0x44, 0x03, 0x00, 0x14, 0x01, 0x00])
        bench.run([.realTimePulse(RealTimePulse(.pin2, units: 1))])
        #expect(bench.printer.statistics.kicks == 0)
        bench.run([0x1D, 0x28, 0x44, 0x03, 0x00, 0x14, 0x01, 0x01])
        bench.run([.realTimePulse(RealTimePulse(.pin2, units: 1))])
        #expect(bench.printer.statistics.kicks == 1)
    }
}
