/// The form for people: `(01)09521234543213(10)ABC`.
///
/// A bracket opens an element when an identifier stands in it, whatever the data before it; data
/// in which that would be so has `\` before its bracket. Blanks are left out: GS1 data has none.
extension GS1Message {
    /// Reads the form with brackets. Offsets of problems count the bytes of `text`.
    public init(bracketed text: some StringProtocol, referenceYear: Int) {
        var reader = BracketReader(Array(text.utf8))
        var elements: [ElementString] = []
        var problems: [GS1Problem] = []
        while let piece = reader.next() {
            switch piece {
            case .failure(let problem): problems.append(problem)
            case .success(let element):
                let read = ElementReader(
                    element.identifier, element.data[...], offset: element.offset,
                    year: referenceYear
                ).read()
                switch read {
                case .success(let element): elements.append(element)
                case .failure(let problem):
                    let index = min(problem.offset, element.places.count - 1)
                    problems.append(
                        GS1Problem(
                            offset: element.places[index], identifier: problem.identifier,
                            kind: problem.kind))
                }
            }
        }
        self.init(elements: elements, problems: problems)
    }

    /// The elements in the form with brackets.
    public var bracketed: String { Self.bracketed(elements) }

    /// Elements in the form with brackets, for ``init(bracketed:referenceYear:)``.
    public static func bracketed(_ elements: [ElementString]) -> String {
        elements.map { element in
            "\(element.identifier)" + element.value.replacing("(", with: #"\("#)
        }.joined()
    }

    /// Elements as the content of a code: separators only where they are necessary.
    public static func content(of elements: [ElementString]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, element) in elements.enumerated() {
            bytes += Array(element.identifier.digits.utf8) + Array(element.value.utf8)
            let isLast = index == elements.count - 1
            if !isLast, !element.identifier.format.isPredefinedLength { bytes.append(separator) }
        }
        return bytes
    }
}

private struct BracketReader {
    struct Piece {
        var identifier: ApplicationIdentifier
        var offset: Int
        var data: [UInt8] = []
        /// Where each byte of `data`, and its end, is in the text.
        var places: [Int] = []
    }

    private let text: [UInt8]
    private var at = 0

    init(_ text: [UInt8]) { self.text = text }

    mutating func next() -> Result<Piece, GS1Problem>? {
        while at < text.count, text[at] == 0x20 { at += 1 }
        guard at < text.count else { return nil }
        let offset = at
        guard let identifier = identifier(at: at) else {
            at += 1
            while at < text.count, self.identifier(at: at) == nil { at += 1 }
            return .failure(GS1Problem(offset: offset, identifier: nil, kind: .bracket))
        }
        var piece = Piece(identifier: identifier, offset: offset)
        at += identifier.digits.utf8.count + 2
        while at < text.count, self.identifier(at: at) == nil {
            let isEscape = text[at] == 0x5C && at + 1 < text.count && text[at + 1] == 0x28
            if isEscape { at += 1 }
            if text[at] != 0x20 {
                piece.data.append(text[at])
                piece.places.append(at)
            }
            at += 1
        }
        piece.places.append(at)
        return .success(piece)
    }

    private func identifier(at place: Int) -> ApplicationIdentifier? {
        guard text[place] == 0x28, place == 0 || text[place - 1] != 0x5C else { return nil }
        let digits = text[(place + 1)...].prefix(5).prefix(while: Digits.isDigit)
        guard text[(place + 1)...].dropFirst(digits.count).first == 0x29 else { return nil }
        return ApplicationIdentifier(Digits.text(digits))
    }
}
