extension [UInt8] {
    /// Offset of the first `DLE EOT`, `DLE ENQ` or `DLE DC4`, which printers look for in every
    /// byte they receive, also in the data of pictures and symbols.
    ///
    /// Two bytes are enough to count: which third bytes have a meaning differs from model to model.
    ///
    /// Source: Epson ESC/POS reference, "Real-time commands".
    func firstRealTimeCommand(from start: Int = 0) -> Int? {
        let bytes = span.bytes
        var at = start
        while at + 1 < count {
            // Eight at a time: most stretches of a picture have no DLE at all.
            if at + 8 <= count,
                !Self.holdsDLE(bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
            {
                at += 8
                continue
            }
            if self[at] == 0x10 {
                switch self[at + 1] {
                case 0x04, 0x05, 0x14: return at
                default: break
                }
            }
            at += 1
        }
        return nil
    }

    /// Whether one of the eight bytes is 10h: with DLE made zero, taking 1 off each byte borrows
    /// into the highest bit of one that did not have it set.
    private static func holdsDLE(_ bytes: UInt64) -> Bool {
        let bytes = bytes ^ 0x1010_1010_1010_1010
        return (bytes &- 0x0101_0101_0101_0101) & ~bytes & 0x8080_8080_8080_8080 != 0
    }

    /// Makes the dot right of each such DLE's dot black: 18h starts nothing.
    mutating func blackenRealTimeCommands() {
        var start = 0
        while let at = firstRealTimeCommand(from: start) {
            self[at] |= 0x08
            start = at + 1
        }
    }
}
