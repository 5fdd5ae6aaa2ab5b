/// How a serial line is set: always 8 data bits and 1 stop bit.
public struct SerialSettings: Hashable, Sendable {
    public enum Parity: String, Hashable, Sendable, CaseIterable { case none, even, odd }
    /// How the printer makes the host wait; a printer wired for DTR is heard as `rtscts` by a
    /// cable that leads its DTR to CTS.
    public enum Flow: String, Hashable, Sendable, CaseIterable { case none, rtscts, xonxoff }
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
