internal import CLibUSB
public import Transport

/// Opens USB printers, each claimed for as long as it is open.
public struct USBOpener: LinkOpener {
    private let claims: ClaimDirectory?

    /// - Parameter claims: the folder of the lock files; nil is the standard one.
    public init(claims: ClaimDirectory? = nil) {
        self.claims = claims
    }

    public func open(_ address: Address) async throws(LinkError) -> any Link {
        try await openUSB(address)
    }

    /// Like ``open(_:)``, with what only a USB link has.
    public func openUSB(_ address: Address) async throws(LinkError) -> USBLink {
        guard case .usb(let selector) = address else {
            throw .unsupported(address.description, why: "it is no USB address")
        }
        let directory = claims ?? .standard
        let place = address.description
        let opened = await OffPool.run {
            Result { () throws(LinkError) in
                try Self.openNow(selector, place: place, claims: directory)
            }
        }
        let channel = try opened.get()
        do {
            return try USBLink(channel, address: address)
        } catch {
            await channel.close()
            throw error
        }
    }

    private static func openNow(
        _ selector: Address.USBSelector, place: String, claims: ClaimDirectory
    ) throws(LinkError) -> USBChannel {
        guard let context = USBContext.shared() else { throw .absent(place) }
        let scan = USBScan(context.session)
        let device = try USBSelection.device(selector, among: scan.devices.map(\.description))
        guard let interface = USBPrinterInterface.choose(in: device) else {
            throw .unsupported(place, why: "it is no printer that takes raw data")
        }
        guard
            let pointer = scan.devices.first(where: { $0.description.port == device.port })?.pointer
        else { throw .absent(place) }
        guard device.access == .allowed else { throw .denied(place) }
        let claim = try Claim(.usb(port: device.port), place: place, directory: claims)
        try refuseIfInUse(device, interface, place: place)

        var opened: OpaquePointer?
        let code = libusb_open(pointer, &opened)
        guard code == 0, let handle = opened else {
            throw USBFailure.notOpened(code, in: "libusb_open", at: place)
        }
        do {
            try prepare(handle, device, interface, place: place)
        } catch {
            libusb_close(handle)
            throw error
        }
        return USBChannel(
            handle: handle, interface: interface, context: context, place: place, claim: claim)
    }

    /// The kernel lets us detach its driver from under a program that is printing through it.
    private static func refuseIfInUse(
        _ device: USBDescription, _ interface: USBPrinterInterface, place: String
    ) throws(LinkError) {
        let folder =
            "/sys/bus/usb/devices/\(device.port):\(device.configuration).\(interface.number)/usbmisc"
        for name in SystemFile.names(in: folder) {
            if let holder = ProcessFacts.holder(of: "/dev/usb/\(name)") {
                throw .busy(place, holder: holder)
            }
        }
    }

    private static func prepare(
        _ handle: OpaquePointer, _ device: USBDescription, _ interface: USBPrinterInterface,
        place: String
    ) throws(LinkError) {
        libusb_set_auto_detach_kernel_driver(handle, 1)
        // Setting the configuration that is already set would reset what others use of the device.
        var configuration: Int32 = 0
        if libusb_get_configuration(handle, &configuration) == 0, configuration == 0 {
            let code = libusb_set_configuration(handle, Int32(device.configuration))
            guard code == 0 else {
                throw USBFailure.notOpened(code, in: "SET_CONFIGURATION", at: place)
            }
        }
        var code = libusb_claim_interface(handle, Int32(interface.number))
        guard code == 0 else {
            throw USBFailure.notOpened(
                code, in: "libusb_claim_interface", at: place,
                holder: ProcessFacts.holder(of: device.node))
        }
        guard interface.hasAlternates else { return }
        code = libusb_set_interface_alt_setting(
            handle, Int32(interface.number), Int32(interface.alternate))
        guard code == 0 else {
            libusb_release_interface(handle, Int32(interface.number))
            throw USBFailure.notOpened(code, in: "SET_INTERFACE", at: place)
        }
    }
}
