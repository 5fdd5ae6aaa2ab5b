internal import Transport

/// What a device is, apart from where it is plugged in.
struct USBIdentity: Hashable, Sendable {
    var vendor: UInt16
    var product: UInt16
    /// Only where it tells the device from others of its model.
    var serial: String?

    init(_ device: USBDescription) {
        vendor = device.vendor
        product = device.product
        serial = USBSerialNumber.own(of: device)
    }
}

extension USBIdentity: CustomStringConvertible {
    var description: String {
        "\(USBDescription.hexadecimal(vendor)):\(USBDescription.hexadecimal(product))"
            + (serial.map { " with serial number \($0)" } ?? "")
    }
}

/// Remembers what answered at an address first, so that a device which is opened again is the same
/// one. Half a slip must not be continued on the printer that somebody plugged in instead.
final class USBMemory: Sendable {
    private let known = Lock([Address.USBSelector: USBIdentity]())

    /// What was opened there first.
    func identity(at selector: Address.USBSelector) -> USBIdentity? {
        known.withLock { $0[selector] }
    }

    /// To be called when `device` is open.
    func remember(_ device: USBDescription, at selector: Address.USBSelector) {
        known.withLock { known in
            if known[selector] == nil { known[selector] = USBIdentity(device) }
        }
    }

    /// - Throws: ``LinkError/unsupported(_:why:)`` when `device` is not what was opened there first.
    func check(
        _ device: USBDescription, at selector: Address.USBSelector
    ) throws(LinkError) {
        guard let first = identity(at: selector) else { return }
        let now = USBIdentity(device)
        guard now != first else { return }
        throw .unsupported(
            Address.usb(selector).description,
            why:
                "another device answers there: \(now), where \(first) was; plug the first one in, or start again to use this one"
        )
    }
}
