/// What number texts mean. They stay texts until a type is known, so none is rounded on the way.
enum JSONNumbers {
    /// A whole number, exactly; nil when it is none, or does not fit.
    ///
    /// `1.0` and `1e3` are whole, as JSON Schema sees numbers: how one is written is the writer's
    /// choice.
    ///
    /// - Parameter text: a number by JSON's grammar.
    static func whole<Number: FixedWidthInteger>(
        _ text: ArraySlice<UInt8>, _ type: Number.Type
    ) -> Number? {
        let isNegative = text.first == UInt8(ascii: "-")
        guard let magnitude = magnitude(isNegative ? text.dropFirst() : text) else { return nil }
        if !isNegative { return Number(exactly: magnitude) }
        if magnitude == UInt64(Int64.min.magnitude) { return Number(exactly: Int64.min) }
        return Int64(exactly: magnitude).flatMap { Number(exactly: -$0) }
    }

    /// The nearest floating-point number; nil when it is beyond all of them.
    static func floating<Number: BinaryFloatingPoint & LosslessStringConvertible>(
        _ text: ArraySlice<UInt8>, _ type: Number.Type
    ) -> Number? {
        guard let number = Number(String(decoding: text, as: UTF8.self)), number.isFinite else {
            return nil
        }
        return number
    }

    /// The digits times ten to the power of exponent less decimals.
    private static func magnitude(_ text: ArraySlice<UInt8>) -> UInt64? {
        let mark = text.firstIndex { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
        let significand = text[..<(mark ?? text.endIndex)]
        let point = significand.firstIndex(of: UInt8(ascii: "."))
        let decimals =
            point.map { significand.distance(from: $0, to: significand.endIndex) - 1 } ?? 0
        let power = mark.map { exponent(text[($0 + 1)...]) } ?? 0

        // From the end: the zeros that a negative power of ten takes away.
        var scale = power - decimals
        var digits = significand
        while scale < 0, let digit = digits.popLast() {
            if digit == UInt8(ascii: ".") { continue }
            guard digit == UInt8(ascii: "0") else { return nil }
            scale += 1
        }
        var value: UInt64 = 0
        for digit in digits where digit != UInt8(ascii: ".") {
            guard let longer = value.appending(UInt64(digit & 0x0F)) else { return nil }
            value = longer
        }
        while scale > 0, value > 0 {
            guard let longer = value.appending(0) else { return nil }
            value = longer
            scale -= 1
        }
        return value
    }

    /// Beyond what the length of any text could even out, it does not matter how far.
    private static func exponent(_ text: ArraySlice<UInt8>) -> Int {
        let limit = 1 << 40
        var value = 0
        for digit in text where (0x30...0x39).contains(digit) {
            value = min(limit, value * 10 + Int(digit & 0x0F))
        }
        return text.first == UInt8(ascii: "-") ? -value : value
    }
}

extension UInt64 {
    /// One more decimal digit; nil when it does not fit.
    fileprivate func appending(_ digit: UInt64) -> UInt64? {
        let (tens, overflow) = multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(digit)
        return overflow || carry ? nil : sum
    }
}
