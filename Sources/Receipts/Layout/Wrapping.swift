/// Breaks text into lines of at most `columns` columns.
///
/// Lines break at spaces, which are dropped there, and on either side of a wide character; a word
/// is split only when it fits no line, or when keeping it whole would leave most of a line empty.
/// A character is never split, and no line is wider than `columns`.
///
/// - Parameter width: columns of a character, 0 to 2.
/// - Precondition: `columns` is at least 2.
func wrapped(_ text: String, columns: Int, width: (Character) -> Int) -> [String] {
    precondition(columns >= 2)
    var lines: [String] = []
    var line = Line()
    for character in text {
        let size = width(character)
        if character == " " {
            // Spaces at the very start are an indent; where a line was broken they are not.
            if line.characters.isEmpty, !lines.isEmpty { continue }
            line.allowBreak()
        } else if size == 2 || line.endsWide {
            line.allowBreak()
        }
        if line.width + size > columns {
            lines.append(line.breakOff(columns: columns, width: width))
            if character == " ", line.characters.isEmpty { continue }
        }
        line.characters.append(character)
        line.width += size
        if size > 0 { line.endsWide = size == 2 }
    }
    if !line.characters.isEmpty || lines.isEmpty { lines.append(String(line.characters)) }
    return lines
}

private struct Line {
    var characters: [Character] = []
    var width = 0
    var endsWide = false
    /// Where the line may end: so many characters, so many columns.
    private var end: (count: Int, width: Int)?

    mutating func allowBreak() {
        if !characters.isEmpty { end = (characters.count, width) }
    }

    func text(upTo count: Int) -> String {
        var characters = characters[..<count]
        while characters.last == " " { characters.removeLast() }
        return String(characters)
    }

    /// Takes the part that stands in a line of its own away and returns it.
    mutating func breakOff(columns: Int, width: (Character) -> Int) -> String {
        var count = characters.count
        if let end, end.width * 3 >= columns { count = end.count }
        let text = text(upTo: count)
        characters = Array(characters[count...].drop { $0 == " " })
        self.width = characters.reduce(0) { $0 + width($1) }
        end = nil
        if characters.isEmpty { endsWide = false }
        return text
    }
}
