/// How long files and functions may be.
enum SizeRules {
    static let fileLines = 500
    static let functionLines = 70

    static func findings(in file: Repository.File) -> [Finding] {
        guard let code = file.swift?.code else { return [] }
        var found: [Finding] = []
        let lines = file.text.utf8.count { $0 == UInt8(ascii: "\n") }
        if lines > fileLines {
            found.append(
                Finding(file.path, "\(lines) lines, more than \(fileLines); split it by type"))
        }
        for function in functions(in: code) where function.lines > functionLines {
            found.append(
                Finding(
                    file.path, line: function.start,
                    "\(function.name) has \(function.lines) lines, more than \(functionLines)"))
        }
        return found
    }

    struct Function: Hashable {
        var name: String
        /// Line of its keyword.
        var start: Int
        /// From the keyword to the closing brace, both included.
        var lines: Int
    }

    /// Functions, initialisers and subscripts that have a body.
    static func functions(in code: String) -> [Function] {
        let tokens = Token.list(of: code)
        return tokens.indices.compactMap { index in
            guard Self.openers.contains(tokens[index].text),
                index == 0 || tokens[index - 1].text != ".",
                let opening = opening(after: index, in: tokens),
                let closing = closing(of: opening, in: tokens)
            else { return nil }
            let keyword = tokens[index]
            let name = keyword.text == "func" ? tokens[index + 1].text : keyword.text
            return Function(
                name: name, start: keyword.line, lines: tokens[closing].line - keyword.line + 1)
        }
    }

    private static let openers: Set<String> = ["func", "init", "deinit", "subscript"]
    /// Words that start the next declaration: the one before it had no body (a requirement).
    private static let starters = openers.union([
        "var", "let", "case", "struct", "enum", "class", "actor", "extension", "protocol", "static",
        "public", "private", "internal", "mutating", "nonmutating", "typealias", "associatedtype",
    ])

    /// The brace that opens the body of the declaration at `index`; braces between its
    /// parentheses are closures of default arguments.
    private static func opening(after index: Int, in tokens: [Token]) -> Int? {
        var depth = 0
        for next in tokens.indices.dropFirst(index + 1) {
            switch tokens[next].text {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return next
            case "}" where depth == 0: return nil
            case let word where depth == 0 && starters.contains(word): return nil
            default: break
            }
        }
        return nil
    }

    private static func closing(of opening: Int, in tokens: [Token]) -> Int? {
        var depth = 0
        for next in tokens.indices.dropFirst(opening) {
            if tokens[next].text == "{" { depth += 1 }
            if tokens[next].text == "}" { depth -= 1 }
            if depth == 0 { return next }
        }
        return nil
    }
}

/// A name or a single other character.
private struct Token {
    var text: String
    var line: Int

    static func list(of code: String) -> [Token] {
        var tokens: [Token] = []
        var line = 1
        var name: [UInt8] = []
        for byte in Array(code.utf8) + [UInt8(ascii: "\n")] {
            if isOfName(byte) {
                name.append(byte)
                continue
            }
            if !name.isEmpty {
                tokens.append(Token(text: String(decoding: name, as: UTF8.self), line: line))
                name.removeAll(keepingCapacity: true)
            }
            if byte == UInt8(ascii: "\n") {
                line += 1
            } else if byte > 0x20 {
                tokens.append(Token(text: String(UnicodeScalar(byte)), line: line))
            }
        }
        return tokens
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...0xFF:
            true
        default: false
        }
    }
}
