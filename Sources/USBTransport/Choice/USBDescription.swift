/// What a USB device tells of itself, without being opened.
public struct USBDescription: Hashable, Sendable {
    /// Whether we may open the device's node.
    public enum Access: Hashable, Sendable { case allowed, denied }

    /// One way for data in or out.
    public struct Endpoint: Hashable, Sendable {
        /// `bEndpointAddress`: bit 7 is set for device to host.
        public var address: UInt8
        /// `bmAttributes`: the two low bits are the type.
        public var attributes: UInt8
        /// `wMaxPacketSize` as it stands in the descriptor.
        public var maxPacketSize: UInt16
        public init(address: UInt8, attributes: UInt8, maxPacketSize: UInt16) {
            self.address = address
            self.attributes = attributes
            self.maxPacketSize = maxPacketSize
        }
        public var isIn: Bool { address & 0x80 != 0 }
        public var isBulk: Bool { attributes & 3 == 2 }
        public var isInterrupt: Bool { attributes & 3 == 3 }
        /// Bytes in a packet: bits 11 and above mean something else (USB 2.0, 9.6.6).
        public var packetSize: Int { Int(maxPacketSize & 0x7FF) }
    }

    /// One alternate setting of one interface.
    public struct Interface: Hashable, Sendable {
        public var number: UInt8
        public var alternate: UInt8
        public var interfaceClass: UInt8
        public var interfaceSubclass: UInt8
        public var interfaceProtocol: UInt8
        public var endpoints: [Endpoint]
        /// Of a HID interface: bytes of its report descriptor, as it says; 0 when it does not.
        public var reportDescriptorLength: UInt16
        /// Of a HID interface that the kernel's driver has: the page of its first usage.
        public var usagePage: UInt16?
        public init(
            number: UInt8, alternate: UInt8 = 0, interfaceClass: UInt8, interfaceSubclass: UInt8,
            interfaceProtocol: UInt8, endpoints: [Endpoint], reportDescriptorLength: UInt16 = 0,
            usagePage: UInt16? = nil
        ) {
            self.number = number
            self.alternate = alternate
            self.interfaceClass = interfaceClass
            self.interfaceSubclass = interfaceSubclass
            self.interfaceProtocol = interfaceProtocol
            self.endpoints = endpoints
            self.reportDescriptorLength = reportDescriptorLength
            self.usagePage = usagePage
        }
    }

    public var vendor: UInt16
    public var product: UInt16
    /// The strings, trimmed, where the device has them; many clones have none, or all the same.
    public var serial: String?
    public var manufacturer: String?
    public var productName: String?
    /// Where it is plugged in, as the kernel writes it: bus, hyphen, port numbers.
    public var port: String
    /// `/dev/bus/usb/…`, the node that is opened.
    public var node: String
    public var access: Access
    /// The configuration that `interfaces` belong to.
    public var configuration: UInt8
    /// All alternate settings of all interfaces.
    public var interfaces: [Interface]

    public init(
        vendor: UInt16, product: UInt16, serial: String? = nil, manufacturer: String? = nil,
        productName: String? = nil, port: String, node: String = "", access: Access = .allowed,
        configuration: UInt8 = 1, interfaces: [Interface]
    ) {
        self.vendor = vendor
        self.product = product
        self.serial = serial
        self.manufacturer = manufacturer
        self.productName = productName
        self.port = port
        self.node = node
        self.access = access
        self.configuration = configuration
        self.interfaces = interfaces
    }

    /// Whether its port comes before that of `other`: 1-2 before 1-10.
    func comesBefore(_ other: USBDescription) -> Bool {
        func numbers(_ port: String) -> [Int] {
            port.split { $0 == "-" || $0 == "." }.map { Int($0) ?? 0 }
        }
        return numbers(port).lexicographicallyPrecedes(numbers(other.port))
    }

    /// Manufacturer and product, where the device has such strings.
    public var name: String? {
        let name = [manufacturer, productName].compactMap { $0 }.joined(separator: " ")
        return name.isEmpty ? nil : name
    }

    /// Four hexadecimal digits, as the numbers of vendors and products are written.
    static func hexadecimal(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// A string as devices give it, without the zeros, spaces and control characters that some
    /// put in; nil when nothing is left.
    static func trimmed(_ text: String) -> String? {
        let visible = text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        var kept = Substring(String(String.UnicodeScalarView(visible)))
        while kept.first == " " { kept.removeFirst() }
        while kept.last == " " { kept.removeLast() }
        return kept.isEmpty ? nil : String(kept)
    }
}
