/// One interface of a scanner, as far as it has to be known for reading what it sends.
public struct ScannerInterface: Hashable, Sendable {
    /// What it sends.
    public enum Form: Hashable, Sendable {
        /// HID reports, laid out as the report descriptor says: bytes from the device, unchecked.
        case hid(descriptor: [UInt8])
        /// Keys in Linux's own codes (`KEY_A` is 30).
        case keys
    }
    /// `bInterfaceNumber`; 0 where the system does not tell. Numbers are unique in one device.
    public var number: Int
    public var form: Form

    public init(number: Int = 0, form: Form) {
        self.number = number
        self.form = form
    }
}

/// What came from an interface at one moment.
public enum ScannerInput: Hashable, Sendable {
    /// One HID input report; its number first where the descriptor has numbers.
    case report([UInt8])
    /// A key that went down or up, in Linux's own code. The system's repetition is left out.
    case key(code: UInt16, isDown: Bool)
    /// Reports were lost between the last one and the next.
    case lost
}

/// A report for the scanner.
public struct ScannerOutput: Hashable, Sendable {
    /// By which request it goes.
    ///
    /// Source: Device Class Definition for HID 1.11, 7.2.2.
    public enum Kind: Hashable, Sendable { case output, feature }

    /// ``ScannerInterface/number`` of the interface that takes it.
    public var interface: Int
    public var kind: Kind
    /// The report's number first; 0 where the descriptor has no numbers.
    public var bytes: [UInt8]

    public init(interface: Int, kind: Kind, bytes: [UInt8]) {
        self.interface = interface
        self.kind = kind
        self.bytes = bytes
    }
}

/// What a host may ask a scanner to do.
public enum ScannerCommand: Hashable, Sendable, CaseIterable {
    /// Look for a code now, as if somebody pulled the trigger.
    case trigger
    /// Stop looking for a code, and read none until ``trigger`` or ``allow``.
    case prevent
    /// Read again when the scanner's own trigger is pulled.
    case allow
    /// The sound for a code that was read and is right.
    case goodBeep
    /// The sound for a code that was read and is wrong.
    case errorBeep
    /// Send codes as scanner's reports only and type none of them.
    case stopTyping
    /// Take the host's Caps lock for off, so that the case of typed letters is right.
    case capsLockOff
}
