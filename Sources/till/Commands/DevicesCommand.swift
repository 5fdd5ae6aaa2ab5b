internal import Glibc
internal import USBTransport

/// `till devices`
struct DevicesCommand: Subcommand {
    let json = Flag("json", help: "report as one line of JSON; with --watch one for each change")
    let watch = Flag("watch", help: "go on, and tell what is plugged in and out over USB")

    var name: String { "devices" }
    var summary: String {
        "Lists the printers, scanners, drawers and serial ports of this machine."
    }
    var discussion: [String] {
        [
            "Nothing is opened or asked. Network printers do not announce themselves: name them as tcp:HOST:9100.",
            "A USB device is named by its serial number where it has one of its own, else by its model, else by the port that it is plugged into.",
        ]
    }
    var options: [any OptionDeclaration] { [json, watch] }
    var outcomes: [Outcome] {
        [
            Outcome(.done, "the list was made, and may be empty; or the watching was ended"),
            Outcome(.absent, "USB cannot be watched on this machine"),
        ]
    }

    func run(_ values: Values) async -> ExitCode {
        if values[watch] { return await watchUSB(asJSON: values[json]) }
        let present = await USBDevices.list()
        let devices = present.compactMap { USBFound($0, among: present)?.found } + Self.nodes()
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

    // MARK: Watching

    private func watchUSB(asJSON: Bool) async -> ExitCode {
        let watching = Task { () -> Bool in
            var watched = WatchedUSB()
            for await change in USBDevices.changes() {
                guard let line = watched.apply(change) else { continue }
                if asJSON { Console.json(line) } else { Console.out(line.text) }
            }
            return Task.isCancelled
        }
        Interrupts.handle { watching.cancel() }
        if await watching.value { return .done }
        Console.note("till devices: USB cannot be watched on this machine")
        return .absent
    }

    // MARK: Nodes

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

/// A device in the list.
private struct Found: Encodable, Sendable {
    var address: String
    var kind: String
    var name: String?
    var isAllowed: Bool
    /// Devices that only the port tells from this one, by their addresses.
    var alike: [String]?

    var line: String {
        let rights = isAllowed ? "" : " (permission denied: udev rule or group missing)"
        let doubles = alike.map {
            " (like \($0.joined(separator: ", ")): only the port tells which is which)"
        }
        return "\(address)  \(kind)\(name.map { ", \($0)" } ?? "")\(doubles ?? "")\(rights)"
    }
}

/// A USB device of use to a till, in the list.
private struct USBFound {
    var found: Found

    init?(_ device: USBDescription, among present: [USBDescription]) {
        guard let kind = USBKind(of: device) else { return nil }
        let doubles = USBSelection.doubles(of: device, among: present)
        found = Found(
            address: "\(USBSelection.address(of: device, among: present))", kind: kind.words,
            name: device.name, isAllowed: device.access == .allowed,
            alike: doubles.isEmpty
                ? nil : doubles.map { "\(USBSelection.address(of: $0, among: present))" })
    }
}

extension USBKind {
    fileprivate var words: String {
        switch self {
        case .printer: "USB printer"
        case .scanner: "USB scanner"
        case .keyboard: "USB keyboard, or a scanner that types"
        case .drawer: "USB cash drawer"
        }
    }
}

/// What was plugged in or out, as a line.
private struct WatchLine: Encodable, Sendable {
    enum Change: String, Encodable, Sendable { case arrived, left }
    var change: Change
    var device: Found
    var text: String { "\(change == .arrived ? "+" : "-") \(device.line)" }
}

/// What is plugged in, by what was told.
private struct WatchedUSB {
    private var present: [String: (device: USBDescription, found: Found?)] = [:]

    /// - Returns: nil for what is of no use to a till.
    mutating func apply(_ change: USBChange) -> WatchLine? {
        switch change {
        case .arrived(let device):
            let all = present.values.map(\.device) + [device]
            let found = USBFound(device, among: all)?.found
            present[device.port] = (device, found)
            return found.map { WatchLine(change: .arrived, device: $0) }
        case .left(let device):
            // Under the name by which it was announced.
            return present.removeValue(forKey: device.port)?.found.map {
                WatchLine(change: .left, device: $0)
            }
        }
    }
}
