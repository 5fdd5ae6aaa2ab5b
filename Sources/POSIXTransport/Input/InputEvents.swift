internal import Transport

/// Turns the bytes that a node gives into reports.
protocol NodeBytes: Sendable {
    /// - Parameter now: when the bytes were read.
    mutating func take(_ bytes: ArraySlice<UInt8>, at now: Duration) -> [Report]
}

/// The bytes of a hidraw node: each read is one report.
struct WholeReports: NodeBytes {
    let interface: Int

    mutating func take(_ bytes: ArraySlice<UInt8>, at now: Duration) -> [Report] {
        bytes.isEmpty ? [] : [Report(interface: interface, at: now, body: .hid(Array(bytes)))]
    }
}

/// The bytes of an event node, in whatever pieces they come: `struct input_event`, one behind the
/// other.
///
/// Keys that go down and up are reports; the system's repetition and what is no key are left out.
/// Where the system dropped events, all of the packet that stands there is left out, and
/// ``Report/Body/lost`` comes in its place.
///
/// Source: Linux, `linux/input.h` and Documentation/input/event-codes.rst (`SYN_DROPPED`).
struct InputEvents: NodeBytes {
    let interface: Int
    /// Events from before are left out: they were not for us alone.
    let start: Duration
    /// Shorter than one event.
    private var rest: [UInt8] = []
    private var isDiscarding = false

    /// Two words of time, type, code, value.
    static let size = 2 * word + 8
    private static let word = MemoryLayout<UInt>.size

    init(interface: Int, start: Duration) {
        self.interface = interface
        self.start = start
    }

    mutating func take(_ bytes: ArraySlice<UInt8>, at now: Duration) -> [Report] {
        let all = rest + bytes
        let whole = all.count - all.count % Self.size
        var reports: [Report] = []
        for offset in stride(from: 0, to: whole, by: Self.size) {
            let event = all[offset..<offset + Self.size].withUnsafeBytes(Event.init)
            if let report = take(event) { reports.append(report) }
        }
        rest = Array(all[whole...])
        return reports
    }

    private mutating func take(_ event: Event) -> Report? {
        switch (event.type, event.code) {
        case (Self.synchronise, Self.dropped):
            // Before our time it was somebody else's loss.
            defer { isDiscarding = true }
            guard event.time >= start, !isDiscarding else { return nil }
            return Report(interface: interface, at: event.time, body: .lost)
        case (Self.synchronise, Self.endOfPacket):
            isDiscarding = false
            return nil
        case (Self.key, let code):
            guard !isDiscarding, event.time >= start, event.value == 0 || event.value == 1 else {
                return nil
            }
            return Report(
                interface: interface, at: event.time,
                body: .key(code: code, isDown: event.value == 1))
        default:
            return nil
        }
    }

    private static let synchronise: UInt16 = 0
    private static let key: UInt16 = 1
    private static let endOfPacket: UInt16 = 0
    private static let dropped: UInt16 = 3

    private struct Event {
        var time: Duration
        var type: UInt16
        var code: UInt16
        var value: Int32

        init(_ bytes: UnsafeRawBufferPointer) {
            let seconds = bytes.loadUnaligned(as: UInt.self)
            let microseconds = bytes.loadUnaligned(fromByteOffset: word, as: UInt.self)
            // Hostile numbers must not overflow the clock.
            time =
                .seconds(Int64(truncatingIfNeeded: seconds & 0xFFFF_FFFF))
                + .microseconds(Int64(truncatingIfNeeded: microseconds % 1_000_000))
            type = bytes.loadUnaligned(fromByteOffset: 2 * word, as: UInt16.self)
            code = bytes.loadUnaligned(fromByteOffset: 2 * word + 2, as: UInt16.self)
            value = bytes.loadUnaligned(fromByteOffset: 2 * word + 4, as: Int32.self)
        }
    }
}
