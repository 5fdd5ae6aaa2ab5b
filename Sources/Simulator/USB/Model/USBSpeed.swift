/// How fast a USB device signals.
public enum USBSpeed: Hashable, Sendable, CaseIterable {
    /// 1.5 Mbit/s: keyboards and wedges.
    case low
    /// 12 Mbit/s: most receipt printers and scanners.
    case full
    /// 480 Mbit/s.
    case high

    /// The most bytes in one packet of a bulk endpoint; low speed has no bulk endpoints.
    ///
    /// Source: USB 2.0, 5.8.3.
    public var bulkPacketSize: Int {
        switch self {
        case .low: 0
        case .full: 64
        case .high: 512
        }
    }

    /// The most bytes in one packet of endpoint 0 that our devices ask for.
    var controlPacketSize: UInt8 { self == .low ? 8 : 64 }

    /// The time between two packets of an interrupt endpoint.
    ///
    /// Source: USB 2.0, table 9-13: frames of 1 ms, at high speed 2^(n-1) microframes of 125 µs.
    func interval(_ bInterval: UInt8) -> Duration {
        guard self == .high else { return .milliseconds(max(1, Int(bInterval))) }
        return .microseconds(125 << (min(max(1, Int(bInterval)), 16) - 1))
    }
}
