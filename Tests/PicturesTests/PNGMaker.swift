/// Makes PNG files of every colour type by hand, so that reading is not checked with our writing.
///
/// Source: W3C PNG specification, chunks and Adam7; RFC 1950 and 1951, stored blocks.
struct PNGMaker {
    var width: Int
    var height: Int
    /// 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha.
    var colourType: UInt8
    var depth: Int
    var isInterlaced = false
    /// Red, green and blue of each palette entry.
    var palette: [UInt8] = []
    /// Alpha of the first palette entries.
    var paletteAlpha: [UInt8] = []
    /// The samples of a dot, each from 0 to `2^depth − 1`.
    var samples: (_ x: Int, _ y: Int) -> [Int]

    /// Sizes in the header, when they are to lie about the data.
    var claimed: (width: Int, height: Int)?

    var bytes: [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        let size = claimed ?? (width, height)
        file += Self.chunk(
            "IHDR",
            Self.word(size.width) + Self.word(size.height)
                + [UInt8(depth), colourType, 0, 0, isInterlaced ? 1 : 0])
        if !palette.isEmpty { file += Self.chunk("PLTE", palette) }
        if !paletteAlpha.isEmpty { file += Self.chunk("tRNS", paletteAlpha) }
        file += Self.chunk("IDAT", Self.zlib(rows))
        return file + Self.chunk("IEND", [])
    }

    private var rows: [UInt8] {
        // Start and step of each Adam7 pass.
        let passes =
            isInterlaced
            ? [
                (0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2),
                (0, 1, 1, 2),
            ] : [(0, 1, 0, 1)]
        var data: [UInt8] = []
        for (startX, stepX, startY, stepY) in passes {
            for y in stride(from: startY, to: height, by: stepY) where startX < width {
                data.append(0)
                var pending = 0
                var bits = 0
                for x in stride(from: startX, to: width, by: stepX) {
                    for sample in samples(x, y) {
                        pending = pending << depth | sample
                        bits += depth
                        while bits >= 8 {
                            data.append(UInt8(pending >> (bits - 8) & 0xFF))
                            bits -= 8
                        }
                    }
                }
                if bits > 0 { data.append(UInt8(pending << (8 - bits) & 0xFF)) }
            }
        }
        return data
    }

    static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        var crc: UInt32 = ~0
        for byte in body {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 != 0 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return word(data.count) + body + word(Int(~crc))
    }

    private static func zlib(_ data: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var rest = data[...]
        repeat {
            let block = rest.prefix(0xFFFF)
            rest = rest.dropFirst(block.count)
            let count = UInt16(block.count)
            stream.append(rest.isEmpty ? 1 : 0)
            for half in [count, ~count] { stream += [UInt8(half & 0xFF), UInt8(half >> 8)] }
            stream += block
        } while !rest.isEmpty
        var (a, b) = (1, 0)
        for byte in data {
            a = (a + Int(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return stream + word(b << 16 | a)
    }

    private static func word(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
