internal import ESCPOS

/// The line that is being put together, with positions from the left end of the print area.
struct LineBuffer: Hashable, Sendable {
    /// A line cannot hold more: commands that print over it again and again are dropped then.
    static let piecesMax = 2048

    private(set) var glyphs: [Paper.Glyph] = []
    private(set) var drawings: [Step.Drawing] = []
    /// Where the next piece goes.
    var x = 0
    /// Right end of what is there.
    private(set) var used = 0
    /// Tallest piece.
    private(set) var height = 0

    var isEmpty: Bool { glyphs.isEmpty && drawings.isEmpty }
    /// Whether commands that need the start of a line are heard.
    var isAtStart: Bool { isEmpty && x == 0 }

    mutating func append(_ glyph: Paper.Glyph, spacing: Int) {
        guard glyphs.count < Self.piecesMax else { return }
        var glyph = glyph
        glyph.x = x
        glyphs.append(glyph)
        advance(by: glyph.width, height: glyph.height)
        x += spacing
    }

    mutating func append(_ drawing: Step.Drawing) {
        guard drawings.count < Self.piecesMax else { return }
        var drawing = drawing
        drawing.x = x
        drawings.append(drawing)
        advance(by: drawing.width, height: drawing.height)
    }

    private mutating func advance(by width: Int, height pieceHeight: Int) {
        x += width
        used = max(used, x)
        height = max(height, pieceHeight)
    }

    /// Takes the line out, with positions from the left edge of the paper.
    ///
    /// - Parameter feed: how far the paper is to move; moves at least by the tallest piece.
    mutating func take(
        margin: Int, area: Int, side: Alignment.Side, isUpsideDown: Bool, feed: Int
    ) -> Step {
        let slack = max(0, area - used)
        let shift =
            switch side {
            case .left: 0
            case .centre: slack / 2
            case .right: slack
            }
        let place: (Int, Int) -> Int = { x, width in
            // An upside-down line is the same line seen from the other side of the counter.
            let x = x + shift
            return margin + (isUpsideDown ? max(0, area - x - width) : x)
        }
        for i in glyphs.indices {
            glyphs[i].x = place(glyphs[i].x, glyphs[i].width)
            glyphs[i].isUpsideDown = isUpsideDown
        }
        for i in drawings.indices {
            drawings[i].x = place(drawings[i].x, drawings[i].width)
        }
        let step: Step =
            isEmpty ? .feed(feed) : .line(glyphs, drawings: drawings, feed: max(feed, height))
        self = LineBuffer()
        return step
    }
}
