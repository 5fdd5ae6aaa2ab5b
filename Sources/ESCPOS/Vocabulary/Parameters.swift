/// On or off; only bit 0 counts.
public struct Switch: RawRepresentable, Hashable, Sendable, ExpressibleByBooleanLiteral {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public init(booleanLiteral value: Bool) { rawValue = value ? 1 : 0 }
    public init(_ isOn: Bool) { rawValue = isOn ? 1 : 0 }
    public var isOn: Bool { rawValue & 1 == 1 }
}

/// The bits of `ESC ! n`.
public struct PrintMode: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let fontB = PrintMode(rawValue: 0x01)
    public static let bold = PrintMode(rawValue: 0x08)
    public static let doubleHeight = PrintMode(rawValue: 0x10)
    public static let doubleWidth = PrintMode(rawValue: 0x20)
    public static let underline = PrintMode(rawValue: 0x80)
}

/// The bits of `FS ! n`.
public struct ChinesePrintMode: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let doubleWidth = ChinesePrintMode(rawValue: 0x04)
    public static let doubleHeight = ChinesePrintMode(rawValue: 0x08)
    public static let underline = ChinesePrintMode(rawValue: 0x80)
}

/// Parameter of `ESC M` and `GS f`: 0 to 4 or the digits "0" to "4".
public struct FontSelection: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let a = FontSelection(rawValue: 0)
    public static let b = FontSelection(rawValue: 1)
    /// 0 for font A, 1 for font B …; `nil` when out of range.
    public var index: Int? { digitTwin(rawValue, upTo: 4) }
}

/// Parameter of `ESC -` and `FS -`: 0 to 2 or the digits "0" to "2".
public struct Underline: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let none = Underline(rawValue: 0)
    public static let thin = Underline(rawValue: 1)
    public static let thick = Underline(rawValue: 2)
    /// Thickness in dots, 0 to 2; `nil` when out of range.
    public var dots: Int? { digitTwin(rawValue, upTo: 2) }
}

/// Parameter of `ESC a`: 0 to 2 or the digits "0" to "2".
public struct Alignment: RawRepresentable, Hashable, Sendable {
    /// Where the printed part of a line stands.
    public enum Side: Hashable, Sendable { case left, centre, right }
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let left = Alignment(rawValue: 0)
    public static let centre = Alignment(rawValue: 1)
    public static let right = Alignment(rawValue: 2)
    /// `nil` when out of range.
    public var side: Side? {
        switch digitTwin(rawValue, upTo: 2) {
        case 0: .left
        case 1: .centre
        case 2: .right
        default: nil
        }
    }
}

/// Parameter of `GS ! n`: width − 1 in the high nibble, height − 1 in the low one.
public struct CharacterSize: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// - Precondition: both factors are 1 to 8.
    public init(width: Int, height: Int) {
        precondition((1...8).contains(width) && (1...8).contains(height))
        rawValue = UInt8(width - 1) << 4 | UInt8(height - 1)
    }
    public static let normal = CharacterSize(rawValue: 0)
    /// Bits 3 and 7 must be 0; the printer ignores the command otherwise.
    public var isValid: Bool { rawValue & 0x88 == 0 }
    /// Factor, 1 to 8.
    public var width: Int { Int(rawValue >> 4 & 7) + 1 }
    /// Factor, 1 to 8.
    public var height: Int { Int(rawValue & 7) + 1 }
}

/// Parameter of `ESC D`: at most 32 columns in ascending order.
///
/// The list ends at NUL, or, by Epson's rule, before the first value that is not greater than the
/// one before it; that byte is then data. `isTerminated` tells the two apart.
public struct TabStops: Hashable, Sendable {
    public var columns: [UInt8]
    public var isTerminated: Bool
    public init(_ columns: [UInt8], isTerminated: Bool = true) {
        self.columns = columns
        self.isTerminated = isTerminated
    }
}

/// `GS V`: m alone (0, 1, "0", "1"), or m with n (41h, 42h, 61h, 62h, 67h, 68h).
public struct Cut: Hashable, Sendable {
    /// How much of the paper is cut.
    public enum Extent: Hashable, Sendable { case full, partial }
    public var mode: UInt8
    /// Feed before the cut, in vertical motion units; present exactly in the long form.
    public var feed: UInt8?
    public init(mode: UInt8, feed: UInt8? = nil) {
        self.mode = mode
        self.feed = feed
    }
    public static let full = Cut(mode: 0)
    public static let partial = Cut(mode: 1)
    /// Feeds the last line past the cutter and `units` more, then cuts.
    public static func feedThenFull(units: UInt8 = 0) -> Cut { Cut(mode: 0x41, feed: units) }
    /// Feeds the last line past the cutter and `units` more, then cuts. The most portable cut.
    public static func feedThenPartial(units: UInt8 = 0) -> Cut { Cut(mode: 0x42, feed: units) }
    /// `nil` when `mode` is none of the cuts.
    public var extent: Extent? {
        switch mode {
        case 0x00, 0x30, 0x41, 0x61, 0x67: .full
        case 0x01, 0x31, 0x42, 0x62, 0x68: .partial
        default: nil
        }
    }
    static func hasFeed(mode: UInt8) -> Bool {
        switch mode {
        case 0x41, 0x42, 0x61, 0x62, 0x67, 0x68: true
        default: false
        }
    }
}

/// Which solenoid line of the drawer connector.
public enum DrawerPin: UInt8, Hashable, Sendable, CaseIterable, Codable {
    case pin2 = 0
    case pin5 = 1
}

/// `ESC p m t1 t2`. Both times always stand on the wire: left out, the printer takes the next two
/// bytes of the receipt for them.
public struct Pulse: Hashable, Sendable {
    public var connector: UInt8
    /// In units of 2 ms.
    public var onUnits: UInt8
    /// In units of 2 ms; when shorter than `onUnits` the printer uses `onUnits`.
    public var offUnits: UInt8
    public init(connector: UInt8, onUnits: UInt8, offUnits: UInt8) {
        self.connector = connector
        self.onUnits = onUnits
        self.offUnits = offUnits
    }
    public init(_ pin: DrawerPin, onUnits: UInt8, offUnits: UInt8) {
        self.init(connector: pin.rawValue, onUnits: onUnits, offUnits: offUnits)
    }
    /// `nil` when out of range: the printer then cancels the command.
    public var pin: DrawerPin? {
        digitTwin(connector, upTo: 1).flatMap { DrawerPin(rawValue: UInt8($0)) }
    }
    public var on: Duration { .milliseconds(2 * Int(onUnits)) }
    public var off: Duration { .milliseconds(2 * Int(max(onUnits, offUnits))) }
}

/// `DLE DC4 1 m t`: on for t × 100 ms, then off for as long.
public struct RealTimePulse: Hashable, Sendable {
    public var connector: UInt8
    /// 1 to 8, in units of 100 ms.
    public var units: UInt8
    public init(connector: UInt8, units: UInt8) {
        self.connector = connector
        self.units = units
    }
    public init(_ pin: DrawerPin, units: UInt8) { self.init(connector: pin.rawValue, units: units) }
    /// `nil` when out of range: the printer then ignores the command.
    public var pin: DrawerPin? { DrawerPin(rawValue: connector) }
    public var isValid: Bool { pin != nil && (1...8).contains(units) }
    public var on: Duration { .milliseconds(100 * Int(units)) }
}

/// `DLE EOT n [a]`; `a` stands exactly for n = 7, 8 and 18.
public struct RealTimeStatusRequest: Hashable, Sendable {
    public var function: UInt8
    public var argument: UInt8?
    public init(function: UInt8, argument: UInt8? = nil) {
        self.function = function
        self.argument = argument
    }
    public static let printer = RealTimeStatusRequest(function: 1)
    public static let offlineCause = RealTimeStatusRequest(function: 2)
    public static let errorCause = RealTimeStatusRequest(function: 3)
    public static let paper = RealTimeStatusRequest(function: 4)
    static func hasArgument(function: UInt8) -> Bool {
        function == 7 || function == 8 || function == 18
    }
}

/// The bits of `GS a n`.
public struct AutomaticStatusSelection: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let drawer = AutomaticStatusSelection(rawValue: 0x01)
    public static let online = AutomaticStatusSelection(rawValue: 0x02)
    public static let error = AutomaticStatusSelection(rawValue: 0x04)
    public static let paper = AutomaticStatusSelection(rawValue: 0x08)
    public static let all: AutomaticStatusSelection = [.drawer, .online, .error, .paper]
}

/// The four characters that tag the end of a job in `GS ( H`, each 20h to 7Eh.
public struct ProcessID: Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]
    /// `nil` unless there are four bytes from 20h to 7Eh.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 4, bytes.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        self.bytes = Array(bytes)
    }
    /// Four characters of a 64-letter alphabet: 16,777,216 numbers before the first comes again.
    public init(number: UInt32) {
        bytes = [18, 12, 6, 0].map { 0x30 + UInt8(number >> $0 & 63) }
    }
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// The value of a parameter that may also be sent as an ASCII digit.
func digitTwin(_ byte: UInt8, upTo limit: UInt8) -> Int? {
    if byte <= limit { return Int(byte) }
    if byte >= 0x30, byte - 0x30 <= limit { return Int(byte - 0x30) }
    return nil
}
