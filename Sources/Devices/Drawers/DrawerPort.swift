public import ESCPOS

/// What a drawer hangs on: the connector of a printer, a box on a serial line, or a controller of
/// its own. It fires and reports; whether it may is decided by ``DrawerSession``.
public protocol DrawerPort: Sendable {
    /// Begins to use the port and tells what it learns of the drawer's switch, from now on. Called
    /// once.
    func start() async -> AsyncStream<DrawerLevel>

    /// Fires the solenoid and waits until the port has taken it, or has refused.
    ///
    /// - Parameter id: made by the caller, different for each kick.
    func kick(_ pulse: Pulse, id: UInt64) async -> DrawerKick

    /// Withdraws a kick that has not been taken; it then ends as refused and never fires.
    func withdrawKick(id: UInt64) async

    /// Asks for the level of the switch; the answer comes through the stream of ``start()``.
    func askLevel() async

    /// Ends the use of what belongs to the port alone. A printer goes on.
    func stop() async
}

/// What a port tells of the drawer's switch.
public enum DrawerLevel: Hashable, Sendable {
    /// Which level means open, the drawer's wiring decides (``DrawerSettings/Sensor``).
    case level(isHigh: Bool)
    /// The switch cannot be read any more.
    case lost
}

/// How a kick ended.
public enum DrawerKick: Hashable, Sendable {
    /// It was sent, or a part of it that may fire; whether the drawer moved, only its sensor knows.
    case sent
    /// Nothing was sent.
    case refused(OpenRefusal)
}
