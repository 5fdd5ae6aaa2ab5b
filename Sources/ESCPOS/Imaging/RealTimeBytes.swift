extension [UInt8] {
    /// Offset of the first `DLE EOT`, `DLE ENQ` or `DLE DC4`, which printers look for in every
    /// byte they receive, also in the data of pictures and symbols.
    ///
    /// Two bytes are enough to count: which third bytes have a meaning differs from model to model.
    ///
    /// Source: Epson ESC/POS reference, "Real-time commands".
    func firstRealTimeCommand(from start: Int = 0) -> Int? {
        guard var at = self[start...].firstIndex(of: 0x10) else { return nil }
        while at + 1 < count {
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

    /// Makes the dot right of each such DLE's dot black: 18h starts nothing.
    mutating func blackenRealTimeCommands() {
        var start = 0
        while let at = firstRealTimeCommand(from: start) {
            self[at] |= 0x08
            start = at + 1
        }
    }
}
