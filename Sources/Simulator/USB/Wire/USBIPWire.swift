/// Numbers and layouts of the USB/IP protocol. All are big-endian; a setup packet within keeps USB's
/// own order.
///
/// Source: Linux kernel documentation, "USB/IP protocol".
enum USBIPWire {
    static let version: UInt16 = 0x0111
    static let requestList: UInt16 = 0x8005
    static let requestImport: UInt16 = 0x8003
    static let submit: UInt32 = 1
    static let unlink: UInt32 = 2

    /// Why an import did not work; the names are those of the usbip tools.
    enum Status: UInt32 {
        case ok = 0
        case busy = 2
        case noDevice = 4
    }

    // MARK: Replies to requests

    static func deviceList(_ devices: [USBIPListing]) -> [UInt8] {
        bigEndian(version) + bigEndian(UInt16(0x0005)) + bigEndian(UInt32(0))
            + bigEndian(UInt32(devices.count)) + devices.flatMap { $0.record + $0.interfaces }
    }

    static func imported(_ device: USBIPListing) -> [UInt8] {
        bigEndian(version) + bigEndian(UInt16(0x0003)) + bigEndian(Status.ok.rawValue)
            + device.record
    }

    static func notImported(_ why: Status) -> [UInt8] {
        bigEndian(version) + bigEndian(UInt16(0x0003)) + bigEndian(why.rawValue)
    }

    // MARK: Replies to commands

    static func reply(_ reply: USBReply) -> [UInt8] {
        switch reply {
        case .completed(let completion):
            returned(completion.number, completion.status, completion.count) + completion.data
        case .unlinked(let request, let wasTakenBack):
            header(4, request)
                + bigEndian(wasTakenBack ? USBCompletion.Status.cancelled.rawValue : 0)
                + [UInt8](repeating: 0, count: 24)
        }
    }

    /// Refuses an isochronous transfer; each of its packets failed.
    static func refused(_ number: UInt32, packets: Int) -> [UInt8] {
        let packet =
            [UInt8](repeating: 0, count: 12) + bigEndian(USBCompletion.Status.invalid.rawValue)
        return returned(number, .invalid, 0, packets: packets)
            + (0..<packets).flatMap { _ in packet }
    }

    private static func returned(
        _ number: UInt32, _ status: USBCompletion.Status, _ count: Int, packets: Int = 0
    ) -> [UInt8] {
        header(3, number) + bigEndian(status.rawValue) + bigEndian(Int32(clamping: count))
            + bigEndian(UInt32(0)) + bigEndian(UInt32(packets)) + bigEndian(UInt32(packets))
            + [UInt8](repeating: 0, count: 8)
    }

    /// Device, direction and endpoint are 0 in replies.
    private static func header(_ command: UInt32, _ number: UInt32) -> [UInt8] {
        bigEndian(command) + bigEndian(number) + [UInt8](repeating: 0, count: 12)
    }
}

/// The 48 bytes before each command.
struct USBIPHeader {
    let bytes: [UInt8]

    /// - Parameter bytes: 48 of them.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func word(_ place: Int) -> UInt32 {
        bytes[4 * place..<4 * place + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    var command: UInt32 { word(0) }
    var number: UInt32 { word(1) }
    var direction: UInt32 { word(3) }
    var endpoint: UInt32 { word(4) }
}

/// How a device is offered: its place on a bus that exists only in the protocol.
struct USBIPListing: Sendable {
    /// `1-1`: what a client asks for.
    let busID: String
    let busNumber: UInt32
    let deviceNumber: UInt32
    let descriptors: USBDescriptors

    /// - Parameter place: from 1.
    init(place: Int, _ descriptors: USBDescriptors) {
        busID = "1-\(place)"
        busNumber = 1
        // Number 1 is the bus's own root hub.
        deviceNumber = UInt32(place + 1)
        self.descriptors = descriptors
    }

    var record: [UInt8] {
        text("/sys/devices/tillwright/usb1/\(busID)", 256) + text(busID, 32)
            + bigEndian(busNumber) + bigEndian(deviceNumber)
            + bigEndian(descriptors.speed.usbipCode) + bigEndian(descriptors.vendor)
            + bigEndian(descriptors.product) + bigEndian(descriptors.release)
            + [0, 0, 0, descriptors.configuration, 1, UInt8(clamping: descriptors.interfaceCount)]
    }

    /// Class, subclass and protocol of each interface, four bytes each.
    var interfaces: [UInt8] {
        descriptors.interfaces.filter { $0.alternate == 0 }.flatMap {
            [$0.classCode, $0.subclassCode, $0.protocolCode, 0]
        }
    }

    private func text(_ text: String, _ size: Int) -> [UInt8] {
        let bytes = Array(text.utf8.prefix(size - 1))
        return bytes + [UInt8](repeating: 0, count: size - bytes.count)
    }
}

extension USBSpeed {
    /// The number of the speed in USB/IP and in the kernel.
    var usbipCode: UInt32 {
        switch self {
        case .low: 1
        case .full: 2
        case .high: 3
        }
    }
}

func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
}
