/// One value of a JSON text, and where it stands.
struct JSONValue: Sendable {
    let json: JSONText
    /// In the text's nodes.
    let index: Int

    var node: JSONText.Node { json.nodes[index] }

    var place: JSONPlace { JSONPlace(offset: Int(node.start), in: json.bytes) }

    /// A text's content; nil for every other value.
    var text: String? {
        switch node.kind {
        case .text: String(decoding: json.bytes[node.content], as: UTF8.self)
        case .escaped: String(decoding: node.text(in: json.bytes), as: UTF8.self)
        default: nil
        }
    }

    /// What a list or an object holds; in anything else there is nothing.
    var members: Members { Members(of: self) }

    /// Walks through a container from value to value, without looking into any.
    struct Members: Sequence, IteratorProtocol {
        private let json: JSONText
        private let isObject: Bool
        private var at: Int
        private let end: Int

        init(of container: JSONValue) {
            json = container.json
            isObject = container.node.kind == .object
            at = container.index + 1
            end = Int(container.node.next)
        }

        var isAtEnd: Bool { at >= end }

        /// - Returns: a value, and its name in an object.
        mutating func next() -> (name: JSONValue?, value: JSONValue)? {
            guard !isAtEnd else { return nil }
            let value = JSONValue(json: json, index: isObject ? at + 1 : at)
            defer { at = Int(value.node.next) }
            return (isObject ? JSONValue(json: json, index: at) : nil, value)
        }
    }

    /// The value of an object's field; nil when there is none, or this is no object.
    subscript(name: String) -> JSONValue? {
        let nodes = json.nodes
        guard nodes[index].kind == .object else { return nil }
        let end = Int(nodes[index].next)
        var name = name
        // Decoding looks for each field anew, so this is its innermost loop.
        let found = name.withUTF8 { name -> Int? in
            var at = index + 1
            while at < end {
                if nodes[at].isText(name, in: json.bytes) { return at + 1 }
                at = Int(nodes[at + 1].next)
            }
            return nil
        }
        return found.map { JSONValue(json: json, index: $0) }
    }

    /// A value of a list; nil when it is shorter, or this is no list.
    subscript(position: Int) -> JSONValue? {
        guard node.kind == .list, position >= 0 else { return nil }
        return members.dropFirst(position).first { _ in true }?.value
    }
}

extension JSONText.Node {
    /// Byte for byte: to `String`, two ways to write an é would be one name.
    fileprivate func isText(_ other: UnsafeBufferPointer<UInt8>, in bytes: [UInt8]) -> Bool {
        guard kind == .text else { return text(in: bytes).elementsEqual(other) }
        let start = content.lowerBound
        guard content.count == other.count else { return false }
        for position in other.indices where bytes[start + position] != other[position] {
            return false
        }
        return true
    }
}

/// A step on the way to a value: an object's field, or a position in a list.
struct JSONKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = "\(intValue)"
        self.intValue = intValue
    }

    /// Reads `lines[3].total`, as errors show paths.
    static func path(_ text: String) -> [JSONKey] {
        text.split { ".[".contains($0) }.map { part in
            if part.hasSuffix("]"), let position = Int(part.dropLast()) {
                return JSONKey(intValue: position)
            }
            return JSONKey(stringValue: String(part))
        }
    }
}

extension JSONValue {
    /// The way here from the whole text. Looked for when an error asks, which is once, so that nobody
    /// has to carry it along.
    var path: [any CodingKey] {
        var path: [any CodingKey] = []
        var container = json.root
        while container.index < index {
            // One of the members holds this value, or is it.
            let inner = container.members.enumerated().first { index < $0.element.value.node.next }
            guard let (position, (name, value)) = inner else { break }
            path.append(
                name?.text.map(JSONKey.init(stringValue:)) ?? JSONKey(intValue: position))
            container = value
        }
        return path
    }

    /// What stands at the end of `path`, or as far along it as there is anything: a field that is
    /// missing is missing in its object.
    func nearest(to path: [any CodingKey]) -> JSONValue {
        var value = self
        for key in path {
            let inner = key.intValue.map { value[$0] } ?? value[key.stringValue]
            guard let inner else { break }
            value = inner
        }
        return value
    }
}
