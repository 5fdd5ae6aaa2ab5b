import FoundationEssentials
import Glibc
import Transport

/// A USB printer that the kernel itself plays: its printer function behind a host controller that
/// exists in memory only.
///
/// It knows nothing of our code, so it is a second opinion on what a USB printer is. It takes bytes
/// only while somebody reads them here, as a printer does only while it has room.
///
/// Source: the kernel's USB gadget configfs documentation; `linux/usb/g_printer.h`.
final class GadgetPrinter: Sendable {
    static let vendor: UInt16 = 0x0525
    static let product: UInt16 = 0xA4A8
    let serial: String
    let deviceID: String
    private static let folder = "/sys/kernel/config/usb_gadget/tillwright"
    private let node: Int32

    init(serial: String, deviceID: String) throws {
        self.serial = serial
        self.deviceID = deviceID
        try Guest.must("modprobe", "-a", "dummy_hcd", "libcomposite", "usb_f_printer")
        if access("/sys/kernel/config/usb_gadget", F_OK) != 0 {
            try Guest.must("mount", "-t", "configfs", "none", "/sys/kernel/config")
        }
        let folder = Self.folder
        for path in [
            "", "/strings/0x409", "/configs/c.1", "/functions/printer.one",
        ] { mkdir(folder + path, 0o755) }
        try Self.write("0x0525", to: "idVendor")
        try Self.write("0xa4a8", to: "idProduct")
        try Self.write(serial, to: "strings/0x409/serialnumber")
        try Self.write("Tillwright tests", to: "strings/0x409/manufacturer")
        try Self.write("Gadget printer", to: "strings/0x409/product")
        try Self.write(deviceID + "\n", to: "functions/printer.one/pnp_string")
        symlink("\(folder)/functions/printer.one", "\(folder)/configs/c.1/printer.one")
        try Self.write("dummy_udc.0", to: "UDC")
        // The kernel's driver has it once it is configured, and only then does its own side open.
        try Guest.wait(for: "/dev/usb/lp0")
        try Guest.wait(for: "/dev/g_printer0")
        node = open("/dev/g_printer0", O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard node >= 0 else { throw Guest.Failure(description: "/dev/g_printer0: \(errno)") }
    }

    /// Unplugs it.
    deinit {
        close(node)
        let folder = Self.folder
        try? Self.write("\n", to: "UDC")
        unlink("\(folder)/configs/c.1/printer.one")
        for path in ["/functions/printer.one", "/configs/c.1", "/strings/0x409", ""] {
            rmdir(folder + path)
        }
    }

    /// What the printer hears, at least `count` bytes of it.
    func receive(_ count: Int, within limit: Duration = .seconds(60)) throws -> [UInt8] {
        let deadline = ContinuousClock.now + limit
        var bytes: [UInt8] = []
        while bytes.count < count {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else {
                throw Guest.Failure(
                    description: "\(bytes.count) of \(count) bytes came within \(limit)")
            }
            bytes += read(within: left)
        }
        return bytes
    }

    /// Says something to the host.
    func say(_ bytes: [UInt8]) throws {
        guard Glibc.write(node, bytes, bytes.count) == bytes.count else {
            throw Guest.Failure(description: "the gadget takes no answer: error \(errno)")
        }
    }

    /// Hands what the printer hears on to `head` until the task is cancelled.
    func feed(_ head: any Link) async {
        while !Task.isCancelled {
            var rest = await OffPool.run { self.read(within: .milliseconds(200)) }[...]
            while !rest.isEmpty {
                guard let count = try? await head.write(rest, within: .seconds(10)) else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Says what `head` says until the task is cancelled.
    func speak(for head: any Link) async {
        while !Task.isCancelled, let bytes = try? await head.read() {
            guard (try? say(bytes)) != nil else { return }
        }
    }

    private func read(within limit: Duration) -> [UInt8] {
        var waiting = pollfd(fd: node, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, Int32(limit / .milliseconds(1))) > 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: 8192)
        let count = Glibc.read(node, &buffer, buffer.count)
        return Array(buffer.prefix(max(count, 0)))
    }

    /// What it answers to `GET_PORT_STATUS` from now on.
    func set(portStatus: UInt8) throws {
        // GADGET_SET_PRINTER_STATUS, `_IOWR('g', 0x22, unsigned char)`. The kernel takes the argument
        // itself for the byte, not for where it is.
        guard ioctl(node, 0xC001_6722, Int32(portStatus)) >= 0 else {
            throw Guest.Failure(description: "the gadget's status: error \(errno)")
        }
    }

    private static func write(_ text: String, to name: String) throws {
        let path = "\(folder)/\(name)"
        let file = open(path, O_WRONLY | O_CLOEXEC)
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard file >= 0, Glibc.write(file, bytes, bytes.count) == bytes.count else {
            throw Guest.Failure(description: "\(path): error \(errno)")
        }
    }
}
