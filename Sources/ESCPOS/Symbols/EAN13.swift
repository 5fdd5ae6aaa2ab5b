/// Thirteen digits with a right check digit.
///
/// Source: GS1 General Specifications, 5.2 (EAN-13) and 7.9 (check digit).
struct EAN13: Hashable, Sendable {
    /// 95 modules of bars, and quiet zones of 11 left and 7 right.
    static let modules = 95 + 11 + 7

    /// As ASCII.
    let digits: [UInt8]

    init(_ text: String) throws(ESCPOSError) {
        var digits = Array(text.utf8)
        guard digits.count == 12 || digits.count == 13,
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw .barcodeDigits(text) }
        let check = Self.checkDigit(of: digits[..<12])
        if digits.count == 12 { digits.append(0x30 + UInt8(check)) }
        guard digits[12] == 0x30 + UInt8(check) else {
            throw .barcodeCheckDigit(text, expected: check)
        }
        self.digits = digits
    }

    /// What makes the weighted sum a multiple of ten; weights 1 and 3 from the left.
    private static func checkDigit(of digits: ArraySlice<UInt8>) -> Int {
        let sum = digits.enumerated().reduce(0) { sum, digit in
            sum + Int(digit.element - 0x30) * (digit.offset % 2 == 0 ? 1 : 3)
        }
        return (10 - sum % 10) % 10
    }
}
