/// One ESC/POS command from host to printer.
///
/// Parameters are kept as the bytes that stand on the wire, wrapped in small types that say what
/// they mean. So every command that a ``Parser`` understood encodes to the bytes it was read from,
/// also where Epson gives two spellings of one value (`ESC a 0` and `ESC a 30h`) or where the
/// value is out of range; and a value out of range is seen as such (its meaning is `nil`).
///
/// Source of each byte: Epson ESC/POS command reference, under the command named beside the case.
public enum Command: Hashable, Sendable {
    /// Characters for the print buffer: bytes from 20h up, in whatever code page is selected.
    case text([UInt8])
    /// HT: to the next tab stop.
    case horizontalTab
    /// LF: print the line and feed one line.
    case lineFeed
    /// CR: ignored by printers on USB and serial by default.
    case carriageReturn

    /// ESC @: modes back to their defaults. The receive buffer and ASB stay.
    case initialize
    /// ESC = n: which devices listen; bit 0 is the printer.
    case selectPeripheral(UInt8)

    // MARK: Text style

    /// ESC ! n: font, bold, double sizes and underline in one byte.
    case printMode(PrintMode)
    /// ESC M n.
    case font(FontSelection)
    /// ESC E n.
    case bold(Switch)
    /// ESC G n.
    case doubleStrike(Switch)
    /// ESC - n.
    case underline(Underline)
    /// GS B n: white on black.
    case reverse(Switch)
    /// GS ! n: one to eight times as wide and as high.
    case size(CharacterSize)
    /// ESC { n.
    case upsideDown(Switch)
    /// ESC V n: 90° clockwise.
    case rotate(Switch)
    /// ESC SP n: space right of each character, in horizontal motion units.
    case rightSpacing(UInt8)
    /// ESC t n: the printer's own slot number of a code page.
    case codePage(slot: UInt8)
    /// ESC R n: national variants of twelve ASCII characters.
    case internationalSet(UInt8)

    // MARK: Chinese, Japanese and Korean characters

    /// FS &: bytes from 80h up start two- or four-byte characters.
    case enterChineseMode
    /// FS .: back to single bytes.
    case leaveChineseMode
    /// FS ! n: double sizes and underline of Chinese characters (`ESC !` does not touch them).
    case chinesePrintMode(ChinesePrintMode)
    /// FS - n.
    case chineseUnderline(Underline)
    /// FS S n1 n2: space left and right of each Chinese character, in motion units.
    case chineseSpacing(left: UInt8, right: UInt8)
    /// FS C n: code system of Japanese models.
    case kanjiCodeSystem(UInt8)

    // MARK: Layout

    /// ESC a n: only at the start of a line.
    case align(Alignment)
    /// ESC 2: one sixth of an inch.
    case defaultLineSpacing
    /// ESC 3 n: line spacing in vertical motion units.
    case lineSpacing(UInt8)
    /// ESC J n: print, then feed n vertical motion units.
    case feedUnits(UInt8)
    /// ESC d n: print, then feed n lines.
    case feedLines(UInt8)
    /// ESC D n… NUL.
    case tabStops(TabStops)
    /// ESC $ nL nH: from the left margin, in horizontal motion units.
    case absolutePosition(UInt16)
    /// ESC \ nL nH: from where the line stands, in horizontal motion units.
    case relativePosition(Int16)
    /// GS L nL nH, in horizontal motion units.
    case leftMargin(UInt16)
    /// GS W nL nH, in horizontal motion units.
    case printWidth(UInt16)
    /// GS P x y: motion units of 1/x and 1/y inch; 0 is the printer's own.
    case motionUnits(x: UInt8, y: UInt8)

    // MARK: Mechanism

    /// GS V m [n].
    case cut(Cut)
    /// ESC i: obsolete cut that leaves one point.
    case cutLeavingOnePoint
    /// ESC m: obsolete cut that leaves three points.
    case cutLeavingThreePoints
    /// ESC p m t1 t2: drawer pulse in print order; not carried out while offline.
    case pulse(Pulse)

    // MARK: Pictures and symbols

    /// GS v 0 m xL xH yL yH d….
    case raster(RasterImage, scale: RasterScale)
    /// ESC * m nL nH d….
    case columnImage(ColumnImage)
    /// GS h n: height of bar codes in dots.
    case barcodeHeight(UInt8)
    /// GS w n: width of the thinnest bar in dots.
    case barcodeModuleWidth(UInt8)
    /// GS H n: where the digits stand.
    case barcodeTextPosition(BarcodeTextPosition)
    /// GS f n: font of the digits.
    case barcodeTextFont(FontSelection)
    /// GS k m ….
    case barcode(Barcode)
    /// GS ( k pL pH cn fn …: one step of a two-dimensional symbol.
    case symbol(SymbolFunction)

    // MARK: Status

    /// DLE EOT n [a]: answered at once, before the receive buffer.
    case realTimeStatus(RealTimeStatusRequest)
    /// DLE ENQ n: 1 recover and go on, 2 clear the buffers and recover.
    case realTimeRecover(UInt8)
    /// DLE DC4 1 m t: drawer pulse at once.
    case realTimePulse(RealTimePulse)
    /// DLE DC4 fn …: another real-time function, with `fn` first.
    case realTimeFunction([UInt8])
    /// GS r n: answered in print order.
    case transmitStatus(UInt8)
    /// GS I n: answered in print order.
    case transmitID(UInt8)
    /// GS a n: which changes are pushed.
    case automaticStatus(AutomaticStatusSelection)
    /// GS ( H 06 00 30 30 d1 d2 d3 d4: answered when all printing before it is finished.
    case processID(ProcessID)
    /// GS ( H 03 00 31 30 n: whether the causes are sent when the printer goes offline.
    case offlineResponse(UInt8)
    /// ESC u n: obsolete drawer status.
    case transmitPeripheralStatus(UInt8)
    /// ESC v: obsolete paper status.
    case transmitPaperStatus

    // MARK: The rest

    /// Bytes for the customer display, seen while the printer is deselected by ``selectPeripheral(_:)``.
    case otherPeripheral([UInt8])
    /// What this vocabulary does not name: one whole command, a stray control byte, or, from a
    /// parser at its limits or at the end of its stream, a part of a command.
    case unknown([UInt8])
}
