extension Command {
    /// Names one whole command as ``Framing`` cut it; `.unknown` when the vocabulary has no name.
    ///
    /// - Parameters:
    ///   - head: prefix and parameters.
    ///   - body: payload; of tab stops and bar codes with the NUL that ended it, if one did.
    init(head: CommandHead, body: [UInt8]) {
        let known: Command? =
            switch head[0] {
            case 0x10 where head.count >= 3: .realTime(head)
            case 0x1B where head.count >= 2: .escape(head, body)
            case 0x1C where head.count >= 2: .fileSeparator(head)
            case 0x1D where head.count >= 3: .groupSeparator(head, body)
            default: nil
            }
        self = known ?? .unknown(head.bytes + body)
    }

    private static func realTime(_ head: CommandHead) -> Command? {
        switch (head[1], head[2]) {
        case (0x04, let n):
            .realTimeStatus(.init(function: n, argument: head.count > 3 ? head[3] : nil))
        case (0x05, let n): .realTimeRecover(n)
        case (0x14, 1): .realTimePulse(.init(connector: head[3], units: head[4]))
        case (0x14, _): .realTimeFunction(Array(head.bytes.dropFirst(2)))
        default: nil
        }
    }

    private static func escape(_ head: CommandHead, _ body: [UInt8]) -> Command? {
        // 0 where the command has no parameter: none of those cases looks at it.
        let n = head.count > 2 ? head[2] : 0
        return switch head[1] {
        case 0x20: .rightSpacing(n)
        case 0x21: .printMode(.init(rawValue: n))
        case 0x24: .absolutePosition(word(head, at: 2))
        case 0x2A: columnImage(head, body)
        case 0x2D: .underline(.init(rawValue: n))
        case 0x32: .defaultLineSpacing
        case 0x33: .lineSpacing(n)
        case 0x3D: .selectPeripheral(n)
        case 0x40: .initialize
        case 0x44: .tabStops(tabStops(body))
        case 0x45: .bold(.init(rawValue: n))
        case 0x47: .doubleStrike(.init(rawValue: n))
        case 0x4A: .feedUnits(n)
        case 0x4D: .font(.init(rawValue: n))
        case 0x52: .internationalSet(n)
        case 0x56: .rotate(.init(rawValue: n))
        case 0x5C: .relativePosition(Int16(bitPattern: word(head, at: 2)))
        case 0x61: .align(.init(rawValue: n))
        case 0x64: .feedLines(n)
        case 0x69: .cutLeavingOnePoint
        case 0x6D: .cutLeavingThreePoints
        case 0x70: .pulse(.init(connector: n, onUnits: head[3], offUnits: head[4]))
        case 0x74: .codePage(slot: n)
        case 0x75: .transmitPeripheralStatus(n)
        case 0x76: .transmitPaperStatus
        case 0x7B: .upsideDown(.init(rawValue: n))
        default: nil
        }
    }

    private static func fileSeparator(_ head: CommandHead) -> Command? {
        switch head[1] {
        case 0x21: .chinesePrintMode(.init(rawValue: head[2]))
        case 0x26: .enterChineseMode
        case 0x2D: .chineseUnderline(.init(rawValue: head[2]))
        case 0x2E: .leaveChineseMode
        case 0x43: .kanjiCodeSystem(head[2])
        case 0x53: .chineseSpacing(left: head[2], right: head[3])
        default: nil
        }
    }

    private static func groupSeparator(_ head: CommandHead, _ body: [UInt8]) -> Command? {
        let n = head[2]
        return switch head[1] {
        case 0x21: .size(.init(rawValue: n))
        case 0x28: parenthesis(head, body)
        case 0x42: .reverse(.init(rawValue: n))
        case 0x48: .barcodeTextPosition(.init(rawValue: n))
        case 0x49: .transmitID(n)
        case 0x4C: .leftMargin(word(head, at: 2))
        case 0x50: .motionUnits(x: n, y: head[3])
        case 0x56: cut(head)
        case 0x57: .printWidth(word(head, at: 2))
        case 0x61: .automaticStatus(.init(rawValue: n))
        case 0x66: .barcodeTextFont(.init(rawValue: n))
        case 0x68: .barcodeHeight(n)
        case 0x6B: barcode(head, body)
        case 0x72: .transmitStatus(n)
        case 0x76: raster(head, body)
        case 0x77: .barcodeModuleWidth(n)
        default: nil
        }
    }

    private static func parenthesis(_ head: CommandHead, _ body: [UInt8]) -> Command? {
        switch head[2] {
        case 0x6B where head.count == 7:
            return SymbolFunction(symbol: head[5], function: head[6], parameters: body)
                .map { .symbol($0) }
        case 0x48 where body.count == 6 && body[0] == 0x30 && body[1] == 0x30:
            return ProcessID(bytes: body[2...]).map { .processID($0) }
        case 0x48 where body.count == 3 && body[0] == 0x31 && body[1] == 0x30:
            return .offlineResponse(body[2])
        default: return nil
        }
    }

    private static func cut(_ head: CommandHead) -> Command? {
        let cut = Cut(mode: head[2], feed: head.count > 3 ? head[3] : nil)
        return cut.extent == nil ? nil : .cut(cut)
    }

    private static func tabStops(_ body: [UInt8]) -> TabStops {
        body.last == 0 ? TabStops(body.dropLast()) : TabStops(body, isTerminated: false)
    }

    private static func columnImage(_ head: CommandHead, _ body: [UInt8]) -> Command? {
        guard head.count == 5 else { return nil }
        let mode = ColumnImageMode(rawValue: head[2])
        return ColumnImage(mode: mode, columns: littleEndian(head, at: 3), data: body)
            .map { .columnImage($0) }
    }

    private static func raster(_ head: CommandHead, _ body: [UInt8]) -> Command? {
        guard head.count == 8 else { return nil }
        let width = littleEndian(head, at: 4)
        let height = littleEndian(head, at: 6)
        return RasterImage(bytesPerRow: width, height: height, data: body)
            .map { .raster($0, scale: .init(rawValue: head[3])) }
    }

    private static func barcode(_ head: CommandHead, _ body: [UInt8]) -> Command? {
        let system = BarcodeSystem(rawValue: head[2])
        if system.isTerminatedByNUL {
            let isTerminated = body.last == 0
            let data = isTerminated ? body.dropLast() : body
            return Barcode(system: system, data: data, isTerminated: isTerminated)
                .map { .barcode($0) }
        }
        guard head.count == 4 else { return nil }
        return Barcode(system: system, data: body).map { .barcode($0) }
    }

    private static func word(_ head: CommandHead, at index: Int) -> UInt16 {
        UInt16(head[index]) | UInt16(head[index + 1]) << 8
    }
}
