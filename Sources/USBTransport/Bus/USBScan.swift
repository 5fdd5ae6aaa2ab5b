internal import CLibUSB
internal import Glibc
internal import Transport

/// The devices on the bus at one moment, held until the value ends.
struct USBScan: ~Copyable {
    private let list: UnsafeMutablePointer<OpaquePointer?>?
    /// Devices must not outlive the session that found them.
    private let session: USBSession
    let devices: [(description: USBDescription, pointer: OpaquePointer)]

    init(_ session: USBSession) {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = libusb_get_device_list(session.pointer, &list)
        var devices: [(description: USBDescription, pointer: OpaquePointer)] = []
        for index in 0..<max(count, 0) {
            guard let pointer = list?[index], let description = Self.describe(pointer) else {
                continue
            }
            devices.append((description, pointer))
        }
        self.list = list
        self.session = session
        self.devices = devices
    }

    deinit { libusb_free_device_list(list, 1) }

    /// What `device` tells without being opened; may wait while the kernel is busy with it. Nil for
    /// the hubs of the machine itself, and for a device that has left.
    static func describe(_ device: OpaquePointer) -> USBDescription? {
        var facts = libusb_device_descriptor()
        guard libusb_get_device_descriptor(device, &facts) == 0, let port = port(of: device) else {
            return nil
        }
        var configuration: UnsafeMutablePointer<libusb_config_descriptor>?
        // A device that nobody has configured yet has no active one.
        if libusb_get_active_config_descriptor(device, &configuration) != 0 {
            guard libusb_get_config_descriptor(device, 0, &configuration) == 0 else { return nil }
        }
        defer { libusb_free_config_descriptor(configuration) }
        guard let configuration else { return nil }
        let bus = pad(libusb_get_bus_number(device))
        let node = "/dev/bus/usb/\(bus)/\(pad(libusb_get_device_address(device)))"
        return USBDescription(
            vendor: facts.idVendor, product: facts.idProduct,
            serial: string("serial", of: port), manufacturer: string("manufacturer", of: port),
            productName: string("product", of: port), port: port, node: node,
            access: access(node, R_OK | W_OK) != 0 && errno == EACCES ? .denied : .allowed,
            configuration: configuration.pointee.bConfigurationValue,
            interfaces: interfaces(of: configuration.pointee).map { interface in
                var interface = interface
                interface.usagePage = usagePage(
                    of: interface,
                    in: "\(port):\(configuration.pointee.bConfigurationValue).\(interface.number)")
                return interface
            })
    }

    /// Bus and ports as the kernel names the device; nil for a hub of the machine itself.
    private static func port(of device: OpaquePointer) -> String? {
        var ports = [UInt8](repeating: 0, count: 8)
        let count = libusb_get_port_numbers(device, &ports, Int32(ports.count))
        guard count > 0 else { return nil }
        let path = ports.prefix(Int(count)).map { String($0) }.joined(separator: ".")
        return "\(libusb_get_bus_number(device))-\(path)"
    }

    /// The kernel has read the strings already, and lets everybody see them; asking the device
    /// needs the right to open it, and disturbs it.
    private static func string(_ name: String, of port: String) -> String? {
        SystemFile.contents(of: "/sys/bus/usb/devices/\(port)/\(name)")
            .flatMap(USBDescription.trimmed)
    }

    /// The kernel has read the report descriptor of what it drives.
    private static func usagePage(
        of interface: USBDescription.Interface, in name: String
    ) -> UInt16? {
        guard interface.interfaceClass == 3 else { return nil }
        let folder = "/sys/bus/usb/devices/\(name)"
        for child in SystemFile.names(in: folder) where child.contains(":") {
            let descriptor = SystemFile.bytes(of: "\(folder)/\(child)/report_descriptor")
            if let page = HIDDescriptor.firstUsagePage(in: descriptor) { return page }
        }
        return nil
    }

    private static func interfaces(
        of configuration: libusb_config_descriptor
    ) -> [USBDescription.Interface] {
        (0..<Int(configuration.bNumInterfaces)).flatMap { index in
            let interface = configuration.interface[index]
            return (0..<Int(max(interface.num_altsetting, 0))).map { setting in
                let facts = interface.altsetting[setting]
                return USBDescription.Interface(
                    number: facts.bInterfaceNumber, alternate: facts.bAlternateSetting,
                    interfaceClass: facts.bInterfaceClass,
                    interfaceSubclass: facts.bInterfaceSubClass,
                    interfaceProtocol: facts.bInterfaceProtocol,
                    endpoints: endpoints(of: facts),
                    reportDescriptorLength: HIDDescriptor.reportLength(in: extra(of: facts)))
            }
        }
    }

    /// Descriptors of the interface's class, as they stand.
    private static func extra(of interface: libusb_interface_descriptor) -> [UInt8] {
        guard let first = interface.extra, interface.extra_length > 0 else { return [] }
        return Array(UnsafeBufferPointer(start: first, count: Int(interface.extra_length)))
    }

    private static func endpoints(
        of interface: libusb_interface_descriptor
    ) -> [USBDescription.Endpoint] {
        guard let first = interface.endpoint else { return [] }
        return (0..<Int(interface.bNumEndpoints)).map { index in
            USBDescription.Endpoint(
                address: first[index].bEndpointAddress, attributes: first[index].bmAttributes,
                maxPacketSize: first[index].wMaxPacketSize)
        }
    }

    private static func pad(_ number: UInt8) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }
}
