/// UPC-E: a UPC-A with four or five zeros left out.
///
/// The eight digits are number system (0 or 1), six digits of which the last says where the zeros
/// were, and the check digit of the whole UPC-A.
///
/// Source: GS1 General Specifications, 5.2.2.4.
public enum UPCE {
    /// The twelve digits of the UPC-A that `text` stands for.
    ///
    /// - Parameter text: eight digits, as scanners send them. Six, without number system (which is
    ///   0 then) and check digit, and seven, without check digit, are taken too: some are set so.
    public static func expanded(_ text: some StringProtocol) throws(GTINError) -> String {
        let bytes = Array(text.utf8)
        guard let values = Digits.values(bytes), (6...8).contains(values.count) else {
            throw .upcE(Digits.text(bytes.prefix(40)))
        }
        let system = values.count == 6 ? 0 : values[0]
        guard system <= 1 else { throw .upcE(Digits.text(bytes)) }
        let six = Array(values.count == 6 ? values[...] : values[1..<7])
        let payload = [system] + payload(six)
        let expected = CheckDigit.ofNumber(payload)
        if values.count == 8, values[7] != expected {
            throw .checkDigit(Digits.text(bytes), expected: expected)
        }
        return (payload + [expected]).map(String.init).joined()
    }

    private static func payload(_ d: [Int]) -> [Int] {
        switch d[5] {
        case 0...2: [d[0], d[1], d[5], 0, 0, 0, 0, d[2], d[3], d[4]]
        case 3: [d[0], d[1], d[2], 0, 0, 0, 0, 0, d[3], d[4]]
        case 4: [d[0], d[1], d[2], d[3], 0, 0, 0, 0, 0, d[4]]
        default: [d[0], d[1], d[2], d[3], d[4], 0, 0, 0, 0, d[5]]
        }
    }

    /// The eight digits that stand for the UPC-A `text`; nil when it is none, its number system is
    /// above 1, or it does not have the zeros.
    public static func compressed(_ text: some StringProtocol) -> String? {
        guard let gtin = try? GTIN(text), text.utf8.count == 12,
            let d = Digits.values(Array(text.utf8)), d[0] <= 1
        else { return nil }
        // Which zeros go is decided by the maker's number first, so that a UPC-A has one UPC-E.
        let six: [Int]? =
            if d[3] <= 2, d[4...7].allSatisfy({ $0 == 0 }) {
                [d[1], d[2], d[8], d[9], d[10], d[3]]
            } else if d[4...8].allSatisfy({ $0 == 0 }) {
                [d[1], d[2], d[3], d[9], d[10], 3]
            } else if d[5...9].allSatisfy({ $0 == 0 }) {
                [d[1], d[2], d[3], d[4], d[10], 4]
            } else if d[6...9].allSatisfy({ $0 == 0 }), d[10] >= 5 {
                [d[1], d[2], d[3], d[4], d[5], d[10]]
            } else {
                nil
            }
        return six.map { ([d[0]] + $0 + [gtin.checkDigit]).map(String.init).joined() }
    }
}
