/// The two check characters of GS1 keys that have letters (GMN, Master UDI-DI).
///
/// Source: GS1 General Specifications, 7.9.5.
public enum CheckPair {
    private static let values: [UInt8: Int] = {
        let characters = (UInt8(0x21)...0x7A).filter { GS1Characters.set82.contains($0) }
        return Dictionary(uniqueKeysWithValues: zip(characters, 0...))
    }()

    private static let letters = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")

    /// As many as there are characters in the longest key, and more.
    private static let primes: [Int] = (2...101).filter { number in
        !(2..<number).contains { number % $0 == 0 }
    }

    /// The pair that belongs behind `text`.
    ///
    /// - Returns: nil when `text` is longer than 23 characters (a key has 25 with its pair) or has
    ///   a character outside GS1's set of 82.
    public static func of(_ text: some StringProtocol) -> String? {
        guard text.utf8.count <= 23 else { return nil }
        var sum = 0
        for (prime, byte) in zip(primes, text.utf8.reversed()) {
            guard let value = values[byte] else { return nil }
            sum += value * prime
        }
        let rest = sum % 1021
        return String([letters[rest >> 5], letters[rest & 31]])
    }
}
