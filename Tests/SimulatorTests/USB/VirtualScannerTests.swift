import Scancode
import Simulator
import Testing

/// Scanners as HID devices: the bytes that come out, when they come, and what they are told.
struct VirtualScannerTests {
    /// A published way of reporting, byte by byte, for one label.
    @Test func scannersReportHasCountIdentifierContentAndLetter() throws {
        var bench = try ScannerBench(.hidPOS)
        try bench.scanner.scan(
            Scan(
                bytes: Array("4006381333931".utf8),
                identifier: AIMIdentifier(code: 0x45, modifier: 0x30)))
        bench.pass(.milliseconds(5))
        #expect(bench.reports.count == 1)
        let report = try #require(bench.reports.first?.bytes)
        #expect(report.count == 64)
        #expect(Array(report[0..<5]) == [0x02, 13] + Array("]E0".utf8))
        #expect(Array(report[5..<18]) == Array("4006381333931".utf8))
        #expect(report[18..<61].allSatisfy { $0 == 0 })
        #expect(Array(report[61...]) == [0x64, 0, 0])
    }

    @Test func longCodeComesInReportsThatSayItGoesOn() throws {
        var bench = try ScannerBench(.hidPOS)
        try bench.scan(String(repeating: "a", count: 130))
        bench.pass(.milliseconds(10))
        #expect(bench.reports.map { $0.bytes[1] } == [56, 56, 18])
        #expect(bench.reports.map { $0.bytes[63] & 1 } == [1, 1, 0])
    }

    @Test func wedgeTypesKeysAndLetsThemGo() throws {
        var bench = try ScannerBench(.wedge)
        try bench.scan("1A")
        bench.pass(.milliseconds(10))
        #expect(
            bench.reports.map(\.bytes) == [
                [0, 0, 0x1E, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0],
                [2, 0, 0x04, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0x28, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0],
            ])
    }

    @Test func handHeldReportHasLengthStatusDigitsAndType() throws {
        var bench = try ScannerBench(.oem)
        try bench.scan("036000291452", .upcA)
        bench.pass(.milliseconds(5))
        let report = try #require(bench.reports.first?.bytes)
        #expect(report.count == 64)
        #expect(
            Array(report.prefix(17)) == [17, 0x10, 0x03, 0x00] + Array("036000291452".utf8) + [0x0D]
        )
    }

    // MARK: Pace

    @Test(arguments: [
        (USBSpeed.full, UInt8(1), Duration.milliseconds(1)), (.full, 10, .milliseconds(10)),
        (.high, 4, .milliseconds(1)), (.high, 1, .microseconds(125)),
    ])
    func reportsComeAtTheRateOfTheEndpoint(speed: USBSpeed, interval: UInt8, pace: Duration)
        throws
    {
        var bench = try ScannerBench(.wedge, speed: speed, interval: interval)
        try bench.scan("0123456789")
        bench.pass(.seconds(1))
        #expect(bench.reports.count == 22)
        let times = bench.reports.map(\.at)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == pace })
    }

    @Test func slowHostGetsEverythingInOrder() throws {
        var bench = try ScannerBench(.hidPOS)
        for i in 0..<10_000 {
            try bench.scan("\(i)")
            bench.pass(.microseconds(100), isReading: false)
        }
        #expect(bench.reports.isEmpty && bench.scanner.waitingReports == 10_000)
        for _ in 0..<10_000 {
            bench.read()
            bench.pass(.milliseconds(3), isReading: false)
        }
        let texts = bench.reports.map { report in
            String(decoding: report.bytes[5..<5 + Int(report.bytes[1])], as: UTF8.self)
        }
        #expect(texts == (0..<10_000).map { "\($0)" })
    }

    @Test func labelThatDoesNotFitIsRefusedWhole() throws {
        var bench = try ScannerBench(.wedge, reportsMax: 30)
        try bench.scan("12345")
        #expect(throws: VirtualScannerError.full(waiting: 12)) { try bench.scan("1234567890") }
        #expect(bench.scanner.waitingReports == 12 && bench.scanner.scans == 1)
        bench.pass(.milliseconds(20))
        try bench.scan("1234567890")
        #expect(bench.scanner.scans == 2)
    }

    @Test func lowSpeedReportsComeInPacketsOfEight() throws {
        var bench = try ScannerBench(.oem, speed: .low, interval: 10)
        try bench.scan("036000291452", .upcA)
        bench.pass(.seconds(1))
        #expect(bench.reports.map(\.bytes.count) == [64])
        #expect(bench.reports.first?.at == .milliseconds(70))
    }

    @Test func lastReportIsRepeatedAtTheIdleRate() throws {
        var bench = try ScannerBench(.wedge)
        #expect(bench.control(USBSetup(0x21, 10, value: 25 << 8))?.status == .done)
        #expect(bench.control(USBSetup(0xA1, 2, length: 1))?.data == [25])
        try bench.scan("1")
        bench.pass(.seconds(1))
        let rest = bench.reports.dropFirst(4)
        #expect(rest.count == 9 && rest.allSatisfy { $0.bytes == [0, 0, 0, 0, 0, 0, 0, 0] })
        #expect(bench.control(USBSetup(0x21, 10))?.status == .done)
        bench.pass(.seconds(10))
        #expect(bench.reports.count == 13)
    }

    // MARK: Told by the host

    @Test func descriptorsAreThoseOfHIDDevices() throws {
        var bench = try ScannerBench(.composite)
        let bytes = bench.device.function.descriptors.configurationBytes
        #expect(bytes[4] == 2)
        #expect(Array(bytes[9..<18]) == [9, 4, 0, 0, 1, 3, 1, 1, 0])
        #expect(Array(bytes[34..<43]) == [9, 4, 1, 0, 1, 3, 0, 0, 0])
        for (number, reports) in [ScannerDescriptors.keyboard, ScannerDescriptors.honeywell]
            .enumerated()
        {
            let setup = USBSetup(
                0x81, 6, value: 0x2200, index: UInt16(number), length: 1024)
            #expect(bench.control(setup)?.data == reports)
            let hid = bench.control(
                USBSetup(0x81, 6, value: 0x2100, index: UInt16(number), length: 9))
            #expect(
                hid?.data.suffix(2) == [UInt8(reports.count & 0xFF), UInt8(reports.count >> 8)])
        }
    }

    @Test func compositeTypesUntilItIsToldToReport() throws {
        var bench = try ScannerBench(.composite)
        try bench.scan("7")
        bench.pass(.milliseconds(10))
        #expect(bench.reports.map(\.interface) == [0, 0, 0, 0])
        let tell = USBSetup(0x21, 9, value: 0x03FE, index: 1, length: 2)
        #expect(bench.control(tell, [0xFE, 1])?.status == .done)
        #expect(
            bench.control(USBSetup(0xA1, 1, value: 0x03FE, index: 1, length: 2))?.data
                == [0xFE, 1])
        try bench.scan("7")
        bench.pass(.milliseconds(10))
        #expect(bench.reports.map(\.interface) == [0, 0, 0, 0, 1])
        #expect(bench.scanner.takeEvents().contains(.types(false)))
    }

    @Test func hostStopsAndStartsReadingAndMakesItBeep() throws {
        var bench = try ScannerBench(.hidPOS)
        let tell = USBSetup(0x21, 9, value: 0x0204, length: 2)
        #expect(bench.control(tell, [4, 0x02])?.status == .done)
        #expect(throws: VirtualScannerError.notAllowed) { try bench.scan("1") }
        #expect(bench.control(tell, [4, 0x44])?.status == .done)
        try bench.scan("1")
        #expect(
            bench.scanner.takeEvents() == [
                .allowed(false), .allowed(true), .triggered, .beeped(isGood: true),
                .beeped(isGood: true),
            ])
    }

    @Test func handHeldIsStoppedAndStartedByItsHost() throws {
        var bench = try ScannerBench(.oem)
        let tell = USBSetup(0x21, 9, value: 0x0200, length: 64)
        let rest = [UInt8](repeating: 0, count: 63)
        #expect(bench.control(tell, [0x12] + rest)?.status == .done)
        #expect(throws: VirtualScannerError.notAllowed) { try bench.scan("036000291452", .upcA) }
        #expect(bench.control(tell, [0x11] + rest)?.status == .done)
        try bench.scan("036000291452", .upcA)
    }

    @Test func capsLockLightTurnsShiftRoundInAScannerThatMinds() throws {
        for minds in [false, true] {
            var bench = try ScannerBench(.wedge, mindsCapsLock: minds)
            #expect(
                bench.control(USBSetup(0x21, 9, value: 0x0200, length: 1), [2])?.status == .done)
            #expect(bench.control(USBSetup(0xA1, 1, value: 0x0200, length: 1))?.data == [2])
            try bench.scan("aB")
            bench.pass(.milliseconds(20))
            let shifts = bench.reports.map(\.bytes).filter { $0[2] != 0 && $0[2] != 0x28 }
                .map { $0[0] }
            #expect(shifts == (minds ? [2, 0] : [0, 2]))
        }
    }

    @Test func bootProtocolIsKeptPerKeyboard() throws {
        var bench = try ScannerBench(.composite)
        #expect(bench.control(USBSetup(0xA1, 3, length: 1))?.data == [1])
        #expect(bench.control(USBSetup(0x21, 11))?.status == .done)
        #expect(bench.control(USBSetup(0xA1, 3, length: 1))?.data == [0])
        #expect(bench.control(USBSetup(0x21, 11, value: 1))?.status == .done)
        #expect(bench.control(USBSetup(0xA1, 3, length: 1))?.data == [1])
        #expect(bench.control(USBSetup(0x21, 11, value: 1, index: 1))?.status == .stalled)
    }

    @Test(arguments: [
        (USBSetup(0x21, 9, value: 0x0204, length: 1), [4] as [UInt8]),
        (USBSetup(0x21, 9, value: 0x0204, length: 3), [4, 0, 0]),
        (USBSetup(0x21, 9, value: 0x0209, length: 2), [9, 0]),
        (USBSetup(0x21, 9, value: 0x0102, length: 2), [2, 0]),
        (USBSetup(0x21, 9, value: 0x0404, length: 2), [4, 0]),
        (USBSetup(0x21, 9, value: 0x0204, index: 1, length: 2), [4, 0]),
        (USBSetup(0xA1, 1, value: 0x0133, length: 64), []),
        (USBSetup(0x21, 9, value: 0x0204), []),
    ])
    func reportThatTheDescriptorDoesNotHaveStalls(setup: USBSetup, data: [UInt8]) throws {
        var bench = try ScannerBench(.hidPOS)
        #expect(bench.control(setup, data)?.status == .stalled)
        try bench.scan("1")
        bench.pass(.milliseconds(5))
        #expect(bench.reports.count == 1)
    }

    @Test func scannerThatLosesItsHostLosesItsPower() throws {
        var bench = try ScannerBench(.composite)
        try bench.scan("12345")
        _ = bench.control(USBSetup(0x21, 9, value: 0x03FE, index: 1, length: 2), [0xFE, 1])
        bench.device.disconnect(&bench.scanner, at: bench.now)
        #expect(bench.scanner.waitingReports == 0 && bench.scanner.isTyping)
    }

    @Test func unreadableLabelSaysWhy() throws {
        var bench = try ScannerBench(.wedge)
        #expect(throws: VirtualScannerError.self) { try bench.scan("日本") }
        var oem = try ScannerBench(.oem)
        #expect(throws: VirtualScannerError.self) {
            try oem.scan(String(repeating: "1", count: 70), .upcA)
        }
        #expect(bench.scanner.waitingReports == 0 && oem.scanner.waitingReports == 0)
    }
}
