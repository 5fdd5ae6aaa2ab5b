import Cash

/// A place in a document, for the errors found there.
struct Place {
    let path: String

    static let root = Place(path: "")

    subscript(_ key: some FieldKey) -> Place {
        Place(path: path.isEmpty ? key.rawValue : "\(path).\(key.rawValue)")
    }

    subscript(_ index: Int) -> Place { Place(path: "\(path)[\(index)]") }

    func error(_ text: String) -> DocumentError { DocumentError(.incorrect, at: path, text) }

    /// Throws `text` for this place unless `condition` holds.
    func require(_ condition: Bool, _ text: @autoclosure () -> String) throws(DocumentError) {
        guard condition else { throw error(text()) }
    }

    /// Does arithmetic whose errors belong to this place.
    func compute<Value>(_ body: () throws(CashError) -> Value) throws(DocumentError) -> Value {
        do throws(CashError) {
            return try body()
        } catch {
            throw self.error(error.description)
        }
    }

    /// A text with something to see, bounded, and without anything that a printer or a reader
    /// could take for more than text.
    func check(_ text: String, atMost limit: Int) throws(DocumentError) {
        // Counting stops at the limit: a hostile text may be of any length.
        var length = 0
        var isBlank = true
        for scalar in text.unicodeScalars {
            length += 1
            try require(length <= limit, "is longer than \(limit) characters")
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let padding = String(repeating: "0", count: max(0, 4 - digits.count))
                throw error("character \(length) is the control character U+\(padding)\(digits)")
            default: isBlank = isBlank && scalar.properties.isWhitespace
            }
        }
        try require(!isBlank, "must not be blank")
    }

    func check(_ text: String?, atMost limit: Int) throws(DocumentError) {
        guard let text else { return }
        try check(text, atMost: limit)
    }

    func check(count: Int, _ range: ClosedRange<Int>, of things: String) throws(DocumentError) {
        try require(
            range.contains(count),
            "\(count) \(things); there must be \(range.lowerBound) to \(range.upperBound)")
    }

    /// A document's number: what a bar code of any kind can hold.
    func check(number: String) throws(DocumentError) {
        try check(number, atMost: Limits.number)
        try require(
            number.utf8.allSatisfy { (0x21...0x7E).contains($0) },
            "\(quoted(number)) must be visible ASCII characters, for its bar code")
    }
}
