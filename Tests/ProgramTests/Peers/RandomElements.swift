import Scancode

/// GS1 element strings of every identifier, right by construction.
struct RandomElements {
    var random: SeededNumbers
    private static let text = (UInt8(0x21)...0x7A).filter { GS1Characters.set82.contains($0) }
    private static let part = (UInt8(0x21)...0x7A).filter { GS1Characters.set39.contains($0) }
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    init(seed: UInt64) { random = SeededNumbers(seed: seed) }

    mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    mutating func value(of identifier: ApplicationIdentifier) -> String {
        var value = ""
        for component in identifier.format.components {
            if component.isOptional, below(2) == 0 { break }
            value += self.value(of: component)
        }
        return value
    }

    private mutating func value(of component: ElementComponent) -> String {
        let most = component.length.upperBound
        let length = Int.random(in: component.length, using: &random)
        if component.checks.contains(.checkDigit) {
            let payload = digits(most - 1)
            return payload + String(CheckDigit.ofNumber(payload) ?? 0)
        }
        if component.checks.contains(.checkPair) {
            let key = digits(4) + "A" + characters(Self.text, below(18))
            return key + (CheckPair.of(key) ?? "")
        }
        if let check = component.checks.first { return special(check, length) }
        switch component.characters {
        case .digits: return digits(length)
        case .set82: return characters(Self.text, length)
        case .set39: return characters(Self.part, length)
        case .base64: return characters(Self.letters, length)
        }
    }

    private mutating func special(_ check: ContentCheck, _ length: Int) -> String {
        switch check {
        case .companyPrefix: digits(4) + characters(Self.part.filter { $0 != 0x23 }, 1 + below(20))
        case .dateOrMonth: digits(2) + number(1, 12) + number(0, 28)
        case .date: digits(2) + number(1, 12) + number(1, 28)
        case .longDate: "20" + digits(2) + number(1, 12) + number(1, 28)
        case .hour: number(0, 23)
        case .minute, .second: number(0, 59)
        case .time, .timeOrNone: number(0, 23) + number(0, 59)
        case .nonZero: String(repeating: "0", count: length - 1) + "7"
        case .noLeadingZero: "4" + digits(length - 1)
        case .latitude: "0" + digits(9)
        case .longitude: "2" + digits(9)
        case .pieceOfTotal: "0\(1 + below(9))" + number(9, 99)
        case .percentEncoded: "A%2" + digits(1) + characters(Self.letters, below(20))
        case .coupon: "0" + digits(12) + "1" + digits(1) + "1" + digits(1) + "0" + digits(3)
        case .couponOffer: "00" + digits(12) + "0" + digits(6)
        default: one(of: Self.lists[check] ?? [])
        }
    }

    private static let lists: [ContentCheck: [String]] = [
        .country: ["156", "276", "840"], .countryOr999: ["156", "999"],
        .countryLetters: ["CN", "DE", "US"], .currency: ["156", "978", "840"],
        .packageType: ["200", "PX", "BX", "1A"], .mediaType: ["01", "10", "80"],
        .sex: ["0", "1", "2", "9"], .zero: ["0"], .yesNo: ["0", "1"], .winding: ["0", "1", "9"],
        .positionOfCount: ["1/2", "2/2"], .hyphen: ["-"],
        .iban: ["GB82WEST12345698765432", "DE89370400440532013000"],
        .importerIndex: ["A", "z", "_", "-", "7"],
    ]

    private mutating func one(of list: [String]) -> String {
        list.isEmpty ? "" : list[below(list.count)]
    }

    private mutating func digits(_ count: Int) -> String {
        (0..<max(0, count)).map { _ in String(below(10)) }.joined()
    }

    private mutating func number(_ least: Int, _ most: Int) -> String {
        let number = Int.random(in: least...most, using: &random)
        return number < 10 ? "0\(number)" : "\(number)"
    }

    private mutating func characters(_ alphabet: [UInt8], _ count: Int) -> String {
        String(decoding: (0..<count).map { _ in alphabet[below(alphabet.count)] }, as: UTF8.self)
    }
}

/// Numbers that look random and come again from the same seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
