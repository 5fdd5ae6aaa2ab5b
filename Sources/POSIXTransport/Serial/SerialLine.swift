internal import CShims
internal import Glibc
internal import Transport

/// The settings of a serial line in the system's terms.
struct SerialLine {
    private let settings: SerialSettings
    private let speed: speed_t
    private let place: String

    init(_ settings: SerialSettings, place: String) throws(LinkError) {
        guard let speed = LineSpeed.code(of: settings.baud) else {
            throw .unsupported(place, why: "a line cannot be set to \(settings.baud) baud")
        }
        self.settings = settings
        self.speed = speed
        self.place = place
    }

    /// Sets an open line and makes sure that it took the settings.
    ///
    /// XON and XOFF are left to us where the driver does not obey them.
    func set(_ number: Int32) throws(LinkError) {
        guard isatty(number) == 1 else {
            throw .unsupported(place, why: "it is no serial line; perhaps file: is right")
        }
        var wanted = termios()
        try check(tcgetattr(number, &wanted), "tcgetattr")
        apply(to: &wanted, SerialDriver(of: number))
        try check(tcsetattr(number, TCSANOW, &wanted), "tcsetattr")
        // tcsetattr succeeds when it could do any part of what was asked.
        var actual = termios()
        try check(tcgetattr(number, &actual), "tcgetattr")
        let isPseudo = try Self.isPseudoTerminal(number, place: place)
        if !isPseudo { try compare(actual, wanted) }
        if settings.flow == .dtrdsr, !Self.hasSignals(number) {
            throw .unsupported(
                place, why: "it has no line DSR, so flow=dtrdsr cannot be kept; use xonxoff or none"
            )
        }
        // A pseudo terminal keeps this mark after its program has died, and would refuse the next.
        if !isPseudo { _ = ioctl(number, UInt(TIOCEXCL)) }
        // An answer to somebody else's question must not be taken for one to ours.
        tcflush(number, TCIFLUSH)
    }

    private func apply(to line: inout termios, _ driver: SerialDriver) {
        cfmakeraw(&line)
        cfsetispeed(&line, speed)
        cfsetospeed(&line, speed)
        line.c_cflag |= tcflag_t(CLOCAL | CREAD)
        line.c_cflag &= ~(tcflag_t(HUPCL | CSTOPB | PARENB | PARODD) | tcflag_t(CRTSCTS))
        // A printer that is switched on holds its line as in a break, which would read as a zero.
        line.c_iflag |= tcflag_t(IGNBRK)
        // IXOFF would send XOFF and XON into the printer's data, IXANY go on at any status byte.
        line.c_iflag &= ~tcflag_t(IXON | IXOFF | IXANY | INPCK)
        switch settings.parity {
        case .none: break
        case .even: line.c_cflag |= tcflag_t(PARENB)
        case .odd: line.c_cflag |= tcflag_t(PARENB | PARODD)
        }
        switch settings.flow {
        case .none, .dtrdsr: break
        case .rtscts: line.c_cflag |= tcflag_t(CRTSCTS)
        case .xonxoff: if driver.obeysCharacters { line.c_iflag |= tcflag_t(IXON) }
        }
        withUnsafeMutableBytes(of: &line.c_cc) { characters in
            characters[Int(VMIN)] = 1
            characters[Int(VTIME)] = 0
            characters[Int(VSTART)] = 0x11
            characters[Int(VSTOP)] = 0x13
        }
    }

    private func compare(_ actual: termios, _ wanted: termios) throws(LinkError) {
        let parity = tcflag_t(PARENB | PARODD)
        if actual.c_cflag & parity != wanted.c_cflag & parity {
            throw .unsupported(place, why: "the line does not take \(settings.parity) parity")
        }
        if actual.c_cflag & tcflag_t(CRTSCTS) != wanted.c_cflag & tcflag_t(CRTSCTS) {
            throw .unsupported(place, why: "the line does not take \(settings.flow) flow control")
        }
        var line = actual
        if cfgetospeed(&line) != speed {
            throw .unsupported(place, why: "the line does not take \(settings.baud) baud")
        }
    }

    /// Pseudo terminals have the device numbers 136 to 143 (Linux, devices.txt). They have no
    /// line: parity and flow settings are dropped without harm.
    private static func isPseudoTerminal(_ number: Int32, place: String) throws(LinkError) -> Bool {
        var facts = stat()
        guard fstat(number, &facts) == 0 else {
            throw .system(place, call: "fstat", errno: errno)
        }
        return (136...143).contains(tillwright_major(facts.st_rdev))
    }

    private static func hasSignals(_ number: Int32) -> Bool {
        var bits: Int32 = 0
        return ioctl(number, UInt(TIOCMGET), &bits) == 0
    }

    private func check(_ result: Int32, _ call: String) throws(LinkError) {
        guard result == 0 else { throw .ended(by: errno, in: call, at: place) }
    }
}
