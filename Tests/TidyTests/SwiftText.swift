/// A Swift file taken apart into code and comments, each on the lines where they stood.
///
/// The contents of string literals are in neither (a message may say anything); code inside an
/// interpolation is code. What is taken out is replaced by blanks, so columns stay.
struct SwiftText {
    let code: [String]
    let comments: [String]

    init(_ text: String) {
        var scanner = Scanner(source: Array(text.unicodeScalars))
        scanner.scanCode(untilParenthesisCloses: false)
        code = Self.lines(of: scanner.code)
        comments = Self.lines(of: scanner.comments)
    }

    private static func lines(of scalars: [Unicode.Scalar]) -> [String] {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
    }
}

private struct Scanner {
    enum Kind { case code, comment, literal }

    let source: [Unicode.Scalar]
    var position = 0
    var code: [Unicode.Scalar] = []
    var comments: [Unicode.Scalar] = []

    init(source: [Unicode.Scalar]) { self.source = source }

    var isAtEnd: Bool { position >= source.count }

    func isNext(_ text: String) -> Bool {
        let wanted = text.unicodeScalars
        return position + wanted.count <= source.count
            && wanted.elementsEqual(source[position..<(position + wanted.count)])
    }

    mutating func take(_ count: Int, as kind: Kind) {
        for scalar in source[position..<min(position + count, source.count)] {
            let blank: Unicode.Scalar = scalar == "\n" ? "\n" : " "
            code.append(kind == .code ? scalar : blank)
            comments.append(kind == .comment ? scalar : blank)
        }
        position = min(position + count, source.count)
    }

    /// Reads code to the end, or to the parenthesis that closes an interpolation.
    mutating func scanCode(untilParenthesisCloses: Bool) {
        var depth = 0
        while !isAtEnd {
            if isNext("//") {
                while !isAtEnd, source[position] != "\n" { take(1, as: .comment) }
            } else if isNext("/*") {
                scanBlockComment()
            } else if let hashes = hashesBeforeQuote() {
                scanString(hashes: hashes)
            } else {
                if isNext("(") { depth += 1 }
                if isNext(")") { depth -= 1 }
                take(1, as: .code)
                if untilParenthesisCloses, depth == 0 { return }
            }
        }
    }

    mutating func scanBlockComment() {
        var depth = 0
        repeat {
            let opens = isNext("/*")
            let closes = isNext("*/")
            if opens { depth += 1 }
            if closes { depth -= 1 }
            take(opens || closes ? 2 : 1, as: .comment)
        } while depth > 0 && !isAtEnd
    }

    /// How many `#` stand before the quotation mark here; `nil` when no string starts here.
    func hashesBeforeQuote() -> Int? {
        let hashes = source[position...].prefix { $0 == "#" }.count
        let quote = position + hashes
        return quote < source.count && source[quote] == "\"" ? hashes : nil
    }

    mutating func scanString(hashes: Int) {
        let fence = String(repeating: "#", count: hashes)
        take(hashes, as: .code)
        let quote = isNext("\"\"\"") ? "\"\"\"" : "\""
        take(quote.count, as: .code)
        while !isAtEnd {
            if isNext(quote + fence) {
                take(quote.count + hashes, as: .code)
                return
            } else if isNext("\\" + fence + "(") {
                take(1 + hashes, as: .literal)
                scanCode(untilParenthesisCloses: true)
            } else if isNext("\\" + fence) {
                take(2 + hashes, as: .literal)
            } else if quote == "\"", isNext("\n") {
                return  // Not a string after all; the compiler says what it is.
            } else {
                take(1, as: .literal)
            }
        }
    }
}
