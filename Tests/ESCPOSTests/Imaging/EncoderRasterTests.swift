import ESCPOS
import Testing

struct EncoderRasterTests {
    @Test(arguments: [1, 47, 48, 49, 96, 127, 128, 129, 144, 192, 255, 256, 303, 512, 1000])
    func slicesAreTheWholePictureAndNeverAMultipleOf48(height: Int) throws {
        for limit in [1, 48, 96, 128, 255, 4000] {
            var profile = Profiles.generic80
            profile.rasterSliceRows = limit
            var encoder = Encoder(profile: profile)
            let data = (0..<height * 3).map { UInt8(truncatingIfNeeded: $0 % 7) }
            let image = try #require(RasterImage(bytesPerRow: 3, height: height, data: data))
            try encoder.raster(image)
            let slices = rasters(encoder.commands)
            #expect(slices.flatMap(\.data) == data)
            #expect(slices.allSatisfy { $0.height <= limit && $0.height % 48 != 0 })
        }
    }

    @Test func aPictureAsWideAsTheLineFitsAndAWiderOneDoesNot() throws {
        for profile in Profiles.all {
            var encoder = Encoder(profile: profile)
            let bytes = profile.dotsPerLine / 8
            let fitting = try #require(
                RasterImage(bytesPerRow: bytes, height: 1, data: Array(repeating: 1, count: bytes)))
            try encoder.raster(fitting)
            let wide = try #require(
                RasterImage(
                    bytesPerRow: bytes + 1, height: 1, data: Array(repeating: 1, count: bytes + 1)))
            let before = encoder.commands
            #expect(
                throws: ESCPOSError.imageTooWide(
                    dots: profile.dotsPerLine + 8, limit: profile.dotsPerLine)
            ) { try encoder.raster(wide) }
            #expect(encoder.commands == before)
        }
    }

    /// `DLE DC4 1 0 1` in a logo would open the drawer, `DLE EOT 1` would answer unasked.
    @Test(
        arguments: [
            [0x10, 0x14, 0x01, 0x00, 0x01], [0x10, 0x04, 0x01, 0x10, 0x05],
            [0x10, 0x10, 0x04, 0, 0],
        ] as [[UInt8]])
    func noPictureSpellsARealTimeCommand(row: [UInt8]) throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        let image = try #require(RasterImage(bytesPerRow: 5, height: 1, data: row))
        try encoder.raster(image)
        let bytes = encoder.bytes
        for (first, second) in zip(bytes, bytes.dropFirst()) where first == 0x10 {
            #expect(![0x04, 0x05, 0x14].contains(second))
        }
        let slice = try #require(rasters(encoder.commands).first)
        let changed = zip(slice.data, row).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
        #expect((1...2).contains(changed))
        // Dots are only added.
        #expect(zip(slice.data, row).allSatisfy { $0 & $1 == $1 })
    }

    /// Rows full of them, and rows with one anywhere.
    @Test(arguments: 0..<100 as Range<UInt64>, [0x20, 0x02])
    func onlyRealTimeCommandsAreBlackened(seed: UInt64, oneIn: UInt8) throws {
        var dice = TextDice(seed: seed)
        let row = (0..<Int.random(in: 1...64, using: &dice)).map { _ -> UInt8 in
            guard UInt8.random(in: 0..<oneIn, using: &dice) == 0 else { return 0x11 }
            return [0x10, 0x10, 0x04, 0x05, 0x14, 0x90].randomElement(using: &dice) ?? 0
        }
        var expected = row
        for at in row.indices.dropLast()
        where row[at] == 0x10 && [0x04, 0x05, 0x14].contains(row[at + 1]) {
            expected[at] = 0x18
        }
        let image = try #require(RasterImage(bytesPerRow: row.count, height: 1, data: row))
        var encoder = Encoder(profile: Profiles.generic80)
        try encoder.raster(image)
        #expect(rasters(encoder.commands).map(\.data) == [expected], "seed \(seed)")
    }

    @Test func alignmentIsBackAfterwards() throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        encoder.start()
        encoder.append(.align(.right))
        try encoder.text("open line")
        let image = try #require(RasterImage(bytesPerRow: 1, height: 1, data: [1]))
        try encoder.raster(image, align: .centre)
        #expect(
            encoder.commands.suffix(4) == [
                .lineFeed, .align(.centre), .raster(image, scale: .normal), .align(.right),
            ])
        try encoder.raster(image, align: .right)
        #expect(encoder.commands.last == .raster(image, scale: .normal))
    }

    @Test func anEmptyPictureIsNothing() throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        let flat = try #require(RasterImage(bytesPerRow: 3, height: 0, data: []))
        let thin = try #require(RasterImage(bytesPerRow: 0, height: 3, data: []))
        try encoder.raster(flat)
        try encoder.raster(thin)
        #expect(encoder.commands.isEmpty)
    }

    private func rasters(_ commands: [Command]) -> [RasterImage] {
        commands.compactMap { if case .raster(let image, _) = $0 { image } else { nil } }
    }
}
