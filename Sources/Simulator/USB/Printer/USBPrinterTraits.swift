public import ESCPOS

/// What a USB printer tells of itself, and how it departs from the printer class's book.
public struct USBPrinterTraits: Hashable, Sendable {
    /// What kind of interface it has.
    public enum Kind: Hashable, Sendable {
        /// Class 7, subclass 1, with these protocols as alternate settings 0, 1, …; protocol 1 has
        /// no IN endpoint, 2 and 3 have one.
        case printerClass(protocols: [UInt8])
        /// Class FFh with two bulk endpoints and no class requests.
        case vendorClass
    }

    /// What `GET_DEVICE_ID` brings instead of a length in big-endian order and the text.
    public enum DeviceIDLie: Hashable, Sendable {
        case littleEndianLength
        case zeroLength
        /// The length does not count its own two bytes.
        case lengthWithoutItself
        /// No data at all.
        case nothing
        case stall
    }

    /// What `GET_PORT_STATUS` brings instead of the truth.
    public enum PortStatusLie: Hashable, Sendable {
        /// 18h: selected, no error, paper there.
        case alwaysReady
        case stall
    }

    /// Which `SOFT_RESET` it understands: to the interface (21h) as in version 1.1 of the class, or
    /// to "other" (23h) as in 1.0.
    public enum SoftReset: Hashable, Sendable {
        case both, toInterface, toOther, none
        /// It never answers.
        case hangs
    }

    /// How it takes data in bursts: after `packets` of them it is busy for `time`.
    public struct Bursts: Hashable, Sendable {
        public var packets: Int
        public var time: Duration
        public init(packets: Int, time: Duration) {
            self.packets = max(1, packets)
            self.time = max(.zero, time)
        }
    }

    public var speed: USBSpeed
    public var vendor: UInt16
    public var product: UInt16
    public var manufacturer: String?
    public var productName: String?
    /// As the device gives it: its own, one that all of its kind share, or none.
    public var serial: String?
    public var kind = Kind.printerClass(protocols: [2])
    /// Text of the IEEE 1284 device id.
    public var deviceID: String
    /// Numbers of the endpoints, 1 to 15.
    public var outEndpoint: UInt8 = 1
    public var inEndpoint: UInt8 = 2
    /// Bytes a packet; `nil` for what the speed gives.
    public var outPacketSize: Int?
    public var inPacketSize: Int?

    // What is wrong with it.
    public var deviceIDLie: DeviceIDLie?
    public var portStatusLie: PortStatusLie?
    public var softReset = SoftReset.both
    /// It sends packets of no bytes when it has nothing to send, as fast as it is asked.
    public var sendsEmptyPackets = false
    public var bursts: Bursts?
    /// Counts of bytes, each since the device was made: the packet that would bring one is answered
    /// with a stall, once.
    public var stallsAtBytes: [Int] = []
    /// It has a HID interface besides, which means nothing.
    public var hasHIDInterface = false
    public var descriptorLie: DescriptorLie?

    /// A printer that is in order, named as `profile` says.
    ///
    /// - Parameter serial: `nil` for none.
    public init(_ profile: Profile, speed: USBSpeed = .full, serial: String? = "SIM0000001") {
        let words = profile.name.split(separator: " ", maxSplits: 1).map(String.init)
        let isEpson = words.first == "Epson"
        self.speed = speed == .low ? .full : speed
        // Epson's own number, and the one that dozens of small printers share.
        vendor = isEpson ? 0x04B8 : 0x0416
        product = isEpson ? (profile.id == Profiles.tmT88V.id ? 0x0202 : 0x0E15) : 0x5011
        let maker = isEpson ? "EPSON" : "Simulated"
        let model = words.last ?? profile.name
        manufacturer = maker
        productName = model
        self.serial = serial
        deviceID = "MFG:\(maker);CMD:ESC/POS;MDL:\(model);CLS:PRINTER;DES:\(maker) \(model);"
    }

    /// The device as its own firmware knows it.
    public var descriptors: USBDescriptors {
        let size = speed.bulkPacketSize
        let out = USBEndpoint(
            outEndpoint & 0x0F, .bulk, maxPacketSize: outPacketSize ?? size)
        let back = USBEndpoint(
            inEndpoint & 0x0F | 0x80, .bulk, maxPacketSize: inPacketSize ?? size)
        var interfaces: [USBInterface]
        switch kind {
        case .vendorClass:
            interfaces = [USBInterface(class: 0xFF, endpoints: [out, back])]
        case .printerClass(let protocols):
            interfaces = protocols.prefix(255).enumerated().map { alternate, code in
                USBInterface(
                    alternate: UInt8(alternate), class: 7, subclass: 1, protocol: code,
                    endpoints: code == 1 ? [out] : [out, back])
            }
        }
        if hasHIDInterface { interfaces.append(Self.idleHID) }
        return USBDescriptors(
            speed: speed, vendor: vendor, product: product, manufacturer: manufacturer,
            productName: productName, serial: serial, interfaces: interfaces, lie: descriptorLie)
    }

    /// An interface of a maker's own usage page that never says anything.
    private static let idleHID = USBInterface(
        number: 1, class: 3,
        hid: HIDDescriptor(reports: [
            0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x09, 0x02, 0x15, 0x00, 0x26, 0xFF, 0x00,
            0x75, 0x08, 0x95, 0x08, 0x81, 0x02, 0xC0,
        ]), endpoints: [USBEndpoint(0x8E, .interrupt, maxPacketSize: 8, interval: 10)])
}
