internal import Pictures

/// Slips laid out below each other on a white page: light grey paper with torn ends and a soft
/// shadow, ink not quite black, as thermal paper looks.
struct PaperPhoto {
    let picture: LumaPicture

    private static let page: UInt8 = 255
    private static let paper: UInt8 = 249
    private static let ink: UInt8 = 38
    /// The rim of a slip, which keeps it apart from the page where no shadow falls.
    private static let rim: UInt8 = 216
    /// Darkest loss of light in the shadow.
    private static let shade: UInt8 = 70
    /// White dots around each slip; the shadow fades within them.
    private static let border = 24
    private static let tooth = 6
    private static let blur = 6
    /// How far the shadow falls to the right and down.
    private static let fall = 5

    /// - Parameter sheets: slips in dots.
    /// - Throws: ``PictureError/badSize(width:height:)`` when they make a picture larger than
    ///   ``PNG`` reads.
    init(_ sheets: [Bitmap]) throws(PictureError) {
        let width = (sheets.map(\.width).max() ?? 0) + 2 * Self.border
        let height = sheets.reduce(Self.border) { $0 + $1.height + Self.border }
        guard width <= PNG.widthMax, height <= PNG.heightMax, width * height <= PNG.dotsMax else {
            throw .badSize(width: width, height: height)
        }
        var luma = [UInt8](repeating: Self.page, count: width * Self.border)
        luma.reserveCapacity(width * height)
        for sheet in sheets { luma += Self.shot(of: sheet, width: width) }
        guard let picture = LumaPicture(width: width, height: height, luma: luma) else {
            throw .badSize(width: width, height: height)
        }
        self.picture = picture
    }

    /// One slip and the page below it.
    private static func shot(of sheet: Bitmap, width: Int) -> [UInt8] {
        let height = sheet.height + border
        let left = (width - sheet.width) / 2
        // Both ends are torn in the same zigzag.
        func isPaper(_ x: Int, _ y: Int) -> Bool {
            guard x >= left, x < left + sheet.width else { return false }
            let torn = abs((x - left) % (2 * tooth) - tooth)
            return y >= torn && y < sheet.height - tooth + torn
        }
        var mask = [UInt8](repeating: 0, count: width * height)
        for y in 0..<height {
            for x in 0..<width where isPaper(x - fall, y - fall) { mask[y * width + x] = shade }
        }
        blurRows(&mask, width: width, step: 1, lines: height, stride: width)
        blurRows(&mask, width: height, step: width, lines: width, stride: 1)
        var luma = mask.map { page - min($0, shade) }
        for y in 0..<height {
            for x in 0..<width where isPaper(x, y) {
                let isRim =
                    !(isPaper(x - 1, y) && isPaper(x + 1, y) && isPaper(x, y - 1)
                    && isPaper(x, y + 1))
                let blank = isRim ? rim : paper
                luma[y * width + x] = sheet[x - left, y] ? ink : blank
            }
        }
        return luma
    }

    /// A moving mean over `2 × blur + 1` values along each line.
    private static func blurRows(
        _ values: inout [UInt8], width: Int, step: Int, lines: Int, stride: Int
    ) {
        for line in 0..<lines {
            let start = line * stride
            let old = (0..<width).map { Int(values[start + $0 * step]) }
            var sum = old.prefix(blur).reduce(0, +)
            for index in 0..<width {
                if index + blur < width { sum += old[index + blur] }
                if index - blur - 1 >= 0 { sum -= old[index - blur - 1] }
                values[start + index * step] = UInt8(sum / (2 * blur + 1))
            }
        }
    }
}
