internal import ESCPOS

/// The settings that commands change and `ESC @` puts back.
struct Modes: Hashable, Sendable {
    // Characters.
    var font = 0
    var isBold = false
    var isDoubleStrike = false
    /// 0 to 2 dots.
    var underline = 0
    var isReverse = false
    var size = CharacterSize.normal
    var isUpsideDown = false
    var isRotated = false
    /// In dots.
    var rightSpacing = 0
    var codePage: UInt8 = 0
    var internationalSet = 0

    // Chinese characters: FS ! sizes them apart from ESC !, and GS ! sizes both.
    var isChinese = false
    var chineseWidth = 1
    var chineseHeight = 1
    var chineseUnderline = 0
    var chineseLeftSpacing = 0
    var chineseRightSpacing = 0

    // Layout, in dots.
    var side = Alignment.Side.left
    var lineSpacing: Int
    var tabs: [Int]
    var leftMargin = 0
    var printWidth: Int
    var unitsX: Int
    var unitsY: Int

    // Symbols.
    var barcodeHeight = 162
    var barcodeModule = 3
    var barcodeText = BarcodeTextPosition.none
    var barcodeFont = 0
    var qrModule = 3
    var qrLevel: Character = "L"
    var qrData: [UInt8]?

    init(_ profile: Profile, _ mechanics: Mechanics) {
        isChinese = profile.chinese == .onAtStart
        lineSpacing = mechanics.defaultLineSpacing
        tabs = Self.defaultTabs(cell: profile.fontA.width)
        printWidth = profile.dotsPerLine
        unitsX = max(1, profile.dotsPerInch)
        unitsY = mechanics.verticalUnitsPerInch
    }

    /// Every eighth character of font A.
    private static func defaultTabs(cell: Int) -> [Int] {
        (1...32).map { $0 * 8 * cell }
    }
}
