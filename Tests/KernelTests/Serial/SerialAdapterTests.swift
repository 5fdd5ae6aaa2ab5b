import Devices
import ESCPOS
import Glibc
import POSIXTransport
import Simulator
import Testing
import Transport

/// A real kernel's `ftdi_sio`, on the serial adapter of the emulator.
@Suite(.enabled(if: Guest.isHere, Guest.isElsewhere), .serialized)
struct SerialAdapterTests {
    /// The adapter by the names that stay.
    private func adapter() throws -> SerialPort {
        try Guest.wait(for: "/dev/ttyUSB0")
        try Guest.settle()
        let port = SerialPorts.list().first { $0.path == "/dev/ttyUSB0" }
        guard let port else { throw Guest.Failure(description: "the adapter is not listed") }
        return port
    }

    private func job(_ id: String) -> PrintJob {
        let lines = (1...40).flatMap { line -> [Command] in
            [.text(Array("job \(id) line \(line)".utf8)), .lineFeed]
        }
        let commands = [.initialize, .leaveChineseMode] + lines + [.cut(.feedThenPartial())]
        return PrintJob(id: id, bytes: commands.bytes, patience: .wait(.seconds(120)))
    }

    private func printer(at path: String, _ settings: SerialSettings) -> Printer {
        var configuration = PrinterSession.Configuration(
            profile: Profiles.tmT88V, linkNoticesPowerLoss: false, firstTag: 1)
        configuration.answerLimit = .seconds(5)
        return Printer(
            address: .serial(path: path, settings), opener: POSIXOpener(),
            configuration: configuration, time: SystemTime())
    }

    @Test func theAdapterIsListedWithItsDriverAndItsNames() throws {
        let port = try adapter()
        #expect(port.driver == "ftdi_sio")
        #expect(port.usb?.vendor == 0x0403 && port.usb?.product == 0x6001)
        #expect(port.byID.count == 1 && port.byPath.count >= 1)
        #expect(port.stablePath.hasPrefix("/dev/tillwright/"))
        #expect(port.isAllowed)
    }

    @Test(arguments: [SerialSettings.Flow.rtscts, .dtrdsr, .xonxoff, .none])
    func aSlipIsPrintedThroughFTDI(flow: SerialSettings.Flow) async throws {
        let path = try adapter().stablePath
        let far = try await FarPrinter()
        let printer = printer(at: path, SerialSettings(baud: 115_200, flow: flow))
        await printer.start()
        let outcome = await printer.print(job("a"))
        #expect(outcome == .printed(.processID, isReprint: false))
        #expect(await far.hub.snapshot.statistics.cuts == 1)
        await printer.stop()
        await far.stop()
    }

    @Test func anAdapterThatWasPulledOutIsFoundAgainByItsName() async throws {
        let path = try adapter().stablePath
        let emulator = try Emulator()
        let far = try await FarPrinter()
        let printer = printer(at: path, SerialSettings(baud: 115_200, flow: .rtscts))
        let events = await printer.events()
        await printer.start()
        #expect(await printer.print(job("a")) == .printed(.processID, isReprint: false))
        try emulator.unplugSerialAdapter()
        for await event in events {
            guard case .disconnected(let error) = event else { continue }
            #expect(error == .gone("\(printer.address)"))
            break
        }
        // A slip that was given meanwhile waits for the adapter.
        async let second = printer.print(job("b"))
        try Guest.waitForEnd(of: path)
        try emulator.plugSerialAdapter()
        let outcome = await second
        #expect(outcome == .printed(.processID, isReprint: false), "\(outcome)")
        #expect(await far.hub.snapshot.statistics.cuts == 2)
        await printer.stop()
        await far.stop()
    }

    /// Linux raises DTR and RTS at each opening. Of a line that is up already that is no edge, if
    /// nothing lowers it in between.
    @Test func noLineFallsWhenAPortIsOpenedUsedAndClosed() async throws {
        let path = try adapter().stablePath
        let monitor = try USBMonitor()
        for flow in [SerialSettings.Flow.none, .rtscts, .xonxoff, .none] {
            let link = try await SerialLink.open(path, SerialSettings(flow: flow))
            #expect(try link.signals()?.isSuperset(of: [.dtr, .rts]) == true)
            await link.close()
        }
        // FTDI's "set modem control": which lines are meant in the upper byte, their levels in the
        // lower one (ftdi_sio.h).
        let moves = monitor.requests().filter { $0.type == 0x40 && $0.request == 1 }
        #expect(!moves.isEmpty)
        for move in moves {
            let meant = move.value >> 8 & 3
            #expect(move.value & meant == meant, "a line falls: \(move)")
        }
    }

    @Test func probingFindsThePrinterAndItsHandshake() async throws {
        let path = try adapter().stablePath
        let far = try await FarPrinter()
        let probed = try await OffPool.run {
            Result { try Guest.run(Guest.till, "probe", "serial:\(path)") }
        }.get()
        #expect(probed.status == 0, "\(probed.errors)")
        // The emulator's adapter has CTS and DSR on all the time, and any speed will do.
        #expect(probed.output == "serial:\(path)?flow=rtscts\n")
        #expect(await far.hub.snapshot.statistics.lines == 0)
        await far.stop()
    }
}
