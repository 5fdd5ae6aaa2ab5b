internal import ESCPOS
public import Pictures

/// Draws what a virtual printer has put on its paper, dot by dot.
///
/// A glyph source belongs to one thread or actor, and so does the renderer that has it.
public struct PaperRenderer {
    /// Rows of one picture: 12.5 m of paper at 8 dots/mm. What lies below is not drawn; pictures
    /// of single ``Paper/slips`` never come near it.
    public static let rowsMax = 100_000
    /// Printable dots in a line that are drawn; print heads have at most 832.
    public static let widthMax = 4096

    /// How the picture itself is made.
    public enum Look: String, Hashable, Sendable, CaseIterable {
        /// One bit a dot: exactly what was burnt.
        case dots
        /// Grey sheets with torn edges and a shadow, for documents and screens.
        case photo
    }

    public let glyphs: GlyphSource
    public var style: PaperStyle

    public init(glyphs: GlyphSource, style: PaperStyle = .sheet) {
        self.glyphs = glyphs
        self.style = style
    }

    /// The paper from its first item down, one dot of the printer a dot.
    public func bitmap(of paper: Paper) -> Bitmap {
        var strip = PaperStrip(width: min(max(0, paper.width), Self.widthMax), glyphs: glyphs)
        var cuts: [(row: Int, extent: Cut.Extent)] = []
        for item in paper.items {
            if strip.row >= Self.rowsMax { break }
            if case .cut(let extent) = item, style.cutRows > 0 {
                cuts.append((strip.row, extent))
                strip.feed(style.cutRows)
            } else {
                strip.print(item)
            }
        }
        let printed = strip.finished()
        var sheet = Bitmap(
            width: printed.width + 2 * style.sideMargin,
            height: printed.height + 2 * style.endMargin)
        sheet.draw(printed, x: style.sideMargin, y: style.endMargin)
        for cut in cuts { draw(cut.extent, on: &sheet, row: cut.row + style.endMargin) }
        return sheet
    }

    /// The paper as a PNG.
    ///
    /// - Throws: ``PictureError/badSize(width:height:)`` when there is nothing to show (no row and
    ///   no margin), or too much for a photo.
    public func png(of paper: Paper, look: Look = .dots) throws(PictureError) -> [UInt8] {
        switch look {
        case .dots: return try PNG.write(bitmap(of: paper))
        case .photo:
            var exact = self
            exact.style.cutRows = 0
            let slips = paper.slips
            let sheets = (slips.isEmpty ? [paper] : slips).map { exact.bitmap(of: $0) }
            return try PNG.write(try PaperPhoto(sheets).picture)
        }
    }

    /// A zigzag across the sheet; a partial cut leaves a bridge in its middle.
    private func draw(_ extent: Cut.Extent, on sheet: inout Bitmap, row: Int) {
        let tooth = 8
        let middle = row + style.cutRows / 2
        let bridge = sheet.width / 2 - 2 * tooth..<sheet.width / 2 + 2 * tooth
        for x in 0..<sheet.width where extent == .full || !bridge.contains(x) {
            let rise = abs(x % (2 * tooth) - tooth)
            sheet.fill(x: x, y: middle + rise - tooth / 2 - 1, width: 1, height: 2)
        }
    }
}
