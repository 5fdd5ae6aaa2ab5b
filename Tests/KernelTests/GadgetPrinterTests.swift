import ESCPOS
import Glibc
import Simulator
import Testing
import Transport
import USBTransport

/// Our links, the kernel's own printer driver and CUPS, each against the kernel's own printer.
@Suite(.enabled(if: Guest.isHere, Guest.isElsewhere), .serialized)
struct GadgetPrinterTests {
    private static let identity = "MFG:Tillwright;MDL:Gadget;CLS:PRINTER;CMD:ESC/POS;"

    private func plugIn() throws -> GadgetPrinter {
        try GadgetPrinter(serial: "GADGET-1", deviceID: Self.identity)
    }

    private static let address = Address.usb(.serial("GADGET-1"))

    /// Runs a line of shell while somebody reads at the printer, without whom it takes nothing.
    private func heard(_ count: Int, by printer: GadgetPrinter, from line: String) async throws
        -> String
    {
        async let bytes = OffPool.run { Result { try printer.receive(count) } }
        let result = try await OffPool.run { Result { try Guest.run("sh", "-c", line) } }.get()
        #expect(result.status == 0, "\(result.errors)")
        return String(decoding: try await bytes.get(), as: UTF8.self)
    }

    @Test func anyProgramPrintsThroughTheKernelsDriver() async throws {
        let printer = try plugIn()
        #expect(
            try await heard(10, by: printer, from: "printf 'plain text' > /dev/usb/lp0")
                == "plain text")
    }

    @Test func ourLinkTakesThePrinterFromTheKernelAndGivesItBack() async throws {
        let printer = try plugIn()
        // The gadget's length word is one short, so its last byte is lost on both of us.
        let known = try #require(Guest.contents(of: "/sys/class/usbmisc/lp0/device/ieee1284_id"))
        let link = try await USBOpener().openUSB(Self.address)
        try Guest.waitForEnd(of: "/dev/usb/lp0")
        let identity = try await link.deviceID()
        #expect(identity.text == known.filter { $0 != "\n" })
        #expect(identity.model == "Gadget")
        await link.close()
        try Guest.wait(for: "/dev/usb/lp0")
        #expect(try await heard(5, by: printer, from: "printf again > /dev/usb/lp0") == "again")
    }

    @Test func thePortStatusIsThePrinters() async throws {
        let printer = try plugIn()
        let link = try await USBOpener().openUSB(Self.address)
        try printer.set(portStatus: 0x18)
        #expect(try await link.portStatus()?.isPaperEmpty == false)
        try printer.set(portStatus: 0x30)
        let status = try #require(try await link.portStatus())
        #expect(status.isPaperEmpty && status.isSelected && status.hasError)
        await link.close()
    }

    @Test func whatIsWrittenArrivesAndWhatIsSaidIsHeard() async throws {
        let printer = try plugIn()
        let link = try await USBOpener().openUSB(Self.address)
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        async let received = OffPool.run { Result { try printer.receive(bytes.count) } }
        var sent = 0
        while sent < bytes.count {
            sent += try await link.write(bytes[sent...], within: .seconds(30))
        }
        #expect(try await received.get() == bytes)
        try printer.say([0x16])
        #expect(try await link.read() == [0x16])
        await link.close()
    }

    @Test func ourProgramPrintsASlipAndHearsTheProof() async throws {
        let printer = try plugIn()
        let paper = Lock<[String]>([])
        let hub = SimulatorHub(
            VirtualPrinter(profile: Profiles.tmT88V), address: .simulator(options: [:]),
            paperSink: { slip in paper.withLock { $0 += slip.lines } })
        let head = try await hub.open(.simulator(options: [:]))
        let bridge = [Task { await printer.feed(head) }, Task { await printer.speak(for: head) }]
        let result = try await OffPool.run {
            Result {
                try Guest.run(
                    Guest.till, "print", "\(Guest.root)/Docs/Examples/sale.json", "--to",
                    "\(Self.address)", "--profile", "tm-t88v", "--json")
            }
        }.get()
        for task in bridge { task.cancel() }
        await hub.stop()
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("processID"), "\(result.output)")
        #expect(paper.withLock { $0 }.contains { $0.contains("TOTAL") || $0.contains("Total") })
    }

    /// Another program's way to a USB printer: CUPS finds it by its device ID and takes it from the
    /// kernel's driver as we do.
    @Test func cupsPrintsToTheSamePrinter() async throws {
        let printer = try plugIn()
        let backend = "/usr/lib/cups/backend-available/usb"
        let found = try Guest.run(backend)
        let line = try #require(
            found.output.split(separator: "\n").first { $0.contains("GADGET-1") },
            "\(found.output)\(found.errors)")
        let uri = String(line.split(separator: " ")[1])
        #expect(
            try await heard(
                12, by: printer,
                from: "printf 'through CUPS' | DEVICE_URI='\(uri)' \(backend) 1 tests slip 1 ''")
                == "through CUPS")
        // And the kernel's driver has it again.
        try Guest.wait(for: "/dev/usb/lp0")
    }
}
