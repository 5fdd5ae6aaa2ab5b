internal import ESCPOS

/// Positions, margins, spacing, feeds, cuts and pulses.
extension Interpreter {
    /// `nil` when the command is none of these.
    mutating func layout(_ command: Command) -> Bool? {
        switch command {
        case .align(let alignment):
            guard let side = alignment.side, line.isAtStart else { return false }
            modes.side = side
        case .defaultLineSpacing: modes.lineSpacing = mechanics.defaultLineSpacing
        case .lineSpacing(let n): modes.lineSpacing = vertical(Int(n))
        case .tabStops(let stops):
            let font = modes.font == 1 ? profile.fontB : profile.fontA
            let cell = font.width * modes.size.width + modes.rightSpacing
            modes.tabs = stops.columns.prefix(32).map { Int($0) * cell }
        case .horizontalTab:
            // Without a further stop HT is ignored; one beyond the area ends the line.
            guard let stop = modes.tabs.first(where: { $0 > line.x }) else { return false }
            line.x = min(stop, area)
        case .absolutePosition(let n): return move(to: horizontal(Int(n)))
        case .relativePosition(let n): return move(to: line.x + horizontal(Int(n)))
        case .leftMargin(let n):
            guard line.isAtStart else { return false }
            modes.leftMargin = min(horizontal(Int(n)), profile.dotsPerLine - 1)
        case .printWidth(let n):
            guard line.isAtStart else { return false }
            modes.printWidth = max(1, horizontal(Int(n)))
        case .motionUnits(let x, let y):
            modes.unitsX = x == 0 ? max(1, profile.dotsPerInch) : Int(x)
            modes.unitsY = y == 0 ? mechanics.verticalUnitsPerInch : Int(y)
        default: return nil
        }
        return true
    }

    /// A position outside the print area is ignored.
    private mutating func move(to x: Int) -> Bool {
        guard (0...area).contains(x) else { return false }
        line.x = x
        return true
    }

    /// `nil` when the command is none of these.
    mutating func mechanism(_ command: Command, _ steps: inout [Step]) -> Bool? {
        switch command {
        case .lineFeed: endLine(feed: modes.lineSpacing, into: &steps)
        // Serial and USB printers ignore it unless set otherwise.
        case .carriageReturn: return true
        case .feedUnits(let n): endLine(feed: vertical(Int(n)), into: &steps)
        case .feedLines(let n): endLine(feed: Int(n) * modes.lineSpacing, into: &steps)
        case .cut(let cut): return self.cut(cut, &steps)
        case .cutLeavingOnePoint, .cutLeavingThreePoints:
            guard profile.cutter != .none else { return false }
            flushLine(into: &steps)
            steps.append(.cut(.partial))
        case .pulse(let pulse): steps.append(.pulse(pulse))
        case .processID(let id): steps.append(.processID(id))
        default: return nil
        }
        return true
    }

    private mutating func cut(_ cut: Cut, _ steps: inout [Step]) -> Bool {
        guard profile.cutter != .none, let extent = cut.extent else { return false }
        flushLine(into: &steps)
        if let feed = cut.feed {
            let dots = max(0, profile.dotsToCutter) + vertical(Int(feed))
            if dots > 0 { steps.append(.feed(dots)) }
        }
        // A cutter that leaves a bridge does so whatever was asked for (TM-T88 series).
        steps.append(.cut(profile.cutter == .partial ? .partial : extent))
        return true
    }
}
