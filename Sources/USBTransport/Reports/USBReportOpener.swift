public import Transport

/// Opens USB devices that speak in reports, each claimed for as long as it is open.
///
/// Like ``USBOpener``, it remembers what it opened first at an address.
public struct USBReportOpener: ReportLinkOpener {
    private let claims: ClaimDirectory?
    private let memory = USBMemory()

    /// - Parameter claims: the folder of the lock files; nil is the standard one.
    public init(claims: ClaimDirectory? = nil) {
        self.claims = claims
    }

    public func openReports(_ address: Address) async throws(LinkError) -> any ReportLink {
        guard case .usb(let selector) = address else {
            throw .unsupported(address.description, why: "it is no USB address")
        }
        let gate = USBGate(selector: selector, claims: claims ?? .standard, memory: memory)
        let opened = await OffPool.run {
            Result { () throws(LinkError) in
                try gate.open(unsuitable: "it is no scanner or other device that sends reports") {
                    let interfaces = USBHIDInterface.all(in: $0)
                    // Without one there is nothing to read.
                    guard interfaces.contains(where: { $0.input != nil }) else { return nil }
                    return USBGrip(interfaces: interfaces.map(\.number))
                }
            }
        }
        let (channel, device) = try opened.get()
        do {
            return try await USBReportLink(channel, device, address: address)
        } catch {
            await channel.close()
            throw error
        }
    }

    public func arrivals(of address: Address) -> AsyncStream<Void>? {
        guard case .usb(let selector) = address else { return nil }
        return USBDevices.arrivals(of: selector)
    }
}
