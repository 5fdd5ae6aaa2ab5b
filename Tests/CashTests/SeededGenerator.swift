/// SplitMix64: the same numbers for the same seed on every machine.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators".
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    /// Numbers of every magnitude, the limits among them.
    mutating func int64() -> Int64 {
        switch Int.random(in: 0..<8, using: &self) {
        case 0: [Int64.min, .min + 1, -1, 0, 1, .max - 1, .max].randomElement(using: &self) ?? 0
        default: Int64(truncatingIfNeeded: next()) >> Int64.random(in: 0..<64, using: &self)
        }
    }
}
