/// The part of a printer's state that decides how text is encoded, as far as the commands sent
/// tell it. `nil` is not known.
struct PrinterMode: Hashable, Sendable {
    /// Slot of the selected code page.
    var codePageSlot: UInt8?
    var isChinese: Bool?
    /// Whether the twelve ASCII characters that `ESC R` varies are ASCII.
    var isASCII = false
    var alignment: Alignment?
    /// Whether something stands in the line that is not printed yet.
    var isLineOpen = false

    /// Takes over what `command` changes.
    mutating func apply(_ command: Command, profile: Profile) {
        switch command {
        case .text, .horizontalTab, .absolutePosition, .relativePosition, .columnImage:
            isLineOpen = true
        case .initialize:
            // The page after ESC @ is a setting of the printer. So is the mode of Chinese models,
            // whatever their profile says of a fresh one.
            let isWestern = profile.chinese == .none
            self = PrinterMode()
            isChinese = isWestern ? false : nil
            isASCII = isWestern
            alignment = .left
        case .codePage(let slot): codePageSlot = slot
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
