internal import CShims
internal import Glibc
internal import Transport

/// What the kernel's driver of an open serial line can do.
struct SerialDriver: Hashable, Sendable {
    /// A USB adapter, or a USB device that is a serial line.
    let isUSB: Bool
    /// The driver's name, such as `ftdi_sio`; nil where there is none, as for a pseudo terminal.
    let name: String?

    init(isUSB: Bool, name: String?) {
        self.isUSB = isUSB
        self.name = name
    }

    init(of number: Int32) {
        var facts = stat()
        guard fstat(number, &facts) == 0 else {
            self.init(isUSB: false, name: nil)
            return
        }
        let major = tillwright_major(facts.st_rdev)
        let minor = tillwright_minor(facts.st_rdev)
        let folder = "/sys/dev/char/\(major):\(minor)/device"
        let place = SystemFile.target(of: folder) ?? ""
        let driver = SystemFile.target(of: "\(folder)/driver")
        self.init(
            isUSB: place.split(separator: "/").contains { $0.hasPrefix("usb") },
            name: driver?.split(separator: "/").last.map(String.init))
    }

    /// Whether what was given to the system can be thrown away. Of a USB adapter part of it may be in
    /// the adapter.
    var takesBack: Bool { !isUSB }

    /// Whether the system stops at an XOFF. The core of the USB serial drivers does not: those
    /// that do have their chip do it (Linux, `drivers/usb/serial` and `cdc-acm.c`).
    var obeysCharacters: Bool {
        guard isUSB else { return true }
        return ["ftdi_sio", "pl2303", "cp210x", "xr_serial"].contains(name)
    }
}
