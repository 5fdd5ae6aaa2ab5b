/// Floyd and Steinberg: the error of each dot goes to its neighbours, 7/16 right, and below 3/16
/// left, 5/16 straight and 1/16 right.
///
/// Errors are kept in sixteenths of a shade; the last part takes what rounding left of the others,
/// so that no error gets lost. What leaves the picture at an edge is dropped.
///
/// A dot must wait for the one left of it, so a row alone keeps the processor waiting. Eight rows
/// go at once, each in a lane of a vector. In each turn, every row does eight dots, one byte, and
/// is one byte behind the row above it, whose errors have then arrived.
struct Diffusion {
    private let width: Int
    private let bytesPerRow: Int
    /// The shades of eight rows. Each row starts where its lane starts to work, so that all lanes
    /// find those of a turn at the same offset; what stands around a row does not matter.
    private var shades: [UInt8]
    /// What the rows so far leave for the one below them, in the turn in which their last lane
    /// came upon it: element t holds places 8 × (t − 7) − 1 to 8 × (t − 7) + 6.
    private var errors: [Lanes]
    /// The dots of each turn.
    private var dots: [SIMD8<UInt8>]

    /// - Parameter width: of the picture, at least 1.
    private init(width: Int) {
        self.width = width
        bytesPerRow = (width + 7) / 8
        let turns = bytesPerRow + 7
        shades = [UInt8](repeating: 0, count: 8 * 8 * turns)
        errors = [Lanes](repeating: .zero, count: turns + 1)
        dots = [SIMD8<UInt8>](repeating: .zero, count: turns)
    }

    /// - Parameters:
    ///   - luma: whole rows of `width` shades, at least one; 0 black to 255 white.
    ///   - dots: as many rows of `(width + 7) / 8` bytes; all are overwritten.
    static func dither(_ luma: [UInt8], width: Int, into dots: inout [UInt8]) {
        var diffusion = Diffusion(width: width)
        var dots = dots.mutableSpan
        let height = luma.count / width
        for row in stride(from: 0, to: height, by: 8) {
            let end = min(row + 8, height)
            diffusion.turns(luma[row * width..<end * width])
            for row in row..<end { diffusion.copy(row, to: &dots) }
        }
    }

    /// Does the next eight rows; only the last ones of a picture may be fewer.
    private mutating func turns(_ luma: ArraySlice<UInt8>) {
        let rows = luma.count / width
        for row in 0..<rows {
            let source = luma.startIndex + row * width
            let target = row * 8 * dots.count + row * 8
            shades.replaceSubrange(
                target..<target + width, with: luma[source..<source + width])
        }
        var wave = Wave()
        for turn in dots.indices {
            if turn < 8 { wave.start(lane: turn) }
            // Eight more in each row than in the one above. More than 64 do not fit into a turn of
            // any row, and need not be told apart.
            let places = Lanes(repeating: Int16(min(width - 8 * turn, 64)))
            wave.advance(
                square(of: turn), places: places &+ Lanes(0, 8, 16, 24, 32, 40, 48, 56))
            errors[turn] = wave.leaving
            dots[turn] = SIMD8(truncatingIfNeeded: wave.dots)
        }
        errors[dots.count][0] = wave.leavingLast
    }

    /// Copies the dots of a row, one of the eight last done.
    private func copy(_ row: Int, to dots: inout MutableSpan<UInt8>) {
        let lane = row % 8
        for place in 0..<bytesPerRow {
            dots[row * bytesPerRow + place] = self.dots[lane + place][lane]
        }
    }

    /// The shades of a turn, a vector for each of its eight dots, in sixteenths of a shade less
    /// white; the first lane's with the errors from above.
    @inline(__always)
    private func square(of turn: Int) -> Square {
        var rows = Square(repeating: .zero)
        let bytes = shades.span.bytes
        for row in 0..<8 {
            let shades = bytes.unsafeLoadUnaligned(
                fromByteOffset: (row * dots.count + turn) * 8, as: SIMD8<UInt8>.self)
            rows[row] = Lanes(truncatingIfNeeded: shades) &<< 4 &- white
        }
        if turn < bytesPerRow {
            let (these, next) = (errors[turn + 7], errors[turn + 8])
            rows[0] &+= Lanes(
                these[1], these[2], these[3], these[4], these[5], these[6], these[7], next[0])
        }
        return transposed(rows)
    }
}

private let white: Int16 = 255 * 16
/// From here on a dot is white.
private let grey: Int16 = 128 * 16

/// A lane is a row.
private typealias Lanes = SIMD8<Int16>
private typealias Square = InlineArray<8, Lanes>

/// Columns for rows.
///
/// To shuffle the upper and the lower half into each other is to rotate the six bits of an
/// element's place, three of the row and three of the column. Three times exchanges the two.
@inline(__always)
private func transposed(_ square: Square) -> Square {
    var square = square
    for _ in 0..<3 {
        let rows = square
        for row in 0..<4 {
            square[2 * row].evenHalf = rows[row].lowHalf
            square[2 * row].oddHalf = rows[row + 4].lowHalf
            square[2 * row + 1].evenHalf = rows[row].highHalf
            square[2 * row + 1].oddHalf = rows[row + 4].highHalf
        }
    }
    return square
}

/// Eight rows on their way through a picture, and the parts of errors on their way to them.
///
/// Sixteen bits hold every sum, since an error is never less than −2032 or more than 2047. With
/// errors in these limits, no part is less than that of −2032 or more than that of 2047, so what
/// meets in one place is not, either. To it comes a shade of 0 to 255 × 16: where the two are
/// below 128 × 16, the dot is black, and they are the error; else 255 × 16 is taken off, and
/// 128 × 16 − 255 × 16 is −2032. The largest product is 7 × 2047.
private struct Wave {
    /// For the next place of the same row.
    private var right = Lanes.zero
    /// For the place below the one just done, so far.
    private var below = Lanes.zero
    /// For the place below the next one, so far.
    private var belowNext = Lanes.zero
    /// All that the row below gets, for the eight dots that it does next.
    private var arriving = Square(repeating: .zero)
    /// The last sixteen dots, the latest in the lowest bit.
    private(set) var dots = Lanes.zero
    /// What the last lane left in this turn, for the places before those of its dots.
    private(set) var leaving = Lanes.zero
    /// What the last lane leaves for the last place of all.
    var leavingLast: Int16 { below[7] }

    /// Makes a lane forget what it did before its row began.
    mutating func start(lane: Int) {
        right[lane] = 0
        below[lane] = 0
        belowNext[lane] = 0
    }

    /// Decides eight dots of each row.
    ///
    /// - Parameter places: that each row has left.
    @inline(__always)
    mutating func advance(_ shades: Square, places: Lanes) {
        // Written out: with steps that are known, all of it stays in registers.
        step(0, shades, places)
        step(1, shades, places)
        step(2, shades, places)
        step(3, shades, places)
        step(4, shades, places)
        step(5, shades, places)
        step(6, shades, places)
        step(7, shades, places)
    }

    /// Decides a dot of each row. Truths are all ones, which is -1, or 0: what a dot becomes cannot
    /// be foreseen, so a branch costs more than all the rest.
    @inline(__always)
    private mutating func step(_ step: Int, _ shades: Square, _ places: Lanes) {
        let inside = (Lanes(repeating: Int16(truncatingIfNeeded: step)) &- places) &>> 15
        let above = arriving[step]
        let arrived = Lanes(
            0, above[0], above[1], above[2], above[3], above[4], above[5], above[6])
        let sum = shades[step] &+ arrived &+ right
        let black = (sum &+ (white - grey)) &>> 15
        let error = sum &+ (black & white)
        dots = dots &+ dots &- (black & inside)
        right = (error &* 7) &>> 4
        // A place behind the end of its row is not there: nothing comes back from it.
        let left = (error &* 3) &>> 4
        let straight = (error &* 5) &>> 4
        let belowBefore = below &+ (left & inside)
        below = belowNext &+ straight
        belowNext = error &- right &- left &- straight
        arriving[(step + 7) % 8] = belowBefore
        leaving[step] = belowBefore[7]
    }
}
