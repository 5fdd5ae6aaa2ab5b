public import Transport

/// A link to a virtual printer in the same process.
public final class SimulatedLink: Link {
    public let address: Address
    private let hub: SimulatorHub
    private let id: UInt64

    /// Connects to the hub's printer.
    ///
    /// - Throws: ``LinkError/absent(_:)`` while the printer is unplugged or off,
    ///   ``LinkError/closed`` after the hub has stopped.
    public init(to hub: SimulatorHub) async throws(LinkError) {
        self.hub = hub
        address = hub.address
        id = try await hub.connect()
    }

    /// Connects to a printer of its own, which runs until the link is released.
    public convenience init(
        _ printer: VirtualPrinter, time: any Timekeeper = SystemTime()
    ) async throws(LinkError) {
        try await self.init(to: SimulatorHub(printer, time: time))
    }

    public func write(
        _ bytes: ArraySlice<UInt8>, within limit: Duration
    ) async throws(LinkError) -> Int {
        try await hub.write(bytes, on: id, within: limit)
    }

    public func read() async throws(LinkError) -> [UInt8] {
        try await hub.read(on: id)
    }

    public func close() async {
        await hub.disconnect(id)
    }
}

/// Opens links to one simulated printer, whatever the `sim:` address says beyond that.
extension SimulatorHub: LinkOpener {
    public nonisolated func open(_ address: Address) async throws(LinkError) -> any Link {
        guard case .simulator = address else {
            throw .unsupported(address.description, why: "this opens simulated devices only")
        }
        return try await SimulatedLink(to: self)
    }
}
