public import Transport

/// The USB cable of a hub's printer. The printer stays reachable through its other doors.
///
/// When the printer is unplugged or switched off its host loses it; once it is back, a host can be
/// attached again. The printer's ``FaultPlan`` and its hands do that, as for every other door.
public struct USBPrinter: USBPlug {
    public let descriptors: USBDescriptors
    private let hub: SimulatorHub

    /// Fits a USB socket to the hub's printer; one that was there before loses its host.
    ///
    /// - Parameter traits: `nil` for a device in order, named as the printer's profile says.
    public init(_ hub: SimulatorHub, _ traits: USBPrinterTraits? = nil) async {
        let traits = traits ?? USBPrinterTraits(hub.profile)
        self.hub = hub
        descriptors = traits.descriptors
        await hub.fitUSB(traits)
    }

    public var state: USBPlugState {
        get async { await hub.usbState }
    }

    public func waitUntil(isPresent: Bool) async -> Bool {
        await hub.waitUntil(isConnected: isPresent)
    }

    public func attach(
        _ host: @escaping @Sendable (USBEvent) -> Void
    ) async throws(LinkError) -> UInt64 {
        try await hub.attachUSB(host)
    }

    public func handle(_ command: USBCommand, from host: UInt64) async {
        await hub.handleUSB(command, from: host)
    }

    public func detach(_ host: UInt64) async {
        await hub.detachUSB(host)
    }
}
