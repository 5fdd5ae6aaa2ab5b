/// Two or five digits beside a retail number: the issue of a periodical, the price of a book.
///
/// Source: GS1 General Specifications, 5.2.2.5.
public struct AddOn: Hashable, Sendable, Codable {
    public let digits: String

    /// - Returns: nil unless `text` is two or five digits.
    public init?(_ text: some StringProtocol) {
        guard [2, 5].contains(text.utf8.count), Digits.values(Array(text.utf8)) != nil else {
            return nil
        }
        digits = String(text)
    }
}
