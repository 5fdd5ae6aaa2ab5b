import Glibc
import Scancode
import Simulator
import Testing
import Transport

/// The virtual scanners as HID devices of a real kernel.
@Suite(.enabled(if: Guest.isHere, Guest.isElsewhere), .serialized)
struct VirtualScannerTests {
    private func label(_ text: String) -> Scan {
        Scan(
            bytes: Array(text.utf8), identifier: AIMIdentifier(code: 0x45, modifier: 0x30),
            symbology: .ean13)
    }

    /// The next `count` records of `size` bytes from a node; each read has one.
    private func records(_ count: Int, of size: Int, from file: Int32) async -> [[UInt8]] {
        await OffPool.run {
            var all: [[UInt8]] = []
            while all.count < count {
                var waiting = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
                guard poll(&waiting, 1, 60_000) > 0 else { break }
                var bytes = [UInt8](repeating: 0, count: size)
                let got = read(file, &bytes, size)
                guard got > 0 else { break }
                all.append(Array(bytes.prefix(got)))
            }
            return all
        }
    }

    private func text(of report: [UInt8]) -> String {
        String(decoding: report.dropFirst(5).prefix(Int(report[1])), as: UTF8.self)
    }

    // MARK: USB

    @Test func scannersReportsComeThroughHidrawInOrder() async throws {
        let plugged = try await PluggedScanner(.hidPOS, serial: "SCANNER-1")
        let node = open(try HIDNodes.hidraw(of: plugged.interfaces[0]), O_RDWR)
        try #require(node >= 0)
        async let reports = records(300, of: 64, from: node)
        for i in 0..<300 { try await plugged.scanner.scan(label("\(4_006_381_000_000 + i)")) }
        #expect(await reports.map { text(of: $0) } == (0..<300).map { "\(4_006_381_000_000 + $0)" })
        close(node)
        try await plugged.remove()
    }

    @Test func hostStopsAScannerThroughHidraw() async throws {
        let plugged = try await PluggedScanner(.hidPOS, serial: "SCANNER-2")
        let node = open(try HIDNodes.hidraw(of: plugged.interfaces[0]), O_RDWR)
        try #require(node >= 0)
        #expect(write(node, [0x04, 0x02] as [UInt8], 2) == 2)
        await #expect(throws: VirtualScannerError.notAllowed) {
            try await plugged.scanner.scan(label("1"))
        }
        #expect(write(node, [0x04, 0x00] as [UInt8], 2) == 2)
        try await plugged.scanner.scan(label("1"))
        #expect(await records(1, of: 64, from: node).map { text(of: $0) } == ["1"])
        close(node)
        try await plugged.remove()
    }

    @Test func wedgeTypesKeysOfTheKernel() async throws {
        let plugged = try await PluggedScanner(.wedge, serial: "WEDGE-1")
        let node = open(try HIDNodes.evdev(of: plugged.interfaces[0]), O_RDONLY)
        try #require(node >= 0)
        // EVIOCGRAB, `_IOW('E', 0x90, int)`: nothing is typed at the console.
        #expect(ioctl(node, 0x4004_4590, Int32(1)) == 0)
        async let events = keys(5, from: node)
        try await plugged.scanner.scan(label("4711"))
        // KEY_4 KEY_7 KEY_1 KEY_1 KEY_ENTER, pressed
        #expect(await events == [5, 8, 2, 2, 28])
        close(node)
        try await plugged.remove()
    }

    @Test func compositeTypesUntilAFeatureReportMakesItReport() async throws {
        let plugged = try await PluggedScanner(.composite, serial: "COMPOSITE-1")
        let keyboard = open(try HIDNodes.evdev(of: plugged.interfaces[0]), O_RDONLY)
        let scanner = open(try HIDNodes.hidraw(of: plugged.interfaces[1]), O_RDWR)
        try #require(keyboard >= 0 && scanner >= 0)
        #expect(ioctl(keyboard, 0x4004_4590, Int32(1)) == 0)
        try await plugged.scanner.scan(label("7"))
        #expect(await keys(2, from: keyboard) == [8, 28])
        var tell: [UInt8] = [0xFE, 1]
        // HIDIOCSFEATURE(2), `_IOC(_IOC_READ | _IOC_WRITE, 'H', 6, 2)`.
        #expect(ioctl(scanner, 0xC002_4806, &tell) >= 0)
        try await plugged.scanner.scan(label("8"))
        #expect(await records(1, of: 64, from: scanner).map { text(of: $0) } == ["8"])
        close(keyboard)
        close(scanner)
        try await plugged.remove()
    }

    @Test func handHeldScannersReportsComeWhole() async throws {
        let plugged = try await PluggedScanner(.oem, serial: "OEM-1")
        let node = open(try HIDNodes.hidraw(of: plugged.interfaces[0]), O_RDWR)
        try #require(node >= 0)
        try await plugged.scanner.scan(
            Scan(bytes: Array("036000291452".utf8), symbology: .upcA))
        let report = await records(1, of: 64, from: node).first ?? []
        #expect(report.count == 64)
        #expect(report.dropFirst(4).starts(with: "036000291452\r".utf8))
        close(node)
        try await plugged.remove()
    }

    @Test func pulledScannerLeavesTheKernel() async throws {
        let plugged = try await PluggedScanner(.wedge, serial: "WEDGE-2")
        await plugged.scanner.pullCable()
        try Guest.waitForEnd(of: plugged.interfaces[0])
        await plugged.attachment.detach()
    }

    // MARK: Without USB

    @Test func scannerWithoutUSBReportsAndObeys() async throws {
        let events = try KernelEvents()
        async let bound = HIDNodes.bound(1, named: "UHID-1", events)
        let scanner = try await UHIDScanner.plugIn(try VirtualScanner(.hidPOS), serial: "UHID-1")
        let interface = try await bound[0]
        let node = open(try HIDNodes.hidraw(of: interface), O_RDWR)
        try #require(node >= 0)
        async let reports = records(300, of: 64, from: node)
        for i in 0..<300 { try await scanner.scan(label("\(i)")) }
        #expect(await reports.map { text(of: $0) } == (0..<300).map { "\($0)" })
        #expect(write(node, [0x04, 0x02] as [UInt8], 2) == 2)
        while await scanner.snapshot.isAllowed { await Task.yield() }
        await #expect(throws: VirtualScannerError.notAllowed) { try await scanner.scan(label("1")) }
        close(node)
        await scanner.pullOut()
        try Guest.waitForEnd(of: interface)
    }

    @Test func compositeWithoutUSBHasBothInterfaces() async throws {
        let events = try KernelEvents()
        async let bound = HIDNodes.bound(2, named: "UHID-2", events)
        let scanner = try await UHIDScanner.plugIn(
            try VirtualScanner(.composite), serial: "UHID-2")
        let interfaces = try await bound
        let keyboard = open(try HIDNodes.evdev(of: interfaces[0]), O_RDONLY)
        let reports = open(try HIDNodes.hidraw(of: interfaces[1]), O_RDWR)
        try #require(keyboard >= 0 && reports >= 0)
        #expect(ioctl(keyboard, 0x4004_4590, Int32(1)) == 0)
        try await scanner.scan(label("7"))
        #expect(await keys(2, from: keyboard) == [8, 28])
        var tell: [UInt8] = [0xFE, 1]
        #expect(ioctl(reports, 0xC002_4806, &tell) >= 0)
        try await scanner.scan(label("8"))
        #expect(await records(1, of: 64, from: reports).map { text(of: $0) } == ["8"])
        close(keyboard)
        close(reports)
        await scanner.pullOut()
        try Guest.waitForEnd(of: interfaces[1])
    }

    /// The codes of the next `count` keys that go down.
    private func keys(_ count: Int, from file: Int32) async -> [UInt16] {
        var codes: [UInt16] = []
        while codes.count < count {
            // struct input_event: time (16), type, code, value.
            guard let event = await records(1, of: 24, from: file).first, event.count == 24 else {
                break
            }
            let isKey = event[16] == 1 && event[17] == 0
            if isKey, event[20] == 1 { codes.append(UInt16(event[18]) | UInt16(event[19]) << 8) }
        }
        return codes
    }
}
