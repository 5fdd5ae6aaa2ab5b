/// The number of a trade item, in fourteen digits with a right check digit.
///
/// Shorter forms are the same number with zeros before it: a UPC-A of twelve digits, its EAN-13
/// with a zero and its fourteen digits in a GS1 code are one value here, and compare equal.
///
/// Source: GS1 General Specifications, 2.1 (forms) and 7.9.1 (check digit).
public struct GTIN: Hashable, Sendable {
    /// Fourteen ASCII digits.
    public let digits: String

    /// Reads 8, 12, 13 or 14 digits, check digit included.
    public init(_ text: some StringProtocol) throws(GTINError) {
        try self.init(bytes: Array(text.utf8))
    }

    init(bytes: [UInt8]) throws(GTINError) {
        guard [8, 12, 13, 14].contains(bytes.count), let values = Digits.values(bytes) else {
            throw .form(Digits.text(bytes.prefix(40)))
        }
        let expected = CheckDigit.expected(atEndOf: values)
        guard values.last == expected else {
            throw .checkDigit(Digits.text(bytes), expected: expected)
        }
        digits = Digits.text(Array(repeating: UInt8(ascii: "0"), count: 14 - bytes.count) + bytes)
    }

    /// The number that `payload` makes with its check digit: 7, 11, 12 or 13 digits.
    public init(completing payload: some StringProtocol) throws(GTINError) {
        guard let check = CheckDigit.ofNumber(payload) else {
            throw .form(String(payload.prefix(40)))
        }
        try self.init(payload + String(check))
    }

    /// The shortest form: 8, 12, 13 or 14.
    public var length: Int {
        switch digits.utf8.prefix(while: { $0 == UInt8(ascii: "0") }).count {
        case 6...: 8
        case 2...: 12
        case 1: 13
        default: 14
        }
    }

    /// The number in its shortest form.
    public var shortDigits: String { String(digits.suffix(length)) }
    /// The eight digits of an EAN-8; nil when the number has more.
    public var ean8: String? { form(of: 8) }
    /// The twelve digits of a UPC-A; nil when the number has more.
    public var upcA: String? { form(of: 12) }
    /// The thirteen digits of an EAN-13; nil when the number has fourteen.
    public var ean13: String? { form(of: 13) }
    /// The eight digits of a UPC-E; nil when the number does not have the zeros to leave out.
    public var upcE: String? { upcA.flatMap { UPCE.compressed($0) } }

    /// 0 for a single item, 1 to 8 for packings of it, 9 for an item of variable measure.
    public var indicator: Int { Int(digits.utf8.first ?? 0x30) - 0x30 }
    public var checkDigit: Int { Int(digits.utf8.last ?? 0x30) - 0x30 }

    private func form(of length: Int) -> String? {
        let fits = self.length <= length
        return fits ? String(digits.suffix(length)) : nil
    }
}

extension GTIN: CustomStringConvertible {
    public var description: String { shortDigits }
}

/// As text in the shortest form; every form can be read.
extension GTIN: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(GTINError) {
            try self.init(text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
        }
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(shortDigits)
    }
}

/// Why a text is not the number of a trade item.
public enum GTINError: Error, Hashable, Sendable {
    /// Not 8, 12, 13 or 14 digits.
    case form(String)
    /// The last digit is not the one that the others give.
    case checkDigit(String, expected: Int)
    /// Not eight digits that start with 0 or 1.
    case upcE(String)
}

extension GTINError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .form(let text):
            "\(Digits.quoted(text)) is no GTIN: give 8, 12, 13 or 14 digits with the check digit"
        case .checkDigit(let digits, let expected):
            "the last digit of \(digits) should be \(expected); scan or type it again"
        case .upcE(let text):
            "\(Digits.quoted(text)) is no UPC-E: give 8 digits that start with 0 or 1"
        }
    }
}
