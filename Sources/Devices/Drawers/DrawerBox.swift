internal import ESCPOS
internal import Transport

/// A kind of box or drawer that fires by itself: what ``BoxDrawerPort`` opens.
protocol DrawerBox: Sendable {
    var configuration: BoxSession.Configuration { get }
    func open() async throws(LinkError) -> any DrawerBoxLink
}

/// A box that is open and claimed.
protocol DrawerBoxLink: Sendable {
    /// Has the box send its pulse; false when it took nothing in time.
    ///
    /// - Throws: ``LinkError``; nothing was taken.
    func fire(_ pulse: Pulse) async throws(LinkError) -> Bool

    /// Asks for the level of the switch; nil when the answer comes through ``next()``.
    func level() async throws(LinkError) -> Bool?

    /// Waits for something from the box; a level when it is one.
    ///
    /// - Throws: what ended the link.
    func next() async throws(LinkError) -> Bool?

    func close() async
}
