internal import ESCPOS
internal import Glibc
internal import USBTransport

/// `till devices`
struct DevicesCommand: Subcommand {
    let json = Flag("json", help: "report as one line of JSON")

    var name: String { "devices" }
    var summary: String { "Lists the printers and serial ports of this machine." }
    var discussion: [String] {
        [
            "Nothing is opened or asked. Network printers do not announce themselves: name them as tcp:HOST:9100."
        ]
    }
    var options: [any OptionDeclaration] { [json] }
    var outcomes: [Outcome] { [Outcome(.done, "the list was made; it may be empty")] }

    func run(_ values: Values) async -> ExitCode {
        let devices = await Self.usb() + Self.nodes()
        if values[json] {
            Console.json(devices)
            return .done
        }
        if devices.isEmpty {
            Console.note("no printer and no serial port here; sim: is always there")
        }
        for device in devices { Console.out(device.line) }
        return .done
    }

    private struct Found: Encodable {
        var address: String
        var kind: String
        var name: String?
        var isAllowed: Bool

        var line: String {
            let rights = isAllowed ? "" : " (permission denied: udev rule or group missing)"
            return "\(address)  \(kind)\(name.map { ", \($0)" } ?? "")\(rights)"
        }
    }

    private static func usb() async -> [Found] {
        let devices = await USBPrinters.list()
        return devices.map { device in
            let name = [device.manufacturer, device.productName].compactMap { $0 }
                .joined(separator: " ")
            return Found(
                address: "\(USBSelection.address(of: device, among: devices))", kind: "USB printer",
                name: name.isEmpty ? nil : name, isAllowed: device.access == .allowed)
        }
    }

    /// Printer ports of the kernel, and serial ports by the names that stay the same.
    private static func nodes() -> [Found] {
        let printers = Folder.names(in: "/dev/usb").filter { $0.hasPrefix("lp") }.map {
            ("file:/dev/usb/\($0)", "printer port", "/dev/usb/\($0)")
        }
        let lines = Folder.names(in: "/dev/serial/by-id").map {
            ("serial:/dev/serial/by-id/\($0)", "serial port", "/dev/serial/by-id/\($0)")
        }
        return (printers + lines).map { address, kind, path in
            Found(
                address: address, kind: kind, name: nil, isAllowed: access(path, R_OK | W_OK) == 0)
        }
    }
}
