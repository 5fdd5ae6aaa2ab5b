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
            case .floydSteinberg: diffused(luma, width: width, into: &dots)
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

/// Floyd and Steinberg: the error of each dot goes to its neighbours, 7/16 right, and below 3/16
/// left, 5/16 straight and 1/16 right.
///
/// Errors are kept in sixteenths of a shade; the last part takes what rounding left of the others,
/// so that no error gets lost. No error is larger than 128 × 16 by itself, nor a sum of the parts
/// that meet in one place, so nothing overflows.
///
/// A dot must wait for the one left of it. So two rows are done at once, the lower one place behind:
/// its dots wait for dots of their own, and the processor works on both. One row of errors between
/// such pairs is enough: each place is read before the sum for the place above it is written, one
/// place behind (`errors[x + 1]` belongs to place x).
private func diffused(_ luma: [UInt8], width: Int, into dots: inout [UInt8]) {
    var errors = [Int32](repeating: 0, count: width + 1)
    let height = luma.count / width
    let bytesPerRow = (width + 7) / 8
    errors.withUnsafeMutableBufferPointer { errors in
        luma.withUnsafeBufferPointer { luma in
            dots.withUnsafeMutableBufferPointer { dots in
                for y in stride(from: 0, to: height & ~1, by: 2) {
                    let upper = UnsafeBufferPointer(rebasing: luma[y * width..<(y + 1) * width])
                    let lower = UnsafeBufferPointer(
                        rebasing: luma[(y + 1) * width..<(y + 2) * width])
                    let pair = y * bytesPerRow..<(y + 2) * bytesPerRow
                    diffuse(
                        upper, lower, errors, into: UnsafeMutableBufferPointer(rebasing: dots[pair])
                    )
                }
            }
        }
    }
    guard height % 2 == 1 else { return }
    var row = Diffusion()
    for x in 0..<width {
        row.add(shade: luma[(height - 1) * width + x], error: errors[x + 1])
        if x % 8 == 7 || x == width - 1 {
            dots[(height - 1) * bytesPerRow + x / 8] = row.byte(of: Int32(x % 8) + 1)
        }
    }
}

/// Two rows; `dots` are theirs, one behind the other.
private func diffuse(
    _ upperShades: UnsafeBufferPointer<UInt8>, _ lowerShades: UnsafeBufferPointer<UInt8>,
    _ errors: UnsafeMutableBufferPointer<Int32>, into dots: UnsafeMutableBufferPointer<UInt8>
) {
    let width = upperShades.count
    let bytesPerRow = dots.count / 2
    var upper = Diffusion()
    var lower = Diffusion()
    upper.add(shade: upperShades[0], error: errors[1])
    var x = 1
    for place in 0..<bytesPerRow - 1 {
        for step in x..<x &+ 8 {
            upper.add(shade: upperShades[step], error: errors[step &+ 1])
            lower.add(shade: lowerShades[step &- 1], error: upper.belowBefore)
            errors[step &- 1] = lower.belowBefore
        }
        dots[place] = upper.byte(of: 8, before: 1)
        dots[bytesPerRow &+ place] = lower.byte(of: 8)
        x &+= 8
    }
    let last = Int32(width - x + 1)
    while x < width {
        upper.add(shade: upperShades[x], error: errors[x + 1])
        lower.add(shade: lowerShades[x - 1], error: upper.belowBefore)
        errors[x - 1] = lower.belowBefore
        x += 1
    }
    lower.add(shade: lowerShades[width - 1], error: upper.below)
    errors[width - 1] = lower.belowBefore
    errors[width] = lower.below
    dots[bytesPerRow - 1] = upper.byte(of: last)
    dots[dots.count - 1] = lower.byte(of: last)
}

/// The dots of a row, and the parts of errors on their way to this row and the one below.
private struct Diffusion {
    /// For the next place of this row.
    private var right: Int32 = 0
    /// All that the place below the one before gets.
    private(set) var belowBefore: Int32 = 0
    /// For the place below this one, so far.
    private(set) var below: Int32 = 0
    /// For the place below the next one, so far.
    private var belowNext: Int32 = 0
    /// The last dots, the latest in the lowest bit.
    private var dots: Int32 = 0

    /// Decides the next dot.
    @inline(__always)
    mutating func add(shade: UInt8, error: Int32) {
        let shade = Int32(shade) &<< 4 &+ error &+ right
        // All ones, which is -1, when black, else 0: which it is cannot be foreseen, so a branch
        // costs more than all the rest.
        let black = (shade &- 128 * 16) &>> 31
        dots = dots &+ dots &- black
        let error = shade &- 255 * 16 &+ (black & 255 * 16)
        right = (error &* 7) &>> 4
        let left = (error &* 3) &>> 4
        let straight = (error &* 5) &>> 4
        belowBefore = below &+ left
        below = belowNext &+ straight
        belowNext = error &- right &- left &- straight
    }

    /// `count` dots, at most eight, as a byte with white ones behind; `later` dots came after them.
    @inline(__always)
    func byte(of count: Int32, before later: Int32 = 0) -> UInt8 {
        UInt8(truncatingIfNeeded: (dots &>> later) &<< (8 &- count))
    }
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
