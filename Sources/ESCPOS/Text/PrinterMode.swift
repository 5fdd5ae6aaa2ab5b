/// The part of a printer's state that decides how text is encoded, as far as the commands sent
/// tell it. `nil` is not known.
struct PrinterMode: Hashable, Sendable {
    /// The selected code page, if it is one of the profile.
    var page: Repertoire.Page?
    var isChinese: Bool?
    /// Whether the twelve ASCII characters that `ESC R` varies are ASCII.
    var isASCII = false
    var alignment: Alignment?
    /// Whether something stands in the line that is not printed yet.
    var isLineOpen = false

    /// Takes over what `command` changes.
    mutating func apply(_ command: Command, for repertoire: Repertoire) {
        switch command {
        case .text, .horizontalTab, .absolutePosition, .relativePosition, .columnImage:
            isLineOpen = true
        case .initialize:
            // The page after ESC @ is a setting of the printer. So is the mode of Chinese models,
            // whatever their profile says of a fresh one.
            let isWestern = !repertoire.hasChinese
            self = PrinterMode()
            isChinese = isWestern ? false : nil
            isASCII = isWestern
            alignment = .left
        case .codePage(let slot): page = repertoire.pages.first { $0.slot == slot }
        case .enterChineseMode: isChinese = true
        case .leaveChineseMode: isChinese = false
        case .internationalSet(let set): isASCII = set == 0
        case .align(let new): alignment = new
        case .lineFeed, .feedUnits, .feedLines, .raster, .barcode, .symbol, .cut,
            .cutLeavingOnePoint, .cutLeavingThreePoints:
            isLineOpen = false
        case .selectPeripheral, .otherPeripheral, .unknown, .realTimeRecover, .realTimeFunction:
            self = PrinterMode()
        default: break
        }
    }
}
