internal import Glibc

/// What udev keeps about a character device.
enum UdevDatabase {
    /// Properties by name; nil when udev has not been at the device.
    ///
    /// Source: systemd, the files under /run/udev/data: a line `E:NAME=VALUE` for each property.
    static func properties(of device: dev_t) -> [String: String]? {
        text(of: device).map(properties)
    }

    /// Names under /dev that udev made for the device, in order; a line `S:NAME` for each.
    static func links(of device: dev_t) -> [String] {
        (text(of: device) ?? "").split(separator: "\n").filter { $0.hasPrefix("S:") }
            .map { String($0.dropFirst(2)) }.sorted()
    }

    private static func text(of device: dev_t) -> String? {
        let path = "/run/udev/data/c\(major(of: device)):\(minor(of: device))"
        return (try? Files.read(path, upTo: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
    }

    static func properties(in text: String) -> [String: String] {
        var found: [String: String] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("E:") {
            let parts = line.dropFirst(2).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { found[String(parts[0])] = String(parts[1]) }
        }
        return found
    }

    // glibc's macros, which Swift does not import: the numbers' bits lie apart.
    private static func major(of device: dev_t) -> UInt64 {
        UInt64((device >> 8) & 0xFFF) | UInt64((device >> 32) & 0xFFFF_F000)
    }

    private static func minor(of device: dev_t) -> UInt64 {
        UInt64(device & 0xFF) | UInt64((device >> 12) & 0xFFFF_FF00)
    }
}
