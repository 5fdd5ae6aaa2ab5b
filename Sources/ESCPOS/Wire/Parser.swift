/// Reads the byte stream from host to printer, in pieces of any size, into commands.
///
/// - Commands come out the same wherever the stream was cut into pieces. So a run of text is given
///   only when a control byte, its longest length or ``finish()`` ends it, and an EAN in the old
///   form of `GS k` only when the byte after its last digit is seen (below).
/// - The commands' bytes, one after the other, are the bytes that were read: for any bytes at all.
/// - Never more than ``Limits/payloadMax`` bytes, and some 16 KiB, are held.
///
/// What the vocabulary has no name for is kept as one ``Command/unknown(_:)`` of its right length,
/// and so is never taken for text; see ``Framing`` for where commands end. Real-time commands
/// between two commands are given in order here; one inside another command's bytes is data here
/// and is seen by ``RealTimeScanner``.
///
/// `GS k` with m from 0 to 6 ends at NUL, but printers also end UPC after 12 digits, EAN-13 after
/// 13, EAN-8 after 8 and any after 255 bytes. Other libraries send full-length data and NUL, so a
/// NUL right after full-length data is taken as the bar code's own: a printer ignores it anyway.
///
/// While `ESC =` has the printer deselected all bytes up to the next `ESC =` come out as
/// ``Command/otherPeripheral(_:)``, in runs that end before each ESC.
public struct Parser: Sendable {
    /// What a parser holds at most.
    public struct Limits: Hashable, Sendable {
        /// Bytes. A longer command is passed on in pieces, its head first, as `.unknown`.
        public var payloadMax: Int
        public init(payloadMax: Int = 4 << 20) { self.payloadMax = max(0, payloadMax) }
    }

    /// Longest run of text, of NULs or of another device's bytes in one command.
    public static let runMax = 1024
    /// Size of the pieces of a command that is longer than ``Limits/payloadMax``.
    public static let pieceSize = 16_384

    let limits: Limits
    var phase = Phase.idle
    /// Prefix and parameters of the command being read.
    var head = CommandHead()
    /// Payload of the command being read, or the run being read.
    var body: [UInt8] = []
    /// `ESC =`, bit 0.
    var isSelected = true
    /// `FS ( A` selects a font, and thereby the length of `FS 2`; font A has 24 × 24 dots.
    var kanjiBytes = 72
    /// What else follows once the payload under way is there.
    var elements = Elements.none
    /// Whether the command being read is over the limit and leaves in pieces.
    var isInPieces = false

    /// Where in a command the next byte stands.
    enum Phase {
        case idle
        case text
        case nuls
        case peripheral
        /// `head` is to grow to this many bytes before its length is looked at again.
        case head(Int)
        case payload(left: Int)
        case tabStops
        case barcode(full: Int)
        case decimalFields(left: Int, digits: Int)
        /// Bytes missing of an element's own head, which is gathered at the end of `body`.
        case elementHead(left: Int)
    }

    /// Payloads that come several in one command, each with its size before it.
    enum Elements {
        case none
        case characters(height: Int, left: Int)
        case images(left: Int)
    }

    public init(limits: Limits = Limits()) { self.limits = limits }

    /// Bytes read that are in no command yet.
    public var pendingByteCount: Int { head.count + body.count }

    /// The commands that these bytes complete.
    public mutating func parse(_ bytes: some Sequence<UInt8>) -> [Command] {
        var commands: [Command] = []
        parse(bytes, into: &commands)
        return commands
    }

    /// Appends the commands that these bytes complete.
    public mutating func parse(_ bytes: some Sequence<UInt8>, into commands: inout [Command]) {
        let whole: Void? = bytes.withContiguousStorageIfAvailable {
            consume($0.span, into: &commands)
        }
        if whole != nil { return }
        var block: [UInt8] = []
        block.reserveCapacity(4096)
        for byte in bytes {
            block.append(byte)
            if block.count == 4096 {
                consume(block.span, into: &commands)
                block.removeAll(keepingCapacity: true)
            }
        }
        consume(block.span, into: &commands)
    }

    /// The end of the stream: what is pending, an incomplete command as `.unknown`.
    ///
    /// The parser can then read another stream to the same printer: what `ESC =` and `FS ( A`
    /// set stays as it is.
    public mutating func finish() -> [Command] {
        var commands: [Command] = []
        switch phase {
        case .idle: break
        case .text: commands.append(.text(body))
        case .peripheral: commands.append(.otherPeripheral(body))
        case .tabStops where body.count == Parser.tabStopsMax: complete(into: &commands)
        case .barcode(let full) where body.count == full: complete(into: &commands)
        default: if pendingByteCount > 0 { commands.append(.unknown(head.bytes + body)) }
        }
        reset()
        return commands
    }

    static let tabStopsMax = 32

    mutating func reset() {
        phase = .idle
        head = CommandHead()
        if !body.isEmpty { body = [] }
        elements = .none
        isInPieces = false
    }
}
