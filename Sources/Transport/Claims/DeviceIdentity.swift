internal import CShims
internal import Glibc

/// What a device is, however its address was spelt: two addresses of one device have one identity.
public struct DeviceIdentity: Hashable, Sendable, CustomStringConvertible {
    /// The name of the device's lock file: letters, digits, dots and hyphens.
    public let description: String

    private init(_ name: String) {
        description = String(
            name.map { ($0.isASCII && ($0.isLetter || $0.isNumber)) || $0 == "." ? $0 : "-" })
    }

    /// A USB device by where it is plugged in, such as `1-1.4`.
    public static func usb(port: String) -> DeviceIdentity {
        DeviceIdentity("usb-\(port)")
    }

    /// Another piece of hardware by the name that the kernel gives it while it is there.
    public static func hardware(_ name: String) -> DeviceIdentity {
        DeviceIdentity("hardware-\(name)")
    }

    /// A printer in the network by its numeric address.
    public static func tcp(host: String, port: UInt16) -> DeviceIdentity {
        // The same IPv4 host, reached through an IPv6 socket.
        let mapped = "::ffff:"
        let plain = host.hasPrefix(mapped) ? String(host.dropFirst(mapped.count)) : host
        return DeviceIdentity("tcp-\(plain)-\(port)")
    }

    /// The file or device that `path` leads to, through any links.
    ///
    /// - Throws: ``LinkError``, when there is none or it may not be looked at.
    public static func file(at path: String, place: String) throws(LinkError) -> DeviceIdentity {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw .notOpened(place, by: errno, in: "stat") }
        guard facts.st_mode & S_IFMT == S_IFCHR else {
            return DeviceIdentity("file-\(facts.st_dev)-\(facts.st_ino)")
        }
        let major = tillwright_major(facts.st_rdev)
        let minor = tillwright_minor(facts.st_rdev)
        if major == usblpMajor, let port = usbPort(major, minor) { return .usb(port: port) }
        return DeviceIdentity("char-\(major)-\(minor)")
    }

    /// Device number of USB class drivers, `usblp` among them (Linux, devices.txt).
    private static let usblpMajor: UInt32 = 180

    /// Where the device behind `/dev/usb/lp0` is plugged in: the same printer may be opened
    /// through libusb.
    private static func usbPort(_ major: UInt32, _ minor: UInt32) -> String? {
        guard let path = realpath("/sys/dev/char/\(major):\(minor)/device", nil) else { return nil }
        defer { free(path) }
        // The folder is named for the interface: port, colon, configuration, dot, interface.
        let folder = String(cString: path).split(separator: "/").last ?? ""
        let port = folder.prefix { $0 != ":" }
        return port.isEmpty || port.count == folder.count ? nil : String(port)
    }
}
