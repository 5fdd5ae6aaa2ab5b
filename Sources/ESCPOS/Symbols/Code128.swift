/// The data bytes of a CODE128 in `GS k`: `{B` and `{C` select the character set, `{{` is a brace,
/// and in set C each byte is the value of two digits, 0 to 99.
///
/// Set A, which has control characters in place of small letters, is never needed for printable
/// text. The plan with the fewest symbol characters is found from the end of the text: from each
/// place on and in each set, the best of going on and of switching.
///
/// Digits must not become a command: printers carry out `DLE EOT`, `DLE ENQ` and `DLE DC4` while
/// they read any data, and the digits 1620010005 in set C are the bytes of a drawer pulse. So no
/// plan has 16 followed by 04, 05 or 20 in set C.
///
/// Source: ISO/IEC 15417; Epson ESC/POS reference, `GS k`, m = 73.
struct Code128: Hashable, Sendable {
    let data: [UInt8]
    /// Symbol characters with start, switches and check, without stop.
    let symbols: Int
    /// Eleven a symbol character, thirteen for the stop, and quiet zones of ten on both sides.
    var modules: Int { symbols * 11 + 13 + 20 }

    init(_ text: String) throws(ESCPOSError) {
        for (offset, character) in text.enumerated() {
            guard let ascii = character.asciiValue, (0x20..<0x7F).contains(ascii),
                character != "\r\n"
            else { throw .barcodeCharacter(character, position: offset + 1) }
        }
        let characters = Array(text.utf8)
        // A command carries 255 bytes; two digits a byte at best.
        guard !characters.isEmpty, characters.count <= 2 * 253 else {
            throw .barcodeLength(characters: characters.count)
        }
        let plan = Plan(for: characters)
        data = plan.data
        symbols = plan.symbols + 1
        guard data.count <= 255 else { throw .barcodeLength(characters: characters.count) }
    }

    private struct Plan {
        var data: [UInt8] = []
        /// With start and switches.
        var symbols = 0

        /// What stands best at a place when set B or C is selected there.
        private enum Step { case character, pair, switchSet }

        init(for text: [UInt8]) {
            let steps = Self.steps(for: text)
            var inC = steps.startsInC
            var at = 0
            data = [0x7B, inC ? 0x43 : 0x42]
            symbols = 1
            while at < text.count {
                symbols += 1
                let isForced = inC && data.last == 0x10 && Self.completesCommand(text, at: at)
                switch isForced ? .switchSet : inC ? steps.c[at] : steps.b[at] {
                case .switchSet:
                    inC.toggle()
                    data += [0x7B, inC ? 0x43 : 0x42]
                case .pair:
                    data.append(Self.pair(text, at: at) ?? 0)
                    at += 2
                case .character:
                    data.append(text[at])
                    if text[at] == 0x7B { data.append(0x7B) }
                    at += 1
                }
            }
        }

        private static func steps(for text: [UInt8]) -> (b: [Step], c: [Step], startsInC: Bool) {
            let end = text.count
            let never = Int.max / 2
            // Symbol characters from each place to the end, in set B and in set C.
            var costB = [Int](repeating: 0, count: end + 1)
            var costC = costB
            var b = [Step](repeating: .character, count: end)
            var c = [Step](repeating: .pair, count: end)
            for at in stride(from: end - 1, through: 0, by: -1) {
                let inB = 1 + costB[at + 1]
                var inC = never
                if let value = pair(text, at: at) {
                    let isForced = value == 0x10 && completesCommand(text, at: at + 2)
                    inC = 1 + (isForced ? 1 + costB[at + 2] : costC[at + 2])
                }
                // Strictly better only, so that the two sets never point at each other.
                costB[at] = min(inB, 1 + inC)
                if 1 + inC < inB { b[at] = .switchSet }
                costC[at] = min(inC, 1 + inB)
                if 1 + inB < inC { c[at] = .switchSet }
            }
            return (b, c, costC[0] < costB[0])
        }

        /// The value of two digits; `nil` when there are not two.
        private static func pair(_ text: [UInt8], at: Int) -> UInt8? {
            guard at + 1 < text.count, (0x30...0x39).contains(text[at]),
                (0x30...0x39).contains(text[at + 1])
            else { return nil }
            return (text[at] - 0x30) * 10 + text[at + 1] - 0x30
        }

        /// Whether the pair at this place would be EOT, ENQ or DC4.
        private static func completesCommand(_ text: [UInt8], at: Int) -> Bool {
            switch pair(text, at: at) {
            case 0x04, 0x05, 0x14: true
            default: false
            }
        }
    }
}
