internal import ESCPOS

/// Turns commands into what the mechanism has to do; keeps the modes and the line under way.
///
/// Commands about status and identity never come here. Out-of-range parameters cancel a command,
/// as Epson's printers do. What needs the start of a line and comes in its middle is ignored
/// (alignment, margins, upside-down), but pictures, symbols and cuts print the line first: so do
/// the printers that we know of, although the reference lets them ignore the command.
struct Interpreter: Sendable {
    let profile: Profile
    let mechanics: Mechanics
    var modes: Modes
    var line = LineBuffer()
    var text: TextDecoder
    private(set) var isSelected = true

    init(_ profile: Profile, _ mechanics: Mechanics) {
        self.profile = profile
        self.mechanics = mechanics
        modes = Modes(profile, mechanics)
        text = TextDecoder(profile)
    }

    /// Carries out `command`, adding to `steps`; returns whether it meant something.
    mutating func interpret(_ command: Command, into steps: inout [Step]) -> Bool {
        if case .text(let bytes) = command {
            if isSelected { print(text.decode(bytes, modes: modes), into: &steps) }
            return isSelected
        }
        print(text.finish(), into: &steps)
        if case .selectPeripheral(let n) = command {
            isSelected = n & 1 == 1
            return true
        }
        guard isSelected else { return true }
        return style(command) ?? layout(command) ?? mechanism(command, &steps)
            ?? picture(command, &steps) ?? false
    }

    // MARK: Text style

    private mutating func style(_ command: Command) -> Bool? {
        switch command {
        case .initialize: initialize()
        case .printMode(let mode): apply(mode)
        case .font(let font):
            guard let index = font.index, index < 2 else { return false }
            modes.font = index
        case .bold(let on): modes.isBold = on.isOn
        case .doubleStrike(let on): modes.isDoubleStrike = on.isOn
        case .underline(let value):
            guard let dots = value.dots else { return false }
            modes.underline = dots
        case .reverse(let on): modes.isReverse = on.isOn
        case .size(let size):
            guard size.isValid else { return false }
            modes.size = size
            modes.chineseWidth = size.width
            modes.chineseHeight = size.height
        case .upsideDown(let on):
            guard line.isAtStart else { return false }
            modes.isUpsideDown = on.isOn
        case .rotate(let on):
            // 0 off, 1 and 2 on, and their digits.
            guard (on.rawValue & ~0x30) <= 2 else { return false }
            modes.isRotated = on.rawValue & 3 != 0
        case .rightSpacing(let n): modes.rightSpacing = horizontal(Int(n))
        case .codePage(let slot): modes.codePage = slot
        case .internationalSet(let n):
            guard n < InternationalSet.count else { return false }
            modes.internationalSet = Int(n)
        default: return chineseStyle(command)
        }
        return true
    }

    private mutating func chineseStyle(_ command: Command) -> Bool? {
        switch command {
        case .enterChineseMode:
            guard profile.chinese != .none else { return false }
            modes.isChinese = true
        case .leaveChineseMode:
            guard profile.chinese != .none else { return false }
            modes.isChinese = false
        case .chinesePrintMode(let mode):
            modes.chineseWidth = mode.contains(.doubleWidth) ? 2 : 1
            modes.chineseHeight = mode.contains(.doubleHeight) ? 2 : 1
            modes.chineseUnderline = mode.contains(.underline) ? 1 : 0
        case .chineseUnderline(let value):
            guard let dots = value.dots else { return false }
            modes.chineseUnderline = dots
        case .chineseSpacing(let left, let right):
            modes.chineseLeftSpacing = horizontal(Int(left))
            modes.chineseRightSpacing = horizontal(Int(right))
        // Chooses among Japanese code systems; no effect on Chinese models.
        case .kanjiCodeSystem: return true
        default: return nil
        }
        return true
    }

    private mutating func initialize() {
        modes = Modes(profile, mechanics)
        // What was not printed yet is lost; bytes still in the receive buffer are not.
        line = LineBuffer()
        text = TextDecoder(profile)
    }

    private mutating func apply(_ mode: PrintMode) {
        modes.font = mode.contains(.fontB) ? 1 : 0
        modes.isBold = mode.contains(.bold)
        modes.underline = mode.contains(.underline) ? max(1, modes.underline) : 0
        modes.size = CharacterSize(
            width: mode.contains(.doubleWidth) ? 2 : 1,
            height: mode.contains(.doubleHeight) ? 2 : 1)
    }

    // MARK: Units and places

    /// Horizontal motion units in dots, rounded down to what the mechanism can do.
    func horizontal(_ units: Int) -> Int { scaled(units, perInch: modes.unitsX) }

    /// Vertical motion units in dots, rounded down to what the mechanism can do.
    func vertical(_ units: Int) -> Int { scaled(units, perInch: modes.unitsY) }

    private func scaled(_ units: Int, perInch: Int) -> Int {
        // Units fit 16 bits and resolutions are small, so nothing overflows. Division of a
        // negative distance rounds towards the start.
        units * profile.dotsPerInch / max(1, perInch)
    }

    /// Width of the print area in dots: what margin and width leave of the paper.
    var area: Int {
        max(1, min(modes.printWidth, profile.dotsPerLine - modes.leftMargin))
    }

    /// Ends the line, moving the paper by `feed` dots or the line's height.
    mutating func endLine(feed: Int, into steps: inout [Step]) {
        let step = line.take(
            margin: modes.leftMargin, area: area, side: modes.side,
            isUpsideDown: modes.isUpsideDown, feed: feed)
        if step != .feed(0) { steps.append(step) }
    }

    /// Prints what is in the line, if anything, before something that needs a line of its own.
    mutating func flushLine(into steps: inout [Step]) {
        if line.isEmpty {
            line = LineBuffer()
        } else {
            endLine(feed: modes.lineSpacing, into: &steps)
        }
    }

    // MARK: Characters

    private mutating func print(_ characters: [TextDecoder.Decoded], into steps: inout [Step]) {
        for character in characters { place(character, into: &steps) }
    }

    private mutating func place(_ decoded: TextDecoder.Decoded, into steps: inout [Step]) {
        let font = modes.font == 1 && !decoded.isChinese ? profile.fontB : profile.fontA
        var width = font.width
        var height = font.height
        if decoded.isChinese {
            // A Chinese character is two columns of font A wide.
            width *= 2 * modes.chineseWidth
            height *= modes.chineseHeight
        } else {
            width *= modes.size.width
            height *= modes.size.height
        }
        if modes.isRotated { swap(&width, &height) }
        if line.x + (decoded.isChinese ? modes.chineseLeftSpacing : 0) + width > area,
            !line.isAtStart
        {
            endLine(feed: modes.lineSpacing, into: &steps)
        }
        if decoded.isChinese { line.x += modes.chineseLeftSpacing }
        let underline = decoded.isChinese ? modes.chineseUnderline : modes.underline
        line.append(
            Paper.Glyph(
                character: decoded.character, x: 0, width: width, height: height,
                isBold: modes.isBold || modes.isDoubleStrike, isReverse: modes.isReverse,
                isRotated: modes.isRotated,
                // Epson: no underline under turned or reversed characters.
                underline: modes.isRotated || modes.isReverse ? 0 : underline),
            spacing: decoded.isChinese
                ? modes.chineseRightSpacing : modes.rightSpacing * modes.size.width)
    }
}
