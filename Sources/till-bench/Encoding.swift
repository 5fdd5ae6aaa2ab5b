internal import ESCPOS

/// Our side of the tasks that run in this process.
enum Encoding {
    /// The commands of the receipt for the TM-T88V, as the bytes of one write.
    static func receipt(_ lines: [Workload.Line]) throws -> [UInt8] {
        var encoder = Encoder(profile: Profiles.tmT88V)
        encoder.start()
        var style = Workload.Line(text: "")
        for line in lines {
            if line.centred != style.centred {
                encoder.append(.align(line.centred ? .centre : .left))
            }
            if line.bold != style.bold { encoder.append(.bold(Switch(line.bold))) }
            if line.big != style.big {
                let times = line.big ? 2 : 1
                encoder.append(.size(CharacterSize(width: times, height: times)))
            }
            style = line
            try encoder.line(line.text)
        }
        encoder.cut()
        return encoder.bytes
    }

    /// The picture dithered, and encoded as `GS v 0`.
    static func picture(_ luma: [UInt8]) throws -> [UInt8] {
        let side = Workload.pictureSide
        var encoder = Encoder(profile: Profiles.tmT88V)
        try encoder.raster(RasterImage(luma: luma, width: side, height: side))
        return encoder.bytes
    }
}

/// Checks that two streams print the same, as far as bytes can tell without a printer.
enum SameContent {
    /// Every stretch of ASCII of every line stands in the stream, in the order of the lines.
    static func check(_ stream: [UInt8], holds lines: [Workload.Line], of side: String) throws {
        var rest = stream[...]
        for line in lines {
            let words = line.text.split { !$0.isASCII }
            for word in words {
                guard let range = rest.firstRange(of: Array(word.utf8)) else {
                    throw BenchError.differentContent("\(side) lacks \"\(word)\"")
                }
                rest = rest[range.upperBound...]
            }
        }
    }

    /// The stream holds `GS v 0` images of as many dots as the picture has.
    static func checkPicture(_ stream: [UInt8], of side: String) throws {
        let dots = Workload.pictureSide * Workload.pictureSide
        var found = 0
        var at = 0
        while at + 8 <= stream.count {
            guard stream[at...].starts(with: [0x1D, 0x76, 0x30]) else {
                at += 1
                continue
            }
            let bytes = Int(stream[at + 4]) | Int(stream[at + 5]) << 8
            let rows = Int(stream[at + 6]) | Int(stream[at + 7]) << 8
            found += bytes * 8 * rows
            at += 8 + bytes * rows
        }
        guard found == dots else {
            throw BenchError.differentContent("\(side) sends \(found) dots instead of \(dots)")
        }
    }
}
