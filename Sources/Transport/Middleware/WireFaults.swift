/// What goes wrong on a wire, decided from a seed and without a clock or a device.
///
/// One value stands for one connection. A link (``FaultInjector``) and a simulated port can both
/// carry its decisions out, in real time or in virtual time.
public struct WireFaults: Hashable, Sendable {
    /// How often something happens, each from 0 (never) to 1 (always).
    public struct Rates: Hashable, Sendable {
        /// Fewer bytes are taken than offered.
        public var shortWrites: Double
        /// None of the bytes is taken, as when the device's buffer is full.
        public var stalls: Double
        /// Bytes from the device come late, by up to ``delayMax``.
        public var delays: Double
        /// Bytes from the device never come.
        public var losses: Double
        /// Bytes from the device come twice.
        public var doublings: Double
        /// One bit of the bytes from the device is wrong.
        public var garblings: Double
        public var delayMax: Duration
        public init(
            shortWrites: Double = 0, stalls: Double = 0, delays: Double = 0, losses: Double = 0,
            doublings: Double = 0, garblings: Double = 0, delayMax: Duration = .milliseconds(500)
        ) {
            self.shortWrites = shortWrites
            self.stalls = stalls
            self.delays = delays
            self.losses = losses
            self.doublings = doublings
            self.garblings = garblings
            self.delayMax = delayMax
        }
    }

    public let rates: Rates
    /// The connection ends when the device has taken this many bytes in all; nil is never.
    public let cutAfter: Int?
    /// Bytes that the device has taken so far.
    public private(set) var taken = 0
    /// Whether the connection has ended.
    public var isCut: Bool { cutAfter.map { taken >= $0 } ?? false }

    private var random: SeededGenerator
    /// A stream keeps its order: nothing comes before what was held back earlier.
    private var earliest = Duration.zero

    /// Faults that are the same for the same arguments.
    public init(seed: UInt64, rates: Rates = Rates(), cutAfter: Int? = nil) {
        random = SeededGenerator(seed: seed)
        self.rates = rates
        self.cutAfter = cutAfter
    }

    /// Decides how many of `bytes` reach the device, from the front, and whether the connection
    /// ends after them. After the cut nothing is taken and `cut` stays true.
    public mutating func outgoing(_ bytes: ArraySlice<UInt8>) -> (take: Int, cut: Bool) {
        guard !isCut else { return (0, true) }
        guard !bytes.isEmpty else { return (0, false) }
        var take = bytes.count
        if random.happens(rates.stalls) {
            take = 0
        } else if random.happens(rates.shortWrites), take > 1 {
            take = Int.random(in: 1..<take, using: &random)
        }
        if let cutAfter { take = min(take, cutAfter - taken) }
        taken += take
        return (take, isCut)
    }

    /// Gives back bytes that ``outgoing(_:)`` let through and that the device did not take.
    public mutating func returned(_ count: Int) {
        taken -= min(max(count, 0), taken)
    }

    /// Decides what becomes of `bytes` from the device, in the order in which they arrive; empty
    /// when they are lost.
    public mutating func incoming(
        _ bytes: [UInt8], at now: Duration
    ) -> [(at: Duration, bytes: [UInt8])] {
        guard !isCut, !bytes.isEmpty, !random.happens(rates.losses) else { return [] }
        var arriving = bytes
        if random.happens(rates.garblings) {
            let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &random)
            arriving[Int.random(in: 0..<bytes.count, using: &random)] ^= bit
        }
        let count = random.happens(rates.doublings) ? 2 : 1
        return (0..<count).map { _ in
            var delay = Duration.zero
            if random.happens(rates.delays) {
                delay = rates.delayMax * Int.random(in: 1...1000, using: &random) / 1000
            }
            earliest = max(earliest, now + delay)
            return (earliest, arriving)
        }
    }
}
