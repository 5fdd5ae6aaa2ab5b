/// The table of Application Identifiers.
///
/// Source: GS1 Barcode Syntax Dictionary of GS1 AISBL, whose facts these rows state in their own
/// form; GS1 General Specifications, 3.2.
enum ApplicationIdentifiers {
    static let formats: [String: ElementFormat] = {
        var formats: [String: ElementFormat] = [:]
        for row in identification + attributes + measures + amounts + parties + industries + keys {
            for code in row.codes { formats[code] = row.format }
        }
        return formats
    }()

    /// Identifiers with one format.
    struct Row {
        var codes: [String]
        var format: ElementFormat

        /// - Parameters:
        ///   - code: `7230`, or the first and the last of several: `7230-7239`.
        ///   - needs: groups with a comma between them, of identifiers with a plus between them.
        ///   - bars: identifiers with a comma between them.
        init(
            _ code: String, _ title: String, _ components: [ElementComponent],
            needs: String = "", bars: String = "", predefined: Bool = false, decimals: Bool = false
        ) {
            let ends = code.split(separator: "-")
            let width = ends.first?.utf8.count ?? 0
            let bounds = ends.compactMap { Int($0) }
            let numbers = (bounds.first ?? 0)...(bounds.last ?? 0)
            codes = numbers.map { Digits.text($0, width: width) }
            format = ElementFormat(
                title: title, components: components, isPredefinedLength: predefined,
                hasDecimals: decimals,
                requires: needs.split(separator: ",").map { group in
                    group.split(separator: "+").map { IdentifierPattern($0) }
                },
                excludes: bars.split(separator: ",").map { IdentifierPattern($0) })
        }
    }

    /// The groups that most attributes of an item need.
    static let item = "01,02,03,8006,8026"
}

extension ElementComponent {
    static func n(_ length: Int, _ checks: ContentCheck...) -> Self {
        Self(characters: .digits, length: length...length, isOptional: false, checks: checks)
    }
    static func n(upTo length: Int, _ checks: ContentCheck...) -> Self {
        Self(characters: .digits, length: 1...length, isOptional: false, checks: checks)
    }
    static func x(_ length: Int, _ checks: ContentCheck...) -> Self {
        Self(characters: .set82, length: length...length, isOptional: false, checks: checks)
    }
    static func x(upTo length: Int, _ checks: ContentCheck...) -> Self {
        Self(characters: .set82, length: 1...length, isOptional: false, checks: checks)
    }
    static func y(upTo length: Int, _ checks: ContentCheck...) -> Self {
        Self(characters: .set39, length: 1...length, isOptional: false, checks: checks)
    }
    static func z(upTo length: Int) -> Self {
        Self(characters: .base64, length: 1...length, isOptional: false, checks: [])
    }
    static func maybe(_ component: Self) -> Self {
        Self(
            characters: component.characters, length: component.length, isOptional: true,
            checks: component.checks)
    }
}
