internal import Glibc
internal import Transport

/// A serial line of this machine that has something behind it.
public struct SerialPort: Hashable, Sendable {
    /// A USB adapter, or a USB device that is a serial line.
    public struct USB: Hashable, Sendable {
        public var vendor: UInt16
        public var product: UInt16
        public var serial: String?
        public var manufacturer: String?
        public var name: String?
        /// Where it is plugged in: bus, hyphen, port numbers, as `1-1.4`.
        public var port: String
    }
    /// The kernel's own name, which depends on the order of plugging in: `/dev/ttyUSB0`.
    public var path: String
    /// The kernel's driver: `ftdi_sio`, `ch341-uart`, `cdc_acm`, `serial8250`.
    public var driver: String?
    public var usb: USB?
    /// `/dev/serial/by-id/…`: the same wherever it is plugged in; not unique among clones of one
    /// maker.
    public var byID: [String]
    /// `/dev/serial/by-path/…`: the same whatever is plugged in there.
    public var byPath: [String]
    /// `/dev/tillwright/serial-…`, which our own udev rules make.
    public var ourNames: [String]
    /// Whether we may open it.
    public var isAllowed: Bool

    /// The name to write into a configuration: one that stays the same, also at another port, when
    /// there is one.
    public var stablePath: String {
        let byPort = usb.map { "/serial-\($0.port)" }
        let bySerial = ourNames.first { name in !(byPort.map(name.hasSuffix) ?? false) }
        return bySerial ?? byID.first ?? ourNames.first ?? byPath.first ?? path
    }
}

/// The serial lines of this machine. None is opened: that alone can open a drawer.
public enum SerialPorts {
    /// All lines, in the order of their names.
    public static func list() -> [SerialPort] { list(sys: "/sys", dev: "/dev") }

    /// - Parameters:
    ///   - sys: where the kernel tells of devices.
    ///   - dev: where their nodes and names are.
    static func list(sys: String, dev: String) -> [SerialPort] {
        let names = Names(dev: dev)
        return SystemFile.names(in: "\(sys)/class/tty").sorted(by: isBefore).compactMap { name in
            port(name, folder: "\(sys)/class/tty/\(name)", path: "\(dev)/\(name)", names: names)
        }
    }

    private static func port(
        _ name: String, folder: String, path: String, names: Names
    ) -> SerialPort? {
        // Consoles, pseudo terminals and the like have no device behind them.
        guard let device = SystemFile.target(of: "\(folder)/device") else { return nil }
        // The kernel keeps some ports ready for which there is no chip (PORT_UNKNOWN).
        if contents("\(folder)/type") == "0" { return nil }
        return SerialPort(
            path: path, driver: SystemFile.target(of: "\(device)/driver").map(lastPart),
            usb: usb(above: device),
            byID: names.byID[path] ?? [], byPath: names.byPath[path] ?? [],
            ourNames: names.ours[path] ?? [], isAllowed: access(path, R_OK | W_OK) == 0)
    }

    /// The USB device that a folder belongs to: the nearest one above it.
    private static func usb(above folder: String) -> SerialPort.USB? {
        var folder = folder
        while let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
            if let vendor = hexadecimal("\(folder)/idVendor"),
                let product = hexadecimal("\(folder)/idProduct")
            {
                return SerialPort.USB(
                    vendor: vendor, product: product, serial: contents("\(folder)/serial"),
                    manufacturer: contents("\(folder)/manufacturer"),
                    name: contents("\(folder)/product"), port: lastPart(of: folder))
            }
            folder = String(folder[..<slash])
        }
        return nil
    }

    /// `ttyUSB2` before `ttyUSB10`.
    private static func isBefore(_ a: String, _ b: String) -> Bool {
        let (kindA, kindB) = (kind(a), kind(b))
        if kindA != kindB { return kindA < kindB }
        return (a.count, a) < (b.count, b)
    }

    private static func kind(_ name: String) -> Substring {
        name[..<(name.lastIndex { !$0.isNumber }.map { name.index(after: $0) } ?? name.startIndex)]
    }

    // MARK: Reading

    /// The links that lead to the nodes, by node.
    private struct Names {
        var byID: [String: [String]]
        var byPath: [String: [String]]
        var ours: [String: [String]]

        init(dev: String) {
            byID = Self.links(in: "\(dev)/serial/by-id") { _ in true }
            byPath = Self.links(in: "\(dev)/serial/by-path") { _ in true }
            ours = Self.links(in: "\(dev)/tillwright") { $0.hasPrefix("serial-") }
        }

        private static func links(
            in folder: String, where isWanted: (String) -> Bool
        ) -> [String: [String]] {
            var found: [String: [String]] = [:]
            for name in SystemFile.names(in: folder).filter(isWanted).sorted() {
                guard let target = SystemFile.target(of: "\(folder)/\(name)") else { continue }
                found[target, default: []].append("\(folder)/\(name)")
            }
            return found
        }
    }

    private static func lastPart(of path: String) -> String {
        String(path.split(separator: "/").last ?? "")
    }

    /// A line of a device's own words, which may be anything.
    private static func contents(_ path: String) -> String? {
        guard let text = SystemFile.contents(of: path) else { return nil }
        let line = text.prefix { $0 != "\n" }
            .filter { character in
                character.unicodeScalars.allSatisfy {
                    $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
                }
            }
        return line.isEmpty ? nil : line
    }

    private static func hexadecimal(_ path: String) -> UInt16? {
        contents(path).flatMap { UInt16($0, radix: 16) }
    }
}
