// What costs most in reading a text or a stream is to take it apart byte by byte, and nearly all
// of it is ASCII; so eight bytes are looked at in one step.

extension Span<UInt8> {
    /// Offset of the first byte from `start` on that is not printable ASCII, else the end.
    func printableASCIIEnd(from start: Int) -> Int {
        let at = skipEights(from: start, upTo: count) { eight in
            // Bit 7 is set in bytes from 80h up, in those below 20h, which borrow, and in 7Fh + 1.
            eight | (eight &- eightfold(0x20)) | (eight &+ eightfold(0x01))
        }
        for index in at..<count where self[index] < 0x20 || self[index] >= 0x7F { return index }
        return count
    }

    /// Offset of the first byte below 20h in the range, else the range's end.
    func controlIndex(in range: Range<Int>) -> Int {
        let at = skipEights(from: range.lowerBound, upTo: range.upperBound) { eight in
            (eight &- eightfold(0x20)) & ~eight
        }
        for index in at..<range.upperBound where self[index] < 0x20 { return index }
        return range.upperBound
    }

    /// The scalar whose bytes begin at `start` of what must be valid UTF-8.
    func scalar(at start: Int) -> Unicode.Scalar {
        func low(_ index: Int) -> UInt32 { UInt32(self[start + index] & 0x3F) }
        let lead = UInt32(self[start])
        let value: UInt32 =
            switch lead {
            case 0..<0x80: lead
            case 0x80..<0xE0: (lead & 0x1F) << 6 | low(1)
            case 0xE0..<0xF0: (lead & 0x0F) << 12 | low(1) << 6 | low(2)
            default: (lead & 0x07) << 18 | low(1) << 12 | low(2) << 6 | low(3)
            }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    /// The first offset, in steps of eight, where `marks` sets bit 7 of any byte, or where fewer
    /// than eight bytes are left. A borrow may mark bytes behind the first that is meant, but never
    /// a group without one.
    @inline(__always)
    private func skipEights(
        from start: Int, upTo limit: Int, _ marks: (UInt64) -> UInt64
    ) -> Int {
        precondition(start >= 0 && limit <= count, "outside the bytes")
        return withUnsafeBytes { bytes in
            var at = start
            // The condition keeps every load inside the bytes.
            while at + 8 <= limit,
                marks(bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) & eightfold(0x80)
                    == 0
            {
                at += 8
            }
            return at
        }
    }
}

/// The byte in all eight bytes of a word.
@inline(__always)
private func eightfold(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }
