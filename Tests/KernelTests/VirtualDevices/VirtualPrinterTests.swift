import ESCPOS
import Glibc
import Simulator
import Testing
import Transport

/// The virtual printer as a USB device of a real kernel, with the kernel's own driver on it.
@Suite(.enabled(if: Guest.isHere, Guest.isElsewhere), .serialized)
struct VirtualPrinterTests {
    private static let node = "/dev/usb/lp0"
    private static let interface = "/sys/class/usbmisc/lp0/device"

    private static func fact(_ name: String) -> String? {
        Guest.contents(of: "\(interface)/\(name)")?.split(separator: "\n").first.map(String.init)
    }

    @Test(arguments: [(USBSpeed.full, "12", "0040"), (.high, "480", "0200")])
    func theKernelReadsWhatTheDeviceTells(speed: USBSpeed, rate: String, packet: String)
        async throws
    {
        let printer = try await AttachedPrinter(speed: speed)
        try Guest.wait(for: Self.node)
        #expect(Self.fact("../idVendor") == "04b8")
        #expect(Self.fact("../idProduct") == "0202")
        #expect(Self.fact("../manufacturer") == "EPSON")
        #expect(Self.fact("../product") == "TM-T88V")
        #expect(Self.fact("../serial") == "VIRTUAL-1")
        #expect(Self.fact("../speed") == rate)
        #expect(Self.fact("bInterfaceClass") == "07")
        #expect(Self.fact("bInterfaceProtocol") == "02")
        #expect(Self.fact("ep_01/wMaxPacketSize") == packet)
        #expect(Self.fact("ep_82/direction") == "in")
        try await printer.remove()
    }

    @Test func theKernelsDriverReadsTheDeviceID() async throws {
        let printer = try await AttachedPrinter()
        try Guest.wait(for: Self.node)
        let text = USBPrinterTraits(Profiles.tmT88V).deviceID
        #expect(Self.fact("ieee1284_id") == text)
        let file = open(Self.node, O_RDWR)
        var bytes = [UInt8](repeating: 0, count: 1024)
        // LPIOC_GET_DEVICE_ID, `_IOC(_IOC_READ, 'P', 1, 1024)`.
        #expect(ioctl(file, 0x8400_5001, &bytes) >= 0)
        close(file)
        #expect(Array(bytes.prefix(2)) == [0, UInt8(text.utf8.count + 2)])
        #expect(bytes.dropFirst(2).starts(with: text.utf8))
        try await printer.remove()
    }

    @Test func anyProgramPrintsThroughTheKernelsDriver() async throws {
        let printer = try await AttachedPrinter()
        try Guest.wait(for: Self.node)
        let cut = #"printf 'sold in the machine\n\035VB\000' > /dev/usb/lp0"#
        let result = try await OffPool.run { Result { try Guest.run("sh", "-c", cut) } }.get()
        #expect(result.status == 0, "\(result.errors)")
        await paper(of: printer) { $0 == ["sold in the machine"] }
        try await printer.remove()
    }

    @Test func answersComeBackThroughTheKernelsDriver() async throws {
        let printer = try await AttachedPrinter()
        try Guest.wait(for: Self.node)
        let answer = await OffPool.run { () -> [UInt8] in
            let file = open(Self.node, O_RDWR)
            defer { close(file) }
            let question: [UInt8] = [0x10, 0x04, 0x01]
            guard write(file, question, 3) == 3 else { return [] }
            var bytes = [UInt8](repeating: 0, count: 64)
            let count = read(file, &bytes, bytes.count)
            return Array(bytes.prefix(max(0, count)))
        }
        #expect(answer == [0x12])
        try await printer.remove()
    }

    @Test func portStatusTellsTheKernelOfMissingPaper() async throws {
        let printer = try await AttachedPrinter()
        try Guest.wait(for: Self.node)
        func status() -> Int32 {
            let file = open(Self.node, O_RDWR)
            defer { close(file) }
            var status: Int32 = 0
            // LPGETSTATUS
            #expect(ioctl(file, 0x060B, &status) == 0)
            return status
        }
        #expect(status() == 0x18)
        await printer.hub.act { $0.removePaper() }
        #expect(status() == 0x38)
        try await printer.remove()
    }

    @Test func aFullPrinterHoldsTheProgramUpUntilItHasPaperAgain() async throws {
        let printer = try await AttachedPrinter()
        try Guest.wait(for: Self.node)
        await printer.hub.act { $0.removePaper() }
        // Nothing but bytes that take no time to print, and a cut that shows the end.
        let line = "{ head -c 100000 /dev/zero; printf 'end\\n\\035VB\\000'; } > /dev/usb/lp0"
        async let writing = OffPool.run { Result { try Guest.run("sh", "-c", line) } }
        while await printer.hub.snapshot.bytesInBuffer < 4096 { await Task.yield() }
        #expect(await printer.hub.snapshot.statistics.bytesReceived == 4096)
        await printer.hub.act { $0.loadPaper() }
        #expect(try await writing.get().status == 0)
        await paper(of: printer) { $0 == ["end"] }
        #expect(await printer.hub.snapshot.statistics.bytesReceived == 100_008)
        try await printer.remove()
    }

    @Test func aPulledCableTakesTheDeviceAwayAndPluggingBringsItBack() async throws {
        let printer = try await AttachedPrinter()
        for _ in 0..<5 {
            try Guest.wait(for: Self.node)
            await printer.hub.act { $0.pullCable() }
            try Guest.waitForEnd(of: Self.node)
            await printer.hub.act { $0.plugIn() }
        }
        try Guest.wait(for: Self.node)
        try await printer.remove()
    }

    @Test func unplugAtAByteEndsTheProgramsWriting() async throws {
        let plan = FaultPlan([.init(.bytes(5000), .unplug(replugAfter: .seconds(2)))])
        let printer = try await AttachedPrinter(plan: plan)
        try Guest.wait(for: Self.node)
        let line = "head -c 100000 /dev/zero > /dev/usb/lp0"
        let result = try await OffPool.run { Result { try Guest.run("sh", "-c", line) } }.get()
        #expect(result.status != 0)
        #expect(await printer.hub.snapshot.statistics.bytesReceived == 5000)
        #expect(await printer.hub.waitUntil(isConnected: true))
        try Guest.wait(for: Self.node)
        try await printer.remove()
    }

    @Test func twoOfAKindAreTwoDevices() async throws {
        let first = try await AttachedPrinter()
        try Guest.wait(for: Self.node)
        let second = try await AttachedPrinter()
        try Guest.wait(for: "/dev/usb/lp1")
        let result = try await OffPool.run {
            Result { try Guest.run("sh", "-c", #"printf 'two\n\035VB\000' > /dev/usb/lp1"#) }
        }.get()
        #expect(result.status == 0)
        await paper(of: second) { $0 == ["two"] }
        #expect(first.lines == [])
        await second.attachment.detach()
        try Guest.waitForEnd(of: "/dev/usb/lp1")
        await second.hub.stop()
        try await first.remove()
    }

    @Test(arguments: [
        DescriptorLie.totalLength(off: 200), .totalLength(off: -14), .noEndpoints,
        .missingEndpoints(7), .endpointLength(0), .packetSize(0), .interfaceCount(30),
    ])
    func aDeviceThatLiesLeavesTheKernelFitForTheNext(lie: DescriptorLie) async throws {
        let liar = try await AttachedPrinter(serial: "LIAR") { $0.descriptorLie = lie }
        // The kernel has made of it what it can once it knows its serial number.
        try await waitForDevice(serial: "LIAR")
        await liar.attachment.detach()
        await liar.hub.stop()
        try Guest.settle()
        let printer = try await AttachedPrinter(serial: "HONEST")
        try await waitForDevice(serial: "HONEST")
        try Guest.wait(for: Self.node)
        try await printer.remove()
    }

    /// Waits until the paper is as wanted.
    private func paper(of printer: AttachedPrinter, _ isRight: ([String]) -> Bool) async {
        let deadline = ContinuousClock.now + .seconds(60)
        while !isRight(printer.lines), ContinuousClock.now < deadline { await Task.yield() }
        #expect(isRight(printer.lines), "\(printer.lines)")
    }

    /// Waits until the kernel knows a device of this serial number.
    private func waitForDevice(serial: String) async throws {
        let look = "grep -qsx '\(serial)' /sys/bus/usb/devices/*/serial"
        let line = "for i in $(seq 300); do \(look) && exit 0; sleep 0.1; done; exit 1"
        let result = try await OffPool.run { Result { try Guest.run("sh", "-c", line) } }.get()
        #expect(result.status == 0, "no device \(serial)")
    }
}
