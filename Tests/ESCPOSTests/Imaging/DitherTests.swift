import ESCPOS
import Testing

struct DitherTests {
    private static let dithers: [Dither] = [.threshold(), .floydSteinberg, .bayer8]

    @Test(arguments: dithers, [1, 7, 8, 9, 64, 65])
    func blackIsBlackAndWhiteIsWhite(dither: Dither, width: Int) throws {
        let black = try RasterImage(
            luma: [UInt8](repeating: 0, count: width * 5), width: width, height: 5, dither: dither)
        let white = try RasterImage(
            luma: [UInt8](repeating: 255, count: width * 5), width: width, height: 5,
            dither: dither)
        #expect(white.data.allSatisfy { $0 == 0 })
        #expect(black.bytesPerRow == (width + 7) / 8 && black.height == 5)
        for y in 0..<5 {
            for x in 0..<black.width { #expect(black[x, y] == (x < width), "\(x) \(y)") }
        }
    }

    @Test(arguments: [Dither.floydSteinberg, .bayer8], [16, 64, 100, 128, 191, 240] as [UInt8])
    func aTintKeepsItsShade(dither: Dither, shade: UInt8) throws {
        let side = 128
        let image = try RasterImage(
            luma: [UInt8](repeating: shade, count: side * side), width: side, height: side,
            dither: dither)
        let black = image.data.reduce(0) { $0 + $1.nonzeroBitCount }
        let share = Double(black) / Double(side * side)
        #expect(abs(share - (1 - Double(shade) / 255)) < 0.015, "\(share)")
    }

    @Test func thresholdIsWhereTheCallerPutsIt() throws {
        let image = try RasterImage(
            luma: [9, 10, 11], width: 3, height: 1, dither: .threshold(at: 10))
        #expect(image.data == [0x80])
    }

    @Test func bayerRanksAreAllDifferent() throws {
        // Each shade step of four turns one more dot of a square white.
        let counts = try stride(from: 0, through: 255, by: 4).map { shade in
            try RasterImage(
                luma: [UInt8](repeating: UInt8(shade), count: 64), width: 8, height: 8,
                dither: .bayer8
            ).data.reduce(0) { $0 + $1.nonzeroBitCount }
        }
        #expect(counts == Array((1...64).reversed()))
    }

    @Test(arguments: [
        (3, 2, 5), (-1, 4, 4), (4, -1, 4), (Int.max, 2, 4), (Int.max, Int.max, 1),
        (Int.min, -1, 0), (0, 5, 1),
    ])
    func sizesThatDoNotFitTheSamplesAreRefused(width: Int, height: Int, samples: Int) {
        #expect(
            throws: ESCPOSError.imageSize(width: width, height: height, samples: samples)
        ) {
            try RasterImage(
                luma: [UInt8](repeating: 0, count: samples), width: width, height: height)
        }
    }

    @Test func picturesLargerThanTheWireAreRefused() {
        #expect(throws: ESCPOSError.imageTooLarge(width: 1, height: 65_536)) {
            try RasterImage(luma: [UInt8](repeating: 0, count: 65_536), width: 1, height: 65_536)
        }
        #expect(throws: ESCPOSError.imageTooLarge(width: 0, height: Int.max)) {
            try RasterImage(luma: [], width: 0, height: Int.max)
        }
    }
}
