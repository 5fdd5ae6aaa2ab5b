internal import Transport

/// The USB devices of this machine.
public enum USBDevices {
    /// All that are plugged in, in the order of their ports, whether or not we may open them.
    ///
    /// None of them is opened. Empty on a machine without USB.
    public static func list() async -> [USBDescription] {
        await OffPool.run {
            guard let context = USBContext.shared() else { return [] }
            return USBScan(context.session).devices.map(\.description)
                .sorted { $0.comesBefore($1) }
        }
    }

    /// What is plugged in, as arrivals, and from then on what comes and goes.
    ///
    /// None of the devices is opened. What nobody has awaited yet is kept; where that becomes much, a
    /// device that came and went meanwhile is left out. The stream is for one consumer, and watches
    /// until that one stops. It ends by itself only where USB cannot be watched.
    public static func changes() -> AsyncStream<USBChange> {
        let listener = USBListener()
        return AsyncStream { await listener.next() }
    }

    /// As ``changes()``, but only that a device came which `selector` may mean.
    static func arrivals(of selector: Address.USBSelector) -> AsyncStream<Void> {
        let listener = USBListener()
        return AsyncStream {
            while let change = await listener.next() {
                if case .arrived(let device) = change, USBSelection.matches(device, selector) {
                    return ()
                }
            }
            return nil
        }
    }
}
