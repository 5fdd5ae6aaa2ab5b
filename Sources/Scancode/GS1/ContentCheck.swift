/// What has to be true of a component beyond its characters and its length.
public enum ContentCheck: String, Hashable, Sendable, Codable, CaseIterable {
    // Numbers of GS1.
    case checkDigit, checkPair
    /// A GS1 Company Prefix, of four digits at least, starts at the first or second character.
    case companyPrefix, companyPrefixAfterFirst

    // Time.
    /// YYMMDD; day 00 says no day.
    case dateOrMonth
    /// YYMMDD.
    case date
    /// YYYYMMDD.
    case longDate
    case hour, minute, second
    /// HHMM.
    case time
    /// HHMM, or 9999 for none.
    case timeOrNone

    // Lists of others.
    case country, countryOr999, countryLetters, currency, packageType, mediaType, sex

    // Numbers with a rule.
    case zero, nonZero, noLeadingZero, yesNo, winding, latitude, longitude
    /// PPTT: piece and total, neither 0, the piece not beyond the total.
    case pieceOfTotal
    /// `2/3`: position and count.
    case positionOfCount

    // Text with a rule.
    case percentEncoded, hyphen, hasNonDigit, iban, importerIndex
    case coupon, couponOffer
}

extension ContentCheck: CustomStringConvertible {
    /// What the content should have been.
    public var description: String {
        switch self {
        case .checkDigit: "digits with a right check digit"
        case .checkPair: "text with a right pair of check characters"
        case .companyPrefix, .companyPrefixAfterFirst: "a company prefix of 4 digits at least"
        case .dateOrMonth: "a date as YYMMDD, day 00 for none"
        case .date: "a date as YYMMDD"
        case .longDate: "a date as YYYYMMDD"
        case .hour: "an hour from 00 to 23"
        case .minute: "a minute from 00 to 59"
        case .second: "a second from 00 to 59"
        case .time: "a time as HHMM"
        case .timeOrNone: "a time as HHMM, 9999 for none"
        case .country: "a number of ISO 3166 for a country"
        case .countryOr999: "a number of ISO 3166 for a country, or 999"
        case .countryLetters: "two letters of ISO 3166 for a country"
        case .currency: "a number of ISO 4217 for a currency"
        case .packageType: "a package type of UN/CEFACT"
        case .mediaType: "a media type from 01 to 10 or 80 to 99"
        case .sex: "0, 1, 2 or 9"
        case .zero: "0"
        case .nonZero: "not 0"
        case .noLeadingZero: "a number without leading zero"
        case .yesNo: "0 or 1"
        case .winding: "0, 1 or 9"
        case .latitude: "a latitude up to 1800000000"
        case .longitude: "a longitude up to 3600000000"
        case .pieceOfTotal: "a piece and a total, as PPTT"
        case .positionOfCount: "a position and a count, as 2/3"
        case .percentEncoded: "text in which % has two hexadecimal digits behind it"
        case .hyphen: "-"
        case .hasNonDigit: "text with another character than digits"
        case .iban: "an IBAN"
        case .importerIndex: "a letter, a digit, - or _"
        case .coupon: "a coupon code of North America"
        case .couponOffer: "a positive offer file's coupon code of North America"
        }
    }
}
