/// Reads the byte stream from printer to host, in pieces of any size, into replies.
///
/// Answers and pushed statuses share one stream without any framing; each is told by the bits that
/// Epson fixed in it, never by counting or by what was asked:
///
/// | first byte | what it begins | then |
/// |---|---|---|
/// | `11`, `13` | XON, XOFF | – |
/// | `0xx1xx10` | answer to `DLE EOT` | – |
/// | `0xx1xx00` | automatic status | three bytes `0xx0xxxx` |
/// | `0xx0xxxx` | answer to `GS r`, `GS I` 1 to 3, `ESC u`, `ESC v` | – |
/// | `39` | extended automatic status | two bytes, NUL |
/// | `37` `22` | process ID | four bytes 20 to 7E, NUL |
/// | `37` `23` | offline causes | up to ten bytes 40 to 7F, NUL |
/// | `37` `25` | buffers cleared | NUL |
/// | `35` `37` `3B` `3D` `5F` | block | data up to NUL |
/// | anything else | nothing known | – |
///
/// The headers and XON, XOFF are the form `0xx1xxx1`, which no status has, so no two rows meet in
/// a first byte. XON and XOFF may stand anywhere inside an answer and are given at once. Any other
/// byte that does not fit shows that bytes were lost: what was gathered is `.unknown`, and the
/// byte is read as the first of an answer, so one lost byte costs one answer. Only a NUL in a
/// block always ends that block, and is never an answer of its own: as `GS r` it would mean that
/// all is well.
///
/// An answer that breaks off and is followed by nothing stays pending: call ``finish()`` when the
/// line has been silent for a while or was opened anew.
///
/// Source: Epson ESC/POS reference, "Transmission status identification"; `GS ( H`, `GS j`,
/// `FS ( e`.
public struct ReplyParser: Sendable {
    /// Longest block, header included; one byte more makes what was gathered `.unknown`.
    public static let blockMax = 1024
    /// Most causes in one offline response.
    static let causesMax = 10

    /// The answer under way, from its first byte.
    private var pending: [UInt8] = []

    public init() {}

    /// Bytes read that are in no reply yet.
    public var pendingByteCount: Int { pending.count }

    /// The replies that these bytes complete.
    public mutating func parse(_ bytes: some Sequence<UInt8>) -> [Reply] {
        var replies: [Reply] = []
        for byte in bytes { read(byte, into: &replies) }
        return replies
    }

    /// The end of the stream, or of the patience with it: an answer that broke off is `.unknown`.
    public mutating func finish() -> [Reply] {
        defer { pending = [] }
        return pending.isEmpty ? [] : [.unknown(pending)]
    }

    private mutating func read(_ byte: UInt8, into replies: inout [Reply]) {
        switch byte {
        case 0x11: replies.append(.transmitOn)
        case 0x13: replies.append(.transmitOff)
        case _ where pending.isEmpty: begin(byte, into: &replies)
        case _ where fits(byte):
            pending.append(byte)
            if let reply = whole {
                replies.append(reply)
                pending.removeAll(keepingCapacity: true)
            }
        default:
            replies.append(.unknown(pending))
            pending.removeAll(keepingCapacity: true)
            begin(byte, into: &replies)
        }
    }

    private mutating func begin(_ byte: UInt8, into replies: inout [Reply]) {
        if byte & 0x93 == 0x12 {
            replies.append(.realTimeStatus(byte))
        } else if byte & 0x90 == 0 {
            replies.append(.status(byte))
        } else if byte & 0x93 == 0x10 || ReplyParser.isHeader(byte) {
            pending.append(byte)
        } else {
            replies.append(.unknown([byte]))
        }
    }

    private static func isHeader(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x35, 0x37, 0x39, 0x3B, 0x3D, 0x5F: true
        default: false
        }
    }

    /// Whether the answer under way can go on with this byte.
    private func fits(_ byte: UInt8) -> Bool {
        let count = pending.count
        if !ReplyParser.isHeader(pending[0]) { return byte & 0x90 == 0 }
        if pending[0] == 0x39 { return count < 3 || byte == 0 }
        if byte == 0 { return true }
        guard pending[0] == 0x37, count >= 2 else { return count < ReplyParser.blockMax }
        switch pending[1] {
        case 0x22: return count < 6 && (0x20...0x7E).contains(byte)
        case 0x23: return count < 2 + ReplyParser.causesMax && (0x40...0x7F).contains(byte)
        case 0x25: return false
        default: return count < ReplyParser.blockMax
        }
    }

    /// The reply, when the last byte was the last of it.
    private var whole: Reply? {
        if !ReplyParser.isHeader(pending[0]) {
            return AutomaticStatus(bytes: pending).map { .automaticStatus($0) }
        }
        if pending[0] == 0x39 {
            return pending.count == 4 ? .extendedAutomaticStatus(pending[1], pending[2]) : nil
        }
        guard pending.last == 0 else { return nil }
        let data = pending[1..<pending.count - 1]
        guard pending[0] == 0x37 else { return .block(header: pending[0], data: Array(data)) }
        switch data.first {
        case 0x22:
            // Fewer than four characters: some were lost, so it tags nothing.
            return ProcessID(bytes: data.dropFirst()).map { .processID($0) } ?? .unknown(pending)
        case 0x23: return .offlineCauses(Array(data.dropFirst()))
        case 0x25: return .buffersCleared
        default: return .block(header: 0x37, data: Array(data))
        }
    }
}
