internal import ESCPOS

/// The bars of one bar code, in modules, and the text that printers write at it.
struct LinearSymbol {
    /// Widths in modules of bars and spaces in turn, the first a bar.
    let runs: [Int]
    let text: String
    /// Whether elements are only thin or thick, so that the printer chooses how thick.
    let isTwoWidth: Bool

    private init(_ symbol: ZintSymbol, text: String, isTwoWidth: Bool = false) {
        runs = symbol.runs
        self.text = text
        self.isTwoWidth = isTwoWidth
    }

    /// - Parameter system: in form B.
    init(_ system: BarcodeSystem, data: [UInt8]) throws(SymbolError) {
        switch system {
        case .upcA: self = try Self.retail(.upcAWithCheckDigit, data, digits: 12)
        case .upcE: self = try Self.upcE(data)
        case .ean13: self = try Self.retail(.eanWithCheckDigit, data, digits: 13)
        case .ean8: self = try Self.retail(.eanWithCheckDigit, data, digits: 8)
        case .code39: self = try Self.code39(data)
        case .itf: self = try Self.itf(data)
        case .codabar: self = try Self.codabar(data)
        case .code93: self = try Self.code93(data)
        case .code128:
            let code = try Code128(data)
            runs = code.runs
            text = code.text
            isTwoWidth = false
        default: throw .unknownSystem(system.rawValue)
        }
    }

    /// Widths in dots. Thick elements of two-width codes are Epson's, from its table of `GS w` in
    /// dots of 1/8 mm; other modules take the nearest to 2.5 times.
    func widths(module: Int) -> [Int] {
        guard isTwoWidth else { return runs.map { $0 * module } }
        // Epson's widths as remembered, not read: to be checked against its manual.
        let thick = [2: 5, 3: 8, 4: 10, 5: 13, 6: 16][module] ?? (module * 5 + 1) / 2
        return runs.map { $0 == 1 ? module : thick }
    }

    // MARK: Retail codes

    /// Digits with their check digit: added when one digit is missing, else compared.
    private static func checked(_ data: [UInt8], digits: Int) throws(SymbolError) -> [UInt8] {
        guard data.count == digits || data.count == digits - 1, data.allSatisfy(isDigit) else {
            throw .invalidData(reason: "it must be \(digits - 1) or \(digits) digits")
        }
        let expected = checkDigit(of: data.prefix(digits - 1))
        if let given = data.dropFirst(digits - 1).first, given != expected {
            throw .wrongCheckDigit(expected: Character(UnicodeScalar(expected)))
        }
        return data.prefix(digits - 1) + [expected]
    }

    /// Source: GS1 General Specifications: weights 3 and 1 from the right.
    private static func checkDigit(of digits: ArraySlice<UInt8>) -> UInt8 {
        let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
            sum + Int(digit.element - 0x30) * (digit.offset.isMultiple(of: 2) ? 3 : 1)
        }
        return 0x30 + UInt8((10 - sum % 10) % 10)
    }

    private static func retail(
        _ kind: ZintSymbol.Kind, _ data: [UInt8], digits: Int
    ) throws(SymbolError) -> LinearSymbol {
        let full = try checked(data, digits: digits)
        return LinearSymbol(try ZintSymbol(kind, data: full), text: string(full))
    }

    /// UPC-E from the 11 or 12 digits of a UPC-A that can be shortened, or from the short form of
    /// 6 to 8 digits.
    private static func upcE(_ data: [UInt8]) throws(SymbolError) -> LinearSymbol {
        guard data.allSatisfy(isDigit) else { throw .invalidData(reason: "it must be digits") }
        // The system digit 0 may be left out only when nothing else stands before the six.
        let short: [UInt8]
        let full: [UInt8]
        switch data.count {
        case 11, 12:
            full = try checked(data, digits: 12)
            guard let six = shortened(full) else {
                throw .invalidData(reason: "this UPC-A has no short form")
            }
            short = [0x30] + six
        case 6, 7, 8:
            short = data.count == 6 ? [0x30] + data : Array(data.prefix(7))
            guard short[0] == 0x30 else { throw .invalidData(reason: "it must begin with 0") }
            full = try checked(expanded(short.dropFirst()) + data.dropFirst(7), digits: 12)
        default: throw .invalidData(reason: "it must be 6 to 8, 11 or 12 digits")
        }
        let digits = short + full.suffix(1)
        return LinearSymbol(
            try ZintSymbol(.upcEWithCheckDigit, data: digits), text: string(digits))
    }

    /// The eleven digits that six short ones stand for.
    ///
    /// Source: GS1 General Specifications, zero-suppressed GTIN-12.
    private static func expanded(_ six: ArraySlice<UInt8>) -> [UInt8] {
        let d = Array(six)
        func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x30, count: count) }
        return switch d[5] {
        case 0x30...0x32: [0x30, d[0], d[1], d[5]] + zeros(4) + [d[2], d[3], d[4]]
        case 0x33: [0x30, d[0], d[1], d[2]] + zeros(5) + [d[3], d[4]]
        case 0x34: [0x30, d[0], d[1], d[2], d[3]] + zeros(5) + [d[4]]
        default: [0x30, d[0], d[1], d[2], d[3], d[4]] + zeros(4) + [d[5]]
        }
    }

    /// The six digits for a UPC-A; `nil` when it has too few zeros.
    private static func shortened(_ full: [UInt8]) -> [UInt8]? {
        let d = Array(full.dropFirst())
        let candidates: [[UInt8]] = [
            [d[0], d[1], d[7], d[8], d[9], d[2]], [d[0], d[1], d[2], d[8], d[9], 0x33],
            [d[0], d[1], d[2], d[3], d[9], 0x34], [d[0], d[1], d[2], d[3], d[4], d[9]],
        ]
        return candidates.first { expanded($0[...]) == full.dropLast() }
    }

    // MARK: Codes of any length

    private static func code39(_ data: [UInt8]) throws(SymbolError) -> LinearSymbol {
        // Start and stop are added unless they were sent.
        var inner = data[...]
        if inner.count >= 2, inner.first == 0x2A, inner.last == 0x2A {
            inner = inner.dropFirst().dropLast()
        }
        let alphabet = Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%+-./".utf8)
        guard inner.allSatisfy(alphabet.contains) else {
            throw .invalidData(reason: "CODE39 has 0 to 9, A to Z, space and $ % + - . /")
        }
        return LinearSymbol(
            try ZintSymbol(.code39, data: Array(inner)), text: "*\(string(inner))*",
            isTwoWidth: true)
    }

    /// Digits stand in pairs, so the printer drops an odd last one.
    private static func itf(_ data: [UInt8]) throws(SymbolError) -> LinearSymbol {
        let even = data.dropLast(data.count % 2)
        guard !even.isEmpty, even.allSatisfy(isDigit) else {
            throw .invalidData(reason: "ITF has pairs of digits")
        }
        return LinearSymbol(
            try ZintSymbol(.interleaved2of5, data: Array(even)), text: string(even),
            isTwoWidth: true)
    }

    private static func codabar(_ data: [UInt8]) throws(SymbolError) -> LinearSymbol {
        let ends = Set("ABCDabcd".utf8)
        let alphabet = Set("0123456789$+-./:".utf8)
        guard data.count >= 3, let first = data.first, let last = data.last,
            ends.contains(first), ends.contains(last),
            data.dropFirst().dropLast().allSatisfy(alphabet.contains)
        else {
            throw .invalidData(
                reason: "CODABAR has 0 to 9 and $ + - . / : between two letters from A to D")
        }
        return LinearSymbol(
            try ZintSymbol(.codabar, data: data), text: string(data), isTwoWidth: true)
    }

    /// Printers write a box at both ends, and a filled one with a letter for a control character.
    ///
    /// Source: Epson ESC/POS reference, `GS k`, notes for CODE93.
    private static func code93(_ data: [UInt8]) throws(SymbolError) -> LinearSymbol {
        guard data.allSatisfy({ $0 < 0x80 }) else {
            throw .invalidData(reason: "CODE93 has bytes from 0 to 127")
        }
        let inner = data.map { byte in
            switch byte {
            case 0: "■U"
            case 1...26: "■\(Character(UnicodeScalar(byte + 0x40)))"
            case 27...31: "■\(Character(UnicodeScalar(byte - 27 + 0x41)))"
            case 127: "■T"
            default: String(Character(UnicodeScalar(byte)))
            }
        }
        return LinearSymbol(
            try ZintSymbol(.code93, data: data), text: "□\(inner.joined())□")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func string(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
