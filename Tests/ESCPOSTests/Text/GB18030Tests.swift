import ESCPOS
import Testing

@Suite(.enabled(if: GB18030.isAvailable, "this system's iconv has no GB18030 table"))
struct GB18030Tests {
    @Test(arguments: [
        ("你" as Unicode.Scalar, 0xC4E3 as UInt32), ("好", 0xBAC3), ("。", 0xA1A3), ("，", 0xA3AC),
        ("€", 0xA2E3), ("ひ", 0xA4D2), ("￥", 0xA3A4), ("丂", 0x8140), ("㐂", 0x8139_EF31),
    ])
    func knownCodes(scalar: Unicode.Scalar, code: UInt32) {
        #expect(GB18030.code(for: scalar) == code)
    }

    @Test func whatFontsDoNotHoldHasNoCode() {
        for scalar in "한กشש😀ｱａ\u{E000}𠀀".unicodeScalars where scalar != "ａ" {
            #expect(GB18030.code(for: scalar) == nil, "\(scalar)")
        }
    }

    @Test func everyCodeDecodesToItsScalarAndHoldsNoControl() {
        var count = 0
        for scalar in (UInt32(0x80)...0xFFFF).lazy.compactMap(Unicode.Scalar.init) {
            guard GB18030.code(for: scalar) != nil else { continue }
            count += 1
            let bytes = GB18030.encode(String(scalar)) ?? []
            #expect(bytes.allSatisfy { $0 >= 0x30 }, "\(scalar)")
            #expect(GB18030.decode(bytes).map { Array($0.unicodeScalars) } == [scalar])
        }
        // GBK has 21,886 characters, and Extension A came with 6,582; a few of them overlap or
        // moved between the editions of the standard.
        #expect((28_000...28_800).contains(count), "\(count)")
    }

    @Test(
        arguments: [[0x81], [0xC4, 0xE3, 0xBA], [0xFF, 0xFF], [0x81, 0x30, 0x81]] as [[UInt8]])
    func brokenBytesDoNotDecode(bytes: [UInt8]) {
        #expect(GB18030.decode(bytes) == nil)
    }

    @Test func textRoundTrips() {
        let text = "小计 3 × ￥12。㐂"
        #expect(GB18030.encode(text).flatMap(GB18030.decode) == text)
        #expect(GB18030.encode("มี") == nil)
    }
}
