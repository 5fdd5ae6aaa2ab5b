/// Texts in quotes: their grammar, and what they say.
extension JSONScanner {
    mutating func text() throws(JSONFault) {
        let start = at
        var kind = JSONText.Node.Kind.text
        at += 1
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at += 1
                return try note(kind, from: start)
            case UInt8(ascii: "\\"):
                kind = .escaped
                try escape()
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                throw fault("a text without its end", at: start)
            case 0..<0x20:
                throw fault(
                    "a control character in a text; write it as \\u and four digits", at: at)
            case 0x80...: try character()
            default: at += 1
            }
        }
        throw fault("a text without its end", at: start)
    }

    /// A character of more than one byte.
    ///
    /// Source: Unicode, table of well-formed UTF-8 byte sequences.
    private mutating func character() throws(JSONFault) {
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch bytes[at] {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0...0)
            }
        let rest = bytes[at...].prefix(length).dropFirst()
        guard length > 0, rest.count == length - 1, let first = rest.first, second.contains(first),
            rest.dropFirst().allSatisfy({ (0x80...0xBF).contains($0) })
        else { throw fault("no UTF-8; save the file as UTF-8", at: at) }
        at += length
    }

    private mutating func escape() throws(JSONFault) {
        let start = at
        guard at + 1 < bytes.count else { throw fault("an escape without its end", at: start) }
        at += 2
        switch bytes[at - 1] {
        case UInt8(ascii: "u"): break
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        default: throw fault("no such escape; a single \\ is written \\\\", at: start)
        }
        let unit = try hexadecimal(of: start)
        if UTF16.isTrailSurrogate(unit) { throw half(at: start) }
        guard UTF16.isLeadSurrogate(unit) else { return }
        guard bytes[at...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else {
            throw half(at: start)
        }
        at += 2
        guard UTF16.isTrailSurrogate(try hexadecimal(of: start)) else { throw half(at: start) }
    }

    private mutating func hexadecimal(of escape: Int) throws(JSONFault) -> UInt16 {
        guard let unit = UInt16(hexadecimal: bytes[at...].prefix(4)) else {
            throw fault("\\u is followed by four hexadecimal digits", at: escape)
        }
        at += 4
        return unit
    }

    private func half(at escape: Int) -> JSONFault {
        fault("half of a character; \\uD800 to \\uDFFF come in pairs", at: escape)
    }
}

extension JSONText.Node {
    /// Offsets of what stands between the quotes of a text.
    var content: Range<Int> { Int(start) + 1..<Int(end) - 1 }

    /// A text in UTF-8 with its escapes replaced: `"\u0061"` and `"a"` are one name.
    ///
    /// - Parameter bytes: what the scanner took; what it would have refused becomes U+FFFD.
    func text(in bytes: [UInt8]) -> [UInt8] {
        var rest = bytes[content]
        guard kind == .escaped else { return Array(rest) }
        var text: [UInt8] = []
        text.reserveCapacity(rest.count)
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
                text.append(byte)
                continue
            }
            switch kind {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"): text += String(Self.scalar(&rest)).utf8
            default: text.append(kind)
            }
        }
        return text
    }

    private static func scalar(_ rest: inout ArraySlice<UInt8>) -> Character {
        func unit() -> UInt32 {
            defer { rest = rest.dropFirst(4) }
            return UInt16(hexadecimal: rest.prefix(4)).map(UInt32.init) ?? 0xFFFD
        }
        var value = unit()
        if (0xD800..<0xDC00).contains(value) {
            rest = rest.dropFirst(2)
            value = 0x10000 + (value - 0xD800) << 10 + (unit() & 0x3FF)
        }
        return Character(Unicode.Scalar(value) ?? "\u{FFFD}")
    }
}

extension UInt16 {
    /// Four hexadecimal digits, no fewer.
    fileprivate init?(hexadecimal digits: ArraySlice<UInt8>) {
        guard digits.count == 4 else { return nil }
        self = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): self = self << 4 | UInt16(digit & 0x0F)
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
                self = self << 4 | UInt16(digit & 0x0F + 9)
            default: return nil
            }
        }
    }
}
