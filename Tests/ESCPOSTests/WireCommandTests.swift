import ESCPOS
import Testing

/// Each command both ways: these bytes are read as this, and this is written as these bytes.
@Suite struct WireCommandTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let wire: String
        let command: Command
        init(_ wire: String, _ command: Command) {
            self.wire = wire
            self.command = command
        }
        var testDescription: String { wire }
    }

    private func check(_ row: Row) {
        let bytes = bytes(ofHex: row.wire)
        #expect(row.command.bytes == bytes)
        #expect(commands(in: [bytes]) == [row.command])
        // Nothing of it is taken from, or left to, its neighbours; 21h could be a parameter.
        #expect(
            commands(in: [[0x21] + bytes + [0x0A, 0x21]])
                == [.text([0x21]), row.command, .lineFeed, .text([0x21])])
    }

    @Test(arguments: [
        Row("09", .horizontalTab), Row("0A", .lineFeed), Row("0D", .carriageReturn),
        Row("1B 40", .initialize), Row("1B 3D 01", .selectPeripheral(1)),
        Row("1B 21 B9", .printMode([.fontB, .bold, .doubleHeight, .doubleWidth, .underline])),
        Row("1B 4D 31", .font(.init(rawValue: 0x31))), Row("1B 45 01", .bold(true)),
        Row("1B 47 FF", .doubleStrike(.init(rawValue: 0xFF))),
        Row("1B 2D 02", .underline(.thick)), Row("1D 42 00", .reverse(false)),
        Row("1D 21 31", .size(.init(width: 4, height: 2))), Row("1B 7B 01", .upsideDown(true)),
        Row("1B 56 01", .rotate(true)), Row("1B 20 07", .rightSpacing(7)),
        Row("1B 74 13", .codePage(slot: 0x13)), Row("1B 52 0F", .internationalSet(15)),
        Row("1C 26", .enterChineseMode), Row("1C 2E", .leaveChineseMode),
        Row("1C 21 8C", .chinesePrintMode([.doubleWidth, .doubleHeight, .underline])),
        Row("1C 2D 01", .chineseUnderline(.thin)),
        Row("1C 53 02 03", .chineseSpacing(left: 2, right: 3)),
        Row("1C 43 01", .kanjiCodeSystem(1)),
    ]) func styles(row: Row) { check(row) }

    @Test(arguments: [
        Row("1B 61 01", .align(.centre)), Row("1B 61 32", .align(.init(rawValue: 0x32))),
        Row("1B 32", .defaultLineSpacing), Row("1B 33 1E", .lineSpacing(30)),
        Row("1B 4A FF", .feedUnits(255)), Row("1B 64 03", .feedLines(3)),
        Row("1B 44 08 10 20 00", .tabStops(.init([8, 16, 32]))),
        Row("1B 44 00", .tabStops(.init([]))),
        Row("1B 24 40 01", .absolutePosition(320)), Row("1B 5C F0 FF", .relativePosition(-16)),
        Row("1D 4C 10 00", .leftMargin(16)), Row("1D 57 00 02", .printWidth(512)),
        Row("1D 50 B4 B4", .motionUnits(x: 180, y: 180)), Row("1D 56 00", .cut(.full)),
        Row("1D 56 31", .cut(.init(mode: 0x31))), Row("1D 56 41 03", .cut(.feedThenFull(units: 3))),
        Row("1D 56 42 00", .cut(.feedThenPartial())),
        Row("1D 56 61 05", .cut(.init(mode: 0x61, feed: 5))),
        Row("1D 56 68 01", .cut(.init(mode: 0x68, feed: 1))), Row("1B 69", .cutLeavingOnePoint),
        Row("1B 6D", .cutLeavingThreePoints),
        Row("1B 70 00 19 FA", .pulse(.init(.pin2, onUnits: 25, offUnits: 250))),
        Row("1B 70 31 01 02", .pulse(.init(connector: 0x31, onUnits: 1, offUnits: 2))),
    ]) func layoutAndMechanism(row: Row) { check(row) }

    @Test func picturesAndSymbols() throws {
        let raster = try #require(RasterImage(bytesPerRow: 2, height: 2, data: [0x1B, 0x40, 0, 9]))
        check(Row("1D 76 30 00 02 00 02 00 1B 40 00 09", .raster(raster, scale: .normal)))
        let empty = try #require(RasterImage(bytesPerRow: 0, height: 9, data: []))
        check(Row("1D 76 30 33 00 00 09 00", .raster(empty, scale: .init(rawValue: 0x33))))
        let dots8 = try #require(ColumnImage(mode: .doubleDensity8, columns: 2, data: [1, 0x80]))
        check(Row("1B 2A 01 02 00 01 80", .columnImage(dots8)))
        let dots24 = try #require(ColumnImage(mode: .singleDensity24, columns: 1, data: [1, 2, 3]))
        check(Row("1B 2A 20 01 00 01 02 03", .columnImage(dots24)))
        check(Row("1D 68 A2", .barcodeHeight(162)))
        check(Row("1D 77 02", .barcodeModuleWidth(2)))
        check(Row("1D 48 02", .barcodeTextPosition(.below)))
        check(Row("1D 66 01", .barcodeTextFont(.b)))
        let code128 = try #require(Barcode(system: .code128, data: Array("{B1\0".utf8)))
        check(Row("1D 6B 49 04 7B 42 31 00", .barcode(code128)))
        let newest = try #require(Barcode(system: .init(rawValue: 0x4F), data: [0xFF]))
        check(Row("1D 6B 4F 01 FF", .barcode(newest)))
        let code39 = try #require(Barcode(system: .init(rawValue: 4), data: Array("AB".utf8)))
        check(Row("1D 6B 04 41 42 00", .barcode(code39)))
        let store = try #require(
            SymbolFunction(symbol: 0x31, function: 0x50, parameters: [0x30, 0x41]))
        check(Row("1D 28 6B 04 00 31 50 30 41", .symbol(store)))
        let bare = try #require(SymbolFunction(symbol: 0x31, function: 0x99, parameters: []))
        check(Row("1D 28 6B 02 00 31 99", .symbol(bare)))
    }

    @Test(arguments: [
        Row("10 04 01", .realTimeStatus(.printer)),
        Row("10 04 63", .realTimeStatus(.init(function: 0x63))),
        Row("10 04 07 02", .realTimeStatus(.init(function: 7, argument: 2))),
        Row("10 04 08 03", .realTimeStatus(.init(function: 8, argument: 3))),
        Row("10 04 12 01", .realTimeStatus(.init(function: 18, argument: 1))),
        Row("10 05 02", .realTimeRecover(2)),
        Row("10 14 01 00 02", .realTimePulse(.init(.pin2, units: 2))),
        Row("10 14 02 01 08", .realTimeFunction([2, 1, 8])),
        Row("10 14 03 01 00 02 03 04", .realTimeFunction([3, 1, 0, 2, 3, 4])),
        Row("10 14 07 01", .realTimeFunction([7, 1])),
        Row("10 14 08 01 03 14 01 06 02 08", .realTimeFunction([8, 1, 3, 0x14, 1, 6, 2, 8])),
        Row("10 14 99", .realTimeFunction([0x99])),
        Row("1D 72 01", .transmitStatus(1)), Row("1D 49 43", .transmitID(67)),
        Row("1D 61 0F", .automaticStatus(.all)), Row("1B 75 00", .transmitPeripheralStatus(0)),
        Row("1B 76", .transmitPaperStatus), Row("1D 28 48 03 00 31 30 01", .offlineResponse(1)),
    ]) func statusRequests(row: Row) { check(row) }

    @Test func aProcessIDIsOneOnlyWhenEveryByteIsRight() throws {
        let id = try #require(ProcessID(bytes: Array("0042".utf8)))
        check(Row("1D 28 48 06 00 30 30 30 30 34 32", .processID(id)))
        for other in [
            "1D 28 48 06 00 30 30 30 30 34 7F", "1D 28 48 06 00 30 31 30 30 34 32",
            "1D 28 48 05 00 30 30 30 30 34", "1D 28 48 07 00 30 30 30 30 34 32 00",
            "1D 28 48 03 00 31 31 01", "1D 28 48 02 00 31 30", "1D 28 48 00 00",
        ] { check(Row(other, .unknown(bytes(ofHex: other)))) }
    }

    // MARK: Ends that depend on the data

    @Test func tabStopsEndBeforeAValueThatDoesNotAscend() {
        #expect(
            commands(in: [[0x1B, 0x44, 0x21, 0x30, 0x30, 0x41]])
                == [.tabStops(.init([0x21, 0x30], isTerminated: false)), .text([0x30, 0x41])])
        let columns = Array(1...33 as ClosedRange<UInt8>)
        #expect(
            commands(in: [[0x1B, 0x44] + columns + [0]])
                == [
                    .tabStops(.init(Array(columns[..<32]), isTerminated: false)),
                    .text([33]), .unknown([0]),
                ])
        let full = commands(in: [[0x1B, 0x44] + columns[..<32]])
        #expect(full == [.tabStops(.init(Array(columns[..<32]), isTerminated: false))])
        #expect(full.bytes == [0x1B, 0x44] + columns[..<32])
    }

    @Test(
        arguments: [
            (0, "012345678905"), (1, "012345678905"), (2, "4006381333931"), (3, "96385074"),
            (4, String(repeating: "A", count: 255)), (6, String(repeating: "1", count: 255)),
        ] as [(UInt8, String)]) func aFullBarcodeEndsWithOrWithoutNUL(system: UInt8, digits: String)
        throws
    {
        let start: [UInt8] = [0x1D, 0x6B, system]
        let data = Array(digits.utf8)
        let ended = try #require(Barcode(system: .init(rawValue: system), data: data))
        let open = try #require(
            Barcode(system: .init(rawValue: system), data: data, isTerminated: false))
        #expect(commands(in: [start + data + [0, 0x37]]) == [.barcode(ended), .text([0x37])])
        #expect(commands(in: [start + data + [0x37]]) == [.barcode(open), .text([0x37])])
        #expect(commands(in: [start + data + [0x0A]]) == [.barcode(open), .lineFeed])
        #expect(commands(in: [start + data]) == [.barcode(open)])
        #expect(Command.barcode(open).bytes == start + data)
        // One digit short of full, the stream's end leaves it incomplete.
        let short = start + data.dropLast()
        #expect(commands(in: [short]) == [.unknown(short)])
    }

    // MARK: Cancelled, stray and incomplete

    @Test(arguments: [
        "1D 6B 07", "1D 6B 40", "1D 6B 50", "1D 76 31", "1D 51 31", "1D 38 4D", "1D 56 02",
        "1D 67 31", "1D 43 33", "1D 44 31", "1B 2A 02", "1B 26 03 41 40", "1C 67 33", "1C 71 00",
        "1D 28 6B 01 00 31", "1D 28 6B 00 00", "1D 28 FF 02 00 1B 40", "1B 28 59 02 00 01 02",
        "1C 28 43 02 00 30 02", "1F 28 41 01 00 1B", "00", "00 00 00 00", "0C", "18", "07", "1E",
    ]) func whatHasNoNameIsOneUnknownOfItsRightLength(wire: String) {
        check(Row(wire, .unknown(bytes(ofHex: wire))))
    }

    @Test func aCounterEndsBeforeAByteThatIsNoNumber() {
        let whole = Array("\u{1D}C;1;65535;1;;2;".utf8)
        check(Row(whole.map { String($0, radix: 16) + " " }.joined(), .unknown(whole)))
        let broken = Array("\u{1D}C;1;2".utf8)
        #expect(commands(in: [broken + [0x1B, 0x40]]) == [.unknown(broken), .initialize])
        let long = Array("\u{1D}C;12345".utf8)
        #expect(commands(in: [long + [0x36]]) == [.unknown(long), .text([0x36])])
    }

    @Test func aPrefixThatBeginsNothingStandsAlone() {
        #expect(commands(in: [[0x10, 0x41]]) == [.unknown([0x10]), .text([0x41])])
        #expect(commands(in: [[0x10, 0x10, 0x05, 1]]) == [.unknown([0x10]), .realTimeRecover(1)])
        #expect(commands(in: [[0x1F, 0x1B, 0x40]]) == [.unknown([0x1F]), .initialize])
        #expect(
            commands(in: [[0x1F, 0x1B, 0x2D, 1]]) == [.unknown([0x1F]), .underline(.thin)])
    }

    @Test func theEndOfTheStreamGivesAnIncompleteCommandAsUnknown() {
        for wire in [
            "1B", "1D 76 30", "1D 76 30 00 02 00 02 00 FF", "1B 44 08", "1D 6B 02 34", "1F 1B",
            "1D 28 6B 04 00 31 50 30", "1C 71 02 01 00 01 00 01 02", "1B 26 01 41 42 01 FF",
            "1D 43 3B",
        ] {
            let bytes = bytes(ofHex: wire)
            #expect(commands(in: [bytes]) == [.unknown(bytes)], "\(wire)")
            var parser = Parser()
            _ = parser.parse(bytes)
            _ = parser.finish()
            #expect(parser.pendingByteCount == 0)
            #expect(parser.parse([0x0A]) == [.lineFeed])
        }
    }

    // MARK: Customer display

    @Test func whileThePrinterIsDeselectedEverythingIsForTheOtherDevice() {
        let display: [UInt8] = [0x0C, 0x1F, 0x24, 1, 2, 0x41, 0x10, 0x04, 0x01, 0x0A]
        let stream: [UInt8] =
            [0x41, 0x1B, 0x3D, 2] + display + [0x1B, 0x40, 0x1B, 0x1B, 0x3D, 2, 0x42] + [
                0x1B, 0x3D, 1, 0x43,
            ]
        #expect(
            commands(in: [stream]) == [
                .text([0x41]), .selectPeripheral(2), .otherPeripheral(display),
                .otherPeripheral([0x1B, 0x40]), .otherPeripheral([0x1B]), .selectPeripheral(2),
                .otherPeripheral([0x42]), .selectPeripheral(1), .text([0x43]),
            ])
        #expect(commands(in: stream.map { [$0] }) == commands(in: [stream]))
    }

    // MARK: What other libraries get wrong

    @Test func aPulseWithoutTimesTakesTheReceiptForThem() {
        // Two commands without t1 t2, as one library opens both drawers, are one pulse of pin 2.
        #expect(
            commands(in: [[0x1B, 0x70, 0, 0x1B, 0x70, 1]])
                == [.pulse(.init(.pin2, onUnits: 0x1B, offUnits: 0x70)), .unknown([1])])
        #expect(Command.pulse(.init(.pin5, onUnits: 50, offUnits: 50)).bytes.count == 5)
    }

    @Test func partialCutsArePartial() {
        for cut in [Cut.partial, .feedThenPartial(), .feedThenPartial(units: 1)] {
            #expect(cut.extent == .partial)
            #expect(cut.mode != 0x41 && commands(in: [Command.cut(cut).bytes]) == [.cut(cut)])
        }
        // `1D 56 41 01`, sent by one library for a partial cut, is a full one.
        guard case .cut(let cut)? = commands(in: [[0x1D, 0x56, 0x41, 0x01]]).first else {
            Issue.record("not read as a cut")
            return
        }
        #expect(cut.extent == .full && cut.feed == 1)
    }

    @Test func columnImagesOf24DotsAreModes32And33AndNotDigits() {
        #expect(commands(in: [[0x1B, 0x2A, 0x30]]) == [.unknown([0x1B, 0x2A, 0x30])])
        #expect(commands(in: [[0x1B, 0x2A, 0x21, 1, 0, 7, 8, 9]]).count == 1)
    }
}
