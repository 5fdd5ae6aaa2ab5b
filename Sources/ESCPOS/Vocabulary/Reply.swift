/// One answer from printer to host.
///
/// Answers carry no request number, so a reply says only what its bytes say: which `DLE EOT` or
/// `GS r` it answers is known to the asker alone, who keeps one request under way at a time.
///
/// Source: fixed bits of each answer, Epson ESC/POS reference, "Transmission status".
public enum Reply: Hashable, Sendable {
    /// Answer to `DLE EOT`: `0xx1xx10`.
    case realTimeStatus(UInt8)
    /// Answer to `GS r`, `GS I` 1 to 3, `ESC u` or `ESC v`: `0xx0xxxx`.
    case status(UInt8)
    /// Pushed after `GS a`: four bytes.
    case automaticStatus(AutomaticStatus)
    /// `39h a b 00`: the extended automatic status.
    case extendedAutomaticStatus(UInt8, UInt8)
    /// `37h 22h d1 d2 d3 d4 00`: everything before this tag is on paper.
    case processID(ProcessID)
    /// `37h 23h cause… 00`: why the printer went offline, 40h to 7Fh each.
    case offlineCauses([UInt8])
    /// `37h 25h 00`: the buffers are empty now.
    case buffersCleared
    /// A block of another kind: its header byte, then its data without the closing NUL.
    case block(header: UInt8, data: [UInt8])
    /// XON (serial only).
    case transmitOn
    /// XOFF (serial only).
    case transmitOff
    /// Bytes that no answer can hold, or a block that never ended.
    case unknown([UInt8])
}

extension Reply {
    /// The bytes on the wire.
    public var bytes: [UInt8] {
        switch self {
        case .realTimeStatus(let byte), .status(let byte): [byte]
        case .automaticStatus(let status): status.bytes
        case .extendedAutomaticStatus(let a, let b): [0x39, a, b, 0]
        case .processID(let id): [0x37, 0x22] + id.bytes + [0]
        case .offlineCauses(let causes): [0x37, 0x23] + causes + [0]
        case .buffersCleared: [0x37, 0x25, 0]
        case .block(let header, let data): [header] + data + [0]
        case .transmitOn: [0x11]
        case .transmitOff: [0x13]
        case .unknown(let bytes): bytes
        }
    }
}

/// The four bytes of Automatic Status Back.
public struct AutomaticStatus: Hashable, Sendable {
    public let bytes: [UInt8]
    /// `nil` unless the fixed bits are right: `0xx1xx00`, then three bytes `0xx0xxxx`.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4, bytes[0] & 0x93 == 0x10,
            bytes[1...].allSatisfy({ $0 & 0x90 == 0 })
        else { return nil }
        self.bytes = bytes
    }
}
