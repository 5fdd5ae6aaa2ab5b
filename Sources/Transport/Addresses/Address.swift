/// Where a device is, in one line of text that is the same on the command line, in configuration
/// and in the API.
///
/// The text is read by ``init(parsing:)`` and written by `description`; each gives back the other.
/// A `%`, `?` or control character within a part is written as `%` and two hexadecimal digits.
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

    /// The port that printers listen on unless told otherwise.
    public static let defaultTCPPort: UInt16 = 9100
}

extension Address: CustomStringConvertible {
    public var description: String {
        switch self {
        case .usb(.model(let vendor, let product)):
            "usb:\(Self.hexadecimal(vendor)):\(Self.hexadecimal(product))"
        case .usb(.serial(let serial)): "usb:serial=\(Escaping.escape(serial))"
        case .usb(.port(let port)): "usb:port=\(Escaping.escape(port))"
        case .serial(let path, let settings):
            "serial:\(Escaping.escape(path))\(Escaping.query(settings.options))"
        case .tcp(let host, let port):
            host.contains(":") ? "tcp:[\(host)]:\(port)" : "tcp:\(host):\(port)"
        case .file(let path): "file:\(Escaping.escape(path))"
        case .hidraw(let path): "hidraw:\(Escaping.escape(path))"
        case .evdev(let path): "evdev:\(Escaping.escape(path))"
        case .simulator(let options):
            "sim:\(Escaping.query(options.sorted { $0.key < $1.key }))"
        }
    }

    static func hexadecimal(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
