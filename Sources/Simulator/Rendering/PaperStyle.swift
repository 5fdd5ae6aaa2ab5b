/// How much of the paper around the printable area a ``PaperRenderer`` shows.
public struct PaperStyle: Hashable, Sendable {
    /// Blank dots left and right of the printable area.
    public var sideMargin: Int
    /// Blank dots above the first and below the last row.
    public var endMargin: Int
    /// Rows that a cut takes in the picture; 0 leaves cuts out, as nothing is burnt there.
    public var cutRows: Int

    /// Every number is brought into 0 to 512.
    public init(sideMargin: Int, endMargin: Int, cutRows: Int) {
        self.sideMargin = min(max(0, sideMargin), 512)
        self.endMargin = min(max(0, endMargin), 512)
        self.cutRows = min(max(0, cutRows), 512)
    }

    /// A sheet as one holds it: 576 printable dots lie on 80 mm of paper, which are 640 dots. The
    /// margins are also the quiet zones that readers of bar codes need.
    public static let sheet = PaperStyle(sideMargin: 32, endMargin: 24, cutRows: 32)
    /// The printable area alone, each row one row of dots: for comparing dots.
    public static let printableArea = PaperStyle(sideMargin: 0, endMargin: 0, cutRows: 0)
}
