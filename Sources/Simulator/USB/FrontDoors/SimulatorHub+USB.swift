internal import Transport

/// A printer's USB socket: the device, and the host at the other end of the cable.
struct USBSocket: Sendable {
    var device: VirtualUSBDevice<USBPrinterFunction>
    /// The hub's number of the host's connection, while there is one.
    var connection: UInt64?
    var host: (@Sendable (USBEvent) -> Void)?

    func tell(_ replies: [USBReply]) {
        for reply in replies { host?(.reply(reply)) }
    }
}

/// USB lives in the hub's own isolation: that a packet was refused, and that the buffer has room
/// again, are one printer's affair at one moment.
extension SimulatorHub {
    /// Fits a USB socket in place of the one that is there.
    func fitUSB(_ traits: USBPrinterTraits) {
        unplugUSB()
        usb = USBSocket(device: VirtualUSBDevice(USBPrinterFunction(traits)))
    }

    var usbState: USBPlugState {
        settle()
        guard !isStopped, printer.isConnected else { return .absent }
        return usb?.connection == nil ? .free : .attached
    }

    func attachUSB(
        _ host: @escaping @Sendable (USBEvent) -> Void
    ) throws(LinkError) -> UInt64 {
        guard usb?.connection == nil else {
            throw .busy(address.description, holder: "another USB host")
        }
        let id = try connect()
        usb?.connection = id
        usb?.host = host
        // What waited for the first to come.
        usb?.device.function.send(takeUnread(id))
        return id
    }

    func handleUSB(_ command: USBCommand, from host: UInt64) {
        settle()
        guard usb?.connection == host else { return }
        if case .submit(let transfer) = command, transfer.setup == nil, !transfer.isIn {
            doorInUse = host
        }
        usb?.device.handle(command, &printer, at: time.now())
        settle()
    }

    func detachUSB(_ host: UInt64) {
        guard usb?.connection == host else { return }
        usb?.host = nil
        unplugUSB()
        disconnect(host)
        settle()
    }

    /// The cable is out at one end or the other.
    func unplugUSB() {
        guard usb?.connection != nil else { return }
        usb?.device.disconnect(&printer, at: time.now())
        tellUSB()
        usb?.host?(.gone)
        usb?.host = nil
        usb?.connection = nil
    }

    /// Lets the device move what can move, after anything happened to the printer.
    func moveUSB(at now: Duration) {
        guard usb?.connection != nil else { return }
        usb?.device.advance(&printer, to: now)
        tellUSB()
    }

    var usbDue: Duration? { usb?.connection == nil ? nil : usb?.device.nextEvent }

    private func tellUSB() {
        guard let replies = usb?.device.takeReplies(), !replies.isEmpty else { return }
        usb?.tell(replies)
    }
}
