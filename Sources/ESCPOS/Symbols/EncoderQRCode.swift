extension Encoder {
    /// Appends a QR code of a text in UTF-8, at the start of a line.
    ///
    /// - Parameters:
    ///   - module: 1 to 16 dots.
    ///   - align: `nil` leaves the alignment as it is.
    /// - Throws: a ``ESCPOSError`` of the QR code; nothing is appended.
    public mutating func qrCode(
        _ text: String, level: QRCodeLevel = .medium, module: Int = 6, align: Alignment? = nil
    ) throws(ESCPOSError) {
        try qrCode(bytes: Array(text.utf8), level: level, module: module, align: align)
    }

    /// Appends a QR code of any bytes, at the start of a line.
    ///
    /// Line feeds and other control bytes are data here (payment codes have them), save those
    /// which printers carry out at once wherever they stand.
    ///
    /// Source: Epson ESC/POS reference, `GS ( k`, functions 165, 167, 169, 180 and 181.
    public mutating func qrCode(
        bytes: [UInt8], level: QRCodeLevel = .medium, module: Int = 6, align: Alignment? = nil
    ) throws(ESCPOSError) {
        try checkQRCode(bytes, level: level, module: module)
        let functions: [(UInt8, [UInt8])] = [
            (0x41, [0x32, 0x00]),  // model 2, the only one that clones have
            (0x43, [UInt8(module)]),
            (0x45, [level.rawValue]),
            (0x50, [0x30] + bytes),
            (0x51, [0x30]),
        ]
        let commands = functions.compactMap { function, parameters in
            SymbolFunction(
                symbol: SymbolFunction.qrCode, function: function, parameters: parameters)
        }
        aligned(align) { encoder in
            for command in commands { encoder.append(.symbol(command)) }
        }
    }

    private func checkQRCode(
        _ bytes: [UInt8], level: QRCodeLevel, module: Int
    ) throws(ESCPOSError) {
        guard profile.hasQRCode else { throw .noQRCode(printer: profile.name) }
        guard (1...16).contains(module) else { throw .qrCodeModule(module) }
        guard !bytes.isEmpty, let version = QRCode.version(for: bytes, level: level) else {
            throw .qrCodeLength(
                bytes: bytes.count, limit: QRCode.limit(packing: .bytes, level: level))
        }
        if let offset = bytes.firstRealTimeCommand() {
            throw .qrCodeHoldsCommand(offset: offset)
        }
        let modules = QRCode.modules(version: version)
        guard modules * module <= profile.dotsPerLine else {
            let largest = profile.dotsPerLine / modules
            throw .qrCodeTooWide(
                dots: modules * module, limit: profile.dotsPerLine,
                largestModule: largest > 0 ? largest : nil)
        }
    }
}
