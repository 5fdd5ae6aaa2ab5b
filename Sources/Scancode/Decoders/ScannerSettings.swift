/// How a scanner was set up, as far as its reports do not tell.
///
/// Only scanners that type need it. The rest is for all of them.
public struct ScannerSettings: Hashable, Sendable, Codable {
    /// The keyboard of the country that the scanner was set to. The host's own does not matter.
    public var layout: KeyboardLayout
    /// What the scanner types before each code, as bytes (UTF-8); empty for nothing.
    public var prefix: [UInt8]
    /// What the scanner types after each code; empty when it types nothing, and a pause of
    /// ``idleGap`` ends a code. A code that a pause ends although it has a suffix is a problem.
    public var suffix: [UInt8]
    /// Whether a typed code begins with an AIM identifier.
    public var identifier: IdentifierPolicy
    /// The longest pause within a code, between keys or between the reports of a long code; where
    /// something else ends a code, at least half a second, because nobody waits for it.
    public var idleGap: Duration
    public var capsLock: CapsLockPolicy
    public var deadKeys: DeadKeyPolicy
    public var controlKeys: ControlKeyPolicy
    /// Bytes of content; shorter ones are a problem. Prefix, suffix and identifier do not count.
    public var lengthMin: Int
    /// Bytes of content; longer ones are a problem, and never kept whole.
    public var lengthMax: Int
    /// Whether a carriage return or line feed at the end of a code in scanner's reports belongs to
    /// it. A scanner that has a suffix set sends it there too.
    public var keepsLineEnd: Bool

    /// The longest ``lengthMax`` there is; a QR code holds 7,089 digits at most.
    public static let lengthLimit = 65_536

    public init(
        layout: KeyboardLayout = .us, prefix: [UInt8] = [], suffix: [UInt8] = [0x0D],
        identifier: IdentifierPolicy = .ifPresent, idleGap: Duration = .milliseconds(150),
        capsLock: CapsLockPolicy = .off, deadKeys: DeadKeyPolicy = .composing,
        controlKeys: ControlKeyPolicy = .control, lengthMin: Int = 1, lengthMax: Int = 8192,
        keepsLineEnd: Bool = false
    ) {
        self.layout = layout
        self.prefix = prefix
        self.suffix = suffix
        self.identifier = identifier
        self.idleGap = idleGap
        self.capsLock = capsLock
        self.deadKeys = deadKeys
        self.controlKeys = controlKeys
        self.lengthMin = lengthMin
        self.lengthMax = lengthMax
        self.keepsLineEnd = keepsLineEnd
    }
}

/// Whether a scanner that types begins with an AIM identifier (`]E0`).
public enum IdentifierPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// `]E0` at the beginning is content.
    case never
    /// `]E0` at the beginning is an identifier if the letter is one that AIM gave out.
    case ifPresent
    /// A code without one is a problem.
    case always
}

/// What the scanner makes of Caps lock. It learns of it from the host's lights.
public enum CapsLockPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// Caps lock is off or the scanner does not care: Shift alone decides.
    case off
    /// Caps lock is on, and the scanner makes up for it: letters come with Shift the other way.
    case on
    /// The scanner presses Caps lock itself, and counts on its effect until it presses it again.
    case follows
}

/// What an accent key does that waits for a letter (`^` on a German keyboard).
public enum DeadKeyPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// As on a computer: accent and letter make one character, accent and space the accent alone.
    case composing
    /// The scanner means the accent itself and presses no space after it.
    case plain
}

/// How a scanner types control characters (below 20h) that have no key of their own.
public enum ControlKeyPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// With Ctrl: Ctrl and `]` is 1Dh. It is understood in the other mode too.
    case control
    /// 16h to 1Fh by F1 to F10, as Honeywell's scanners do unless told otherwise: F8 is 1Dh.
    case honeywellFunctionKeys
}
