/// One pipe of an interface.
public struct USBEndpoint: Hashable, Sendable {
    /// How it moves data; the raw value is the descriptor's.
    public enum Kind: UInt8, Hashable, Sendable {
        case bulk = 2
        case interrupt = 3
    }

    /// `bEndpointAddress`: number 1 to 15, bit 7 set towards the host.
    public var address: UInt8
    public var kind: Kind
    /// Bytes, 1 to 1024.
    public var maxPacketSize: Int
    /// `bInterval`; its unit hangs on the speed.
    public var interval: UInt8

    public init(_ address: UInt8, _ kind: Kind, maxPacketSize: Int, interval: UInt8 = 0) {
        self.address = address
        self.kind = kind
        self.maxPacketSize = min(max(1, maxPacketSize), 1024)
        self.interval = interval
    }

    /// Whether it leads towards the host.
    public var isIn: Bool { address & 0x80 != 0 }

    /// Source: USB 2.0, table 9-13.
    var descriptor: [UInt8] {
        [7, 5, address, kind.rawValue] + littleEndian(UInt16(maxPacketSize)) + [interval]
    }
}

/// One interface in one of its alternate settings.
public struct USBInterface: Hashable, Sendable {
    public var number: UInt8
    public var alternate: UInt8
    public var classCode: UInt8
    public var subclassCode: UInt8
    public var protocolCode: UInt8
    /// `nil` for no string.
    public var name: String?
    /// What a HID interface has between its own descriptor and those of its endpoints.
    public var hid: HIDDescriptor?
    public var endpoints: [USBEndpoint]

    public init(
        number: UInt8 = 0, alternate: UInt8 = 0, class classCode: UInt8,
        subclass subclassCode: UInt8 = 0, protocol protocolCode: UInt8 = 0, name: String? = nil,
        hid: HIDDescriptor? = nil, endpoints: [USBEndpoint]
    ) {
        self.number = number
        self.alternate = alternate
        self.classCode = classCode
        self.subclassCode = subclassCode
        self.protocolCode = protocolCode
        self.name = name
        self.hid = hid
        self.endpoints = endpoints
    }
}

/// What a HID interface says of itself.
///
/// Source: Device Class Definition for HID 1.11, 6.2.1.
public struct HIDDescriptor: Hashable, Sendable {
    /// `bCountryCode`: 0 for a device without keys of one country.
    public var country: UInt8
    /// The report descriptor, at most 65,535 bytes.
    public var reports: [UInt8]

    public init(country: UInt8 = 0, reports: [UInt8]) {
        self.country = country
        self.reports = Array(reports.prefix(65_535))
    }

    var descriptor: [UInt8] {
        [9, 0x21] + littleEndian(0x0111) + [country, 1, 0x22]
            + littleEndian(UInt16(clamping: reports.count))
    }
}

/// USB's byte order for numbers.
func littleEndian(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
