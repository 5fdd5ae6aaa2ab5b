public import Transport

/// Finds the one device that an address means.
public enum USBSelection {
    /// The device of `devices` that `selector` names.
    ///
    /// - Throws: ``LinkError/absent(_:)`` for none; ``LinkError/unsupported(_:why:)`` for several,
    ///   listing how each can be told from the others: two printers of one model must never be
    ///   taken for each other because of the order in which they were plugged in.
    public static func device(
        _ selector: Address.USBSelector, among devices: [USBDescription]
    ) throws(LinkError) -> USBDescription {
        let place = Address.usb(selector).description
        // By port, since the order of the bus is that of plugging in.
        let found = devices.filter { matches($0, selector) }.sorted { $0.port < $1.port }
        guard let first = found.first else { throw .absent(place) }
        guard found.count > 1 else { return first }
        let names = found.map { address(of: $0, among: devices, ratherThan: selector).description }
        throw .unsupported(
            place,
            why:
                "\(found.count) devices are called that; use one of \(names.joined(separator: ", "))"
        )
    }

    /// The address that names `device` and no other of `devices`, the most lasting first: its
    /// serial number, its model, the port that it is plugged into.
    public static func address(of device: USBDescription, among devices: [USBDescription])
        -> Address
    {
        address(of: device, among: devices, ratherThan: nil)
    }

    private static func address(
        of device: USBDescription, among devices: [USBDescription],
        ratherThan ambiguous: Address.USBSelector?
    ) -> Address {
        var selectors: [Address.USBSelector] = [
            .model(vendor: device.vendor, product: device.product)
        ]
        if let serial = device.serial { selectors.insert(.serial(serial), at: 0) }
        let unique = selectors.first { selector in
            selector != ambiguous && devices.count { matches($0, selector) } == 1
        }
        return .usb(unique ?? .port(device.port))
    }

    private static func matches(
        _ device: USBDescription, _ selector: Address.USBSelector
    ) -> Bool {
        switch selector {
        case .model(let vendor, let product): device.vendor == vendor && device.product == product
        case .serial(let serial): device.serial == serial
        case .port(let port): device.port == port
        }
    }
}
