public import Transport

/// What arrives when the two ends of a serial line are set differently, bit by bit.
///
/// The sender's bytes stand behind each other without a gap and are followed by silence. The
/// receiver waits for a falling edge, looks at the middle of each bit by its own clock, and waits
/// for silence after a byte whose stop bit is missing.
public enum WireModel {
    /// A byte as a receiver saw it.
    public struct Seen: Hashable, Sendable {
        public var byte: UInt8
        /// The parity or stop bit was wrong.
        public var isDamaged: Bool
        /// The line was low from start to stop: what is called a break.
        public var isBreak: Bool

        public init(byte: UInt8, isDamaged: Bool = false, isBreak: Bool = false) {
            self.byte = byte
            self.isDamaged = isDamaged
            self.isBreak = isBreak
        }
    }

    /// What a receiver makes of `bytes`.
    public static func seen(
        _ bytes: some Sequence<UInt8>, sentAs sender: SerialSettings,
        receivedAs receiver: SerialSettings
    ) -> [Seen] {
        if sender.baud == receiver.baud, sender.parity == receiver.parity {
            return bytes.map { Seen(byte: $0) }
        }
        let levels = bytes.flatMap { frame($0, sender.parity) }
        // Time in units that both bit lengths are whole even numbers of.
        let sentBit = 2 * receiver.baud
        let seenBit = 2 * sender.baud
        let end = levels.count * sentBit
        func level(_ time: Int) -> Bool { time >= end || levels[time / sentBit] }
        func edge(after time: Int) -> Int? {
            guard time < end else { return nil }
            return (time / sentBit..<levels.count).lazy
                .filter { !levels[$0] && ($0 == 0 || levels[$0 - 1]) && $0 * sentBit >= time }
                .first.map { $0 * sentBit }
        }
        var seen: [Seen] = []
        var time = 0
        while let start = edge(after: time) {
            var at = start + seenBit / 2
            guard !level(at) else {
                // A pulse too short for a start bit.
                time = start + 1
                continue
            }
            var byte: UInt8 = 0
            for bit in 0..<8 {
                at += seenBit
                if level(at) { byte |= 1 << bit }
            }
            var isDamaged = false
            var isLow = byte == 0
            if receiver.parity != .none {
                at += seenBit
                isDamaged = level(at) != parityBit(of: byte, receiver.parity)
                isLow = isLow && !level(at)
            }
            at += seenBit
            let hasStop = level(at)
            seen.append(
                Seen(byte: byte, isDamaged: isDamaged || !hasStop, isBreak: isLow && !hasStop))
            time = at
        }
        return seen
    }

    /// Start bit, data from the lowest bit up, perhaps parity, stop bit; true is the idle level.
    private static func frame(_ byte: UInt8, _ parity: SerialSettings.Parity) -> [Bool] {
        var levels = [false]
        for bit in 0..<8 { levels.append(byte >> bit & 1 == 1) }
        if parity != .none { levels.append(parityBit(of: byte, parity)) }
        return levels + [true]
    }

    private static func parityBit(of byte: UInt8, _ parity: SerialSettings.Parity) -> Bool {
        let isOdd = byte.nonzeroBitCount % 2 == 1
        return parity == .even ? isOdd : !isOdd
    }
}
