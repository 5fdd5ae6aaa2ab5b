/// Sees the real-time commands in the raw stream from host to printer, wherever they stand.
///
/// A printer looks for them as bytes arrive, before its receive buffer and without regard to what
/// they are part of: `10 04 01` inside a picture is answered, and still is three bytes of picture.
/// So this runs beside ``Parser`` over the same bytes, and only what a receiver acts upon counts:
///
/// | bytes | where |
/// |---|---|
/// | `DLE EOT n` | n 1 to 6 |
/// | `DLE EOT n a` | n 7 with a 1, 2; n 8 with a 3; n 18 with a 1, 2 |
/// | `DLE ENQ n` | n 0 to 2 |
/// | `DLE DC4 1 m t` | m 0, 1; t 1 to 8 |
/// | `DLE DC4 2 01 08` | powering off: these bytes alone |
/// | `DLE DC4 3 a 00 r t1 t2` | buzzer |
/// | `DLE DC4 7 m` | m 1, 2, 4, 5 |
/// | `DLE DC4 8 01 03 14 01 06 02 08` | clearing the buffers: these bytes alone |
///
/// A byte that does not fit may itself begin the next command.
///
/// Source: Epson ESC/POS command reference, `DLE EOT`, `DLE ENQ`, `DLE DC4`.
public struct RealTimeScanner: Sendable {
    /// The bytes of a command that fit so far; at most ten, the length of the longest.
    private var matched: [UInt8] = []

    public init() {}

    /// Whether part of a command has been seen.
    public var isInsideCommand: Bool { !matched.isEmpty }

    /// The real-time commands that these bytes complete.
    public mutating func scan(_ bytes: some Sequence<UInt8>) -> [Command] {
        var commands: [Command] = []
        for byte in bytes {
            if let command = scan(byte) { commands.append(command) }
        }
        return commands
    }

    /// The real-time command that this byte completes.
    public mutating func scan(_ byte: UInt8) -> Command? {
        if matched.isEmpty, byte != 0x10 { return nil }
        matched.append(byte)
        while !matched.isEmpty {
            switch RealTimeScanner.fit(matched) {
            case .part: return nil
            case .whole:
                let command = Command(head: CommandHead(matched), body: [])
                matched.removeAll(keepingCapacity: true)
                return command
            case .none:
                // Another DLE among these bytes may be the beginning that counts.
                let next = matched.dropFirst().firstIndex(of: 0x10) ?? matched.endIndex
                matched.removeSubrange(..<next)
            }
        }
        return nil
    }

    private enum Fit { case none, part, whole }

    /// How far these bytes, of which all but the last fit, are a command a receiver acts upon.
    private static func fit(_ bytes: [UInt8]) -> Fit {
        guard bytes.count >= 3 else {
            guard bytes.count == 2 else { return .part }
            return [0x04, 0x05, 0x14].contains(bytes[1]) ? .part : .none
        }
        switch (bytes[1], bytes[2]) {
        case (0x04, 1...6): return .whole
        case (0x04, 7), (0x04, 18): return argument(bytes, in: 1...2)
        case (0x04, 8): return argument(bytes, in: 3...3)
        case (0x05, 0...2): return .whole
        case (0x14, 1): return pulse(bytes)
        case (0x14, 2): return follows(bytes, [0x01, 0x08])
        case (0x14, 3):
            if bytes.count >= 5, bytes[4] != 0 { return .none }
            return bytes.count < 8 ? .part : .whole
        case (0x14, 7):
            guard bytes.count >= 4 else { return .part }
            return [1, 2, 4, 5].contains(bytes[3]) ? .whole : .none
        case (0x14, 8): return follows(bytes, [0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08])
        default: return .none
        }
    }

    private static func argument(_ bytes: [UInt8], in range: ClosedRange<UInt8>) -> Fit {
        guard bytes.count >= 4 else { return .part }
        return range.contains(bytes[3]) ? .whole : .none
    }

    private static func pulse(_ bytes: [UInt8]) -> Fit {
        if bytes.count >= 4, bytes[3] > 1 { return .none }
        guard bytes.count >= 5 else { return .part }
        return (1...8).contains(bytes[4]) ? .whole : .none
    }

    /// Whether what stands after the third byte is `fixed`.
    private static func follows(_ bytes: [UInt8], _ fixed: [UInt8]) -> Fit {
        guard fixed.starts(with: bytes[3...]) else { return .none }
        return bytes.count == 3 + fixed.count ? .whole : .part
    }
}
