/// A JSON text that was read: its values as one flat list, in the order of the text.
///
/// A value is sixteen bytes that point into the text, so reading builds nothing that the decoder does
/// not ask for, and no nesting can exhaust the stack.
struct JSONText: Sendable {
    /// What stands at a place of the text. In an object, names and values take turns.
    struct Node: Hashable, Sendable {
        enum Kind: UInt8, Sendable {
            case object, list, number, yes, no, null
            /// A text as it stands between its quotes.
            case text
            /// A text with escapes to replace.
            case escaped
        }
        var kind: Kind
        /// Offset of the first byte: a bracket, a quote ….
        var start: UInt32
        /// Offset behind the last byte.
        var end: UInt32
        /// Index of the node behind this one and all that it holds.
        var next: UInt32
    }

    /// More than any document needs, and few enough for every reader of one.
    static let depthMax = 64
    /// Of values and names together: ten times what the largest document has.
    static let nodesMax = 1 << 18
    /// What offsets can count, with room.
    static let bytesMax = 1 << 30

    let bytes: [UInt8]
    let nodes: [Node]

    /// Reads UTF-8, whole, by the grammar of RFC 8259, with its advice that names within an object be
    /// unique.
    init(_ bytes: [UInt8]) throws(JSONFault) {
        var scanner = JSONScanner(bytes)
        try scanner.document()
        self.bytes = bytes
        nodes = scanner.nodes
    }

    /// The value that everything else stands in.
    var root: JSONValue { JSONValue(json: self, index: 0) }
}

/// Where and why a text stops being JSON that can be read.
struct JSONFault: Error, Hashable, CustomStringConvertible {
    var place: JSONPlace
    /// Lower case, without full stop.
    var why: String

    var description: String { "line \(place.line), column \(place.column): \(why)" }
}

/// A place in a text, as editors count.
struct JSONPlace: Hashable, Sendable {
    /// Both from 1; the column counts characters.
    var line: Int
    var column: Int

    /// - Parameter offset: of a byte; what lies behind the text means its end.
    init(offset: Int, in text: [UInt8]) {
        let before = text[..<min(offset, text.count)]
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        line = before.count { $0 == UInt8(ascii: "\n") } + 1
        column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
    }
}
