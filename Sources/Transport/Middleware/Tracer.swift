/// A link around a link that shows all that passes.
public final class Tracer: Link {
    /// Something that passed.
    public struct Event: Hashable, Sendable {
        /// Which way.
        public enum Direction: String, Hashable, Sendable { case toDevice, fromDevice }
        /// On the tracer's clock.
        public var at: Duration
        public var direction: Direction
        /// What the other side took, never what was only offered to it.
        public var bytes: [UInt8]
        public init(at: Duration, direction: Direction, bytes: [UInt8]) {
            self.at = at
            self.direction = direction
            self.bytes = bytes
        }
    }

    public var address: Address { link.address }
    private let link: any Link
    private let time: any Timekeeper
    private let sink: @Sendable (Event) -> Void

    /// Shows what passes `link` to `sink`, which is called by whoever reads or writes and must not
    /// block.
    public init(
        _ link: any Link, time: any Timekeeper = SystemTime(),
        sink: @escaping @Sendable (Event) -> Void
    ) {
        self.link = link
        self.time = time
        self.sink = sink
    }

    public func write(
        _ bytes: ArraySlice<UInt8>, within limit: Duration
    ) async throws(LinkError) -> Int {
        let taken = try await link.write(bytes, within: limit)
        if taken > 0 { show(.toDevice, Array(bytes.prefix(taken))) }
        return taken
    }

    public func read() async throws(LinkError) -> [UInt8] {
        let bytes = try await link.read()
        show(.fromDevice, bytes)
        return bytes
    }

    public func portStatus() async throws(LinkError) -> PortStatus? { try await link.portStatus() }

    public func close() async {
        await link.close()
    }

    private func show(_ direction: Event.Direction, _ bytes: [UInt8]) {
        sink(Event(at: time.now(), direction: direction, bytes: bytes))
    }
}
