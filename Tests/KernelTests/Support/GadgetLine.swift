import FoundationEssentials
import Glibc

/// A USB modem that the kernel itself plays: `/dev/ttyACM0` on our side, and this on the other.
///
/// It takes bytes only while ``open()`` is in force, and tells the host by its lines DSR and DCD
/// whether it is. A machine has one host controller that exists in memory only, so one gadget at a
/// time.
///
/// Source: the kernel's USB gadget configfs documentation; `f_acm.c`.
final class GadgetLine {
    static let path = "/dev/ttyACM0"
    private static let folder = "/sys/kernel/config/usb_gadget/tillwright-line"
    private static let far = "/dev/ttyGS0"
    private var node: Int32 = -1

    init() throws {
        try Guest.must("modprobe", "-a", "dummy_hcd", "libcomposite", "usb_f_acm", "cdc-acm")
        if access("/sys/kernel/config/usb_gadget", F_OK) != 0 {
            try Guest.must("mount", "-t", "configfs", "none", "/sys/kernel/config")
        }
        for path in ["", "/strings/0x409", "/configs/c.1", "/functions/acm.one"] {
            mkdir(Self.folder + path, 0o755)
        }
        try Self.write("0x0525", to: "idVendor")
        try Self.write("0xa4a7", to: "idProduct")
        try Self.write("GADGETLINE", to: "strings/0x409/serialnumber")
        symlink("\(Self.folder)/functions/acm.one", "\(Self.folder)/configs/c.1/acm.one")
        try Self.write("dummy_udc.0", to: "UDC")
        try Guest.wait(for: Self.path)
        try Guest.wait(for: Self.far)
    }

    /// Unplugs it.
    deinit {
        shut()
        let folder = Self.folder
        try? Self.write("\n", to: "UDC")
        unlink("\(folder)/configs/c.1/acm.one")
        for path in ["/functions/acm.one", "/configs/c.1", "/strings/0x409", ""] {
            rmdir(folder + path)
        }
    }

    /// Begins to take bytes; DSR and DCD go on.
    func open() throws {
        node = Glibc.open(Self.far, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard node >= 0 else { throw Guest.Failure(description: "\(Self.far): error \(errno)") }
        var line = termios()
        tcgetattr(node, &line)
        cfmakeraw(&line)
        tcsetattr(node, TCSANOW, &line)
    }

    /// Takes nothing any more; DSR and DCD go off.
    func shut() {
        if node >= 0 { close(node) }
        node = -1
    }

    func send(_ bytes: [UInt8]) throws {
        guard Glibc.write(node, bytes, bytes.count) == bytes.count else {
            throw Guest.Failure(description: "the gadget's line takes nothing: error \(errno)")
        }
    }

    /// What comes until there are `count` bytes, or nothing more for `limit`.
    func receive(_ count: Int, within limit: Duration = .seconds(30)) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var waiting = pollfd(fd: node, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, Int32(limit / .milliseconds(1))) > 0 else { break }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let got = read(node, &buffer, buffer.count)
            guard got > 0 else { break }
            bytes += buffer.prefix(got)
        }
        return bytes
    }

    private static func write(_ text: String, to name: String) throws {
        let path = "\(folder)/\(name)"
        let file = Glibc.open(path, O_WRONLY | O_CLOEXEC)
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard file >= 0, Glibc.write(file, bytes, bytes.count) == bytes.count else {
            throw Guest.Failure(description: "\(path): error \(errno)")
        }
    }
}
