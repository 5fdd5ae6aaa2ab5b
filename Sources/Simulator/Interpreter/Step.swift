internal import ESCPOS

/// One thing that the mechanism does, in print order.
enum Step: Hashable, Sendable {
    /// A line of characters and drawings, burnt while the paper moves by `feed` dots.
    case line([Paper.Glyph], drawings: [Drawing], feed: Int)
    case raster(RasterImage, x: Int, scaleX: Int, scaleY: Int)
    /// `height` is an estimate, for the time it takes.
    case symbol(Paper.Symbol, x: Int, area: Int, side: Alignment.Side, height: Int)
    case feed(Int)
    case cut(Cut.Extent)
    case pulse(Pulse)
    case processID(ProcessID)

    /// A picture within a line (`ESC *`).
    struct Drawing: Hashable, Sendable {
        var image: RasterImage
        var x: Int
        var scaleX: Int
        var scaleY: Int
        /// Columns that were sent; the image is padded to whole bytes.
        var columns: Int
        var width: Int { columns * scaleX }
        var height: Int { image.height * scaleY }
    }

    /// How far the paper moves.
    var dots: Int {
        switch self {
        case .line(_, _, let feed), .feed(let feed): feed
        case .raster(let image, _, _, let scaleY): image.height * scaleY
        case .symbol(_, _, _, _, let height): height
        case .cut, .pulse, .processID: 0
        }
    }
}
