/// How much of a QR code may be lost and still be read: about 7, 15, 25 and 30 %.
///
/// The raw value is the parameter of `GS ( k` function 169.
public enum QRCodeLevel: UInt8, Hashable, Sendable, CaseIterable {
    case low = 0x30
    case medium = 0x31
    case quartile = 0x32
    case high = 0x33
}

/// What a QR code (model 2) holds, and how large it gets.
///
/// Source: ISO/IEC 18004, tables 7 (codewords) and 3 (length fields).
enum QRCode {
    /// How a printer can pack the data. Which way a model chooses is its own business.
    enum Packing: CaseIterable {
        case bytes, alphanumeric, digits

        func fits(_ data: [UInt8]) -> Bool {
            switch self {
            case .bytes: true
            case .alphanumeric: data.allSatisfy(isAlphanumeric)
            case .digits: data.allSatisfy { (0x30...0x39).contains($0) }
            }
        }

        /// Bits of `count` characters without mode and length.
        func bits(_ count: Int) -> Int {
            switch self {
            case .bytes: count * 8
            case .alphanumeric: count / 2 * 11 + count % 2 * 6
            case .digits: count / 3 * 10 + [0, 4, 7][count % 3]
            }
        }

        /// Bits of the length field.
        func lengthBits(version: Int) -> Int {
            let sizes =
                switch self {
                case .bytes: [8, 16, 16]
                case .alphanumeric: [9, 11, 13]
                case .digits: [10, 12, 14]
                }
            return sizes[version < 10 ? 0 : version < 27 ? 1 : 2]
        }
    }

    /// Modules of one side, with the quiet zone of four on both.
    static func modules(version: Int) -> Int { 17 + 4 * version + 8 }

    /// The smallest version, 1 to 40, that holds `count` characters; `nil` when none does.
    static func version(holding count: Int, packing: Packing, level: QRCodeLevel) -> Int? {
        (1...40).first { version in
            let bits = 4 + packing.lengthBits(version: version) + packing.bits(count)
            return bits <= dataCodewords(level)[version - 1] * 8
        }
    }

    /// The version for data when the printer packs it the plain way, as bytes; data that only
    /// fits when packed tighter counts as packed so.
    static func version(for data: [UInt8], level: QRCodeLevel) -> Int? {
        for packing in Packing.allCases where packing.fits(data) {
            if let version = version(holding: data.count, packing: packing, level: level) {
                return version
            }
        }
        return nil
    }

    /// The most characters that the largest version holds.
    static func limit(packing: Packing, level: QRCodeLevel) -> Int {
        let bits = dataCodewords(level)[39] * 8 - 4 - packing.lengthBits(version: 40)
        var count = bits / packing.bits(1)
        while packing.bits(count + 1) <= bits { count += 1 }
        return count
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3A, 0x41...0x5A, 0x20, 0x24, 0x25, 0x2A, 0x2B, 0x2D...0x2F: true
        default: false
        }
    }

    /// Codewords for data in versions 1 to 40.
    private static func dataCodewords(_ level: QRCodeLevel) -> [Int] {
        switch level {
        case .low: low
        case .medium: medium
        case .quartile: quartile
        case .high: high
        }
    }

    private static let low = [
        19, 34, 55, 80, 108, 136, 156, 194, 232, 274, 324, 370, 428, 461, 523, 589, 647, 721,
        795, 861, 932, 1006, 1094, 1174, 1276, 1370, 1468, 1531, 1631, 1735, 1843, 1955, 2071,
        2191, 2306, 2434, 2566, 2702, 2812, 2956,
    ]

    private static let medium = [
        16, 28, 44, 64, 86, 108, 124, 154, 182, 216, 254, 290, 334, 365, 415, 453, 507, 563,
        627, 669, 714, 782, 860, 914, 1000, 1062, 1128, 1193, 1267, 1373, 1455, 1541, 1631,
        1725, 1812, 1914, 1992, 2102, 2216, 2334,
    ]

    private static let quartile = [
        13, 22, 34, 48, 62, 76, 88, 110, 132, 154, 180, 206, 244, 261, 295, 325, 367, 397,
        445, 485, 512, 568, 614, 664, 718, 754, 808, 871, 911, 985, 1033, 1115, 1171, 1231,
        1286, 1354, 1426, 1502, 1582, 1666,
    ]

    private static let high = [
        9, 16, 26, 36, 46, 60, 66, 86, 100, 122, 140, 158, 180, 197, 223, 253, 283, 313, 341,
        385, 406, 442, 464, 514, 538, 596, 628, 661, 701, 745, 793, 845, 901, 961, 986, 1054,
        1096, 1142, 1222, 1276,
    ]
}
