/// CODE128 as printers encode it: the sender chooses each code set.
///
/// libzint (to 2.11) chooses the sets itself and has no FNC1 to FNC4 here, so the symbol would be
/// of another width than the printer's; the code is small enough to be written out.
///
/// Source: ISO/IEC 15417 for the symbol, Epson ESC/POS reference, `GS k`, for the data.
struct Code128 {
    private enum Set { case a, b, c }

    /// Symbol characters from the start to the last of the data, 0 to 105.
    private(set) var values: [Int] = []
    /// What printers write at it: control characters and functions are spaces, switches nothing.
    private(set) var text = ""

    /// - Parameter data: begins with `{A`, `{B` or `{C`; then `{` introduces A, B, C (set), S
    ///   (shift), 1 to 4 (function) and `{` (itself), and a byte in set C is a number up to 99.
    init(_ data: [UInt8]) throws(SymbolError) {
        guard data.count > 2, data[0] == 0x7B, let start = Self.set(data[1]) else {
            throw .invalidData(reason: "CODE128 begins with {A, {B or {C and at least one byte")
        }
        var set = start
        values = [[.a: 103, .b: 104, .c: 105][set] ?? 104]
        var isShifted = false
        var position = 2
        while position < data.count {
            let byte = data[position]
            position += 1
            if byte == 0x7B {
                guard position < data.count else {
                    throw .invalidData(reason: "its last { has nothing behind it")
                }
                let order = data[position]
                position += 1
                if order != 0x7B {
                    isShifted = try take(order, set: &set, isShifted: isShifted)
                    continue
                }
            }
            let current = isShifted ? (set == .a ? .b : .a) : set
            isShifted = false
            values.append(try Self.value(of: byte, in: current))
            text += current == .c ? (byte < 10 ? "0\(byte)" : "\(byte)") : Self.visible(byte)
        }
        guard values.count > 1, !isShifted else {
            throw .invalidData(reason: "CODE128 has no character behind its last switch")
        }
    }

    /// Widths in modules, bars first: the values, their check character and the stop.
    var runs: [Int] {
        let sum = values.enumerated().reduce(0) { $0 + max(1, $1.offset) * $1.element }
        return (values + [sum % 103, 106]).flatMap { value in
            Self.patterns[value].utf8.map { Int($0) - 0x30 }
        }
    }

    /// Carries out what follows a `{`; whether the next character is shifted.
    private mutating func take(
        _ order: UInt8, set: inout Set, isShifted: Bool
    ) throws(SymbolError) -> Bool {
        guard !isShifted else {
            throw .invalidData(reason: "{S must have a character behind it")
        }
        if let next = Self.set(order) {
            if next != set { values.append([.a: 101, .b: 100, .c: 99][next] ?? 100) }
            set = next
            return false
        }
        switch (order, set) {
        case (0x53, .a), (0x53, .b):
            values.append(98)
            return true
        case (0x31, _): values.append(102)
        case (0x32, .a), (0x32, .b): values.append(97)
        case (0x33, .a), (0x33, .b): values.append(96)
        case (0x34, .a): values.append(101)
        case (0x34, .b): values.append(100)
        default: throw .invalidData(reason: "{\(Self.visible(order)) is no order of this set")
        }
        text += " "
        return false
    }

    private static func set(_ order: UInt8) -> Set? {
        switch order {
        case 0x41: .a
        case 0x42: .b
        case 0x43: .c
        default: nil
        }
    }

    private static func value(of byte: UInt8, in set: Set) throws(SymbolError) -> Int {
        switch (set, byte) {
        case (.a, 0...0x1F): Int(byte) + 64
        case (.a, 0x20...0x5F): Int(byte) - 32
        case (.b, 0x20...0x7F): Int(byte) - 32
        case (.c, 0...99): Int(byte)
        default:
            throw .invalidData(reason: "byte \(byte) is not in its code set; switch with {A or {B")
        }
    }

    private static func visible(_ byte: UInt8) -> String {
        (0x20...0x7E).contains(byte) ? String(Character(UnicodeScalar(byte))) : " "
    }

    /// Bars and spaces in modules of each value, 103 to 105 the starts, 106 the stop.
    private static let patterns = [
        "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212",
        "221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221",
        "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221",
        "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
        "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131",
        "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131",
        "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111",
        "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
        "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242",
        "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
        "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
        "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
    ]
}
