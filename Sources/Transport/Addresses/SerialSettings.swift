/// How a serial line is set: always 8 data bits and 1 stop bit.
///
/// Seven data bits cannot carry ESC/POS pictures, and what a device wants in seven bits and a
/// parity bit can be sent as eight bits without one. A device that waits for two stop bits takes
/// one: the second is only silence.
public struct SerialSettings: Hashable, Sendable {
    public enum Parity: String, Hashable, Sendable, CaseIterable { case none, even, odd }
    /// How the printer makes the host wait.
    public enum Flow: String, Hashable, Sendable, CaseIterable {
        case none
        /// The line CTS, which the port itself obeys. The cable leads the printer's DTR or RTS
        /// there.
        case rtscts
        /// The line DSR, for cables that lead the printer's DTR nowhere else. Linux does not obey
        /// it by itself, so the link looks before each few bytes.
        case dtrdsr
        /// The characters XON and XOFF (11 and 13 hexadecimal).
        case xonxoff
    }
    /// Bits a second.
    public var baud: Int
    public var parity: Parity
    public var flow: Flow
    public init(baud: Int = 9600, parity: Parity = .none, flow: Flow = .none) {
        self.baud = baud
        self.parity = parity
        self.flow = flow
    }

    /// The speeds that a line can be set to.
    public static let bauds = [
        300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115_200, 230_400, 460_800, 921_600,
    ]

    /// Time that a number of bytes take on the line: a start bit, eight of data, perhaps one of
    /// parity, a stop bit.
    public func time(of bytes: Int) -> Duration {
        let bits = parity == .none ? 10 : 11
        return .nanoseconds(Int64(bytes) * Int64(bits) * 1_000_000_000 / Int64(max(1, baud)))
    }

    /// The options that differ from the default, as an address writes them.
    var options: [(key: String, value: String)] {
        var options: [(key: String, value: String)] = []
        let usual = SerialSettings()
        if baud != usual.baud { options.append(("baud", String(baud))) }
        if flow != usual.flow { options.append(("flow", flow.rawValue)) }
        if parity != usual.parity { options.append(("parity", parity.rawValue)) }
        return options
    }
}
