/// Both directions of all code pages, built from their tables at first use.
enum CodePageIndex {
    /// For each scalar up to the highest in any page, one word: byte `i` of it, from the least
    /// significant, is the scalar's byte in page `CodePage.allCases[i]`, or 0 when that page has
    /// not got it. No page maps a high character to 0, and six pages fit 64 bits, so one look-up
    /// answers for all pages.
    static let words: [UInt64] = {
        let highest = scalars.joined().max() ?? 0
        var words = [UInt64](repeating: 0, count: Int(highest) + 1)
        for (page, high) in scalars.enumerated() {
            for (offset, scalar) in high.enumerated() where scalar != 0 {
                words[Int(scalar)] |= UInt64(0x80 + offset) << UInt64(page * 8)
            }
        }
        return words
    }()

    /// For each page of `CodePage.allCases`, the scalars of the bytes 80h to FFh; 0 where it has
    /// none.
    static let scalars: [[UInt32]] = CodePage.allCases.map { page in
        let high = page.highHalf.unicodeScalars.map { $0.value == 0xFFFD ? 0 : $0.value }
        precondition(high.count == 128, "a code page has 128 high characters")
        return high
    }

    static func word(for scalar: UInt32) -> UInt64 {
        scalar < words.count ? words[Int(scalar)] : 0
    }
}

extension CodePage {
    /// Place of the page in `allCases`, and of its byte in a word of ``CodePageIndex``.
    var index: Int {
        switch self {
        case .cp437: 0
        case .cp850: 1
        case .cp852: 2
        case .cp858: 3
        case .cp866: 4
        case .cp1252: 5
        }
    }

    /// What a byte of the page prints; ASCII below 80h, `nil` for control bytes and where the
    /// page has no character.
    public func scalar(for byte: UInt8) -> Unicode.Scalar? {
        switch byte {
        case 0..<0x20, 0x7F: return nil
        case 0x20..<0x7F: return Unicode.Scalar(byte)
        default:
            let scalar = CodePageIndex.scalars[index][Int(byte) - 0x80]
            return scalar == 0 ? nil : Unicode.Scalar(scalar)
        }
    }

    /// The byte that prints `scalar` in this page; `nil` when the page has not got it, and for
    /// control characters.
    public func byte(for scalar: Unicode.Scalar) -> UInt8? {
        if (0x20..<0x7F).contains(scalar.value) { return UInt8(scalar.value) }
        let byte = UInt8(truncatingIfNeeded: CodePageIndex.word(for: scalar.value) >> (index * 8))
        return byte == 0 ? nil : byte
    }
}
