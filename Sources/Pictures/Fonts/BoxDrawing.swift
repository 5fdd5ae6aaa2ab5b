/// Lines, frames and blocks (U+2500 to U+259F), drawn by rule instead of from a font: their ends
/// must meet the neighbouring cell exactly, which no scaled outline does.
///
/// Source: the Unicode code charts "Box Drawing" and "Block Elements"; the forms of code page 437
/// and the block fractions. Other characters of the two blocks come from a font.
struct BoxDrawing {
    /// How a line leaves the middle of the cell towards one side.
    private enum Arm { case none, light, heavy, double }

    private enum Form {
        case lines(up: Arm, right: Arm, down: Arm, left: Arm)
        /// Part of the cell in eighths: columns `x` and rows `y`.
        case block(x: Range<Int>, y: Range<Int>)
        /// Dots in a pattern, 1 to 3 quarters of them black.
        case shade(Int)
    }

    private let form: Form

    /// `nil` for any other character.
    init?(_ character: Character) {
        guard character.unicodeScalars.count == 1,
            let value = character.unicodeScalars.first?.value
        else { return nil }
        switch value {
        case 0x2580: form = .block(x: 0..<8, y: 0..<4)
        case 0x2581...0x2588: form = .block(x: 0..<8, y: 8 - Int(value - 0x2580)..<8)
        case 0x2589...0x258F: form = .block(x: 0..<8 - Int(value - 0x2588), y: 0..<8)
        case 0x2590: form = .block(x: 4..<8, y: 0..<8)
        case 0x2591...0x2593: form = .shade(Int(value - 0x2590))
        default:
            guard let arms = Self.arms[character] else { return nil }
            form = arms
        }
    }

    func drawn(width: Int, height: Int) -> Bitmap {
        var cell = Bitmap(width: width, height: height)
        switch form {
        case .block(let x, let y):
            let left = x.lowerBound * width / 8
            let top = y.lowerBound * height / 8
            cell.fill(
                x: left, y: top, width: x.upperBound * width / 8 - left,
                height: y.upperBound * height / 8 - top)
        case .shade(let quarters):
            for y in 0..<height {
                for x in 0..<width where Self.isBlack(x: x, y: y, quarters: quarters) {
                    cell[x, y] = true
                }
            }
        case .lines(let up, let right, let down, let left):
            // Every arm reaches as far past the middle as the thickest line that crosses it.
            let reachX = Self.reach(max(Self.thickness(up), Self.thickness(down)))
            let reachY = Self.reach(max(Self.thickness(left), Self.thickness(right)))
            let (middleX, middleY) = (width / 2, height / 2)
            for (arm, start, end) in [
                (left, 0, middleX + reachX), (right, middleX - reachX, width),
            ] {
                for (offset, dots) in Self.strokes(arm) {
                    cell.fill(x: start, y: middleY + offset, width: end - start, height: dots)
                }
            }
            for (arm, start, end) in [
                (up, 0, middleY + reachY), (down, middleY - reachY, height),
            ] {
                for (offset, dots) in Self.strokes(arm) {
                    cell.fill(x: middleX + offset, y: start, width: dots, height: end - start)
                }
            }
            hollow(&cell, up: up, right: right, down: down, left: left)
        }
        return cell
    }

    /// Makes the inside of double lines white again: through the whole cell where nothing crosses
    /// them, else up to a single line that does, or into the inside of a double one.
    private func hollow(_ cell: inout Bitmap, up: Arm, right: Arm, down: Arm, left: Arm) {
        let (width, height) = (cell.width, cell.height)
        let (x, y) = (width / 2, height / 2)
        let past = (x: Self.clearing(up, down), y: Self.clearing(left, right))
        if left == .double && right == .double && (up == .none || down == .none) {
            cell.clear(x: 0, y: y - 1, width: width, height: 2)
        } else {
            if left == .double { cell.clear(x: 0, y: y - 1, width: x - past.x, height: 2) }
            if right == .double {
                cell.clear(x: x + past.x, y: y - 1, width: width - x - past.x, height: 2)
            }
        }
        if up == .double && down == .double && (left == .none || right == .none) {
            cell.clear(x: x - 1, y: 0, width: 2, height: height)
        } else {
            if up == .double { cell.clear(x: x - 1, y: 0, width: 2, height: y - past.y) }
            if down == .double {
                cell.clear(x: x - 1, y: y + past.y, width: 2, height: height - y - past.y)
            }
        }
    }

    /// Dots from the middle at which the inside of a double line ends, for the lines across it.
    private static func clearing(_ first: Arm, _ second: Arm) -> Int {
        let dots = max(thickness(first), thickness(second))
        return dots == thickness(.double) ? -1 : dots / 2
    }

    private static func isBlack(x: Int, y: Int, quarters: Int) -> Bool {
        switch quarters {
        case 1: x % 2 == 0 && y % 2 == 0
        case 2: (x + y) % 2 == 0
        default: x % 2 == 0 || y % 2 == 0
        }
    }

    /// Offsets from the middle and thickness of the strokes of an arm, in dots.
    private static func strokes(_ arm: Arm) -> [(offset: Int, dots: Int)] {
        switch arm {
        case .none: []
        case .light: [(-1, 2)]
        case .heavy: [(-2, 4)]
        case .double: [(-3, 2), (1, 2)]
        }
    }

    private static func thickness(_ arm: Arm) -> Int {
        switch arm {
        case .none: 0
        case .light: 2
        case .heavy: 4
        case .double: 6
        }
    }

    private static func reach(_ thickness: Int) -> Int { thickness / 2 }

    /// Arms as up, right, down, left: a digit 0 none, 1 light, 2 double, 3 heavy.
    private static let arms: [Character: Form] = {
        let table = [
            "─0101", "━0303", "│1010", "┃3030", "┌0110", "┐0011", "└1100", "┘1001", "├1110",
            "┤1011", "┬0111", "┴1101", "┼1111", "┏0330", "┓0033", "┗3300", "┛3003", "┣3330",
            "┫3033", "┳0333", "┻3303", "╋3333", "═0202", "║2020", "╒0210", "╓0120", "╔0220",
            "╕0012", "╖0021", "╗0022", "╘1200", "╙2100", "╚2200", "╛1002", "╜2001", "╝2002",
            "╞1210", "╟2120", "╠2220", "╡1012", "╢2021", "╣2022", "╤0212", "╥0121", "╦0222",
            "╧1202", "╨2101", "╩2202", "╪1212", "╫2121", "╬2222",
        ]
        let arms: [Character: Arm] = ["0": .none, "1": .light, "2": .double, "3": .heavy]
        var forms: [Character: Form] = [:]
        for entry in table {
            let sides = entry.dropFirst().compactMap { arms[$0] }
            guard let character = entry.first, sides.count == 4 else { continue }
            forms[character] = .lines(
                up: sides[0], right: sides[1], down: sides[2], left: sides[3])
        }
        return forms
    }()
}
