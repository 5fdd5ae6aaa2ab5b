/// What can be wrong with amounts, days, denominations and counts.
///
/// Nothing has changed when one of these is thrown.
public enum CashError: Error, Hashable, Sendable {
    /// The text is no code of a known currency.
    case unknownCurrency(String)
    /// A currency defined by data breaks the rules of ISO 4217.
    case badCurrency(code: String, numeric: Int, exponent: Int)
    /// The text is not a plain decimal number.
    case notDecimal(String)
    /// The text has more digits after the point than `allowed`.
    case tooManyDecimals(String, allowed: Int)
    /// The number does not fit 64 bits of its smallest unit.
    case tooLarge(String)
    /// The text is not a day of the calendar written `2026-03-14`.
    case notADay(String)
    /// The result of an operation does not fit 64 bits of minor units.
    case overflow(operation: String)
    case currencyMismatch(Currency, Currency)
    /// Shares must be 0 or more, and at least one more than 0.
    case badShares([Int64])
    /// The catalogue has no such note or coin.
    case unknownDenomination(Denomination)
    case withdrawnDenomination(Denomination, on: CalendarDay)
    /// A number of pieces or packs, or of pieces in a pack, below its least value.
    case badNumber(Int64, of: Denomination, atLeast: Int64)
    /// The catalogue knows no such pack of this denomination.
    case noSuchPack(Pack, of: Denomination)
    /// Two counts hold packs of one name with different contents.
    case packSizeMismatch(Pack, of: Denomination, Int64, Int64)
    /// Catalogue data that contradicts itself; the text says how.
    case badCatalogue(String)
}

extension CashError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownCurrency(let code):
            "\(quoted(code)) is not a known currency; use one of \(Currency.knownCodes)"
        case .badCurrency(let code, let numeric, let exponent):
            "\(quoted(code)) \(numeric) with \(exponent) decimals is no ISO 4217 currency: "
                + "three capital letters, 1 to 999, 0 to 4 decimals"
        case .notDecimal(let text):
            "\(quoted(text)) is not a decimal number; write digits and a point, such as 12.50"
        case .tooManyDecimals(let text, let allowed):
            allowed == 0
                ? "\(quoted(text)) has decimals; write a whole number"
                : "\(quoted(text)) has too many decimals; write at most \(allowed)"
        case .tooLarge(let text): "\(quoted(text)) is too large"
        case .notADay(let text): "\(quoted(text)) is not a day; write it like 2026-03-14"
        case .overflow(let operation): "the result of \(operation) is too large"
        case .currencyMismatch(let a, let b): "\(a) and \(b) cannot be put together"
        case .badShares: "shares must be 0 or more, and one of them more than 0"
        case .unknownDenomination(let denomination):
            "\(denomination.value.currency) has no \(denomination.kind) of "
                + denomination.value.decimalText
        case .withdrawnDenomination(let denomination, let day):
            "the \(denomination) was withdrawn on \(day); take it out of the count"
        case .badNumber(let number, let denomination, let least):
            "\(number) for the \(denomination): the number must be \(least) or more"
        case .noSuchPack(let pack, let denomination):
            "the \(denomination) has no \(pack) of a known size; say how many pieces it holds"
        case .packSizeMismatch(let pack, let denomination, let a, let b):
            "a \(pack) of the \(denomination) holds \(a) pieces in one count and \(b) in the other"
        case .badCatalogue(let text): text
        }
    }
}

/// `text` in quotation marks, cut at 40 characters and without anything a terminal could obey.
package func quoted(_ text: String) -> String {
    let limit = 40
    var shown = ""
    for character in text.prefix(limit) {
        let isPlain = character.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator,
                .privateUse:
                false
            default: true
            }
        }
        // A cluster may hold any number of combining marks: bound it too.
        shown.append(isPlain && character.utf8.count <= 16 ? character : "\u{FFFD}")
    }
    let isCut = text.index(text.startIndex, offsetBy: limit + 1, limitedBy: text.endIndex) != nil
    return "\"\(shown)\(isCut ? "…" : "")\""
}
