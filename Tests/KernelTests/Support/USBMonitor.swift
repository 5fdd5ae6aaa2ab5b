import Glibc

/// Listens to all USB buses: the control requests that drivers send.
///
/// Source: the kernel's usbmon documentation, text interface.
final class USBMonitor {
    /// A request without data to a device.
    struct Request: Hashable {
        var type: UInt8
        var request: UInt8
        var value: UInt16
    }
    private let file: Int32

    init() throws {
        try Guest.must("modprobe", "usbmon")
        if access("/sys/kernel/debug/usb", F_OK) != 0 {
            try Guest.must("mount", "-t", "debugfs", "none", "/sys/kernel/debug")
        }
        let path = "/sys/kernel/debug/usb/usbmon/0u"
        file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw Guest.Failure(description: "\(path): error \(errno)") }
    }

    deinit { close(file) }

    /// The requests since the last call.
    func requests() -> [Request] {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 8192)
        while true {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { break }
            text += buffer.prefix(count)
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { line in
            // TAG TIME S Co:BUS:DEVICE:ENDPOINT s TYPE REQUEST VALUE INDEX LENGTH …
            let words = line.split(separator: " ")
            guard words.count > 7, words[2] == "S", words[3].hasPrefix("Co:"), words[4] == "s",
                let type = UInt8(words[5], radix: 16), let request = UInt8(words[6], radix: 16),
                let value = UInt16(words[7], radix: 16)
            else { return nil }
            return Request(type: type, request: request, value: value)
        }
    }
}
