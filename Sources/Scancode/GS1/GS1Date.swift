/// A day, or a month without a day, in GS1 data.
public struct GS1Date: Hashable, Sendable, Codable {
    public let year: Int
    /// 1 to 12.
    public let month: Int
    /// 1 to 31; nil when only the month is given.
    public let day: Int?

    /// The day that counts when only the month is given: its last one.
    ///
    /// Source: GS1 General Specifications, 3.4 (best before, use by).
    public var lastDay: Int { day ?? Self.days(in: month, of: year) }

    /// - Returns: nil when the calendar has no such day or month.
    public init?(year: Int, month: Int, day: Int?) {
        guard (1...12).contains(month), (0...9999).contains(year) else { return nil }
        if let day {
            guard (1...Self.days(in: month, of: year)).contains(day) else { return nil }
        }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads YYMMDD or YYYYMMDD; day 00 says no day.
    ///
    /// - Parameter referenceYear: the year in which it is read, for two-digit years.
    init?(_ digits: some Collection<UInt8>, referenceYear: Int) {
        let values = Array(digits)
        guard values.count == 6 || values.count == 8, let day = Digits.number(values.suffix(2)),
            let month = Digits.number(values.suffix(4).prefix(2)),
            let year = Digits.number(values.dropLast(4))
        else { return nil }
        self.init(
            year: values.count == 8 ? year : Self.year(year, near: referenceYear), month: month,
            day: day == 0 ? nil : day)
    }

    /// The year of which only two digits are written: from 49 years back to 50 years on.
    ///
    /// Source: GS1 General Specifications, 7.12.
    public static func year(_ twoDigits: Int, near referenceYear: Int) -> Int {
        let reference = min(max(referenceYear, 0), 9999)
        let year = reference - reference % 100 + twoDigits % 100
        return year - reference > 50 ? year - 100 : year - reference < -49 ? year + 100 : year
    }

    private static func days(in month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// `2026-03-14`, or `2026-03` without a day.
extension GS1Date: CustomStringConvertible {
    public var description: String {
        let month = "\(Digits.text(year, width: 4))-\(Digits.text(month, width: 2))"
        return day.map { "\(month)-\(Digits.text($0, width: 2))" } ?? month
    }
}

/// A time of day in GS1 data; what is not given is nil.
public struct GS1Time: Hashable, Sendable, Codable {
    public let hour: Int
    public let minute: Int?
    public let second: Int?

    /// - Returns: nil when a day has no such time, or seconds are given without minutes.
    public init?(hour: Int, minute: Int? = nil, second: Int? = nil) {
        guard (0...23).contains(hour), (0...59).contains(minute ?? 0),
            (0...59).contains(second ?? 0), second == nil || minute != nil
        else { return nil }
        self.hour = hour
        self.minute = minute
        self.second = second
    }
}

/// `14:05`, with seconds when they are given; an hour alone is `14`.
extension GS1Time: CustomStringConvertible {
    public var description: String {
        [hour, minute, second].compactMap { $0.map { Digits.text($0, width: 2) } }
            .joined(separator: ":")
    }
}
