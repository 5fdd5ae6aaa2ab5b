public import Transport

/// Finds the one device that an address means.
public enum USBSelection {
    /// The device of `devices` that `selector` names.
    ///
    /// - Parameters:
    ///   - known: what the same address led to before, which it still means where it has become
    ///     ambiguous.
    ///   - isSuitable: whether a device is of the kind that is wanted; others stand back where an
    ///     address fits several.
    /// - Throws: ``LinkError/absent(_:)`` for none; ``LinkError/unsupported(_:why:)`` for several,
    ///   listing how each can be told from the others, and for a serial number that is none: two
    ///   printers of one model must never be taken for each other because of the order in which they
    ///   were plugged in.
    static func device(
        _ selector: Address.USBSelector, among devices: [USBDescription],
        known: USBIdentity? = nil, isSuitable: (USBDescription) -> Bool = { _ in true }
    ) throws(LinkError) -> USBDescription {
        let place = Address.usb(selector).description
        // By port, since the order of the bus is that of plugging in.
        var found = devices.filter { matches($0, selector) }.sorted { $0.comesBefore($1) }
        if found.count > 1, found.contains(where: isSuitable) { found = found.filter(isSuitable) }
        if found.count > 1, let known, known.serial != nil {
            let same = found.filter { USBIdentity($0) == known }
            if !same.isEmpty { found = same }
        }
        guard let first = found.first else { throw .absent(place) }
        if case .serial = selector, USBSerialNumber.own(of: first) == nil {
            throw .unsupported(
                place,
                why:
                    "that is no serial number of one device; use \(ports(of: found))"
            )
        }
        guard found.count > 1 else { return first }
        if case .serial = selector {
            throw .unsupported(
                place,
                why: "\(found.count) devices have that serial number; use \(ports(of: found))"
            )
        }
        let names = found.map { address(of: $0, among: devices, ratherThan: selector).description }
        throw .unsupported(
            place,
            why:
                "\(found.count) devices are called that; use one of \(names.joined(separator: ", "))"
        )
    }

    /// As the one with more parameters, for any kind of device.
    public static func device(
        _ selector: Address.USBSelector, among devices: [USBDescription]
    ) throws(LinkError) -> USBDescription {
        try device(selector, among: devices, known: nil)
    }

    /// The address that names `device` and no other of `devices`, the most lasting first: its
    /// serial number, its model, the port that it is plugged into.
    public static func address(of device: USBDescription, among devices: [USBDescription])
        -> Address
    {
        address(of: device, among: devices, ratherThan: nil)
    }

    /// Other devices of `devices` that only their ports tell from `device`: of the same model and
    /// without a serial number of their own.
    public static func doubles(
        of device: USBDescription, among devices: [USBDescription]
    ) -> [USBDescription] {
        let others = devices.filter { other in
            other.port != device.port && other.vendor == device.vendor
                && other.product == device.product
        }
        guard let serial = USBSerialNumber.own(of: device) else {
            return others.filter { USBSerialNumber.own(of: $0) == nil }
        }
        return others.filter { $0.serial == serial }
    }

    /// Whether `selector` may mean `device`.
    static func matches(
        _ device: USBDescription, _ selector: Address.USBSelector
    ) -> Bool {
        switch selector {
        case .model(let vendor, let product): device.vendor == vendor && device.product == product
        case .serial(let serial): device.serial == serial
        case .port(let port): device.port == port
        }
    }

    private static func ports(of devices: [USBDescription]) -> String {
        devices.map { Address.usb(.port($0.port)).description }.joined(separator: " or ")
    }

    private static func address(
        of device: USBDescription, among devices: [USBDescription],
        ratherThan ambiguous: Address.USBSelector?
    ) -> Address {
        var selectors: [Address.USBSelector] = [
            .model(vendor: device.vendor, product: device.product)
        ]
        if let serial = USBSerialNumber.own(of: device) { selectors.insert(.serial(serial), at: 0) }
        let unique = selectors.first { selector in
            selector != ambiguous && devices.count { matches($0, selector) } == 1
        }
        return .usb(unique ?? .port(device.port))
    }
}
