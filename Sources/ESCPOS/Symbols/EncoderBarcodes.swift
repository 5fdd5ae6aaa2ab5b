extension Encoder {
    /// Appends an EAN-13 at the start of a line.
    ///
    /// - Parameters:
    ///   - digits: 12, to which the check digit is added, or all 13, whose check digit is verified.
    ///   - height: 1 to 255 dots.
    ///   - module: width of the thinnest bar, 2 to 6 dots.
    ///   - text: where the digits stand.
    ///   - align: `nil` leaves the alignment as it is.
    /// - Throws: a ``ESCPOSError`` of the bar code; nothing is appended.
    public mutating func ean13(
        _ digits: String, height: Int = 80, module: Int = 2,
        text: BarcodeTextPosition = .below, align: Alignment? = nil
    ) throws(ESCPOSError) {
        let symbol = try EAN13(digits)
        try barcode(
            .ean13, data: symbol.digits, modules: EAN13.modules,
            style: BarcodeStyle(height: height, module: module, text: text, align: align))
    }

    /// Appends a CODE128 at the start of a line, in whichever character sets need the fewest
    /// symbol characters.
    ///
    /// - Parameters:
    ///   - text: characters from space to `~`. Control characters, which CODE128 could hold, are
    ///     refused: a printer that does not carry out the command would carry them out instead.
    ///   - height: 1 to 255 dots.
    ///   - module: width of the thinnest bar, 2 to 6 dots.
    ///   - label: where the text stands in plain letters.
    ///   - align: `nil` leaves the alignment as it is.
    /// - Throws: a ``ESCPOSError`` of the bar code; nothing is appended.
    public mutating func code128(
        _ text: String, height: Int = 80, module: Int = 2,
        label: BarcodeTextPosition = .below, align: Alignment? = nil
    ) throws(ESCPOSError) {
        let symbol = try Code128(text)
        try barcode(
            .code128, data: symbol.data, modules: symbol.modules,
            style: BarcodeStyle(height: height, module: module, text: label, align: align))
    }

    private mutating func barcode(
        _ system: BarcodeSystem, data: [UInt8], modules: Int, style: BarcodeStyle
    ) throws(ESCPOSError) {
        guard (1...255).contains(style.height), (2...6).contains(style.module) else {
            throw .barcodeSize(height: style.height, module: style.module)
        }
        // Printers draw nothing, and say nothing, when the bars do not fit.
        let dots = modules * style.module
        guard dots <= profile.dotsPerLine else {
            throw .barcodeTooWide(dots: dots, limit: profile.dotsPerLine)
        }
        guard let barcode = Barcode(system: system, data: data) else {
            throw .barcodeLength(characters: data.count)
        }
        aligned(style.align) { encoder in
            encoder.append(.barcodeHeight(UInt8(style.height)))
            encoder.append(.barcodeModuleWidth(UInt8(style.module)))
            encoder.append(.barcodeTextPosition(style.text))
            encoder.append(.barcode(barcode))
        }
    }
}

private struct BarcodeStyle {
    var height: Int
    var module: Int
    var text: BarcodeTextPosition
    var align: Alignment?
}
