extension Command {
    /// The bytes on the wire.
    public var bytes: [UInt8] {
        var out: [UInt8] = []
        append(to: &out)
        return out
    }

    /// Appends the bytes on the wire to `out`.
    public func append(to out: inout [UInt8]) {
        switch self {
        case .text(let bytes), .otherPeripheral(let bytes), .unknown(let bytes):
            out.append(contentsOf: bytes)
        case .horizontalTab: out.append(0x09)
        case .lineFeed: out.append(0x0A)
        case .carriageReturn: out.append(0x0D)

        case .initialize: out.append(contentsOf: [0x1B, 0x40])
        case .selectPeripheral(let n): out.append(contentsOf: [0x1B, 0x3D, n])
        case .printMode(let mode): out.append(contentsOf: [0x1B, 0x21, mode.rawValue])
        case .font(let font): out.append(contentsOf: [0x1B, 0x4D, font.rawValue])
        case .bold(let n): out.append(contentsOf: [0x1B, 0x45, n.rawValue])
        case .doubleStrike(let n): out.append(contentsOf: [0x1B, 0x47, n.rawValue])
        case .underline(let n): out.append(contentsOf: [0x1B, 0x2D, n.rawValue])
        case .reverse(let n): out.append(contentsOf: [0x1D, 0x42, n.rawValue])
        case .size(let n): out.append(contentsOf: [0x1D, 0x21, n.rawValue])
        case .upsideDown(let n): out.append(contentsOf: [0x1B, 0x7B, n.rawValue])
        case .rotate(let n): out.append(contentsOf: [0x1B, 0x56, n.rawValue])
        case .rightSpacing(let n): out.append(contentsOf: [0x1B, 0x20, n])
        case .codePage(let slot): out.append(contentsOf: [0x1B, 0x74, slot])
        case .internationalSet(let n): out.append(contentsOf: [0x1B, 0x52, n])

        case .enterChineseMode: out.append(contentsOf: [0x1C, 0x26])
        case .leaveChineseMode: out.append(contentsOf: [0x1C, 0x2E])
        case .chinesePrintMode(let mode): out.append(contentsOf: [0x1C, 0x21, mode.rawValue])
        case .chineseUnderline(let n): out.append(contentsOf: [0x1C, 0x2D, n.rawValue])
        case .chineseSpacing(let left, let right):
            out.append(contentsOf: [0x1C, 0x53, left, right])
        case .kanjiCodeSystem(let n): out.append(contentsOf: [0x1C, 0x43, n])

        case .align(let n): out.append(contentsOf: [0x1B, 0x61, n.rawValue])
        case .defaultLineSpacing: out.append(contentsOf: [0x1B, 0x32])
        case .lineSpacing(let n): out.append(contentsOf: [0x1B, 0x33, n])
        case .feedUnits(let n): out.append(contentsOf: [0x1B, 0x4A, n])
        case .feedLines(let n): out.append(contentsOf: [0x1B, 0x64, n])
        case .tabStops(let stops):
            out.append(contentsOf: [0x1B, 0x44])
            out.append(contentsOf: stops.columns)
            if stops.isTerminated { out.append(0) }
        case .absolutePosition(let n): out.appendCommand(0x1B, 0x24, n)
        case .relativePosition(let n): out.appendCommand(0x1B, 0x5C, UInt16(bitPattern: n))
        case .leftMargin(let n): out.appendCommand(0x1D, 0x4C, n)
        case .printWidth(let n): out.appendCommand(0x1D, 0x57, n)
        case .motionUnits(let x, let y): out.append(contentsOf: [0x1D, 0x50, x, y])

        case .cut(let cut):
            out.append(contentsOf: [0x1D, 0x56, cut.mode])
            if let feed = cut.feed { out.append(feed) }
        case .cutLeavingOnePoint: out.append(contentsOf: [0x1B, 0x69])
        case .cutLeavingThreePoints: out.append(contentsOf: [0x1B, 0x6D])
        case .pulse(let pulse):
            out.append(contentsOf: [0x1B, 0x70, pulse.connector, pulse.onUnits, pulse.offUnits])

        case .raster, .columnImage, .barcodeHeight, .barcodeModuleWidth, .barcodeTextPosition,
            .barcodeTextFont, .barcode, .symbol:
            appendPicture(to: &out)
        case .realTimeStatus, .realTimeRecover, .realTimePulse, .realTimeFunction,
            .transmitStatus, .transmitID, .automaticStatus, .processID, .offlineResponse,
            .transmitPeripheralStatus, .transmitPaperStatus:
            appendStatusRequest(to: &out)
        }
    }

    private func appendPicture(to out: inout [UInt8]) {
        switch self {
        case .raster(let image, let scale):
            out.append(contentsOf: [0x1D, 0x76, 0x30, scale.rawValue])
            out.append(littleEndian: UInt16(image.bytesPerRow))
            out.append(littleEndian: UInt16(image.height))
            out.append(contentsOf: image.data)
        case .columnImage(let image):
            out.append(contentsOf: [0x1B, 0x2A, image.mode.rawValue])
            out.append(littleEndian: UInt16(image.columns))
            out.append(contentsOf: image.data)
        case .barcodeHeight(let n): out.append(contentsOf: [0x1D, 0x68, n])
        case .barcodeModuleWidth(let n): out.append(contentsOf: [0x1D, 0x77, n])
        case .barcodeTextPosition(let n): out.append(contentsOf: [0x1D, 0x48, n.rawValue])
        case .barcodeTextFont(let n): out.append(contentsOf: [0x1D, 0x66, n.rawValue])
        case .barcode(let barcode):
            out.append(contentsOf: [0x1D, 0x6B, barcode.system.rawValue])
            if !barcode.system.isTerminatedByNUL { out.append(UInt8(barcode.data.count)) }
            out.append(contentsOf: barcode.data)
            if barcode.isTerminated { out.append(0) }
        case .symbol(let symbol):
            out.append(contentsOf: [0x1D, 0x28, 0x6B])
            out.append(littleEndian: UInt16(symbol.parameters.count + 2))
            out.append(symbol.symbol)
            out.append(symbol.function)
            out.append(contentsOf: symbol.parameters)
        default: break
        }
    }

    private func appendStatusRequest(to out: inout [UInt8]) {
        switch self {
        case .realTimeStatus(let request):
            out.append(contentsOf: [0x10, 0x04, request.function])
            if let argument = request.argument { out.append(argument) }
        case .realTimeRecover(let n): out.append(contentsOf: [0x10, 0x05, n])
        case .realTimePulse(let pulse):
            out.append(contentsOf: [0x10, 0x14, 0x01, pulse.connector, pulse.units])
        case .realTimeFunction(let bytes):
            out.append(contentsOf: [0x10, 0x14])
            out.append(contentsOf: bytes)
        case .transmitStatus(let n): out.append(contentsOf: [0x1D, 0x72, n])
        case .transmitID(let n): out.append(contentsOf: [0x1D, 0x49, n])
        case .automaticStatus(let n): out.append(contentsOf: [0x1D, 0x61, n.rawValue])
        case .processID(let id):
            out.append(contentsOf: [0x1D, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30])
            out.append(contentsOf: id.bytes)
        case .offlineResponse(let n):
            out.append(contentsOf: [0x1D, 0x28, 0x48, 0x03, 0x00, 0x31, 0x30, n])
        case .transmitPeripheralStatus(let n): out.append(contentsOf: [0x1B, 0x75, n])
        case .transmitPaperStatus: out.append(contentsOf: [0x1B, 0x76])
        default: break
        }
    }
}

extension Sequence where Element == Command {
    /// The bytes of all commands, one after the other.
    public var bytes: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(reduce(0) { $0 + $1.bytesExpected })
        for command in self { command.append(to: &out) }
        return out
    }
}

extension Command {
    /// About as many bytes as the command has, so that a buffer for all need not grow.
    fileprivate var bytesExpected: Int {
        switch self {
        case .text(let bytes), .otherPeripheral(let bytes), .unknown(let bytes): bytes.count
        case .raster(let image, _): image.data.count + 8
        case .columnImage(let image): image.data.count + 5
        case .symbol(let symbol): symbol.parameters.count + 7
        case .barcode(let barcode): barcode.data.count + 4
        case .lineFeed: 1
        default: 4
        }
    }
}

extension [UInt8] {
    mutating func append(littleEndian value: UInt16) {
        append(UInt8(truncatingIfNeeded: value))
        append(UInt8(truncatingIfNeeded: value >> 8))
    }

    fileprivate mutating func appendCommand(_ prefix: UInt8, _ letter: UInt8, _ value: UInt16) {
        append(prefix)
        append(letter)
        append(littleEndian: value)
    }
}
