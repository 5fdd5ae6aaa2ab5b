/// How shades of grey become dots that are black or white.
public enum Dither: Hashable, Sendable {
    /// Black below this shade: for text and line art, which dithering would fray.
    case threshold(at: UInt8 = 128)
    /// Floyd and Steinberg's error diffusion: the truest shades, for photographs.
    case floydSteinberg
    /// An ordered pattern of 8 × 8: even tints, and the same dots wherever the shade is the same.
    case bayer8
}

extension RasterImage {
    /// Dots from shades of grey.
    ///
    /// The dots are as many as the samples, and on the right white ones up to a multiple of eight.
    /// Transparency is the caller's business: lay the picture on white first.
    ///
    /// - Parameter luma: `width × height` bytes in row order, 0 black to 255 white.
    /// - Throws: ``ESCPOSError/imageSize(width:height:samples:)`` or
    ///   ``ESCPOSError/imageTooLarge(width:height:)``.
    public init(
        luma: [UInt8], width: Int, height: Int, dither: Dither = .floydSteinberg
    ) throws(ESCPOSError) {
        let (samples, overflow) = width.multipliedReportingOverflow(by: height)
        guard width >= 0, height >= 0, !overflow, samples == luma.count else {
            throw .imageSize(width: width, height: height, samples: luma.count)
        }
        guard width <= 0xFFFF * 8, height <= 0xFFFF else {
            throw .imageTooLarge(width: width, height: height)
        }
        let bytesPerRow = (width + 7) / 8
        var dots = [UInt8](repeating: 0, count: bytesPerRow * height)
        if samples > 0 {
            switch dither {
            case .threshold(let limit):
                let limits = [UInt8](repeating: limit, count: 64)
                ordered(luma, width: width, limits: limits, into: &dots)
            case .bayer8: ordered(luma, width: width, limits: bayerLimits, into: &dots)
            case .floydSteinberg: Diffusion.dither(luma, width: width, into: &dots)
            }
        }
        guard let image = RasterImage(bytesPerRow: bytesPerRow, height: height, data: dots) else {
            throw .imageTooLarge(width: width, height: height)
        }
        self = image
    }
}

// The loops below go over every dot of a picture, so they read and write through unsafe buffers,
// which are checked in debug builds only. What proves them right: `luma` has whole rows of
// `width`, and `dots` as many rows of `(width + 7) / 8`; both are made sure of by the one caller.

/// Black where the shade is below the limit of its place in a square of 8 × 8.
private func ordered(_ luma: [UInt8], width: Int, limits: [UInt8], into dots: inout [UInt8]) {
    forEachRow(of: luma, width: width, into: &dots) { y, shades, dots in
        limits.withUnsafeBufferPointer { limits in
            let row = UnsafeBufferPointer(rebasing: limits[(y & 7) * 8..<(y & 7) * 8 + 8])
            pack(width: width, into: dots) { shades[$0] < row[$0 & 7] }
        }
    }
}

/// Limits that spread the dots of a tint evenly.
///
/// The rank of a place is made of the bits of x ^ y and y, interleaved, the lowest bit as the most
/// significant. 64 ranks share 256 shades; 2 puts each limit in the middle of its share.
private let bayerLimits: [UInt8] = (0..<64).map { place in
    let (x, y) = (place % 8, place / 8)
    let rank = (0..<3).reduce(0) { rank, bit in
        rank << 2 | ((x ^ y) >> bit & 1) << 1 | y >> bit & 1
    }
    return UInt8(rank * 4 + 2)
}

/// Calls `body` with the number, the shades and the dots of each row.
private func forEachRow(
    of luma: [UInt8], width: Int, into dots: inout [UInt8],
    _ body: (Int, UnsafeBufferPointer<UInt8>, UnsafeMutableBufferPointer<UInt8>) -> Void
) {
    let bytesPerRow = (width + 7) / 8
    luma.withUnsafeBufferPointer { luma in
        dots.withUnsafeMutableBufferPointer { dots in
            for y in 0..<luma.count / width {
                body(
                    y, UnsafeBufferPointer(rebasing: luma[y * width..<(y + 1) * width]),
                    UnsafeMutableBufferPointer(
                        rebasing: dots[y * bytesPerRow..<(y + 1) * bytesPerRow]))
            }
        }
    }
}

/// Packs the dots 0 to `width` − 1, asked for in order, with white ones behind the last.
@inline(__always)
private func pack(
    width: Int, into dots: UnsafeMutableBufferPointer<UInt8>, _ isBlack: (Int) -> Bool
) {
    for place in 0..<width / 8 {
        var byte: UInt8 = 0
        for x in place * 8..<place * 8 + 8 { byte = byte &<< 1 | (isBlack(x) ? 1 : 0) }
        dots[place] = byte
    }
    guard width % 8 > 0 else { return }
    var byte: UInt8 = 0
    for x in width & ~7..<width { byte = byte &<< 1 | (isBlack(x) ? 1 : 0) }
    dots[width / 8] = byte &<< UInt8(8 - width % 8)
}
