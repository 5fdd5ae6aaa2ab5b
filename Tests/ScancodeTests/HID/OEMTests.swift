import Scancode
import Testing

@Suite struct OEMTests {
    private func decoder() throws -> OEMDecoder {
        try #require(
            OEMDecoder(
                descriptor: ReportDescriptor(ScannerDescriptors.oem),
                settings: ScannerSettings()))
    }

    private func report(_ bytes: [UInt8]) -> ScannerInput {
        .report(bytes + [UInt8](repeating: 0, count: 64 - bytes.count))
    }

    @Test func theCapturedReportOfASymbolScannerIsRead() throws {
        var decoder = try decoder()
        let events = decoder.handle(
            report([0x11, 0x10, 0x03, 0x00] + Array("071012107018".utf8) + [0x0D]))
        #expect(
            events == [.scan(Scan(bytes: Array("071012107018".utf8), symbology: .upcA))])
    }

    @Test(arguments: [
        ("4006381333931", Symbology.ean13), ("96385074", .ean8), ("071012107018", .upcA),
        ("01234565", .upcE), ("ABC-123", .code39), ("12345678", .interleaved2of5),
        ("Code 128", .code128),
    ])
    func eachKindThatIsPublishedComesBack(text: String, symbology: Symbology) throws {
        var decoder = try decoder()
        let scan = Scan(bytes: Array(text.utf8), symbology: symbology)
        #expect(decoder.handle(.report(try OEMEncoder().report(for: scan))) == [.scan(scan)])
    }

    @Test func numbersInsteadOfDigitsAreDigits() throws {
        var decoder = try decoder()
        let events = decoder.handle(report([0x0D, 0x10, 0x03, 0x00, 9, 6, 3, 8, 5, 0, 7, 4, 0x0C]))
        #expect(events.content == [Array("96385074".utf8)])
    }

    @Test func statusAloneIsNoScan() throws {
        var decoder = try decoder()
        #expect(decoder.handle(report([0x04, 0x10, 0x03, 0x00])).isEmpty)
        #expect(decoder.handle(report([])).isEmpty)
    }

    @Test(
        arguments: [
            [0x03, 0, 0, 0], [0x41, 0, 0, 0, 0x31, 0x0D], [0x06, 0, 0, 0, 0x31, 0x77],
            [0x06, 0, 0, 0, 0x41, 0x0D], [0x08, 0, 0, 0, 0x31, 0x01, 0x18, 0x0B],
            [0x06, 0, 0, 0, 0x00, 0x0B], [0x06, 0, 0, 0, 0x0A, 0x0D],
        ] as [[UInt8]])
    func whatContradictsItselfIsAProblem(bytes: [UInt8]) throws {
        var decoder = try decoder()
        let events = decoder.handle(report(bytes))
        #expect(events.count == 1)
        #expect(events.reasons.count == 1)
    }

    @Test func aReportOfAnotherSizeIsAProblem() throws {
        var decoder = try decoder()
        #expect(
            decoder.handle(.report([0x04, 0, 0])).reasons == [
                .reportSize(bytes: 3, expected: 64)
            ])
        #expect(decoder.handle(.lost).reasons == [.reportsLost])
    }
}
