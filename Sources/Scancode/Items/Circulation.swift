/// Where a number means something, and what kind of thing it numbers, by its first digits.
///
/// Source: GS1 General Specifications, 1.4.3 (GS1 prefixes) and 1.4.5 (GS1-8 prefixes).
public enum Circulation: String, Hashable, Sendable, Codable, CaseIterable {
    /// An item with the same number all over the world.
    case global
    /// Only in one region, by rules of its GS1 organisation: most price and weight codes.
    case region
    /// Only inside the company that gave the number.
    case company
    /// A book (978, 979): the number is its ISBN.
    case book
    /// Printed music (979 0): the number is its ISMN.
    case music
    /// A periodical (977): the number contains its ISSN.
    case periodical
    /// A coupon (99; 05 in the United States).
    case coupon
    /// A coupon in a common currency (981 to 984).
    case currencyCoupon
    /// A slip for which money is to be paid out, such as that of returned bottles (980).
    case refundReceipt
}

extension GTIN {
    /// Where the number means something; for packings, the item that they hold.
    public var circulation: Circulation {
        if length == 8 {
            return "02".contains(shortDigits.prefix(1)) ? .company : .global
        }
        let prefix = digits.dropFirst().prefix(3)
        if prefix == "979", digits.dropFirst(4).hasPrefix("0") { return .music }
        return switch Int(prefix) ?? 0 {
        case 20...29, 200...299: .region
        case 40...49: .company
        case 50...59, 990...999: .coupon
        case 977: .periodical
        case 978, 979: .book
        case 980: .refundReceipt
        case 981...984: .currencyCoupon
        default: .global
        }
    }
}
