import ESCPOS
import Glibc
import Pictures
import Testing

@Suite struct PNGTests {
    @Test(arguments: [(1, 1), (7, 3), (8, 2), (9, 40), (576, 64), (639, 5)])
    func aBitmapComesBackDotForDot(width: Int, height: Int) throws {
        var random = SeededGenerator(seed: UInt64(width * 1000 + height))
        var bitmap = Bitmap(width: width, height: height)
        for y in 0..<height { for x in 0..<width { bitmap[x, y] = Bool.random(using: &random) } }
        let file = try PNG.write(bitmap)
        // Bit depth and colour type of the header: one bit, palette.
        #expect(Array(file[24...25]) == [1, 3])
        let picture = try PNG.read(file)
        #expect(picture.width == width && picture.height == height)
        let dots = (0..<width * height).map { bitmap[$0 % width, $0 / width] }
        #expect(picture.luma == dots.map { $0 ? 0 : 255 })
    }

    @Test func aGreyPictureComesBackByteForByte() throws {
        let luma = (0..<256 * 3).map { UInt8($0 % 256) }
        let picture = try #require(LumaPicture(width: 256, height: 3, luma: luma))
        #expect(try PNG.read(PNG.write(picture)) == picture)
    }

    @Test func aRasterIsWrittenWithItsDots() throws {
        let image = try #require(RasterImage(bytesPerRow: 1, height: 2, data: [0xA0, 0x01]))
        let picture = try PNG.read(PNG.write(image))
        #expect(picture.luma[0..<8] == [0, 255, 0, 255, 255, 255, 255, 255])
        #expect(picture.luma[8..<16] == [255, 255, 255, 255, 255, 255, 255, 0])
    }

    @Test func noiseThatDeflateCannotShrinkIsWrittenWhole() throws {
        var random = SeededGenerator(seed: 7)
        let luma = (0..<300 * 300).map { _ in UInt8.random(in: 0...255, using: &random) }
        let picture = try #require(LumaPicture(width: 300, height: 300, luma: luma))
        #expect(try PNG.read(PNG.write(picture)) == picture)
    }

    @Test(arguments: [1, 2, 4, 8, 16], [false, true])
    func greyOfEveryDepthIsRead(depth: Int, isInterlaced: Bool) throws {
        let top = 1 << depth - 1
        let file = PNGMaker(
            width: 13, height: 11, colourType: 0, depth: depth, isInterlaced: isInterlaced
        ) { x, y in [(x + y) % 2 == 0 ? 0 : top] }
        let picture = try PNG.read(file.bytes)
        #expect(picture.luma == (0..<143).map { ($0 % 13 + $0 / 13) % 2 == 0 ? 0 : 255 })
    }

    @Test(arguments: [8, 16], [false, true])
    func coloursBecomeTheirBrightness(depth: Int, isInterlaced: Bool) throws {
        let top = 1 << depth - 1
        let colours = [[0, 0, 0], [top, 0, 0], [0, top, 0], [0, 0, top], [top, top, top]]
        let file = PNGMaker(
            width: 5, height: 1, colourType: 2, depth: depth, isInterlaced: isInterlaced
        ) { x, _ in colours[x] }
        let luma = try PNG.read(file.bytes).luma
        #expect(luma[0] == 0 && luma[4] == 255)
        // To the eye green is brightest and blue darkest.
        #expect(luma[2] > luma[1] && luma[1] > luma[3] && luma[3] > 0)
    }

    @Test(arguments: [1, 2, 4, 8])
    func palettesOfEveryDepthAreRead(depth: Int) throws {
        let file = PNGMaker(
            width: 9, height: 2, colourType: 3, depth: depth, palette: [255, 255, 255, 0, 0, 0],
            paletteAlpha: [255, 255]
        ) { x, _ in [x % 2] }
        #expect(try PNG.read(file.bytes).luma == (0..<18).map { $0 % 9 % 2 == 0 ? 255 : 0 })
    }

    @Test(arguments: [4, 6] as [UInt8], [8, 16])
    func whatIsTransparentIsWhitePaper(colourType: UInt8, depth: Int) throws {
        let top = 1 << depth - 1
        let black = [Int](repeating: 0, count: colourType == 4 ? 1 : 3)
        let file = PNGMaker(width: 3, height: 1, colourType: colourType, depth: depth) { x, _ in
            black + [[0, top / 2, top][x]]
        }
        let luma = try PNG.read(file.bytes).luma
        #expect(luma[0] == 255 && luma[2] == 0)
        #expect((64...224).contains(luma[1]))
    }

    @Test func aTransparentPaletteEntryIsWhitePaper() throws {
        let file = PNGMaker(
            width: 2, height: 1, colourType: 3, depth: 8, palette: [0, 0, 0, 0, 0, 0],
            paletteAlpha: [0, 255]
        ) { x, _ in [x] }
        #expect(try PNG.read(file.bytes).luma == [255, 0])
    }

    @Test(arguments: [(8193, 1), (1, 65_536), (8192, 65_535), (0x7FFF_FFFF, 0x7FFF_FFFF), (0, 4)])
    func aPictureOfBadSizeIsRefusedBeforeItsDotsAreRead(width: Int, height: Int) {
        var file = PNGMaker(width: 1, height: 1, colourType: 0, depth: 1) { _, _ in [0] }
        file.claimed = (width, height)
        #expect(throws: PictureError.self) { try PNG.read(file.bytes) }
    }

    @Test func theTallestPictureIsRead() throws {
        let file = PNGMaker(width: 1, height: 65_535, colourType: 0, depth: 1) { _, y in [y & 1] }
        #expect(try PNG.read(file.bytes).height == 65_535)
    }

    @Test func aPictureWithoutDotsIsNotWritten() {
        #expect(throws: PictureError.badSize(width: 0, height: 5)) {
            try PNG.write(Bitmap(width: 0, height: 5))
        }
        #expect(throws: PictureError.badSize(width: 5, height: 0)) {
            try PNG.write(Bitmap(width: 5, height: 0))
        }
    }

    @Test func aFileIsReplacedWholeAndNothingElseIsLeft() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/paper.png"
        let first = try PNG.write(Bitmap(width: 8, height: 8))
        let second = try PNG.write(Bitmap(width: 16, height: 16))
        try PNG.write(first, path: path)
        try PNG.write(second, path: path)
        #expect(try PNG.read(path: path).width == 16)
        #expect(folder.names == ["paper.png"])
    }

    @Test func aFileThatCannotBeWrittenLeavesNothingBehind() throws {
        let folder = try TemporaryFolder()
        #expect(throws: PictureError.self) {
            try PNG.write([1], path: "\(folder.path)/missing/paper.png")
        }
        // A folder stands where the file should go, so the last step fails.
        try #require(mkdir("\(folder.path)/taken", 0o700) == 0)
        defer { rmdir("\(folder.path)/taken") }
        #expect(throws: PictureError.self) { try PNG.write([1], path: "\(folder.path)/taken") }
        #expect(folder.names == ["taken"])
    }

    @Test func whatIsNoRegularFileIsNotRead() throws {
        let folder = try TemporaryFolder()
        let pipe = "\(folder.path)/pipe"
        try #require(mkfifo(pipe, 0o600) == 0)
        for path in [pipe, folder.path, "\(folder.path)/missing", "/dev/zero"] {
            #expect(throws: PictureError.self) { try PNG.read(path: path) }
        }
    }
}

@Suite struct BrokenPNGTests {
    private static let whole: [[UInt8]] = {
        let grey = PNGMaker(width: 40, height: 30, colourType: 0, depth: 8) { x, y in [x * y % 256]
        }
        let mapped = PNGMaker(
            width: 33, height: 21, colourType: 3, depth: 4, isInterlaced: true,
            palette: [UInt8](repeating: 90, count: 48), paletteAlpha: [0, 128]
        ) { x, y in [(x ^ y) & 15] }
        let alpha = PNGMaker(width: 20, height: 20, colourType: 6, depth: 16, isInterlaced: true) {
            [$0 * 3000, $1 * 3000, 9, $0 * $1]
        }
        return [grey.bytes, mapped.bytes, alpha.bytes]
    }()

    @Test(arguments: 0..<3)
    func aTruncatedFileIsAnErrorAtEveryLength(index: Int) {
        let file = Self.whole[index]
        // The last twelve bytes are the end mark, which says nothing about the dots.
        for count in stride(from: 0, to: file.count - 17, by: 7) {
            #expect(throws: PictureError.self, "\(count) bytes") {
                try PNG.read(Array(file.prefix(count)))
            }
        }
        #expect(throws: Never.self) { try PNG.read(file) }
    }

    @Test(arguments: 0..<48 as Range<UInt64>)
    func aFlippedBitGivesAPictureOfItsSizeOrAnError(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for file in Self.whole {
            for _ in 0..<20 {
                var broken = file
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let index = Int.random(in: 8..<broken.count, using: &random)
                    broken[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                }
                guard let picture = try? PNG.read(broken) else { continue }
                #expect(picture.luma.count == picture.width * picture.height, "seed \(seed)")
            }
        }
    }

    @Test(arguments: 0..<16 as Range<UInt64>)
    func bytesThatAreNoPNGAreAnError(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<500).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(throws: PictureError.self) { try PNG.read(bytes) }
        #expect(throws: PictureError.self) { try PNG.read(Self.whole[0].prefix(8) + bytes) }
    }
}

@Suite(.enabled(if: !Shared.pictures.isEmpty, "the corpus beside the project is not here"))
struct CorpusPNGTests {
    @Test(arguments: Shared.pictures)
    func picturesOfOthersAreReadAndTheirPartsAreTheSameOrAnError(path: String) throws {
        let picture = try PNG.read(path: path)
        #expect(picture.width > 0 && picture.luma.count == picture.width * picture.height)
        let file = try bytes(of: path)
        // Large files in larger steps, always coprime with powers of two.
        let step = file.count > 20_000 ? 9701 : 97
        for count in stride(from: 0, to: file.count - 17, by: step) {
            // What is cut off may be notes that stand behind the last dot.
            guard let part = try? PNG.read(Array(file.prefix(count))) else { continue }
            #expect(part == picture, "\(count) bytes")
        }
    }

    @Test func blackOnNothingIsBlackOnWhite() throws {
        let path = try #require(Shared.pictures.first { $0.hasSuffix("black_transparent.png") })
        let picture = try PNG.read(path: path)
        #expect(picture.luma.contains(0) && picture.luma.contains(255))
    }

    private func bytes(of path: String) throws -> [UInt8] {
        let file = open(path, O_RDONLY)
        try #require(file >= 0)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        var count = 0
        while true {
            let got = bytes.withUnsafeMutableBytes {
                Glibc.read(file, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if got <= 0 { break }
            count += got
        }
        return Array(bytes.prefix(count))
    }
}
