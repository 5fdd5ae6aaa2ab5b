internal import ESCPOS

/// Rasters, column images, bar codes and QR codes.
extension Interpreter {
    /// `nil` when the command is none of these.
    mutating func picture(_ command: Command, _ steps: inout [Step]) -> Bool? {
        switch command {
        case .raster(let image, let scale): return raster(image, scale, &steps)
        case .columnImage(let image): return columns(image, &steps)
        case .barcodeHeight(let n):
            guard n > 0 else { return false }
            modes.barcodeHeight = Int(n)
        case .barcodeModuleWidth(let n):
            guard (1...6).contains(n) else { return false }
            modes.barcodeModule = Int(n)
        case .barcodeTextPosition(let position): modes.barcodeText = position
        case .barcodeTextFont(let font):
            guard let index = font.index else { return false }
            modes.barcodeFont = index
        case .barcode(let barcode): return self.barcode(barcode, &steps)
        case .symbol(let function): return symbol(function, &steps)
        default: return nil
        }
        return true
    }

    private mutating func raster(
        _ image: RasterImage, _ scale: RasterScale, _ steps: inout [Step]
    ) -> Bool {
        guard let factors = scale.factors, image.width > 0, image.height > 0 else { return false }
        flushLine(into: &steps)
        let slack = max(0, area - image.width * factors.x)
        let shift =
            switch modes.side {
            case .left: 0
            case .centre: slack / 2
            case .right: slack
            }
        steps.append(
            .raster(
                image, x: modes.leftMargin + shift, scaleX: factors.x, scaleY: factors.y))
        return true
    }

    /// `ESC *` goes into the line like a wide character; columns beyond the area are dropped.
    private mutating func columns(_ image: ColumnImage, _ steps: inout [Step]) -> Bool {
        guard let bytesPerColumn = image.mode.bytesPerColumn, image.columns > 0 else {
            return false
        }
        let isDense = image.mode.rawValue & 1 == 1
        let scaleX = isDense ? 1 : 2
        let columns = min(image.columns, max(0, area - line.x) / scaleX)
        guard columns > 0 else { return true }
        guard let rows = Self.rows(of: image, columns: columns, bytesPerColumn) else {
            return false
        }
        line.append(
            Step.Drawing(
                image: rows, x: 0, scaleX: scaleX,
                scaleY: bytesPerColumn == 1 ? mechanics.columnImagePitch : 1, columns: columns))
        return true
    }

    /// Turns columns, top bit first, into rows, left bit first.
    private static func rows(
        of image: ColumnImage, columns: Int, _ bytesPerColumn: Int
    ) -> RasterImage? {
        let bytesPerRow = (columns + 7) / 8
        let height = 8 * bytesPerColumn
        var data = [UInt8](repeating: 0, count: bytesPerRow * height)
        for column in 0..<columns {
            for row in 0..<height {
                let byte = image.data[column * bytesPerColumn + row / 8]
                guard byte & (0x80 >> UInt8(row % 8)) != 0 else { continue }
                data[row * bytesPerRow + column / 8] |= 0x80 >> UInt8(column % 8)
            }
        }
        return RasterImage(bytesPerRow: bytesPerRow, height: height, data: data)
    }

    private mutating func barcode(_ barcode: Barcode, _ steps: inout [Step]) -> Bool {
        let system = barcode.system.lengthForm
        guard BarcodeRules.accepts(barcode.data, in: system) else { return false }
        flushLine(into: &steps)
        var height = modes.barcodeHeight
        if modes.barcodeText.isAbove { height += profile.fontA.height }
        if modes.barcodeText.isBelow { height += profile.fontA.height }
        steps.append(
            .symbol(
                .barcode(
                    system: system, data: barcode.data, height: modes.barcodeHeight,
                    module: modes.barcodeModule, text: modes.barcodeText,
                    font: modes.barcodeFont),
                x: modes.leftMargin, area: area, side: modes.side, height: height))
        return true
    }

    /// QR codes alone; other symbols are taken and not drawn, as by printers without them.
    private mutating func symbol(_ function: SymbolFunction, _ steps: inout [Step]) -> Bool {
        guard function.symbol == SymbolFunction.qrCode, profile.hasQRCode else { return false }
        let parameters = function.parameters
        switch (function.function, parameters.count) {
        case (0x41, 2): return parameters[0] == 0x31 || parameters[0] == 0x32
        case (0x43, 1):
            guard (1...16).contains(parameters[0]) else { return false }
            modes.qrModule = Int(parameters[0])
        case (0x45, 1):
            let levels: [Character] = ["L", "M", "Q", "H"]
            guard (0x30...0x33).contains(parameters[0]) else { return false }
            modes.qrLevel = levels[Int(parameters[0] - 0x30)]
        case (0x50, 2...7090):
            guard parameters[0] == 0x30 else { return false }
            modes.qrData = Array(parameters.dropFirst())
        case (0x51, 1):
            guard parameters[0] == 0x30, let data = modes.qrData else { return false }
            flushLine(into: &steps)
            let symbol = Paper.Symbol.qrCode(
                data: data, level: modes.qrLevel, module: modes.qrModule)
            steps.append(
                .symbol(
                    symbol, x: modes.leftMargin, area: area, side: modes.side,
                    height: Self.modules(bytes: data.count) * modes.qrModule))
        default: return false
        }
        return true
    }

    /// About how many modules a side of a QR code has; only the time of printing hangs on it.
    private static func modules(bytes: Int) -> Int {
        // Version v holds about 1.5·v² + 14·v bytes at level L, within a few per cent.
        var version = 1
        while version < 40, 3 * version * version / 2 + 14 * version < bytes { version += 1 }
        return 17 + 4 * version
    }
}
