extension Array where Element == UInt8 {
    /// Offset of the first `DLE EOT`, `DLE ENQ` or `DLE DC4`, which printers look for in every
    /// byte they receive, also in the data of pictures and symbols.
    ///
    /// Source: Epson ESC/POS reference, "Real-time commands".
    var firstRealTimeCommand: Int? { firstRealTimeCommand(from: 0) }

    func firstRealTimeCommand(from start: Int) -> Int? {
        var at = start
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
}
