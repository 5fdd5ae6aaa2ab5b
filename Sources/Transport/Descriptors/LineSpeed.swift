internal import Glibc

/// The system's codes for the speeds of a serial line.
package enum LineSpeed {
    private static let codes: [Int: Int32] = [
        300: B300, 600: B600, 1200: B1200, 2400: B2400, 4800: B4800, 9600: B9600, 19200: B19200,
        38400: B38400, 57600: B57600, 115_200: B115200, 230_400: B230400, 460_800: B460800,
        921_600: B921600,
    ]

    /// Nil when a line cannot be set to this speed.
    package static func code(of baud: Int) -> UInt32? { codes[baud].map { UInt32($0) } }

    /// How fast a terminal is set; of a pseudo terminal's far end, how its program has set it.
    package static func baud(of number: Int32) -> Int? {
        var line = termios()
        guard tcgetattr(number, &line) == 0 else { return nil }
        let code = cfgetospeed(&line)
        return codes.first { speed_t($0.value) == code }?.key
    }
}
