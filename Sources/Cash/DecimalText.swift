/// Plain decimal numbers as whole multiples of their last digit: `12.50` with two places is 1250.
///
/// The form is strict, so that a number means the same to every reader: ASCII digits, one point
/// with digits on both sides, no leading zeros, no blanks, no exponent, no plus.
package enum DecimalText {
    /// Whether a minus may stand before the digits. A minus before zero is refused all the same.
    package enum Sign: Sendable { case none, minusAllowed }

    /// Reads `text` as a multiple of 10⁻ᵖˡᵃᶜᵉˢ; fewer decimals than `places` are filled up.
    package static func parse(
        _ text: String, places: Int, sign: Sign = .none
    ) throws(CashError) -> Int64 {
        var bytes = text.utf8[...]
        let isNegative = sign == .minusAllowed && bytes.first == UInt8(ascii: "-")
        if isNegative { bytes = bytes.dropFirst() }

        var value: Int64 = 0
        var fits = true
        var wholeDigits = 0
        var decimals: Int?
        let startsWithZero = bytes.first == UInt8(ascii: "0")
        for byte in bytes {
            if byte == UInt8(ascii: "."), decimals == nil, wholeDigits > 0 {
                decimals = 0
                continue
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                throw .notDecimal(text)
            }
            if decimals == nil { wholeDigits += 1 } else { decimals? += 1 }
            fits = fits && append(byte - UInt8(ascii: "0"), to: &value)
        }
        guard wholeDigits > 0, decimals != 0, !(startsWithZero && wholeDigits > 1) else {
            throw .notDecimal(text)
        }
        guard decimals ?? 0 <= places else { throw .tooManyDecimals(text, allowed: places) }
        for _ in (decimals ?? 0)..<places { fits = fits && append(0, to: &value) }
        guard fits else { throw .tooLarge(text) }
        if isNegative, value == 0 { throw .notDecimal(text) }
        // Built up below zero, where Int64 reaches one further.
        if isNegative { return value }
        let (positive, overflow) = Int64(0).subtractingReportingOverflow(value)
        guard !overflow else { throw .tooLarge(text) }
        return positive
    }

    /// Text with exactly `places` digits after the point.
    package static func format(_ value: Int64, places: Int) -> String {
        let digits = String(value.magnitude)
        let sign = value < 0 ? "-" : ""
        guard places > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// Text without zeros at the end of the fraction: 1500 with three places is `1.5`.
    package static func formatShort(_ value: Int64, places: Int) -> String {
        var text = format(value, places: places)
        guard places > 0 else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// `value × 10 − digit`, or false when that does not fit.
    private static func append(_ digit: UInt8, to value: inout Int64) -> Bool {
        let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflowAgain) = tens.subtractingReportingOverflow(Int64(digit))
        value = sum
        return !overflow && !overflowAgain
    }
}
