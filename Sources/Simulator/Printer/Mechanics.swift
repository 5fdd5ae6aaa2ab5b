public import ESCPOS

/// How fast a printer works and how finely its paper moves: what a ``Profile`` does not say.
public struct Mechanics: Hashable, Sendable {
    /// Paper speed while printing and feeding.
    public var millimetresPerSecond: Int
    /// One stroke of the cutter.
    public var cutTime: Duration
    /// Bytes that the interpreter takes out of the receive buffer in a second.
    public var bytesPerSecond: Int
    /// Vertical motion units an inch after `ESC @`.
    public var verticalUnitsPerInch: Int
    /// Line spacing after `ESC @`, in dots.
    public var defaultLineSpacing: Int
    /// Dots between the rows of an 8-dot `ESC *` picture.
    public var columnImagePitch: Int
    /// Prepared lines, pictures, feeds and cuts that may wait for the mechanism. The interpreter
    /// runs no further ahead of the paper than this.
    public var stepsAheadMax: Int

    public init(
        millimetresPerSecond: Int, cutTime: Duration, bytesPerSecond: Int,
        verticalUnitsPerInch: Int, defaultLineSpacing: Int, columnImagePitch: Int,
        stepsAheadMax: Int = 3
    ) {
        precondition(
            millimetresPerSecond > 0 && bytesPerSecond > 0 && verticalUnitsPerInch > 0
                && defaultLineSpacing >= 0 && columnImagePitch > 0 && stepsAheadMax > 0)
        self.millimetresPerSecond = millimetresPerSecond
        self.cutTime = cutTime
        self.bytesPerSecond = bytesPerSecond
        self.verticalUnitsPerInch = verticalUnitsPerInch
        self.defaultLineSpacing = defaultLineSpacing
        self.columnImagePitch = columnImagePitch
        self.stepsAheadMax = stepsAheadMax
    }

    /// What fits a printer of this profile.
    ///
    /// Models with process IDs are taken for Epson's: half-dot motor steps (1/360 inch at 180 dpi,
    /// TM-T88III specification, `GS P`), line spacing of 1/6 inch, and the 8-dot modes of `ESC *`
    /// three dots apart. The others are taken for the common clones: one unit is one dot, lines
    /// are 30 dots apart, and 8-dot rows stand close (measured on a Netum NT-5890K by the escpost
    /// project). Printers without a cutter are the slow portable kind.
    public init(fitting profile: Profile) {
        let isEpson = profile.evidence == .processID
        let dpi = max(1, profile.dotsPerInch)
        self.init(
            millimetresPerSecond: profile.cutter == .none ? 90 : 200,
            cutTime: .milliseconds(300),
            bytesPerSecond: profile.cutter == .none ? 60_000 : 200_000,
            verticalUnitsPerInch: isEpson ? 2 * dpi : dpi,
            defaultLineSpacing: isEpson ? dpi / 6 : 30,
            columnImagePitch: isEpson ? 3 : 1)
    }

    /// How long the paper takes to move by `dots`.
    func time(dots: Int, dotsPerInch: Int) -> Duration {
        // Dots of one command fit 32 bits, so this stays far below 63.
        .nanoseconds(dots * 25_400_000 / (max(1, dotsPerInch) * millimetresPerSecond) * 1000)
    }

    func time(bytes: Int, slowedBy factor: Int) -> Duration {
        .nanoseconds(bytes * factor * 1_000_000 / bytesPerSecond * 1000)
    }
}
