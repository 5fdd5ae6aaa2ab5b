/// What becomes of characters that must not or cannot be printed.
public enum TextPolicy: Hashable, Sendable {
    /// They are an error, and nothing of their text is encoded.
    case strict
    /// This character stands for each of them. It must be one that the printer has.
    case replace(with: Character = "?")
}

/// Turns text, pictures and symbols into the commands of one printer model.
///
/// The encoder keeps track of what the commands leave behind in the printer (code page, Chinese
/// mode, alignment), and sends a switch only where one is needed. What it does not know, it does
/// not rely on: a new encoder assumes nothing, so that several may write one after the other to
/// the same printer.
///
/// Text can never contain a command: control characters are an error or are replaced, and no
/// ``Command/text(_:)`` made from text holds a byte below 20h.
public struct Encoder: Sendable {
    public let profile: Profile
    public let policy: TextPolicy
    /// What has been asked for so far.
    public private(set) var commands: [Command] = []

    /// What the printer is known to be in.
    var mode = PrinterMode()
    let repertoire: Repertoire

    public init(profile: Profile, policy: TextPolicy = .strict) {
        self.profile = profile
        self.policy = policy
        repertoire = Repertoire(profile: profile)
        commands.reserveCapacity(64)
    }

    /// The bytes of all commands so far, to be written as one.
    public var bytes: [UInt8] {
        commands.bytes
    }

    /// Appends a command as it is, and keeps track of what it changes.
    public mutating func append(_ command: Command) {
        mode.apply(command, for: repertoire)
        commands.append(command)
    }

    /// Appends what was written with ``mode`` as its start.
    mutating func append(_ writer: consuming TextWriter) {
        commands.append(contentsOf: writer.commands)
        mode = writer.mode
    }

    /// Brings the printer into a known state: `ESC @`, then what its language variant would
    /// otherwise decide.
    ///
    /// Chinese clones come out of `ESC @` with Chinese mode on, where code pages have no effect,
    /// and Chinese models with a national character set that prints ¥ for `$`; hence `FS .` and
    /// `ESC R 0` on printers with Chinese characters.
    public mutating func start() {
        append(.initialize)
        guard profile.chinese != .none else { return }
        append(.leaveChineseMode)
        append(.internationalSet(0))
    }

    /// Ends the line if anything stands in it: pictures, symbols and cuts are only carried out at
    /// the start of a line.
    mutating func closeLine() {
        if mode.isLineOpen { append(.lineFeed) }
    }

    /// Cuts the paper behind the last line, or, without a cutter, feeds that line past the edge
    /// to tear it off at. Line spacing is the default one afterwards if there is no cutter.
    ///
    /// The cut is `GS V 42h 0`, which feeds by itself and leaves one point uncut: the cut that
    /// most models understand, and a slip that does not fall on the floor.
    public mutating func cut() {
        closeLine()
        guard profile.cutter == .none else { return append(.cut(.feedThenPartial())) }
        // One sixth of an inch a line; rounded up, so that the last line is not torn through.
        let line = max(1, profile.dotsPerInch / 6)
        let lines = (max(0, profile.dotsToCutter) + line - 1) / line
        append(.defaultLineSpacing)
        append(.feedLines(UInt8(clamping: max(1, lines))))
    }
}
