/// Prefix and parameters of one command, up to sixteen bytes, held without an allocation: most
/// commands have three bytes, and streams have thousands of them.
struct CommandHead: Equatable, Sendable {
    /// Longer than any head that ``Framing`` asks for.
    static let countMax = 16

    private(set) var count = 0
    /// Bytes 0 to 7 and 8 to 15, each from the least significant; 0 where there are none.
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init() {}

    /// - Precondition: at most ``countMax`` bytes.
    init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { append(byte) }
    }

    var isEmpty: Bool { count == 0 }

    /// - Precondition: the index is below ``count``.
    subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < count, "no such byte in the head")
        let half = index < 8 ? low : high
        return UInt8(truncatingIfNeeded: half &>> UInt64(truncatingIfNeeded: (index & 7) &* 8))
    }

    var bytes: [UInt8] { (0..<count).map { self[$0] } }

    /// - Precondition: fewer than ``countMax`` bytes are there.
    mutating func append(_ byte: UInt8) {
        precondition(count < CommandHead.countMax, "no command has so long a head")
        let placed = UInt64(byte) &<< UInt64(truncatingIfNeeded: (count & 7) &* 8)
        if count < 8 { low |= placed } else { high |= placed }
        count &+= 1
    }
}

/// Two bytes, low one first; the caller has checked that they are there.
func littleEndian(_ head: CommandHead, at index: Int) -> Int {
    Int(head[index]) | Int(head[index + 1]) << 8
}
