/// Where a text stops being JSON, or names a field twice. The system's decoder only says that a text
/// is no JSON, and of two fields with one name it takes one: which amount was meant, nobody knows.
///
/// Grammar: RFC 8259, with its advice that names within an object be unique. Nesting costs a few bytes
/// a level, so no text can exhaust the stack.
struct JSONFault: Hashable, CustomStringConvertible {
    /// Both from 1; the column counts characters.
    var line: Int
    var column: Int
    /// Lower case, without full stop.
    var why: String

    var description: String { "line \(line), column \(column): \(why)" }

    /// The first fault of `text`; nil when it is JSON.
    init?(in text: [UInt8]) {
        var reader = JSONReader(text: text)
        do throws(JSONReader.Stop) {
            try reader.document()
            return nil
        } catch {
            let before = text[..<min(error.offset, text.count)]
            let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            line = before.count { $0 == UInt8(ascii: "\n") } + 1
            column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
            why = error.why
        }
    }
}

/// Goes through a JSON text without building anything.
private struct JSONReader {
    struct Stop: Error {
        var offset: Int
        var why: String
    }

    private enum Container { case object, list }

    let text: [UInt8]
    private var at = 0
    private var open: [Container] = []
    /// Of each open object, the names of its fields so far; empty for a list.
    private var names: [Set<[UInt8]>] = []

    init(text: [UInt8]) { self.text = text }

    mutating func document() throws(Stop) {
        repeat {
            try beginValue()
            while let container = open.last, try closes(container) {}
        } while !open.isEmpty
        skipBlanks()
        if at < text.count { throw stop("the document has ended already; nothing may follow") }
    }

    /// A whole scalar, or all brackets up to the first scalar or the end of an empty container.
    private mutating func beginValue() throws(Stop) {
        while true {
            skipBlanks()
            switch next {
            case "{":
                at += 1
                skipBlanks()
                open.append(.object)
                names.append([])
                if next == "}" { return }
                try key()
            case "[":
                at += 1
                skipBlanks()
                open.append(.list)
                names.append([])
                if next == "]" { return }
            default: return try scalar()
            }
        }
    }

    /// After a value: whether the container ends here. Otherwise its next value is due.
    private mutating func closes(_ container: Container) throws(Stop) -> Bool {
        skipBlanks()
        let end: Character = container == .object ? "}" : "]"
        if next == end {
            at += 1
            open.removeLast()
            names.removeLast()
            return true
        }
        guard next == "," else { throw stop("\(found); a comma or \(end) belongs here") }
        at += 1
        skipBlanks()
        if next == end { throw stop("a comma before \(end); take it out") }
        if container == .object { try key() }
        return false
    }

    private mutating func key() throws(Stop) {
        skipBlanks()
        guard next == "\"" else { throw stop("\(found); a field's name in \" belongs here") }
        let start = at
        try string()
        let name = plain(text[start + 1..<at - 1])
        guard names[names.count - 1].insert(name).inserted else {
            let shown = String(decoding: name.prefix(40), as: UTF8.self)
            throw Stop(offset: start, why: "the field \"\(shown)\" stands here a second time")
        }
        skipBlanks()
        guard next == ":" else { throw stop("\(found); a colon belongs here") }
        at += 1
    }

    private mutating func scalar() throws(Stop) {
        switch next {
        case "\"": try string()
        case "-": try number()
        default:
            if isDigit { return try number() }
            for word in ["true", "false", "null"] where text[at...].starts(with: word.utf8) {
                at += word.utf8.count
                return
            }
            throw stop("\(found); a value belongs here")
        }
    }

    private mutating func string() throws(Stop) {
        let start = at
        at += 1
        while let character = next {
            switch character {
            case "\"":
                at += 1
                return
            case "\\": try escape()
            case "\u{0}"..."\u{1F}": throw Stop(offset: start, why: "a text without its end")
            default: at += 1
            }
        }
        throw Stop(offset: start, why: "a text without its end")
    }

    /// A text between its quotes with the escapes replaced: `"\u0061"` and `"a"` are one name.
    private func plain(_ quoted: ArraySlice<UInt8>) -> [UInt8] {
        guard quoted.contains(UInt8(ascii: "\\")) else { return Array(quoted) }
        var units: [UInt16] = []
        var rest = Substring(decoding: quoted, as: UTF8.self).utf16
        while let unit = rest.popFirst() {
            guard unit == 0x5C, let kind = rest.popFirst() else {
                units.append(unit)
                continue
            }
            switch Character(Unicode.Scalar(UInt8(truncatingIfNeeded: kind))) {
            case "b": units.append(0x08)
            case "f": units.append(0x0C)
            case "n": units.append(0x0A)
            case "r": units.append(0x0D)
            case "t": units.append(0x09)
            case "u":
                let digits = String(decoding: rest.prefix(4), as: UTF16.self)
                units.append(UInt16(digits, radix: 16) ?? 0xFFFD)
                rest = rest.dropFirst(4)
            default: units.append(kind)
            }
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    private mutating func escape() throws(Stop) {
        let start = at
        at += 1
        guard let character = next, "\"\\/bfnrtu".contains(character) else {
            throw Stop(offset: start, why: "no such escape; a single \\ is written \\\\")
        }
        at += 1
        guard character == "u" else { return }
        for _ in 0..<4 {
            guard next?.isHexDigit == true else {
                throw Stop(offset: start, why: "\\u is followed by four hexadecimal digits")
            }
            at += 1
        }
    }

    private mutating func number() throws(Stop) {
        let start = at
        if next == "-" { at += 1 }
        if next == "0" { at += 1 } else if !digits() { throw Stop(offset: start, why: "no number") }
        if isDigit { throw Stop(offset: start, why: "a number has no leading zeros") }
        if next == "." {
            at += 1
            if !digits() { throw Stop(offset: start, why: "no number") }
        }
        if next == "e" || next == "E" {
            at += 1
            if next == "+" || next == "-" { at += 1 }
            if !digits() { throw Stop(offset: start, why: "no number") }
        }
    }

    /// - Returns: whether there was one at least.
    private mutating func digits() -> Bool {
        let start = at
        while isDigit { at += 1 }
        return at > start
    }

    private var isDigit: Bool { at < text.count && (0x30...0x39).contains(text[at]) }

    private mutating func skipBlanks() {
        while at < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[at]) { at += 1 }
    }

    private var next: Character? {
        at < text.count ? Character(Unicode.Scalar(text[at])) : nil
    }

    /// What stands here, for the message.
    private var found: String {
        guard at < text.count else { return "the file ends here" }
        let rest = String(decoding: text[at...].prefix(4), as: UTF8.self)
        guard let character = rest.first, character.isASCII, (0x21...0x7E).contains(text[at]) else {
            return "an unexpected character"
        }
        return "an unexpected \(character)"
    }

    private func stop(_ why: String) -> Stop { Stop(offset: at, why: why) }
}
