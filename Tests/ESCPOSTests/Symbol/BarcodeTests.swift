import ESCPOS
import Testing

struct BarcodeTests {
    @Test(arguments: [
        ("400638133393", "4006381333931"), ("590123412345", "5901234123457"),
        ("978020137962", "9780201379624"), ("000000000000", "0000000000000"),
        ("4006381333931", "4006381333931"),
    ])
    func ean13GetsOrKeepsItsCheckDigit(digits: String, printed: String) throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        try encoder.ean13(digits, height: 60, module: 3, text: .below)
        #expect(
            encoder.bytes == [0x1D, 0x68, 60, 0x1D, 0x77, 3, 0x1D, 0x48, 2, 0x1D, 0x6B, 0x43, 13]
                + Array(printed.utf8))
    }

    @Test(arguments: ["", "123", "40063813339312", "40063813339a", "４００６３８１３３３９３", "40063813339\n"])
    func ean13TakesTwelveOrThirteenDigits(digits: String) {
        var encoder = Encoder(profile: Profiles.tmT88V)
        #expect(throws: ESCPOSError.barcodeDigits(digits)) { try encoder.ean13(digits) }
        #expect(encoder.commands.isEmpty)
    }

    @Test func aWrongCheckDigitIsNamed() throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        #expect(throws: ESCPOSError.barcodeCheckDigit("4006381333937", expected: 1)) {
            try encoder.ean13("4006381333937")
        }
    }

    @Test func barsMustFitTheLineWithTheirQuietZones() throws {
        // 113 modules: 452 dots at 4 are too many for 384.
        var encoder = Encoder(profile: Profiles.generic58)
        #expect(throws: ESCPOSError.barcodeTooWide(dots: 452, limit: 384)) {
            try encoder.ean13("400638133393", module: 4)
        }
        try encoder.ean13("400638133393", module: 3)
        // Start, four pairs, check: 6 × 11 + 13 + 20 modules.
        #expect(throws: ESCPOSError.barcodeTooWide(dots: 99 * 4, limit: 384)) {
            try encoder.code128("12345678", module: 4)
        }
    }

    @Test(arguments: [(0, 2), (256, 2), (80, 1), (80, 7), (-1, Int.min), (Int.max, Int.max)])
    func heightAndModuleHaveTheirRange(height: Int, module: Int) {
        var encoder = Encoder(profile: Profiles.tmT88V)
        #expect(throws: ESCPOSError.barcodeSize(height: height, module: module)) {
            try encoder.ean13("400638133393", height: height, module: module)
        }
    }

    @Test(
        arguments: [
            ("AB", [0x7B, 0x42, 0x41, 0x42]), ("1234", [0x7B, 0x43, 12, 34]),
            ("12", [0x7B, 0x43, 12]), ("a{b", [0x7B, 0x42, 0x61, 0x7B, 0x7B, 0x62]),
            ("A123456", [0x7B, 0x42, 0x41, 0x7B, 0x43, 12, 34, 56]),
            ("A1234B", [0x7B, 0x42, 0x41, 0x31, 0x32, 0x33, 0x34, 0x42]),
        ] as [(String, [UInt8])])
    func code128StartsWithItsSet(text: String, data: [UInt8]) throws {
        #expect(try code128(text) == data)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func code128ReadsBackAndNoPlanIsShorter(seed: UInt64) throws {
        var dice = TextDice(seed: seed)
        let alphabet = Array("00112345678916A{z ~")
        let text = String(
            (0..<Int.random(in: 1...16, using: &dice)).map { _ in
                alphabet.randomElement(using: &dice) ?? "0"
            })
        let data = try code128(text)
        let read = try #require(Self.read(data), "seed \(seed)")
        #expect(read.text == text, "seed \(seed)")
        #expect(read.symbols == Self.fewest(Array(text.utf8)), "seed \(seed): \(text)")
    }

    /// 16 20 01 00 05 in set C is `DLE DC4 1 0 5`: the drawer would open.
    @Test(arguments: ["1620010005", "160401", "00160500", "161604", "A16200100051620", "16201620"])
    func digitsNeverSpellARealTimeCommand(text: String) throws {
        var encoder = Encoder(profile: Profiles.tmT20II)
        try encoder.code128(text)
        let bytes = encoder.bytes
        for (first, second) in zip(bytes, bytes.dropFirst()) where first == 0x10 {
            #expect(![0x04, 0x05, 0x14].contains(second))
        }
        #expect(Self.read(try code128(text))?.text == text)
    }

    @Test(arguments: ["a\nb", "é", "\u{1D}", "\r\n", "茶"])
    func code128RefusesWhatItCannotHold(text: String) {
        var encoder = Encoder(profile: Profiles.tmT88V)
        #expect(throws: ESCPOSError.self) { try encoder.code128(text) }
        #expect(encoder.commands.isEmpty)
    }

    @Test func code128HasALength() {
        var encoder = Encoder(profile: Profiles.tmT88V)
        #expect(throws: ESCPOSError.barcodeLength(characters: 0)) { try encoder.code128("") }
        let long = String(repeating: "7", count: 100_000)
        #expect(throws: ESCPOSError.barcodeLength(characters: 100_000)) {
            try encoder.code128(long)
        }
        #expect(throws: ESCPOSError.self) {
            try encoder.code128(String(repeating: "x", count: 254))
        }
    }

    private func code128(_ text: String) throws -> [UInt8] {
        var profile = Profiles.tmT20II
        profile.dotsPerLine = 100_000
        var encoder = Encoder(profile: profile)
        try encoder.code128(text)
        guard case .barcode(let barcode) = encoder.commands.last else { return [] }
        #expect(barcode.system == .code128)
        return barcode.data
    }

    /// As a printer reads it: the text, and the symbol characters without check and stop.
    private static func read(_ data: [UInt8]) -> (text: String, symbols: Int)? {
        var (text, symbols, at) = ("", 0, 0)
        var set: UInt8?
        while at < data.count {
            if data[at] == 0x7B, at + 1 < data.count {
                switch data[at + 1] {
                case 0x42, 0x43: set = data[at + 1]
                case 0x7B where set == 0x42: text += "{"
                default: return nil
                }
                at += 2
            } else if set == 0x42 {
                text.unicodeScalars.append(Unicode.Scalar(data[at]))
                at += 1
            } else if set == 0x43, data[at] < 100 {
                text += data[at] < 10 ? "0\(data[at])" : "\(data[at])"
                at += 1
            } else {
                return nil
            }
            symbols += 1
        }
        return (text, symbols)
    }

    /// Tries every way, except those that spell a real-time command.
    private static func fewest(_ text: [UInt8]) -> Int {
        var best = Int.max
        func go(_ at: Int, inC: Bool, afterDLE: Bool, symbols: Int, switched: Bool) {
            guard symbols < best else { return }
            if at == text.count { best = symbols; return }
            if !inC {
                go(at + 1, inC: false, afterDLE: false, symbols: symbols + 1, switched: false)
            }
            if inC, at + 1 < text.count,
                text[at...at + 1].allSatisfy({ (0x30...0x39).contains($0) })
            {
                let value = Int(text[at] - 0x30) * 10 + Int(text[at + 1] - 0x30)
                if !(afterDLE && [4, 5, 20].contains(value)) {
                    go(
                        at + 2, inC: true, afterDLE: value == 16, symbols: symbols + 1,
                        switched: false)
                }
            }
            // Twice in a row is of use only right after DLE.
            if !switched || (!inC && !afterDLE) {
                go(at, inC: !inC, afterDLE: false, symbols: symbols + 1, switched: true)
            }
        }
        go(0, inC: false, afterDLE: false, symbols: 1, switched: true)
        go(0, inC: true, afterDLE: false, symbols: 1, switched: true)
        return best
    }
}
