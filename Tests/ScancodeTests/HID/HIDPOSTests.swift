import Scancode
import Testing

@Suite struct HIDPOSTests {
    private static let layouts = [
        ScannerDescriptors.honeywell, ScannerDescriptors.plain, withoutCount, unaligned,
    ]
    /// No count and no identifier, in a report of its own number; the flag comes first.
    private static let withoutCount = Hex.bytes(
        "05 8C 09 02 A1 01 85 07 09 12 A1 02 15 00 25 01 75 01 95 01 09 FF 81 02 75 07 81 03"
            + " 26 FF 00 75 08 95 14 09 FE 82 02 01 C0 C0")
    /// Everything one bit off the bytes, and no numbers.
    private static let unaligned = Hex.bytes(
        "05 8C 09 02 A1 01 09 12 A1 02 15 00 25 01 75 01 95 01 09 FF 81 02 26 FF 00 75 08 05 01"
            + " 09 3B 81 02 05 8C 09 FB 09 FC 09 FD 95 03 81 02 95 1E 09 FE 82 02 01"
            + " 75 07 95 01 81 03 C0 C0")
    private static let ean = Array("5901234123457".utf8)

    private func decoder(
        _ descriptor: [UInt8], _ settings: ScannerSettings = ScannerSettings()
    ) throws -> HIDPOSDecoder {
        try #require(
            HIDPOSDecoder(descriptor: try ReportDescriptor(descriptor), settings: settings))
    }

    private func honeywell(
        _ content: [UInt8], marks: String = "]E0", count: Int? = nil, letter: UInt8 = 0,
        flag: UInt8 = 0
    ) -> [UInt8] {
        let head: [UInt8] = [0x02, UInt8(count ?? content.count)] + Array(marks.utf8)
        let body = content + [UInt8](repeating: 0, count: 61 - head.count - content.count)
        return head + body + [letter, 0, flag]
    }

    @Test func aReportOfHoneywellsIsReadByItsPublishedPlaces() throws {
        var decoder = try decoder(ScannerDescriptors.honeywell)
        let report = honeywell(Self.ean, letter: 0x64)
        #expect(report.count == 64)
        let events = decoder.handle(.report(report), at: .zero)
        let scan = Scan(
            bytes: Self.ean, identifier: AIMIdentifier(prefixOf: Array("]E0".utf8)))
        #expect(events == [.scan(scan)])
        #expect(decoder.deadline == nil)
    }

    @Test func theMakersLetterTellsUPCAFromEAN13() throws {
        var decoder = try decoder(ScannerDescriptors.honeywell)
        let events = decoder.handle(
            .report(honeywell(Array("071012107018".utf8), letter: 0x63)), at: .zero)
        guard case .scan(let scan) = events.first else { Issue.record("no scan"); return }
        #expect(scan.symbology == .upcA)
        // For GS1 codes the identifier tells more than the letter for QR codes.
        let second = decoder.handle(
            .report(honeywell([0x30], marks: "]Q3", letter: 0x73)), at: .zero)
        guard case .scan(let code) = second.first else { Issue.record("no scan"); return }
        #expect(code.symbology == .gs1QRCode)
    }

    @Test(arguments: layouts)
    func anyContentComesBackThroughAnyLayout(descriptor: [UInt8]) throws {
        let parsed = try ReportDescriptor(descriptor)
        let encoder = try HIDPOSEncoder(descriptor: parsed)
        var settings = ScannerSettings()
        settings.keepsLineEnd = true
        var decoder = try decoder(descriptor, settings)
        var random = SeededGenerator(seed: 1)
        for count in [1, 13, 20, 21, 30, 31, 55, 56, 57, 112, 113, 500, 3000] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 1...255, using: &random) }
            var events: [ScannerEvent] = []
            for report in try encoder.reports(for: Scan(bytes: bytes)) {
                events += decoder.handle(.report(report), at: .zero)
            }
            #expect(events == [.scan(Scan(bytes: bytes))], "\(count) bytes")
        }
    }

    @Test func aCountKeepsNULsThatAreContent() throws {
        var decoder = try decoder(ScannerDescriptors.plain)
        let encoder = try HIDPOSEncoder(descriptor: ReportDescriptor(ScannerDescriptors.plain))
        let scan = Scan(
            bytes: [0x61, 0, 0x62, 0], identifier: AIMIdentifier(prefixOf: Array("]Q1".utf8)))
        let reports = try encoder.reports(for: scan)
        #expect(reports.map(\.count) == [62])
        #expect(reports.flatMap { decoder.handle(.report($0), at: .zero) } == [.scan(scan)])
    }

    @Test func withoutACountOnlyTheNULsAtTheEndGo() throws {
        var decoder = try decoder(Self.withoutCount)
        let report: [UInt8] =
            [0x07, 0x00, 0x61, 0, 0x62] + [UInt8](repeating: 0, count: 17)
        #expect(
            decoder.handle(.report(report), at: .zero) == [.scan(Scan(bytes: [0x61, 0, 0x62]))])
    }

    @Test func anIdentifierOneByteTooLateIsFound() throws {
        var decoder = try decoder(ScannerDescriptors.honeywell)
        let report = honeywell(Array("0".utf8) + Self.ean, marks: "\0]E", count: 13)
        #expect(
            decoder.handle(.report(report), at: .zero) == [
                .scan(
                    Scan(
                        bytes: Self.ean, identifier: AIMIdentifier(prefixOf: Array("]E0".utf8))))
            ])
    }

    @Test func contentInThePlaceOfTheIdentifierIsWhole() throws {
        var decoder = try decoder(ScannerDescriptors.honeywell)
        let report = honeywell(Array(Self.ean.dropFirst(3)), marks: "590", count: 13)
        #expect(decoder.handle(.report(report), at: .zero) == [.scan(Scan(bytes: Self.ean))])
    }

    @Test func aLineEndIsContentOnlyIfAskedFor() throws {
        let report = honeywell(Self.ean + [0x0D])
        var decoder = try decoder(ScannerDescriptors.honeywell)
        var settings = ScannerSettings()
        settings.keepsLineEnd = true
        var keeping = try self.decoder(ScannerDescriptors.honeywell, settings)
        #expect(decoder.handle(.report(report), at: .zero).content == [Self.ean])
        #expect(keeping.handle(.report(report), at: .zero).content == [Self.ean + [0x0D]])
    }

    @Test func equalScansStayAsManyAsTheyWere() throws {
        var decoder = try decoder(ScannerDescriptors.honeywell)
        let report = honeywell(Self.ean)
        let events = (0..<3).flatMap { _ in decoder.handle(.report(report), at: .zero) }
        #expect(events.content == [Self.ean, Self.ean, Self.ean])
    }
}

/// What cannot be trusted is told of, and is no scan.
@Suite struct HIDPOSFaultTests {
    private static let text = Array(String(repeating: "0123456789", count: 15).utf8)

    private func decoder(_ lengthMax: Int = 8192) throws -> HIDPOSDecoder {
        try #require(
            HIDPOSDecoder(
                descriptor: ReportDescriptor(ScannerDescriptors.honeywell),
                settings: ScannerSettings(lengthMax: lengthMax)))
    }

    private func reports(_ bytes: [UInt8], _ identifier: String = "]Q1") throws -> [[UInt8]] {
        try HIDPOSEncoder(descriptor: ReportDescriptor(ScannerDescriptors.honeywell)).reports(
            for: Scan(bytes: bytes, identifier: AIMIdentifier(prefixOf: Array(identifier.utf8))))
    }

    @Test(arguments: [0, 1, 2, 5, 61, 63])
    func aShortReportIsAProblem(size: Int) throws {
        var decoder = try decoder()
        let report = try Array(reports([0x31])[0].prefix(size))
        let events = decoder.handle(.report(report), at: .zero)
        #expect(
            events.reasons == [
                size == 0
                    ? .unknownReport(number: 0) : .reportSize(bytes: size, expected: 64)
            ])
    }

    @Test func aLongReportAStrangeNumberAndAnImpossibleCountAreProblems() throws {
        var decoder = try decoder()
        var report = try reports([0x31])[0]
        #expect(
            decoder.handle(.report(report + [0]), at: .zero).reasons == [
                .reportSize(bytes: 65, expected: 64)
            ])
        report[1] = 57
        #expect(
            decoder.handle(.report(report), at: .seconds(9)).reasons == [
                .countTooLarge(count: 57, room: 56)
            ])
        report[0] = 9
        #expect(
            decoder.handle(.report(report), at: .seconds(18)).reasons == [
                .unknownReport(number: 9)
            ])
    }

    @Test func aCodeThatBreaksOffIsAProblemAndSoIsTheRestOfIt() throws {
        var decoder = try decoder()
        let pieces = try reports(Self.text)
        #expect(decoder.handle(.report(pieces[0]), at: .zero).isEmpty)
        #expect(decoder.deadline == .milliseconds(500))
        #expect(decoder.advance(to: .milliseconds(499)).isEmpty)
        #expect(decoder.advance(to: .milliseconds(500)).reasons == [.brokenOff])
        // The last piece has no flag, and would be a code of its own by its looks.
        let late = decoder.handle(.report(pieces[2]), at: .milliseconds(700))
        #expect(late.reasons == [.brokenOff])
        let next = decoder.handle(.report(try reports([0x31])[0]), at: .seconds(1))
        #expect(next.content == [[0x31]])
    }

    @Test func anotherKindOfCodeInTheMiddleEndsTheFirstAndSpoilsTheSecond() throws {
        var decoder = try decoder()
        #expect(decoder.handle(.report(try reports(Self.text)[0]), at: .zero).isEmpty)
        let events = decoder.handle(.report(try reports([0x31], "]E0")[0]), at: .zero)
        #expect(events.reasons == [.brokenOff, .brokenOff])
        #expect(events.content.isEmpty)
    }

    @Test func aLossSpoilsTheCodeThatItMayHaveHit() throws {
        var decoder = try decoder()
        let pieces = try reports(Self.text)
        #expect(decoder.handle(.report(pieces[0]), at: .zero).isEmpty)
        #expect(decoder.handle(.lost, at: .zero).isEmpty)
        #expect(decoder.handle(.report(pieces[2]), at: .zero).reasons == [.reportsLost])
        // Between codes it is told of at once: one may be gone.
        #expect(decoder.handle(.lost, at: .seconds(1)).reasons == [.reportsLost])
        #expect(decoder.handle(.report(pieces[2]), at: .seconds(1)).reasons == [.reportsLost])
        let next = decoder.handle(.report(try reports([0x31])[0]), at: .seconds(1))
        #expect(next.content == [[0x31]])
    }

    @Test func aCodeWithoutEndIsNotKept() throws {
        var decoder = try decoder(100)
        let piece = try reports(Self.text)[0]
        for _ in 0..<1000 {
            #expect(decoder.handle(.report(piece), at: .zero).isEmpty)
            #expect(decoder.byteCount <= 102)
        }
        let events = decoder.handle(.report(try reports(Self.text)[2]), at: .zero)
        #expect(events.reasons == [.tooLong(max: 100)])
    }

    @Test func theEndOfTheLinkTellsOfWhatHadBegun() throws {
        var decoder = try decoder()
        _ = decoder.handle(.report(try reports(Self.text)[0]), at: .zero)
        #expect(decoder.finish().reasons == [.brokenOff])
        #expect(decoder.finish().isEmpty)
    }

    @Test func remoteManagementIsNoScanner() throws {
        // The same report on Honeywell's own page FF8Ch.
        var bytes = ScannerDescriptors.plain
        bytes.replaceSubrange(0..<2, with: [0x06, 0x8C, 0xFF])
        let descriptor = try ReportDescriptor(bytes)
        #expect(HIDPOSDecoder(descriptor: descriptor, settings: ScannerSettings()) == nil)
    }
}

extension [ScannerEvent] {
    var content: [[UInt8]] {
        compactMap {
            guard case .scan(let scan) = $0 else { return nil }
            return scan.bytes
        }
    }

    var reasons: [ScanProblem.Reason] {
        compactMap {
            guard case .problem(let problem) = $0 else { return nil }
            return problem.reason
        }
    }
}
