/// How large a document may be. The JSON Schemas in `Docs/Formats` state the same figures, and a
/// test compares them.
enum Limits {
    static let lines = 1000
    static let countLines = 200
    static let taxes = 20
    static let tenders = 50
    static let addressLines = 8
    static let notes = 20

    /// Scalars in a document number: more do not fit a bar code on any paper.
    static let number = 40
    /// Scalars in a name: of a store, a person, a station, a tax.
    static let name = 64
    /// Scalars in a line of text: an article, a reason, a note.
    static let text = 256
    static let unit = 8
    static let taxCode = 3
    /// Scalars in a QR code; UTF-8 makes up to four bytes of each.
    static let qrCode = 512
    /// In percent.
    static let rate: Int64 = 1000
    /// Copies of one slip.
    static let copies = 999
}
