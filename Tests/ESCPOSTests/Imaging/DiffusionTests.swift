import ESCPOS
import Testing

/// The dots against those of the textbook's algorithm, one dot after the other.
struct DiffusionTests {
    @Test(arguments: 1...40)
    func dotsOfNarrowPicturesAreTheTextbooks(width: Int) throws {
        var dice = TextDice(seed: UInt64(width))
        for height in [1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 25, 40] {
            try check(width: width, height: height, shades: .any, &dice)
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>, Shades.allCases)
    func dotsOfSmallPicturesAreTheTextbooks(seed: UInt64, shades: Shades) throws {
        var dice = TextDice(seed: seed)
        let width = Int.random(in: 1...80, using: &dice)
        let height = Int.random(in: 1...40, using: &dice)
        try check(width: width, height: height, shades: shades, &dice)
    }

    /// Widths beyond 16 bits too.
    @Test(arguments: [(512, 201), (576, 64), (203, 515), (1, 9000), (70_001, 2), (2, 20_000)])
    func dotsOfLargePicturesAreTheTextbooks(width: Int, height: Int) throws {
        var dice = TextDice(seed: UInt64(width))
        for shades in [Shades.any, .extreme] {
            try check(width: width, height: height, shades: shades, &dice)
        }
    }

    /// All shades that go in are in the white dots, or have left the picture at an edge.
    @Test(arguments: 0..<20 as Range<UInt64>, Shades.allCases)
    func noErrorIsLost(seed: UInt64, shades: Shades) throws {
        var dice = TextDice(seed: seed)
        let (width, height) = (Int.random(in: 1...70, using: &dice), 21)
        let luma = shades.picture(width: width, height: height, &dice)
        let image = try RasterImage(luma: luma, width: width, height: height)
        let black = image.data.reduce(0) { $0 + $1.nonzeroBitCount }
        let white = (width * height - black) * Textbook.white
        let outside = Textbook(luma, width: width).outside
        #expect(luma.reduce(0) { $0 + Int($1) * 16 } == white + outside, "seed \(seed)")
    }

    /// What the limits of an error rest on, for each error within them.
    @Test func partsOfAnErrorAddUpWithinItsLimits() {
        let limits = -2032...2047
        let least = Textbook.parts(of: limits.lowerBound)
        let most = Textbook.parts(of: limits.upperBound)
        for error in limits {
            let parts = Textbook.parts(of: error)
            #expect(parts.reduce(0, +) == error)
            for (part, (least, most)) in zip(parts, zip(least, most)) {
                #expect((least...most).contains(part), "\(error)")
            }
        }
        #expect(limits.lowerBound == Textbook.grey - Textbook.white)
        #expect(limits.upperBound == Textbook.grey - 1)
        #expect(limits.upperBound * 7 <= Int16.max)
    }

    private func check(
        width: Int, height: Int, shades: Shades, _ dice: inout TextDice
    ) throws {
        let luma = shades.picture(width: width, height: height, &dice)
        let image = try RasterImage(luma: luma, width: width, height: height)
        let textbook = Textbook(luma, width: width)
        try #require(image.data.count == textbook.dots.count)
        let wrong = image.data.indices.first { image.data[$0] != textbook.dots[$0] }
        #expect(wrong == nil, "\(width) × \(height), \(shades)")
    }
}

/// What pictures are made of.
enum Shades: CaseIterable {
    case any
    /// Black and white, which make the largest errors in the places that they meet.
    case extreme
    /// Near the limit between black and white.
    case grey
    case flat
    case gradient

    func picture(width: Int, height: Int, _ dice: inout TextDice) -> [UInt8] {
        let places = 0..<width * height
        switch self {
        case .any: return places.map { _ in UInt8.random(in: 0...255, using: &dice) }
        case .extreme: return places.map { _ in Bool.random(using: &dice) ? 255 : 0 }
        case .grey: return places.map { _ in UInt8.random(in: 126...129, using: &dice) }
        case .flat:
            let shade = UInt8.random(in: 0...255, using: &dice)
            return places.map { _ in shade }
        case .gradient:
            return places.map { UInt8(($0 % width + $0 / width) * 255 / (width + height)) }
        }
    }
}

/// Floyd and Steinberg's algorithm as the textbook has it, with one plane of errors in sixteenths
/// of a shade.
private struct Textbook {
    static let white = 255 * 16
    static let grey = 128 * 16

    /// Rows of whole bytes, white behind the last dot.
    private(set) var dots: [UInt8]
    /// The sum of the errors that had no place in the picture.
    private(set) var outside = 0

    init(_ luma: [UInt8], width: Int) {
        let height = luma.count / width
        dots = [UInt8](repeating: 0, count: (width + 7) / 8 * height)
        var plane = luma.map { Int($0) * 16 }
        for y in 0..<height {
            for x in 0..<width {
                let isBlack = plane[y * width + x] < Self.grey
                if isBlack { dots[y * ((width + 7) / 8) + x / 8] |= 0x80 >> UInt8(x % 8) }
                let parts = Self.parts(of: plane[y * width + x] - (isBlack ? 0 : Self.white))
                for (part, (dx, dy)) in zip(parts, [(1, 0), (-1, 1), (0, 1), (1, 1)]) {
                    if (0..<width).contains(x + dx) && y + dy < height {
                        plane[(y + dy) * width + x + dx] += part
                    } else {
                        outside += part
                    }
                }
            }
        }
    }

    /// Right, below left, below, and what rounding leaves for below right.
    static func parts(of error: Int) -> [Int] {
        let parts = [7, 3, 5].map { (error * $0) >> 4 }
        return parts + [error - parts.reduce(0, +)]
    }
}
