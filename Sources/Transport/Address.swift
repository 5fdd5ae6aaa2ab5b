/// Where a device is, in one line of text that is the same on the command line, in configuration
/// and in the API.
public enum Address: Hashable, Sendable {
    /// How a USB device is told from others.
    public enum USBSelector: Hashable, Sendable {
        case model(vendor: UInt16, product: UInt16)
        case serial(String)
        case port(String)
    }
    /// `usb:04b8:0e15`, `usb:serial=X3AK001`, `usb:port=1-1.4`
    case usb(USBSelector)
    /// `serial:/dev/ttyUSB0?baud=19200&flow=rtscts`
    case serial(path: String, SerialSettings)
    /// `tcp:127.0.0.1:9100`
    case tcp(host: String, port: UInt16)
    /// `file:/dev/usb/lp0`
    case file(path: String)
    /// `hidraw:/dev/hidraw0`
    case hidraw(path: String)
    /// `evdev:/dev/input/event5`
    case evdev(path: String)
    /// `sim:` with the simulator's own options, such as `sim:?profile=generic-58`
    case simulator(options: [String: String])
}

/// How a serial line is set.
public struct SerialSettings: Hashable, Sendable {
    public enum Parity: String, Hashable, Sendable { case none, even, odd }
    public enum Flow: String, Hashable, Sendable { case none, rtscts, xonxoff }
    /// Bits a second.
    public var baud: Int
    public var parity: Parity
    public var flow: Flow
    public init(baud: Int = 9600, parity: Parity = .none, flow: Flow = .none) {
        self.baud = baud
        self.parity = parity
        self.flow = flow
    }
}
