/// What a scanner's reports came to.
public enum ScannerEvent: Hashable, Sendable {
    /// One code, read whole.
    case scan(Scan)
    /// Something that is no scan, or one that cannot be trusted.
    case problem(ScanProblem)
}

/// Why something that a scanner sent is no scan. Whoever scanned has to scan again.
public struct ScanProblem: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// The system lost reports; what came right before and after them cannot be trusted.
        case reportsLost
        /// The code broke off: no further report came, or no key that ends it.
        case brokenOff
        /// A report of `bytes` bytes where the descriptor says `expected`.
        case reportSize(bytes: Int, expected: Int)
        /// A report whose number the descriptor does not know as an input report.
        case unknownReport(number: UInt8)
        /// A report that counts more bytes than there is room for in it.
        case countTooLarge(count: Int, room: Int)
        /// More than the settings' `lengthMax`; the rest of it is dropped too.
        case tooLong(max: Int)
        /// Less than the settings' `lengthMin`.
        case tooShort(min: Int)
        /// The prefix that the settings ask for is not there.
        case prefixMissing
        /// The AIM identifier that the settings ask for is not there.
        case identifierMissing
        /// A key that has no character in the layout of the settings.
        case unknownKey(usage: UInt8, modifiers: KeyModifiers)
        /// A key of Linux's that no keyboard has.
        case unknownCode(UInt16)
        /// Several keys went down at once in a report that does not tell their order.
        case keyOrderUnknown
        /// A number typed with Alt that no character has.
        case unknownNumber(digits: String)
        /// A report in the manner of IBM's scanners whose parts contradict each other.
        case malformedReport
        /// Input of a form that the interface does not have, or from an interface that was not
        /// named.
        case unexpectedInput
    }
    /// ``ScannerInterface/number`` of where it came from.
    public var interface: Int
    public var reason: Reason
    /// What was read before it went wrong, for a person to look at; never to be taken for a code.
    public var bytes: [UInt8]

    public init(interface: Int = 0, reason: Reason, bytes: [UInt8] = []) {
        self.interface = interface
        self.reason = reason
        self.bytes = bytes
    }
}

extension ScanProblem: CustomStringConvertible {
    /// What went wrong and what to try, in one line.
    public var description: String {
        switch reason {
        case .reportsLost: "reports of the scanner were lost; scan again"
        case .brokenOff: "the code broke off; scan again, or check the suffix in the settings"
        case .reportSize(let bytes, let expected):
            "a report has \(bytes) bytes instead of \(expected); scan again"
        case .unknownReport(let number): "report \(number) is not in the scanner's own description"
        case .countTooLarge(let count, let room):
            "a report counts \(count) bytes and has room for \(room); scan again"
        case .tooLong(let max): "the code is longer than \(max) bytes; raise the maximum length"
        case .tooShort(let min):
            "the code is shorter than \(min) bytes; scan again, or lower the minimum length"
        case .prefixMissing: "the prefix is missing; check the prefix in scanner and settings"
        case .identifierMissing:
            "the AIM identifier is missing; switch it on in the scanner or off in the settings"
        case .unknownKey(let usage, let modifiers):
            "key \(usage) with modifiers \(modifiers.rawValue) has no character in this layout;"
                + " set scanner and settings to the same country"
        case .unknownCode(let code): "key code \(code) is no key of a keyboard"
        case .keyOrderUnknown: "the scanner pressed several keys at once; make it type slower"
        case .unknownNumber(let digits): "Alt and \(digits) is no character; scan again"
        case .malformedReport: "a report contradicts itself; scan again"
        case .unexpectedInput: "input of a kind that the interface does not send"
        }
    }
}
