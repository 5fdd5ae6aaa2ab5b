import ESCPOS
import Glibc
import Simulator
import Testing
import Transport
import USBTransport

/// Bytes to a printer and back, and what can go wrong with them.
@Suite(.enabled(if: Guest.isHere, Guest.isElsewhere), .serialized, .timeLimit(.minutes(10)))
struct USBTransferTests {
    // MARK: Bulk

    /// Packets refused at random, for longer than the limit of a transfer too: what is reported as
    /// taken is what the device has, byte for byte.
    @Test(arguments: [1, 2] as [UInt64])
    func aMebibyteArrivesWholeWhateverTheDeviceRefuses(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let job = (0..<1_048_576).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        var function = BulkFunction(seed: seed)
        function.busyChance = 0.02
        let device = PluggedDevice(function, .init())
        try await device.insert()
        let link = try await USBOpener().openUSB(.usb(.serial("TWBULK0042")))
        var rest = job[...]
        var (cutShort, inVain) = (0, 0)
        while !rest.isEmpty {
            let offered = min(rest.count, 4_096)
            let taken = try await link.write(rest, within: .milliseconds(50))
            rest = rest.dropFirst(taken)
            if taken == 0 { inVain += 1 } else if taken < offered { cutShort += 1 }
        }
        let received = await device.act { $1.received }
        #expect(received.count == job.count, "seed \(seed)")
        #expect(received == job, "seed \(seed)")
        // Otherwise nothing was tried.
        #expect(cutShort > 20 && inVain > 20, "seed \(seed): \(cutShort) and \(inVain)")
        await link.close()
        await device.remove()
    }

    @Test func aWriteThatIsCancelledReportsWhatWasTaken() async throws {
        var function = BulkFunction(seed: 3)
        function.busyChance = 0.3
        let device = PluggedDevice(function, .init())
        try await device.insert()
        let link = try await USBOpener().openUSB(.usb(.serial("TWBULK0042")))
        let job = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        var rest = job[...]
        while !rest.isEmpty {
            let offer = rest
            let write = Task { try await link.write(offer, within: .seconds(60)) }
            // Cancelled at some point of its way, or just behind its end.
            for _ in 0..<(rest.count % 7) { _ = try await link.portStatus() }
            write.cancel()
            rest = rest.dropFirst(try await write.value)
        }
        #expect(await device.act { $1.received } == job)
        await link.close()
        await device.remove()
    }

    @Test func stallsAreClearedAndNothingIsLostOrDoubled() async throws {
        let printer = try await PluggedPrinter(Profiles.generic80) {
            $0.stallsAtBytes = [1, 100, 500, 1_000]
        }
        let link = try await USBOpener().open(printer.address)
        let lines = (0..<100).map { "line \($0) of a slip" }
        try await send(lines.flatMap { Array("\($0)\n".utf8) }, to: link)
        #expect(await eventually { await printer.lines == lines })
        await link.close()
        await printer.remove()
    }

    /// Empty packets as fast as they are asked for.
    @Test func aDeviceThatSendsEmptyPacketsAllTheTimeStillPrintsAndAnswers() async throws {
        let printer = try await PluggedPrinter(Profiles.generic80) { $0.sendsEmptyPackets = true }
        let link = try await USBOpener().open(printer.address)
        try await send(Array("through\n".utf8) + [0x10, 0x04, 0x01], to: link)
        #expect(try await link.read().count == 1)
        #expect(await eventually { await printer.lines == ["through"] })
        await link.close()
        await printer.remove()
    }

    @Test func dataWithoutEndIsBoundedUntilSomebodyReads() async throws {
        var function = BulkFunction(seed: 4)
        function.giving = .withoutEnd
        let device = PluggedDevice(function, .init())
        try await device.insert()
        let link = try await USBOpener().openUSB(.usb(.serial("TWBULK0042")))
        // 64 KiB and what is under way: two reads of 512 bytes.
        let bound = (65_536 + 3 * 512) / 64
        #expect(
            await eventually { await device.act { function, _ in function.packetsGiven } >= 1_024 })
        for _ in 0..<20 { _ = try await link.portStatus() }
        #expect(await device.act { function, _ in function.packetsGiven } <= bound)
        // Out goes what is to go out, in comes what is to come in.
        try await send([UInt8](repeating: 0x55, count: 10_000), to: link)
        var count = 0
        while count < 200_000 { count += try await link.read().count }
        #expect(await device.act { $1.received.count } == 10_000)
        await link.close()
        await device.remove()
    }

    // MARK: Settings

    /// Interface protocols by alternate setting, and whether there is a way in.
    @Test(arguments: [([1], false), ([2], true), ([3], true), ([1, 2], true), ([3, 1], false)])
    func theSettingThatIsChosenPrints(protocols: [UInt8], hasWayIn: Bool) async throws {
        let printer = try await PluggedPrinter(Profiles.generic80) {
            $0.kind = .printerClass(protocols: protocols)
        }
        let link = try await USBOpener().openUSB(printer.address)
        #expect((link.interface.input != nil) == hasWayIn)
        try await send(Array("set\n".utf8), to: link)
        #expect(await eventually { await printer.lines == ["set"] })
        await link.close()
        await printer.remove()
    }

    @Test func aPrinterOfItsVendorsOwnClassPrints() async throws {
        let printer = try await PluggedPrinter { $0.kind = .vendorClass }
        let link = try await USBOpener().openUSB(printer.address)
        #expect(link.interface.kind == .vendorClass)
        #expect(try await link.portStatus() == nil)
        try await send(Array("own\n".utf8), to: link)
        #expect(await eventually { await printer.lines == ["own"] })
        await link.close()
        await printer.remove()
    }

    @Test(arguments: [
        DescriptorLie.totalLength(off: 100), .totalLength(off: -3), .noEndpoints,
        .missingEndpoints(3), .endpointLength(0), .packetSize(0), .packetSize(0x7FF),
        .interfaceCount(0), .interfaceCount(9),
    ])
    func aDeviceThatLiesInItsDescriptorsIsRefusedOrPrints(lie: DescriptorLie) async throws {
        let printer = try await PluggedPrinter(Profiles.generic80) {
            // The kernel refuses some of them altogether, so nobody may wait for this one.
            $0.serial = "TWTEST0417"
            $0.descriptorLie = nil
        }
        await printer.remove()
        let hub = SimulatorHub(VirtualPrinter(profile: Profiles.generic80), time: FastTime(20))
        var traits = printer.traits
        traits.descriptorLie = lie
        let attachment = try await VirtualHostController().attach(await USBPrinter(hub, traits))
        try await Apart.settle()
        do throws(LinkError) {
            let link = try await USBOpener().open(printer.address)
            _ = try await link.write(Array("lie\n".utf8)[...], within: .seconds(5))
            await link.close()
        } catch {
            // It names the place; what it is depends on how much the kernel put right.
            #expect("\(error)".contains("usb:serial=TWTEST0417"), "\(lie): \(error)")
        }
        await attachment.detach()
        await hub.stop()
    }

    // MARK: Requests

    @Test(
        arguments: [nil, .littleEndianLength, .zeroLength, .lengthWithoutItself]
            as [USBPrinterTraits.DeviceIDLie?])
    func theDeviceSaysWhatItIs(lie: USBPrinterTraits.DeviceIDLie?) async throws {
        let printer = try await PluggedPrinter { $0.deviceIDLie = lie }
        let link = try await USBOpener().openUSB(printer.address)
        let id = try await link.deviceID()
        #expect(id.manufacturer == "EPSON" && id.model == "TM-T88V", "\(id.text)")
        #expect(id.commandSet == "ESC/POS")
        await link.close()
        await printer.remove()
    }

    @Test func thePortSaysHowThePrinterIs() async throws {
        let printer = try await PluggedPrinter()
        let link = try await USBOpener().openUSB(printer.address)
        #expect(try await link.portStatus() == PortStatus(rawValue: 0x18))
        await printer.hub.act { $0.removePaper() }
        #expect(try await link.portStatus()?.isPaperEmpty == true)
        await printer.hub.act { $0.loadPaper() }
        await printer.hub.act { $0.openCover() }
        #expect(try await link.portStatus()?.hasError == true)
        await link.close()
        await printer.remove()
        let mute = try await PluggedPrinter { $0.portStatusLie = .stall }
        let other = try await USBOpener().openUSB(mute.address)
        #expect(try await other.portStatus() == nil)
        await other.close()
        await mute.remove()
    }

    @Test(arguments: [USBPrinterTraits.SoftReset.toInterface, .toOther])
    func theBuffersAreEmptiedWhereverTheDeviceListens(way: USBPrinterTraits.SoftReset) async throws
    {
        let printer = try await PluggedPrinter(Profiles.generic80) { $0.softReset = way }
        let link = try await USBOpener().openUSB(printer.address)
        await printer.hub.act { $0.removePaper() }
        // More than the buffer holds, so that the last packet waits before it.
        _ = try await link.write([UInt8](repeating: 0x41, count: 8_000)[...], within: .seconds(2))
        try await link.softReset()
        await printer.hub.act { $0.loadPaper() }
        try await send(Array("after\n".utf8), to: link)
        #expect(await eventually { await printer.lines.last?.hasSuffix("after") == true })
        await link.close()
        await printer.remove()
    }
}
