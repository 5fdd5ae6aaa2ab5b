import Cash

extension DocumentError {
    /// The words for what a decoder found wrong.
    ///
    /// Decoders word their errors differently, and for programmers. Only what this module wrote
    /// itself, and a decoder's account of broken JSON, is passed on.
    public init(_ error: DecodingError) {
        switch error {
        case .typeMismatch(let type, let context):
            self.init(.malformed, context.codingPath, "must be \(Self.name(of: type))")
        case .valueNotFound(let type, let context):
            self.init(
                .malformed, context.codingPath,
                "must be \(Self.name(of: type)), not null; leave the field out when there is none")
        case .keyNotFound(let key, let context):
            self.init(.malformed, context.codingPath + [key], "missing")
        case .dataCorrupted(let context):
            var text = context.debugDescription
            if context.codingPath.isEmpty {
                let reason = context.underlyingError.map { "\($0)" } ?? text
                text = "not JSON: " + Self.plain(reason)
            }
            self.init(.malformed, context.codingPath, text)
        @unknown default:
            self.init(.malformed, at: "", "cannot be read")
        }
    }

    private init(_ kind: Kind, _ path: [any CodingKey], _ text: String) {
        self.init(kind, at: Self.text(of: path), text)
    }

    /// `lines[3].total`. A name that is not a plain word, which only hostile documents have, is
    /// put in quotation marks and cut.
    static func text(of path: [any CodingKey]) -> String {
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                let name = key.stringValue
                let isPlain =
                    !name.isEmpty && name.utf8.count <= 40
                    && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
                text += (text.isEmpty ? "" : ".") + (isPlain ? name : quoted(name))
            }
        }
        return text
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is any FixedWidthInteger.Type: "a whole number"
        case is any Collection.Type:
            String(describing: type).hasPrefix("Dictionary") ? "an object" : "a list"
        default: "an object"
        }
    }

    /// One line of printable characters, at most 200.
    private static func plain(_ text: String) -> String {
        var plain = ""
        for scalar in text.unicodeScalars.prefix(200) {
            let isPlain = scalar.value >= 0x20 && !scalar.properties.isWhitespace
            plain.unicodeScalars.append(isPlain ? scalar : " ")
        }
        return plain
    }
}
