internal import CLibUSB
internal import Transport

/// What of a device is to be opened.
struct USBGrip: Sendable {
    /// Interfaces to claim, by number.
    var interfaces: [UInt8]
    /// The alternate setting to choose, where there is a choice.
    var setting: (interface: UInt8, alternate: UInt8)?
}

/// Opens devices for links of all kinds. Its calls block.
struct USBGate: Sendable {
    let selector: Address.USBSelector
    let claims: ClaimDirectory
    let memory: USBMemory
    var place: String { Address.usb(selector).description }

    /// Opens the one device that the selector names, and claims what `grip` wants of it.
    ///
    /// - Parameter grip: called with the device before it is opened; nil for one of another kind.
    /// - Throws: ``LinkError``; nothing stays open or claimed.
    func open(
        unsuitable why: String, _ grip: (USBDescription) -> USBGrip?
    ) throws(LinkError) -> (channel: USBChannel, device: USBDescription) {
        guard let context = USBContext.shared() else { throw .absent(place) }
        let scan = USBScan(context.session)
        let device = try USBSelection.device(
            selector, among: scan.devices.map(\.description), known: memory.identity(at: selector),
            isSuitable: { grip($0) != nil })
        try memory.check(device, at: selector)
        guard let grip = grip(device) else { throw .unsupported(place, why: why) }
        guard
            let pointer = scan.devices.first(where: { $0.description.port == device.port })?.pointer
        else { throw .absent(place) }
        guard device.access == .allowed else { throw .denied(place) }
        let claim = try Claim(.usb(port: device.port), place: place, directory: claims)
        for interface in grip.interfaces {
            if let user = USBHolder.user(of: device, interface: interface) {
                throw .busy(place, holder: user)
            }
        }
        var opened: OpaquePointer?
        let code = libusb_open(pointer, &opened)
        guard code == 0, let handle = opened else {
            throw USBFailure.notOpened(code, in: "libusb_open", at: place)
        }
        do {
            try prepare(handle, device, grip)
        } catch {
            libusb_close(handle)
            throw error
        }
        memory.remember(device, at: selector)
        let channel = USBChannel(
            handle: handle, interfaces: grip.interfaces, context: context, place: place,
            claim: claim)
        return (channel, device)
    }

    private func prepare(
        _ handle: OpaquePointer, _ device: USBDescription, _ grip: USBGrip
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
        var claimed: [UInt8] = []
        do {
            for interface in grip.interfaces {
                try claim(interface, handle, device)
                claimed.append(interface)
            }
            try choose(grip.setting, handle)
        } catch {
            for interface in claimed.reversed() {
                libusb_release_interface(handle, Int32(interface))
            }
            throw error
        }
    }

    private func claim(
        _ interface: UInt8, _ handle: OpaquePointer, _ device: USBDescription
    ) throws(LinkError) {
        let code = libusb_claim_interface(handle, Int32(interface))
        guard code == 0 else {
            throw USBFailure.notOpened(
                code, in: "libusb_claim_interface", at: place,
                holder: USBHolder.describe(device, interface: interface))
        }
    }

    private func choose(
        _ setting: (interface: UInt8, alternate: UInt8)?, _ handle: OpaquePointer
    ) throws(LinkError) {
        guard let setting else { return }
        let code = libusb_set_interface_alt_setting(
            handle, Int32(setting.interface), Int32(setting.alternate))
        // The kernel left the interface in its first setting; a device that cannot be told so again
        // is in it all the same.
        if code == LIBUSB_ERROR_PIPE.rawValue, setting.alternate == 0 { return }
        guard code == 0 else { throw USBFailure.notOpened(code, in: "SET_INTERFACE", at: place) }
    }
}
