internal import CLibUSB
internal import Glibc
internal import Transport

/// The USB printers of this machine.
public enum USBPrinters {
    /// All that are plugged in, in the order of their ports, whether or not we may open them.
    ///
    /// None of them is opened. Empty on a machine without USB.
    public static func list() async -> [USBDescription] {
        await OffPool.run {
            guard let context = USBContext.shared() else { return [] }
            return USBScan(context.session).devices.map(\.description)
                .filter { USBPrinterInterface.choose(in: $0) != nil }
                .sorted { $0.port < $1.port }
        }
    }
}

/// The devices on the bus at one moment, held until the value ends.
struct USBScan: ~Copyable {
    private let list: UnsafeMutablePointer<OpaquePointer?>?
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
        self.devices = devices
    }

    deinit { libusb_free_device_list(list, 1) }

    private static func describe(_ device: OpaquePointer) -> USBDescription? {
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
            interfaces: interfaces(of: configuration.pointee))
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
                    endpoints: endpoints(of: facts))
            }
        }
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
