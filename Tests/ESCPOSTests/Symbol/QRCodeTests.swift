import ESCPOS
import Testing

struct QRCodeTests {
    @Test func theFiveStepsAreTheRecipe() throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        try encoder.qrCode("Tillé", level: .medium, module: 6)
        #expect(
            encoder.bytes == [
                0x1D, 0x28, 0x6B, 4, 0, 0x31, 0x41, 0x32, 0,
                0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x43, 6,
                0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x45, 0x31,
                0x1D, 0x28, 0x6B, 9, 0, 0x31, 0x50, 0x30,
            ] + Array("Tillé".utf8) + [0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x51, 0x30])
    }

    /// The capacities that ISO/IEC 18004 gives for version 40.
    @Test(arguments: [
        (QRCodeLevel.low, 2953, 7089), (.medium, 2331, 5596), (.quartile, 1663, 3993),
        (.high, 1273, 3057),
    ])
    func theLargestCodeHoldsWhatTheStandardSays(level: QRCodeLevel, bytes: Int, digits: Int) throws
    {
        var profile = Profiles.tmT88V
        profile.dotsPerLine = 185
        let full = [UInt8](repeating: 0x61, count: bytes)
        var encoder = Encoder(profile: profile)
        try encoder.qrCode(bytes: full, level: level, module: 1)
        #expect(throws: ESCPOSError.qrCodeLength(bytes: bytes + 1, limit: bytes)) {
            try encoder.qrCode(bytes: full + [0x61], level: level, module: 1)
        }
        try encoder.qrCode(String(repeating: "7", count: digits), level: level, module: 1)
        #expect(throws: ESCPOSError.self) {
            try encoder.qrCode(String(repeating: "7", count: digits + 1), level: level, module: 1)
        }
    }

    @Test func theSizeIsKnownBeforehand() throws {
        // 76 bytes at level M are version 5: 37 modules, 45 with the quiet zone.
        var encoder = Encoder(profile: Profiles.generic58)
        let data = String(repeating: "a", count: 76)
        try encoder.qrCode(data, module: 8)
        #expect(
            throws: ESCPOSError.qrCodeTooWide(dots: 45 * 9, limit: 384, largestModule: 8)
        ) { try encoder.qrCode(data, module: 9) }
    }

    @Test func paymentTextWithLinesIsDataButRealTimeBytesAreRefused() throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        try encoder.qrCode("BCD\n002\n1\nSCT\n")
        #expect(throws: ESCPOSError.qrCodeHoldsCommand(offset: 1)) {
            try encoder.qrCode(bytes: [0x41, 0x10, 0x14, 0x01, 0x00, 0x01])
        }
        try encoder.qrCode(bytes: [0x41, 0x10])
    }

    @Test(arguments: [0, 17, -1, Int.max])
    func modulesHaveTheirRange(module: Int) {
        var encoder = Encoder(profile: Profiles.tmT88V)
        #expect(throws: ESCPOSError.qrCodeModule(module)) {
            try encoder.qrCode("x", module: module)
        }
    }

    @Test func emptyDataAndPrintersWithoutCodesAreRefused() {
        var profile = Profiles.generic58
        profile.hasQRCode = false
        var encoder = Encoder(profile: profile)
        #expect(throws: ESCPOSError.noQRCode(printer: profile.name)) { try encoder.qrCode("x") }
        encoder = Encoder(profile: Profiles.generic58)
        #expect(throws: ESCPOSError.qrCodeLength(bytes: 0, limit: 2331)) {
            try encoder.qrCode("")
        }
        #expect(encoder.commands.isEmpty)
    }
}
