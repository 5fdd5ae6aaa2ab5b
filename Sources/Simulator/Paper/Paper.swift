public import ESCPOS

/// What a virtual printer has put on its paper, in the order in which it stands there.
///
/// Positions are printer dots from the left edge of the printable area. A line holds exactly what
/// was burnt when it was printed: a line that the paper ran out under is not there.
public struct Paper: Hashable, Sendable {
    /// One character in its cell.
    public struct Glyph: Hashable, Sendable {
        public var character: Character
        public var x: Int
        /// Cell size in dots, scaling included.
        public var width: Int
        public var height: Int
        public var isBold: Bool
        public var isReverse: Bool
        public var isUpsideDown: Bool
        public var isRotated: Bool
        /// 0 to 2 dots.
        public var underline: Int
        public init(
            character: Character, x: Int, width: Int, height: Int, isBold: Bool = false,
            isReverse: Bool = false, isUpsideDown: Bool = false, isRotated: Bool = false,
            underline: Int = 0
        ) {
            self.character = character
            self.x = x
            self.width = width
            self.height = height
            self.isBold = isBold
            self.isReverse = isReverse
            self.isUpsideDown = isUpsideDown
            self.isRotated = isRotated
            self.underline = underline
        }
    }
    /// Dots that the printer draws itself.
    public enum Symbol: Hashable, Sendable {
        /// `height` and `module` in dots; `data` as sent in `GS k`, in form B.
        case barcode(
            system: BarcodeSystem, data: [UInt8], height: Int, module: Int,
            text: BarcodeTextPosition, font: Int)
        /// `level` is "L", "M", "Q" or "H"; `module` in dots.
        case qrCode(data: [UInt8], level: Character, module: Int)
    }
    public enum Item: Hashable, Sendable {
        /// A picture that stands in the ``line(_:feed:)`` that follows (`ESC *`); the paper does not
        /// move. Any number may come before one line.
        case drawing(RasterImage, x: Int, scaleX: Int, scaleY: Int)
        /// One printed line and how far the paper moved with it.
        ///
        /// The glyphs and drawings of a line stand with their bottoms level; the tallest of them
        /// has its top where the paper stood. So `feed` is never less than the tallest.
        case line([Glyph], feed: Int)
        /// A picture with its left edge at `x`; each dot is `scaleX × scaleY` dots on paper, which
        /// moves by the picture's height. What stands right of the paper's width was not burnt.
        case raster(RasterImage, x: Int, scaleX: Int, scaleY: Int)
        /// A symbol, placed by `side` within `area` dots from `x`; the paper moves by its height.
        case symbol(Symbol, x: Int, area: Int, side: Alignment.Side)
        /// Blank paper in dots.
        case feed(Int)
        /// The end of a slip. The feed that brought the last line past the cutter stands before it.
        case cut(Cut.Extent)

        /// The characters of a printed line; `nil` for what is none.
        public var text: String? {
            guard case .line(let glyphs, _) = self else { return nil }
            return String(glyphs.map(\.character))
        }
    }

    /// Printable dots in a line.
    public let width: Int
    public var items: [Item]

    public init(width: Int, items: [Item] = []) {
        self.width = width
        self.items = items
    }

    /// The characters of each printed line, without those of pictures and symbols.
    public var lines: [String] { items.compactMap(\.text) }

    /// The slips that the cuts make of this paper, each ending with its cut; a last uncut piece
    /// with nothing printed on it is left out.
    public var slips: [Paper] {
        var slips: [Paper] = []
        var current: [Item] = []
        for item in items {
            current.append(item)
            if case .cut = item {
                slips.append(Paper(width: width, items: current))
                current = []
            }
        }
        let isBlank = current.allSatisfy { if case .feed = $0 { true } else { false } }
        if !isBlank { slips.append(Paper(width: width, items: current)) }
        return slips
    }
}
