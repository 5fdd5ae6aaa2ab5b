/// A Swift file taken apart into code and comments, each on the lines where they stood.
///
/// The contents of string literals are in neither (a message may say anything); code inside an
/// interpolation is code. What is taken out is replaced by blanks, so columns stay.
struct SwiftText {
    let code: String
    let comments: String

    init(_ text: String) {
        var scanner = Scanner(source: Array(text.utf8))
        scanner.scanCode(untilParenthesisCloses: false)
        code = String(decoding: scanner.code, as: UTF8.self)
        comments = String(decoding: scanner.comments, as: UTF8.self)
    }
}

/// Works on bytes: all that it looks for is ASCII, and tests are built without optimisation.
private struct Scanner {
    let source: [UInt8]
    var position = 0
    /// Both start as the source and get blanks where the text is not theirs.
    var code: [UInt8]
    var comments: [UInt8]

    private enum Kind { case code, comment, literal }

    init(source: [UInt8]) {
        self.source = source
        code = source
        comments = source
    }

    private var isAtEnd: Bool { position >= source.count }

    private func byte(_ offset: Int) -> UInt8 {
        position + offset < source.count ? source[position + offset] : 0
    }

    private mutating func take(_ count: Int, as kind: Kind) {
        let end = min(position + count, source.count)
        while position < end {
            if source[position] != newline {
                if kind != .code { code[position] = blank }
                if kind != .comment { comments[position] = blank }
            }
            position += 1
        }
    }

    /// Reads code to the end, or to the parenthesis that closes an interpolation.
    mutating func scanCode(untilParenthesisCloses: Bool) {
        var depth = 0
        while !isAtEnd {
            let here = byte(0)
            if here == slash, byte(1) == slash {
                while !isAtEnd, byte(0) != newline { take(1, as: .comment) }
            } else if here == slash, byte(1) == star {
                scanBlockComment()
            } else if here == quote || here == hash, let hashes = hashesBeforeQuote() {
                scanString(hashes: hashes)
            } else {
                if here == UInt8(ascii: "(") { depth += 1 }
                if here == UInt8(ascii: ")") { depth -= 1 }
                take(1, as: .code)
                if untilParenthesisCloses, depth == 0 { return }
            }
        }
    }

    private mutating func scanBlockComment() {
        var depth = 0
        repeat {
            let opens = byte(0) == slash && byte(1) == star
            let closes = byte(0) == star && byte(1) == slash
            if opens { depth += 1 }
            if closes { depth -= 1 }
            take(opens || closes ? 2 : 1, as: .comment)
        } while depth > 0 && !isAtEnd
    }

    /// How many `#` stand before the quotation mark here; `nil` when no string starts here.
    private func hashesBeforeQuote() -> Int? {
        var hashes = 0
        while byte(hashes) == hash { hashes += 1 }
        return byte(hashes) == quote ? hashes : nil
    }

    /// Whether `count` hashes stand `offset` bytes on.
    private func areHashes(_ count: Int, at offset: Int) -> Bool {
        (0..<count).allSatisfy { byte(offset + $0) == hash }
    }

    private mutating func scanString(hashes: Int) {
        take(hashes, as: .code)
        let quotes = byte(1) == quote && byte(2) == quote ? 3 : 1
        take(quotes, as: .code)
        while !isAtEnd {
            let here = byte(0)
            if here == quote, quotes == 1 || (byte(1) == quote && byte(2) == quote),
                areHashes(hashes, at: quotes)
            {
                take(quotes + hashes, as: .code)
                return
            } else if here == backslash, areHashes(hashes, at: 1) {
                let opensCode = byte(1 + hashes) == UInt8(ascii: "(")
                take(opensCode ? 1 + hashes : 2 + hashes, as: .literal)
                if opensCode { scanCode(untilParenthesisCloses: true) }
            } else if here == newline, quotes == 1 {
                return  // Not a string after all; the compiler says what it is.
            } else {
                take(1, as: .literal)
            }
        }
    }

    private let newline = UInt8(ascii: "\n")
    private let blank = UInt8(ascii: " ")
    private let slash = UInt8(ascii: "/")
    private let star = UInt8(ascii: "*")
    private let quote = UInt8(ascii: "\"")
    private let hash = UInt8(ascii: "#")
    private let backslash = UInt8(ascii: "\\")
}
