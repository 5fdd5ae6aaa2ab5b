internal import Glibc
internal import Transport

/// Finds out who has an interface that we want.
enum USBHolder {
    /// The kernel's driver of an interface, and the process that uses the device through it:
    /// `usblp, cupsd (process 812)`. Nil when nobody is known to have it.
    ///
    /// Reads much of `/proc`, and so is for errors alone.
    static func describe(_ device: USBDescription, interface: UInt8) -> String? {
        let folder = folder(of: device, interface: interface)
        guard let driver = driver(in: folder) else {
            return ProcessFacts.holder(of: device.node)
        }
        let node = driver == "usbfs" ? device.node : nodes(in: folder).first
        let process = node.flatMap { ProcessFacts.holder(of: $0) }
        // Programs that drive a device by themselves show as the driver "usbfs".
        if driver == "usbfs" { return "usbfs, \(process ?? "a program of another user")" }
        return process.map { "\(driver), \($0)" } ?? driver
    }

    /// A process that uses an interface through its kernel driver, such as one that prints through
    /// `/dev/usb/lp0`; the kernel would let us detach the driver from under it.
    static func user(of device: USBDescription, interface: UInt8) -> String? {
        let folder = folder(of: device, interface: interface)
        for node in nodes(in: folder) {
            guard let process = ProcessFacts.holder(of: node) else { continue }
            return driver(in: folder).map { "\($0), \(process)" } ?? process
        }
        return nil
    }

    private static func folder(of device: USBDescription, interface: UInt8) -> String {
        "/sys/bus/usb/devices/\(device.port):\(device.configuration).\(interface)"
    }

    private static func driver(in folder: String) -> String? {
        guard let path = realpath("\(folder)/driver", nil) else { return nil }
        defer { free(path) }
        return String(cString: path).split(separator: "/").last.map(String.init)
    }

    /// Nodes through which programs use the interface: of usblp, and of hidraw. Those of keyboards
    /// are open in every desktop and say nothing.
    private static func nodes(in folder: String) -> [String] {
        let printers = SystemFile.names(in: "\(folder)/usbmisc").map { "/dev/usb/\($0)" }
        let reports = SystemFile.names(in: folder).flatMap { name in
            SystemFile.names(in: "\(folder)/\(name)/hidraw").map { "/dev/\($0)" }
        }
        return printers + reports
    }
}
