/// All that a device tells of itself before anybody uses it, and its bytes on the wire.
///
/// One configuration, as receipt printers and scanners have.
///
/// Source: USB 2.0, 9.6.
public struct USBDescriptors: Hashable, Sendable {
    public var speed: USBSpeed
    public var vendor: UInt16
    public var product: UInt16
    /// `bcdDevice`.
    public var release: UInt16
    /// Texts; `nil` for a device that has none. Up to 126 UTF-16 units are told.
    public var manufacturer: String?
    public var productName: String?
    public var serial: String?
    /// `bConfigurationValue`.
    public var configuration: UInt8
    public var isSelfPowered: Bool
    /// In order of number and alternate.
    public var interfaces: [USBInterface]
    /// What is wrong in what it tells.
    public var lie: DescriptorLie?

    public init(
        speed: USBSpeed, vendor: UInt16, product: UInt16, release: UInt16 = 0x0100,
        manufacturer: String? = nil, productName: String? = nil, serial: String? = nil,
        configuration: UInt8 = 1, isSelfPowered: Bool = true, interfaces: [USBInterface],
        lie: DescriptorLie? = nil
    ) {
        self.speed = speed
        self.vendor = vendor
        self.product = product
        self.release = release
        self.manufacturer = manufacturer
        self.productName = productName
        self.serial = serial
        self.configuration = max(1, configuration)
        self.isSelfPowered = isSelfPowered
        self.interfaces = interfaces
        self.lie = lie
    }

    /// How many interfaces there are, alternates not counted.
    public var interfaceCount: Int { Set(interfaces.map(\.number)).count }

    // MARK: Bytes

    /// Source: USB 2.0, table 9-8.
    public var deviceBytes: [UInt8] {
        [18, 1] + littleEndian(0x0200) + [0, 0, 0, speed.controlPacketSize] + littleEndian(vendor)
            + littleEndian(product) + littleEndian(release)
            + [index(of: manufacturer), index(of: productName), index(of: serial), 1]
    }

    /// What a device that knows high speed would be at the other speed; `nil` for a device that
    /// does not, which answers with a stall (USB 2.0, 9.6.2).
    var qualifierBytes: [UInt8]? {
        guard speed == .high else { return nil }
        return [10, 6] + littleEndian(0x0200) + [0, 0, 0, 64, 1, 0]
    }

    /// The configuration with its interfaces and endpoints.
    public var configurationBytes: [UInt8] { configurationBytes(type: 2) }

    /// The same at full speed, for a device that knows high speed.
    var otherSpeedBytes: [UInt8]? {
        guard speed == .high else { return nil }
        var other = self
        for i in other.interfaces.indices {
            for j in other.interfaces[i].endpoints.indices {
                let size = other.interfaces[i].endpoints[j].maxPacketSize
                other.interfaces[i].endpoints[j].maxPacketSize = min(64, size)
            }
        }
        return other.configurationBytes(type: 7)
    }

    private func configurationBytes(type: UInt8) -> [UInt8] {
        var body: [UInt8] = []
        for interface in interfaces {
            body += [
                9, 4, interface.number, interface.alternate, UInt8(interface.endpoints.count),
                interface.classCode, interface.subclassCode, interface.protocolCode,
                index(of: interface.name),
            ]
            if let hid = interface.hid { body += hid.descriptor }
            // An endpoint's interval is not told in bytes that no interface has.
            for endpoint in interface.endpoints { body += endpoint.descriptor }
        }
        let head: [UInt8] =
            [9, type] + littleEndian(UInt16(clamping: 9 + body.count))
            + [UInt8(interfaceCount), configuration, 0, isSelfPowered ? 0xC0 : 0x80, 50]
        return lie?.applied(to: head + body) ?? (head + body)
    }

    /// Source: USB 2.0, tables 9-15 and 9-16.
    func stringBytes(_ index: UInt8) -> [UInt8]? {
        // American English, as nearly all devices say.
        if index == 0 { return [4, 3] + littleEndian(0x0409) }
        guard Int(index) <= strings.count else { return nil }
        let units = strings[Int(index) - 1].utf16.prefix(126)
        return [UInt8(2 + 2 * units.count), 3] + units.flatMap(littleEndian)
    }

    /// The texts, numbered from 1; equal ones share a number.
    private var strings: [String] {
        var all: [String] = []
        for text in [manufacturer, productName, serial] + interfaces.map(\.name) {
            if let text, !all.contains(text), all.count < 255 { all.append(text) }
        }
        return all
    }

    private func index(of text: String?) -> UInt8 {
        guard let text, let place = strings.firstIndex(of: text) else { return 0 }
        return UInt8(place + 1)
    }
}

/// How a device's configuration descriptor is wrong. The device itself works as its true
/// descriptors say.
public enum DescriptorLie: Hashable, Sendable {
    /// `wTotalLength` is so much larger than what follows, or smaller if negative.
    case totalLength(off: Int)
    /// `bNumEndpoints` of every interface is 0 and no endpoint follows.
    case noEndpoints
    /// `bNumEndpoints` promises so many that are not there.
    case missingEndpoints(Int)
    /// `bLength` of the first endpoint descriptor.
    case endpointLength(UInt8)
    /// `wMaxPacketSize` of every endpoint.
    case packetSize(UInt16)
    /// `bNumInterfaces`.
    case interfaceCount(UInt8)

    func applied(to bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        switch self {
        case .totalLength(let off):
            bytes.replaceSubrange(2..<4, with: littleEndian(UInt16(clamping: bytes.count + off)))
        case .noEndpoints:
            bytes = Self.pieces(of: bytes).filter { $0[1] != 5 }.flatMap { piece in
                var piece = piece
                if piece[1] == 4 { piece[4] = 0 }
                return piece
            }
            bytes.replaceSubrange(2..<4, with: littleEndian(UInt16(clamping: bytes.count)))
        case .missingEndpoints(let count):
            bytes = Self.pieces(of: bytes).flatMap { piece in
                var piece = piece
                if piece[1] == 4 { piece[4] = UInt8(clamping: Int(piece[4]) + max(0, count)) }
                return piece
            }
        case .endpointLength(let length):
            var pieces = Self.pieces(of: bytes)
            if let first = pieces.firstIndex(where: { $0[1] == 5 }) { pieces[first][0] = length }
            bytes = Array(pieces.joined())
        case .packetSize(let size):
            bytes = Self.pieces(of: bytes).flatMap { piece in
                var piece = piece
                if piece[1] == 5 { piece.replaceSubrange(4..<6, with: littleEndian(size)) }
                return piece
            }
        case .interfaceCount(let count):
            bytes[4] = count
        }
        return bytes
    }

    /// The descriptors one by one; `bytes` are our own and true.
    private static func pieces(of bytes: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while let length = rest.first, length >= 2, rest.count >= Int(length) {
            pieces.append(Array(rest.prefix(Int(length))))
            rest = rest.dropFirst(Int(length))
        }
        return pieces
    }
}
