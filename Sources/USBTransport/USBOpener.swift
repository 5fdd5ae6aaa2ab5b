public import Transport

/// Opens USB printers, each claimed for as long as it is open.
///
/// It remembers what it opened first at an address: another device that answers there later is
/// refused. Copies of an opener share that memory.
public struct USBOpener: LinkOpener {
    private let claims: ClaimDirectory?
    private let memory = USBMemory()

    /// - Parameter claims: the folder of the lock files; nil is the standard one.
    public init(claims: ClaimDirectory? = nil) {
        self.claims = claims
    }

    public func open(_ address: Address) async throws(LinkError) -> any Link {
        try await openUSB(address)
    }

    public func arrivals(of address: Address) -> AsyncStream<Void>? {
        guard case .usb(let selector) = address else { return nil }
        return USBDevices.arrivals(of: selector)
    }

    /// Like ``open(_:)``, with what only a USB link has.
    public func openUSB(_ address: Address) async throws(LinkError) -> USBLink {
        guard case .usb(let selector) = address else {
            throw .unsupported(address.description, why: "it is no USB address")
        }
        let gate = USBGate(selector: selector, claims: claims ?? .standard, memory: memory)
        let opened = await OffPool.run {
            Result { () throws(LinkError) in
                let opened = try gate.open(unsuitable: "it is no printer that takes raw data") {
                    USBPrinterInterface.choose(in: $0)?.grip
                }
                return (opened.channel, USBPrinterInterface.choose(in: opened.device))
            }
        }
        let (channel, interface) = try opened.get()
        do throws(LinkError) {
            guard let interface else { throw .absent(gate.place) }
            return try await USBLink(channel, interface, address: address)
        } catch {
            await channel.close()
            throw error
        }
    }
}

extension USBPrinterInterface {
    fileprivate var grip: USBGrip {
        USBGrip(interfaces: [number], setting: hasAlternates ? (number, alternate) : nil)
    }
}
