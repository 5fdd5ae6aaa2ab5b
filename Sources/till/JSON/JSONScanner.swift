/// Goes through a JSON text once and notes where its values stand.
struct JSONScanner {
    /// A container whose end has not come.
    private struct Open {
        var index: Int
        var fields = 0
        /// The names so far, once there are too many to compare them one by one.
        var names: Set<[UInt8]> = []
    }
    /// So few names are compared faster than hashed.
    private static let comparedMax = 32

    let bytes: [UInt8]
    var at = 0
    private(set) var nodes: [JSONText.Node] = []
    private var open: [Open] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        nodes.reserveCapacity(min(bytes.count / 16, 4096))
    }

    mutating func document() throws(JSONFault) {
        guard bytes.count <= JSONText.bytesMax else {
            throw fault("more than \(JSONText.bytesMax >> 20) MiB")
        }
        try refuseMarks()
        repeat {
            try beginValue()
            while try closes() {}
        } while !open.isEmpty
        skipBlanks()
        if at < bytes.count { throw fault("the document has ended already; nothing may follow") }
    }

    /// Editors write marks that nobody sees; without a word about them the first character would be
    /// called wrong.
    private func refuseMarks() throws(JSONFault) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw fault("a byte order mark; save the file as UTF-8 without one")
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw fault("this is UTF-16; save the file as UTF-8")
        }
    }

    /// A whole scalar, or all brackets up to the first scalar or the end of an empty container.
    private mutating func beginValue() throws(JSONFault) {
        while true {
            skipBlanks()
            switch next {
            case UInt8(ascii: "{"):
                try begin(.object)
                if next == UInt8(ascii: "}") { return }
                try name()
            case UInt8(ascii: "["):
                try begin(.list)
                if next == UInt8(ascii: "]") { return }
            default: return try scalar()
            }
        }
    }

    private mutating func begin(_ kind: JSONText.Node.Kind) throws(JSONFault) {
        guard open.count < JSONText.depthMax else {
            throw fault("more than \(JSONText.depthMax) brackets inside each other")
        }
        open.append(Open(index: nodes.count))
        let start = at
        at += 1
        try note(kind, from: start)
        skipBlanks()
    }

    /// After a value: whether its container ends here. Otherwise the next value is due.
    private mutating func closes() throws(JSONFault) -> Bool {
        guard let index = open.last?.index else { return false }
        let isObject = nodes[index].kind == .object
        skipBlanks()
        let end = UInt8(ascii: isObject ? "}" : "]")
        if next == end {
            at += 1
            nodes[index].end = UInt32(at)
            nodes[index].next = UInt32(nodes.count)
            open.removeLast()
            return true
        }
        let bracket = Character(Unicode.Scalar(end))
        guard next == UInt8(ascii: ",") else {
            throw fault("\(found); a comma or \(bracket) belongs here")
        }
        at += 1
        skipBlanks()
        if next == end { throw fault("a comma before \(bracket); take it out") }
        if isObject { try name() }
        return false
    }

    private mutating func name() throws(JSONFault) {
        guard next == UInt8(ascii: "\"") else {
            throw fault("\(found); a field's name in \" belongs here")
        }
        try text()
        try refuseTwin()
        skipBlanks()
        guard next == UInt8(ascii: ":") else { throw fault("\(found); a colon belongs here") }
        at += 1
    }

    /// Of two fields with one name nobody knows which was meant.
    private mutating func refuseTwin() throws(JSONFault) {
        let name = nodes[nodes.count - 1]
        let last = open.count - 1
        let isTwin: Bool
        if open[last].fields < Self.comparedMax {
            isTwin = earlierNames(in: open[last]).contains { isSame($0, name) }
        } else {
            if open[last].names.isEmpty {
                open[last].names = Set(earlierNames(in: open[last]).map { $0.text(in: bytes) })
            }
            isTwin = !open[last].names.insert(name.text(in: bytes)).inserted
        }
        open[last].fields += 1
        guard isTwin else { return }
        let shown = String(decoding: name.text(in: bytes).prefix(40), as: UTF8.self)
        throw fault(
            "the field \"\(shown)\" stands here a second time", at: Int(name.start))
    }

    private func earlierNames(in object: Open) -> some Sequence<JSONText.Node> {
        sequence(state: object.index + 1) { index -> JSONText.Node? in
            guard index < nodes.count - 1 else { return nil }
            defer { index = Int(nodes[index + 1].next) }
            return nodes[index]
        }
    }

    private func isSame(_ a: JSONText.Node, _ b: JSONText.Node) -> Bool {
        a.kind == .text && b.kind == .text
            ? bytes[a.content] == bytes[b.content] : a.text(in: bytes) == b.text(in: bytes)
    }

    private mutating func scalar() throws(JSONFault) {
        switch next {
        case UInt8(ascii: "\""): try text()
        case UInt8(ascii: "-"): try number()
        case UInt8(ascii: "t"): try word("true", .yes)
        case UInt8(ascii: "f"): try word("false", .no)
        case UInt8(ascii: "n"): try word("null", .null)
        case _ where isDigit: try number()
        default: throw fault("\(found); a value belongs here")
        }
    }

    private mutating func word(_ word: String, _ kind: JSONText.Node.Kind) throws(JSONFault) {
        let start = at
        guard bytes[at...].starts(with: word.utf8) else {
            throw fault("\(found); a value belongs here")
        }
        at += word.utf8.count
        try note(kind, from: start)
    }

    private mutating func number() throws(JSONFault) {
        let start = at
        if next == UInt8(ascii: "-") { at += 1 }
        if next == UInt8(ascii: "0") {
            at += 1
            if isDigit { throw fault("a number has no leading zeros", at: start) }
        } else {
            try digits(of: start)
        }
        if next == UInt8(ascii: ".") {
            at += 1
            try digits(of: start)
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            at += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
            try digits(of: start)
        }
        try note(.number, from: start)
    }

    /// One at least.
    private mutating func digits(of number: Int) throws(JSONFault) {
        guard isDigit else { throw fault("no number; a digit is missing", at: number) }
        while isDigit { at += 1 }
    }

    /// Ends a value at `at`. A container's end and successor are known only later.
    mutating func note(_ kind: JSONText.Node.Kind, from start: Int) throws(JSONFault) {
        guard nodes.count < JSONText.nodesMax else {
            throw fault("more than \(JSONText.nodesMax) values and names", at: start)
        }
        nodes.append(
            JSONText.Node(
                kind: kind, start: UInt32(start), end: UInt32(at), next: UInt32(nodes.count + 1)))
    }

    // MARK: Bytes

    private var isDigit: Bool { at < bytes.count && (0x30...0x39).contains(bytes[at]) }

    private mutating func skipBlanks() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x09, 0x0A, 0x0D: at += 1
            default: return
            }
        }
    }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    /// What stands here, for the message.
    private var found: String {
        guard let next else { return "the file ends here" }
        return (0x21...0x7E).contains(next)
            ? "an unexpected \(Character(Unicode.Scalar(next)))" : "an unexpected character"
    }

    private func fault(_ why: String) -> JSONFault { fault(why, at: at) }

    func fault(_ why: String, at offset: Int) -> JSONFault {
        JSONFault(place: JSONPlace(offset: offset, in: bytes), why: why)
    }
}
