import Devices
import FoundationEssentials
import Glibc
import POSIXTransport
import Scancode
import Simulator
import Testing
import Transport
import USBTransport

/// Our own drivers on the kernel's nodes and on its USB bus, read by the scanner that a till uses.
@Suite(.enabled(if: Guest.isHere, Guest.isElsewhere), .serialized)
struct ScannerReadingTests {
    /// Ways to a scanner.
    enum Way: String, CaseIterable, CustomTestStringConvertible {
        case hidraw, evdev, libusb
        var testDescription: String { rawValue }
    }

    private func address(_ way: Way, of plugged: PluggedScanner, serial: String) throws -> Address {
        switch way {
        case .hidraw: .hidraw(path: try HIDNodes.hidraw(of: plugged.interfaces[0]))
        case .evdev: .evdev(path: try HIDNodes.evdev(of: plugged.interfaces[0]))
        case .libusb: .usb(.serial(serial))
        }
    }

    private func scanner(_ address: Address) -> Scanner {
        let opener: any ReportLinkOpener =
            if case .usb = address { USBReportOpener() } else { POSIXReportOpener() }
        var configuration = ScannerSession.Configuration()
        // The emulated machine may be held up in the middle of a code; the suffix ends codes.
        configuration.settings.idleGap = .seconds(20)
        return Scanner(address: address, opener: opener, configuration: configuration)
    }

    private func label(_ text: String) -> Scan { Scan(bytes: Array(text.utf8)) }

    private func nextScan(of scanner: Scanner) async -> String? {
        for await news in scanner.news {
            if case .scan(let scan) = news.body { return scan.text }
        }
        return nil
    }

    // MARK: None lost at full rate

    /// A run of codes as fast as the bus takes them.
    struct Run: Sendable, CustomTestStringConvertible {
        var model: VirtualScanner.Model
        var way: Way
        var codes: Int
        /// Codes under way at a time. The kernel keeps 64 reports for a hidraw node, and 64 events (of
        /// 21 reports of keys) for an event node; a machine that is emulated on a busy host may be held
        /// up for longer than that lasts. Through libusb the scanner itself is held up, so that any
        /// number may wait.
        var window: Int
        var testDescription: String { "\(codes) codes, \(model.rawValue), \(way)" }
    }

    /// Ten thousand codes are ten thousand reports, or the keys of a thousand codes.
    @Test(arguments: [
        Run(model: .hidPOS, way: .hidraw, codes: 10_000, window: 48),
        Run(model: .hidPOS, way: .libusb, codes: 10_000, window: 500),
        Run(model: .wedge, way: .hidraw, codes: 1_000, window: 5),
        Run(model: .wedge, way: .evdev, codes: 1_000, window: 2),
        Run(model: .wedge, way: .libusb, codes: 1_000, window: 200),
    ])
    func noneIsLostAtFullRate(run: Run) async throws {
        let serial = "FULL-\(run.model.rawValue)-\(run.way)-7301"
        let plugged = try await PluggedScanner(run.model, serial: serial)
        let scanner = scanner(try address(run.way, of: plugged, serial: serial))
        try await scanner.claim()
        await scanner.setDeviceEnabled(true)
        for number in 0..<run.window { try await plugged.scanner.scan(label("\(number)")) }
        var wrong: [String] = []
        var next = 0
        for await news in scanner.news {
            switch news.body {
            case .scan(let scan):
                if scan.text != "\(next)" { wrong.append("\(scan.text) instead of \(next)") }
                next += 1
                if next + run.window <= run.codes {
                    try await plugged.scanner.scan(label("\(next + run.window - 1)"))
                }
            case .connected: break
            default: wrong.append("\(news.body)")
            }
            if next == run.codes || !wrong.isEmpty { break }
        }
        #expect(next == run.codes && wrong.isEmpty, "\(wrong)")
        let statistics = await scanner.statistics
        #expect(statistics.scans == next && statistics.overflowed == 0)
        await scanner.release()
        try await plugged.remove()
    }

    // MARK: Nobody else gets it

    /// The same node, opened by somebody else.
    private func otherReader(of path: String) throws -> Int32 {
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        try #require(file >= 0)
        return file
    }

    private func bytes(from file: Int32) -> Int {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        return max(0, read(file, &bytes, bytes.count))
    }

    @Test(arguments: Way.allCases)
    func noKeyLeaksWhileWeRead(way: Way) async throws {
        let serial = "LEAK-\(way)-7302"
        let plugged = try await PluggedScanner(.wedge, serial: serial)
        let path = try HIDNodes.evdev(of: plugged.interfaces[0])
        let console = try Console()
        // A reader that is there before us, as a desktop is.
        let other = try otherReader(of: path)
        try await plugged.scanner.scan(label("1234"))
        _ = await plugged.scanner.waitUntilFetched()
        var heard = ""
        for _ in 0..<400 where !heard.contains("1234") {
            heard += console.read()
            try await Task.sleep(for: .milliseconds(10))
        }
        // The control: without us both get it.
        #expect(heard.contains("1234") && bytes(from: other) > 0)

        let scanner = scanner(try address(way, of: plugged, serial: serial))
        try await scanner.claim()
        await scanner.setDeviceEnabled(true)
        for number in 5000..<5200 {
            try await plugged.scanner.scan(label("\(number)"))
            #expect(await nextScan(of: scanner) == "\(number)")
        }
        #expect(bytes(from: other) == 0 && console.read().isEmpty)
        await scanner.release()
        if way != .libusb {
            // Given back: the node is everybody's again.
            try await plugged.scanner.scan(label("77"))
            _ = await plugged.scanner.waitUntilFetched()
            for _ in 0..<400 where bytes(from: other) == 0 {
                try await Task.sleep(for: .milliseconds(10))
            }
            var late = ""
            for _ in 0..<400 where !late.contains("77") {
                late += console.read()
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(late.contains("77"))
        }
        close(other)
        try await plugged.remove()
    }

    /// Opening the scanner's own interface stops the keyboard beside it.
    @Test func aCompositeIsTakenWhole() async throws {
        let plugged = try await PluggedScanner(.composite, serial: "WHOLE-1")
        let keys = try HIDNodes.evdev(of: plugged.interfaces[0])
        let other = try otherReader(of: keys)
        let link = try await HidrawLink.open(try HIDNodes.hidraw(of: plugged.interfaces[1]))
        #expect(link.source.interfaces.map(\.number) == [0, 1])
        #expect(link.source.serial == "WHOLE-1" && link.source.vendor == 0x0C2E)
        // It has not been told to report, so it types: to us alone.
        try await plugged.scanner.scan(label("42"))
        let reports = try await link.read()
        #expect(reports.first?.interface == 0)
        _ = await plugged.scanner.waitUntilFetched()
        #expect(bytes(from: other) == 0)
        await link.close()
        close(other)
        // And as a till reads it: what opens it makes it report.
        let scanner = scanner(.hidraw(path: try HIDNodes.hidraw(of: plugged.interfaces[1])))
        try await scanner.claim()
        await scanner.setDeviceEnabled(true)
        while await plugged.scanner.snapshot.isTyping {
            try await Task.sleep(for: .milliseconds(10))
        }
        try await plugged.scanner.scan(label("4006381333931"))
        #expect(await nextScan(of: scanner) == "4006381333931")
        try await scanner.perform(.goodBeep)
        await scanner.release()
        try await plugged.remove()
    }

    // MARK: Busy

    @Test func aSecondOwnerIsRefusedAndTheFirstNamed() async throws {
        let plugged = try await PluggedScanner(.wedge, serial: "BUSY-1")
        let path = try HIDNodes.evdev(of: plugged.interfaces[0])
        let link = try await EvdevLink.open(path)
        // Another node of the same device is the same device.
        let node = try HIDNodes.hidraw(of: plugged.interfaces[0])
        await #expect(throws: LinkError.self) { _ = try await HidrawLink.open(node) }
        let second = try Guest.run(Guest.till, "scan", "--from", "evdev:\(path)", "--count", "1")
        #expect(second.status == 6 && second.errors.contains("process \(getpid())"))
        await link.close()
        // Somebody who knows nothing of our lock files.
        let stranger = open(path, O_RDONLY | O_CLOEXEC)
        #expect(ioctl(stranger, 0x4004_4590, Int32(1)) == 0)
        do {
            let link = try await EvdevLink.open(path)
            await link.close()
            Issue.record("a node that is grabbed was opened")
        } catch LinkError.busy {
        } catch {
            Issue.record("\(error)")
        }
        close(stranger)
        let again = try await EvdevLink.open(path)
        await again.close()
        try await plugged.remove()
    }

    // MARK: Unplugged

    @Test(arguments: [VirtualScanner.Model.hidPOS, .wedge])
    func aScannerIsReadAgainWhenItIsBack(model: VirtualScanner.Model) async throws {
        let serial = "BACK-\(model.rawValue)"
        let name = model == .wedge ? "scanner-keys" : "scanner"
        let path = "/dev/tillwright/\(name)-\(serial)"
        var plugged = try await PluggedScanner(model, serial: serial)
        try Guest.wait(for: path)
        let scanner = scanner(model == .wedge ? .evdev(path: path) : .hidraw(path: path))
        try await scanner.claim()
        await scanner.setDeviceEnabled(true)
        for round in 0..<3 {
            try await plugged.scanner.scan(label("\(round)"))
            #expect(await nextScan(of: scanner) == "\(round)")
            try await plugged.remove()
            plugged = try await PluggedScanner(model, serial: serial)
            // Told in order: gone, back.
            var news: [String] = []
            while news.last != "connected", let next = await scanner.nextNews() {
                switch next.body {
                case .disconnected: news.append("disconnected")
                case .connected: news.append("connected")
                default: news.append("\(next.body)")
                }
            }
            #expect(news == ["disconnected", "connected"])
        }
        try await plugged.scanner.scan(label("last"))
        #expect(await nextScan(of: scanner) == "last")
        await scanner.release()
        try await plugged.remove()
    }

    @Test func theProgramStreamsAndLearns() async throws {
        let plugged = try await PluggedScanner(.wedge, serial: "PROGRAM-1")
        let path = try HIDNodes.evdev(of: plugged.interfaces[0])
        let list = try Guest.run(Guest.till, "scan")
        #expect(list.status == 2)
        #expect(list.errors.contains("evdev:/dev/tillwright/scanner-keys-PROGRAM-1"), "\(list)")
        async let ended = OffPool.run {
            Result { try Guest.run(Guest.till, "scan", "--from", "evdev:\(path)", "--count", "2") }
        }
        try await untilGrabbed(path)
        try await plugged.scanner.scan(label("4006381333931"))
        try await plugged.scanner.scan(label("hello"))
        let result = try await ended.get()
        #expect(result.status == 0, "\(result)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 3 && lines[1].contains("\"gtin\":\"04006381333931\""), "\(result)")
        #expect(lines.last?.contains("\"text\":\"hello\"") == true)

        async let learning = OffPool.run {
            Result {
                try Guest.run(
                    Guest.till, "scan", "--learn", "--plain", "--pictures", "/tmp/codes", "--from",
                    "evdev:\(path)", within: .seconds(120))
            }
        }
        try await untilGrabbed(path)
        for code in LayoutLearner.codes {
            try await plugged.scanner.scan(label(code))
            _ = await plugged.scanner.waitUntilFetched()
            // The pause by which the program knows that a code is over.
            try await Task.sleep(for: .seconds(3))
        }
        let learned = try await learning.get()
        #expect(learned.output == "till scan --from evdev:\(path)\n", "\(learned)")
        try await plugged.remove()
    }

    /// Waits until some program has the node to itself.
    private func untilGrabbed(_ path: String) async throws {
        for _ in 0..<3000 {
            let file = open(path, O_RDONLY | O_CLOEXEC)
            let isGrabbed = ioctl(file, 0x4004_4590, Int32(1)) != 0
            close(file)
            if isGrabbed { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Guest.Failure(description: "nobody grabs \(path)")
    }
}

/// The text console: what is typed while nothing else takes the keys ends there.
private final class Console {
    private let file: Int32

    init() throws {
        file = open("/dev/tty0", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard file >= 0 else { throw Guest.Failure(description: "no console: error \(errno)") }
        var settings = termios()
        tcgetattr(file, &settings)
        cfmakeraw(&settings)
        tcsetattr(file, TCSANOW, &settings)
        tcflush(file, TCIFLUSH)
    }

    deinit { close(file) }

    func read() -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
