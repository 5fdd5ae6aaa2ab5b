import Devices
import ESCPOS
import Glibc
import POSIXTransport
import Simulator
import Testing
import Transport

/// A real kernel's `cdc_acm`, and a device that really takes nothing for a while.
@Suite(.enabled(if: Guest.isHere, Guest.isElsewhere), .serialized)
struct GadgetLineTests {
    private static let slip = (0..<3_000).map { UInt8(truncatingIfNeeded: $0 &* 7 | 0x20) }

    private func open(
        _ flow: SerialSettings.Flow, baud: Int = 115_200
    ) async throws -> SerialLink {
        try await SerialLink.open(GadgetLine.path, SerialSettings(baud: baud, flow: flow))
    }

    /// Writes all of it, going on after each short write.
    private func write(_ bytes: [UInt8], to link: SerialLink) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            rest = rest.dropFirst(try await link.write(rest, within: .seconds(60)))
        }
    }

    /// The kernel would wait 30 s for what the device does not take.
    @Test func aLineThatTakesNothingClosesAtOnce() async throws {
        let gadget = try GadgetLine()
        let link = try await open(.none)
        // What is stuck cannot be taken back, so it counts as taken, but never wholly so.
        let taken = try await link.write(Self.slip[...], within: .seconds(1))
        #expect(taken > 0 && taken < Self.slip.count)
        #expect(try link.unsentBytes() > 0)
        #expect(try await link.write(Self.slip[taken...], within: .milliseconds(100)) == 0)
        let began = ContinuousClock.now
        await link.close()
        #expect(began.duration(to: .now) < .seconds(15))
        // And it is free again.
        let next = try await open(.none)
        await next.close()
        _ = gadget
    }

    @Test func aProgramWithAStoppedLineEndsAtOnce() async throws {
        let gadget = try GadgetLine()
        let began = ContinuousClock.now
        let ended = try await OffPool.run {
            Result {
                try Guest.run(
                    Guest.till, "drawer", "open", "--to", "serial:\(GadgetLine.path)", "--box",
                    "string=OPEN", "--reason", "test", "--by", "test")
            }
        }.get()
        #expect(ended.status == 7, "\(ended)")
        #expect(began.duration(to: .now) < .seconds(25))
        _ = gadget
    }

    @Test func theLineDSRHoldsTheSlipBackAndLetsItGo() async throws {
        let gadget = try GadgetLine()
        let link = try await open(.dtrdsr)
        #expect(try link.signals()?.contains(.dsr) == false)
        #expect(try await link.write(Self.slip[...], within: .milliseconds(500)) == 0)
        #expect(try link.unsentBytes() == 0)
        try gadget.open()
        try await write(Self.slip, to: link)
        #expect(try link.signals()?.contains(.dsr) == true)
        #expect(gadget.receive(Self.slip.count) == Self.slip)
        await link.close()
    }

    /// `cdc_acm` does not know XON and XOFF, so this is our own doing.
    @Test func xoffStopsALineWhoseDriverDoesNotKnowIt() async throws {
        let gadget = try GadgetLine()
        try gadget.open()
        let link = try await open(.xonxoff)
        let reading = Task { try await link.read() }
        try gadget.send([0x13, 0x12])
        // The status byte arrives and the XOFF does not.
        #expect(try await reading.value == [0x12])
        #expect(try await link.write(Self.slip[...], within: .milliseconds(500)) == 0)
        #expect(gadget.receive(1, within: .milliseconds(100)).isEmpty)
        let more = Task { try await link.read() }
        try gadget.send([0x11, 0x16])
        #expect(try await more.value == [0x16])
        try await write(Self.slip, to: link)
        #expect(gadget.receive(Self.slip.count) == Self.slip)
        await link.close()
    }

    /// A box whose drawer's switch is led to DSR: on while the drawer is shut.
    @Test func aBoxOpensItsDrawerAndARealLineTells() async throws {
        let gadget = try GadgetLine()
        try gadget.open()
        let port = BoxDrawerPort(
            SerialBox(path: GadgetLine.path, sensor: .dsr), opener: POSIXOpener(),
            time: SystemTime())
        var settings = DrawerSettings(
            pulse: Profiles.generic80.pulse, sensor: .lowWhenOpen, isLevelPushed: false)
        settings.moveLimit = .seconds(60)
        settings.idlePollInterval = .milliseconds(200)
        let drawer = CashDrawer(port: port, settings: settings, time: SystemTime())
        await drawer.start()
        try await port.opened()
        #expect(await drawer.settled(within: .seconds(60)) == .closed)
        async let opening = drawer.open(by: "Ada", reason: "sale")
        #expect(gadget.receive(1) == [0x07])
        gadget.shut()
        guard case .opened = await opening else {
            Issue.record("not seen to open")
            return
        }
        async let closing = drawer.waitForClose(within: .seconds(60))
        try gadget.open()
        guard case .closed = await closing else {
            Issue.record("not seen to close")
            return
        }
        await drawer.stop()
    }

    /// `SET_CONTROL_LINE_STATE` of the class: DTR is bit 0, RTS bit 1.
    @Test func noLineFallsOnACMEither() async throws {
        let gadget = try GadgetLine()
        try gadget.open()
        let monitor = try USBMonitor()
        for flow in [SerialSettings.Flow.none, .rtscts] {
            let link = try await open(flow)
            try await write([0x07], to: link)
            await link.close()
        }
        let moves = monitor.requests().filter { $0.type == 0x21 && $0.request == 0x22 }
        #expect(!moves.isEmpty)
        #expect(moves.allSatisfy { $0.value & 3 == 3 }, "\(moves)")
    }
}
