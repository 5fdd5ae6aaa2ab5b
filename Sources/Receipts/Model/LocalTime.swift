public import Cash

/// A minute on the clock of the shop, as the caller gave it: no time zone, no arithmetic.
public struct LocalTime: Hashable, Sendable {
    public let day: CalendarDay
    /// 0 to 23.
    public let hour: Int
    /// 0 to 59.
    public let minute: Int

    /// Reads `2026-03-14 15:09`; `nil` for anything else.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[10] == UInt8(ascii: " "), bytes[13] == UInt8(ascii: ":"),
            let day = try? CalendarDay(String(decoding: bytes[0..<10], as: UTF8.self)),
            let hour = LocalTime.number(bytes[11..<13]), hour < 24,
            let minute = LocalTime.number(bytes[14..<16]), minute < 60
        else { return nil }
        self.day = day
        self.hour = hour
        self.minute = minute
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

extension LocalTime: Comparable {
    public static func < (a: LocalTime, b: LocalTime) -> Bool {
        a.day == b.day ? (a.hour, a.minute) < (b.hour, b.minute) : a.day < b.day
    }
}

extension LocalTime: CustomStringConvertible {
    public var description: String {
        "\(day) \(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}
