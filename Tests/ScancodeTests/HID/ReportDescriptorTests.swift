import Scancode
import Testing

/// A device whose report descriptor was published, and how an independent parser reads it.
struct RealDevice: CustomTestStringConvertible, Sendable {
    /// The repository that has the bytes.
    var source: String
    var hex: String
    /// One line for each run of like values: kind, report number, bit, count and size, what it is.
    var fields: String

    var testDescription: String { source }
    var bytes: [UInt8] { Hex.bytes(hex) }

    static let all = [
        xboxController, cherryKeyboard, logitechMouse, logitechReceiver, bluetoothMouse,
        wingmanForce, headset, razerMouse, appleKeyboard, saitekGamepad, betopGamepad, iteKeyboard,
        ups, gryphonKeyboard, pixartMouse,
    ]
}

enum Hex {
    static func bytes(_ text: String) -> [UInt8] {
        text.split(whereSeparator: \.isWhitespace).compactMap { UInt8($0, radix: 16) }
    }

    static func text(_ value: UInt16, digits: Int) -> String {
        let hex = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - hex.count)) + hex
    }
}

@Suite struct ReportDescriptorTests {
    @Test(arguments: RealDevice.all)
    func aRealDeviceIsReadAsHidToolsReadsIt(device: RealDevice) throws {
        let descriptor = try ReportDescriptor(device.bytes)
        #expect(
            DescriptorTable(descriptor).lines
                == device.fields.split(separator: "\n").map(String.init))
    }

    /// As hid-tools 0.12 reads them, too.
    @Test(arguments: [
        (
            ScannerDescriptors.honeywell,
            """
            input 2 @8 1x8 var 0001:3B 0...255
            input 2 @16 4x8 var 008C:FB-FE 0...255
            input 2 @48 55x8 var 008C:FE 0...255
            input 2 @488 1x8 var FF66:04 0...255
            input 2 @496 1x8 var FF66:00 0...255
            input 2 @504 8x1 var 008C:FF 0...1
            output 4 @8 1x1 var 008C:00 0...1
            output 4 @9 2x1 var 008C:5F-60 0...1
            output 4 @11 2x1 var 008C:00 0...1
            output 4 @13 2x1 var 008C:85-86 0...1
            output 4 @15 1x1 var 008C:86 0...1
            output 253 @8 2x8 var FF66:21-22 0...255
            output 253 @24 61x8 var FF66:22 0...255
            feature 254 @8 1x8 var FF66:03 0...255
            """
        ),
        (
            ScannerDescriptors.oem,
            """
            input 0 @0 64x8 var FF45:02 0...255
            output 0 @0 64x8 var FF45:03 0...255
            """
        ),
    ])
    func aScannersDescriptorIsReadAsHidToolsReadsIt(bytes: [UInt8], fields: String) throws {
        #expect(
            DescriptorTable(try ReportDescriptor(bytes)).lines
                == fields.split(separator: "\n").map(String.init))
    }

    @Test(arguments: RealDevice.all)
    func aDescriptorThatIsCutOffIsAnErrorOrHasLess(device: RealDevice) throws {
        let whole = try ReportDescriptor(device.bytes)
        for end in device.bytes.indices {
            guard let cut = try? ReportDescriptor(Array(device.bytes[..<end])) else { continue }
            // Only between two outermost collections is there nothing to miss.
            #expect(cut.reports.count < whole.reports.count, "cut at \(end)")
            #expect(whole.collections.starts(with: cut.collections), "cut at \(end)")
        }
    }

    @Test func aLongItemIsPassedOver() throws {
        let plain = try ReportDescriptor(ScannerDescriptors.keyboard)
        let long: [UInt8] = [0xFE, 0x03, 0xF0, 0x85, 0x00, 0xC0]
        #expect(try ReportDescriptor(long + ScannerDescriptors.keyboard) == plain)
    }

    @Test func savedStateComesBack() throws {
        // Size 8 and page 1 are saved, changed and restored around the second field.
        let descriptor = try ReportDescriptor(
            Hex.bytes(
                "05 01 15 00 26 FF 00 75 08 95 01 09 30 81 02 A4 05 09 75 01 95 08 25 01 19 01"
                    + " 29 08 81 02 B4 09 31 81 02"))
        #expect(
            DescriptorTable(descriptor).lines == [
                "input 0 @0 1x8 var 0001:30 0...255", "input 0 @8 8x1 var 0009:01-08 0...1",
                "input 0 @16 1x8 var 0001:31 0...255",
            ])
    }

    @Test func ofAlternativeUsagesTheFirstCounts() throws {
        let descriptor = try ReportDescriptor(
            Hex.bytes("05 01 A9 01 09 30 09 31 A9 00 09 32 15 00 25 01 75 01 95 02 81 02"))
        let field = try #require(descriptor.reports.first?.fields.first)
        #expect(field.usage(at: 0) == Usage(page: 1, id: 0x30))
        #expect(field.usage(at: 1) == Usage(page: 1, id: 0x32))
    }

    /// As Linux has it: the last page is that of all usages before it that had none of their own, but
    /// pages that change between usages stay.
    @Test func aPageAfterItsUsagesIsTheirs() throws {
        let tail = "15 00 26 FF 00 75 08 95 02 81 02"
        let after = try ReportDescriptor(Hex.bytes("05 0C 09 30 09 31 05 01 " + tail))
        #expect(DescriptorTable(after).lines == ["input 0 @0 2x8 var 0001:30-31 0...255"])
        let between = try ReportDescriptor(Hex.bytes("05 0C 09 30 05 01 09 31 " + tail))
        #expect(
            DescriptorTable(between).lines == [
                "input 0 @0 1x8 var 000C:30 0...255", "input 0 @8 1x8 var 0001:31 0...255",
            ])
    }

    @Test func aUsageCanBringItsPage() throws {
        let descriptor = try ReportDescriptor(
            Hex.bytes("05 01 0B FE 00 8C 00 09 30 15 00 26 FF 00 75 08 95 02 81 02"))
        let field = try #require(descriptor.reports.first?.fields.first)
        #expect(field.usage(at: 0) == Usage(page: 0x8C, id: 0xFE))
        #expect(field.usage(at: 1) == Usage(page: 1, id: 0x30))
        #expect(field.index(of: Usage(page: 0x8C, id: 0xFE)) == 0)
    }

    @Test(arguments: [
        ("85 00 75 08 95 01 81 02", ReportDescriptorError.badValue(at: 0)),
        ("C0", .unbalanced(at: 0)),
        ("A1 01", .unbalanced(at: 2)),
        ("B4", .unbalanced(at: 0)),
        ("A9 00", .unbalanced(at: 0)),
        ("A9 01 09 01 75 08 95 01 81 02", .unbalanced(at: 8)),
        ("05", .cutOff(at: 0)),
        ("FE 09 00", .cutOff(at: 0)),
        ("0C", .unknownItem(at: 0)),
        ("75 08 77 00 00 01 00", .tooMany(.bits, at: 2)),
        ("97 FF FF FF 7F", .tooMany(.usages, at: 0)),
        ("19 05 29 04", .badValue(at: 2)),
        ("", .empty),
        ("05 01 09 02 A1 01 C0", .empty),
    ])
    func whatTheStandardRulesOutIsAnErrorThatNamesThePlace(
        hex: String, error: ReportDescriptorError
    ) {
        #expect(throws: error) { try ReportDescriptor(Hex.bytes(hex)) }
    }

    @Test func nothingGrowsWithoutBound() {
        let deep = [UInt8](repeating: 0xA1, count: 1) + [0x01]
        #expect(throws: ReportDescriptorError.tooMany(.collections, at: 64)) {
            try ReportDescriptor(Array(repeatElement(deep, count: 40).joined()))
        }
        #expect(throws: ReportDescriptorError.tooMany(.saves, at: 8)) {
            try ReportDescriptor([UInt8](repeating: 0xA4, count: 20))
        }
        #expect(throws: ReportDescriptorError.tooMany(.bits, at: 9)) {
            // 12,288 values of 8 bits, over and over.
            try ReportDescriptor(Hex.bytes("75 08 96 00 30 81 02 09 01 81 02 81 02"))
        }
        #expect(throws: ReportDescriptorError.tooLong(bytes: 4097, max: 4096)) {
            try ReportDescriptor([UInt8](repeating: 0, count: 4097))
        }
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func randomDescriptorsNeverTrap(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = RealDevice.all.randomElement(using: &random)?.bytes ?? []
        if seed % 4 == 0 {
            bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in random.byte() }
        }
        for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
            bytes[Int.random(in: bytes.indices, using: &random)] = random.byte()
        }
        guard let descriptor = try? ReportDescriptor(bytes) else { return }
        for report in descriptor.reports {
            #expect(report.byteCount <= ReportDescriptor.Limits.reportBytes, "seed \(seed)")
            var data = report.blank
            for field in report.fields {
                #expect(field.set(-1, at: field.count - 1, in: &data), "seed \(seed)")
                #expect(field.bits(at: field.count - 1, in: data) != 0, "seed \(seed)")
                #expect(field.value(at: field.count, in: data) == nil, "seed \(seed)")
                #expect(field.bits(at: 0, in: Array(data.prefix(field.bitOffset / 8))) == nil)
            }
        }
    }
}

@Suite struct FieldValueTests {
    @Test func signedValuesOfTwelveBitsAtOddPlacesAreRead() throws {
        // The Bluetooth mouse: X at bit 16 and Y at bit 28 of report 2, twelve bits each.
        let descriptor = try ReportDescriptor(RealDevice.bluetoothMouse.bytes)
        let report: [UInt8] = [0x02, 0x05, 0xFE, 0x3F, 0x80, 0xFF, 0x01]
        let fields = try #require(descriptor.inputReport(of: report)?.fields)
        #expect(fields[0].bits(at: 0, in: report) == 1)
        #expect(fields[0].bits(at: 1, in: report) == 0)
        #expect(fields[0].bits(at: 2, in: report) == 1)
        #expect(fields[1].value(at: 0, in: report) == -2)
        #expect(fields[1].value(at: 1, in: report) == -0x7FD)
        #expect(fields[2].value(at: 0, in: report) == -1)
        #expect(fields[3].value(at: 0, in: report) == 1)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func aValueThatWasSetIsRead(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pad = UInt8.random(in: 1...32, using: &random)
        let size = UInt8.random(in: 1...63, using: &random)
        let descriptor = try ReportDescriptor(
            [0x15, 0x80, 0x25, 0x7F, 0x75, pad, 0x95, 1, 0x81, 3, 0x75, size, 0x95, 3, 0x81, 2])
        let report = try #require(descriptor.reports.first)
        let field = report.fields[1]
        var bytes = (0..<report.byteCount).map { _ in random.byte() }
        let before = bytes
        let bound = Int64(1) << Int64(size - 1)
        let value = Int64.random(in: -bound..<bound, using: &random)
        let index = Int.random(in: 0..<3, using: &random)
        #expect(field.set(value, at: index, in: &bytes))
        #expect(field.value(at: index, in: bytes) == value, "seed \(seed)")
        for other in 0..<3 where other != index {
            #expect(
                field.value(at: other, in: bytes) == field.value(at: other, in: before),
                "seed \(seed)")
        }
        #expect(report.fields[0].bits(at: 0, in: bytes) == report.fields[0].bits(at: 0, in: before))
    }
}
