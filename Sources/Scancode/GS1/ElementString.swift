/// An Application Identifier and the data behind it, all checks passed.
public struct ElementString: Hashable, Sendable {
    public let identifier: ApplicationIdentifier
    /// The data, in the characters of its components.
    public let value: String
    /// The data, split; optional components that are not there are left out.
    public let components: [String]
    /// Where the identifier starts in the content, in bytes from 0.
    public let offset: Int
    /// What the data means.
    public let meaning: Meaning

    /// What an element's data means.
    public enum Meaning: Hashable, Sendable {
        /// Text, or a number with a structure of its own.
        case text
        case gtin(GTIN)
        /// A day or a month, with a time where one is given.
        case date(GS1Date, GS1Time?)
        /// The first and the last day.
        case period(GS1Date, GS1Date)
        /// A count or a measure; the identifier says of what.
        case number(FixedDecimal)
        /// An amount, in the currency of the area when none is named. Numbers are ISO 4217's.
        case amount(FixedDecimal, currency: Int?)
    }
}

/// `(10)ABC`, as it stands under a bar code.
extension ElementString: CustomStringConvertible {
    public var description: String { "\(identifier)\(value)" }
}

extension ElementString {
    init(
        _ identifier: ApplicationIdentifier, parts: [ArraySlice<UInt8>], offset: Int,
        referenceYear: Int
    ) {
        self.identifier = identifier
        self.offset = offset
        components = parts.map(Digits.text)
        value = components.joined()
        meaning = Meaning(identifier, parts: parts, referenceYear: referenceYear)
    }
}

extension ElementString.Meaning {
    fileprivate init(
        _ identifier: ApplicationIdentifier, parts: [ArraySlice<UInt8>], referenceYear: Int
    ) {
        let code = identifier.digits
        let number = parts.last.flatMap { Digits.number($0) } ?? 0
        let decimals = identifier.format.hasDecimals ? code.last?.wholeNumberValue ?? 0 : 0
        let decimal = FixedDecimal(digits: number, decimals: decimals)
        let hasDates = identifier.format.components.first?.checks.contains { $0.isDate } == true
        switch code {
        case "01", "02", "03", "8006", "8026":
            self = (try? GTIN(bytes: Array(parts[0]))).map { .gtin($0) } ?? .text
        case "30", "37": self = .number(decimal)
        case _ where code.hasPrefix("391") || code.hasPrefix("393"):
            self = .amount(decimal, currency: Digits.number(parts[0]))
        case _ where code.hasPrefix("394"): self = .number(decimal)
        case _ where code.hasPrefix("39"): self = .amount(decimal, currency: nil)
        case _ where identifier.format.hasDecimals: self = .number(decimal)
        case _ where hasDates: self = Self.dates(parts, referenceYear: referenceYear)
        default: self = .text
        }
    }

    private static func dates(_ parts: [ArraySlice<UInt8>], referenceYear: Int) -> Self {
        guard let date = GS1Date(parts[0], referenceYear: referenceYear) else { return .text }
        guard parts.count > 1 else { return .date(date, nil) }
        if let last = GS1Date(parts[1], referenceYear: referenceYear) { return .period(date, last) }
        // The rest is hours, minutes and seconds of two digits each; 99 says that none are given.
        let digits = parts.dropFirst().flatMap { Array($0) }
        let times = stride(from: 0, to: digits.count - 1, by: 2)
            .compactMap { Digits.number(digits[$0..<$0 + 2]) }
        let time = times.first.flatMap { hour in
            GS1Time(hour: hour, minute: times.dropFirst().first, second: times.dropFirst(2).first)
        }
        return .date(date, time)
    }
}

extension ContentCheck {
    fileprivate var isDate: Bool { self == .date || self == .dateOrMonth || self == .longDate }
}
