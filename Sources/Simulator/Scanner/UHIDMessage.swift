/// What the kernel and a program that plays a HID device say to each other over `/dev/uhid`.
///
/// One message a read or write; numbers in the machine's own order, which is little-endian wherever
/// Linux runs a till. A message may be written short: the kernel takes what is missing as 0.
///
/// Source: Linux kernel, `include/uapi/linux/uhid.h`.
enum UHIDMessage: Hashable {
    /// The device is there, with this descriptor.
    case create(
        name: String, place: String, serial: String, vendor: UInt16, product: UInt16,
        descriptor: [UInt8])
    case destroy
    case input([UInt8])
    /// The answer to a ``getReport``; `nil` for a report that is not there.
    case report(id: UInt32, [UInt8]?)
    /// The answer to a ``setReport``.
    case reportSet(id: UInt32, isDone: Bool)
    /// From the kernel. Kinds: 0 feature, 1 output, 2 input.
    case getReport(id: UInt32, number: UInt8, kind: UInt8)
    case setReport(id: UInt32, kind: UInt8, [UInt8])
    case output(kind: UInt8, [UInt8])
    /// What needs no answer: started, stopped, opened, closed.
    case other(UInt32)

    /// The largest message: a number and `struct uhid_create2_req`.
    static let size = 4 + 4372
    private static let dataSize = 4096

    // MARK: To the kernel

    var bytes: [UInt8] {
        switch self {
        case .create(let name, let place, let serial, let vendor, let product, let descriptor):
            let descriptor = descriptor.prefix(Self.dataSize)
            // 3 is USB; version and country stay 0.
            return Self.number(11) + Self.text(name, 128) + Self.text(place, 64)
                + Self.text(serial, 64) + littleEndian(UInt16(descriptor.count)) + littleEndian(3)
                + Self.number(UInt32(vendor)) + Self.number(UInt32(product))
                + [UInt8](repeating: 0, count: 8) + descriptor
        case .destroy: return Self.number(1)
        case .input(let report):
            let report = report.prefix(Self.dataSize)
            return Self.number(12) + littleEndian(UInt16(report.count)) + report
        case .report(let id, let report):
            let data = (report ?? []).prefix(Self.dataSize)
            return Self.number(10) + Self.number(id) + littleEndian(report == nil ? Self.failed : 0)
                + littleEndian(UInt16(data.count)) + data
        case .reportSet(let id, let isDone):
            return Self.number(14) + Self.number(id) + littleEndian(isDone ? 0 : Self.failed)
        case .getReport, .setReport, .output, .other: return []
        }
    }

    /// `EIO`
    private static let failed: UInt16 = 5

    private static func number(_ value: UInt32) -> [UInt8] {
        littleEndian(UInt16(value & 0xFFFF)) + littleEndian(UInt16(value >> 16))
    }

    private static func text(_ text: String, _ size: Int) -> [UInt8] {
        let bytes = Array(text.utf8.prefix(size - 1))
        return bytes + [UInt8](repeating: 0, count: size - bytes.count)
    }

    // MARK: From the kernel

    /// - Returns: nil for less than a whole message.
    init?(_ bytes: [UInt8]) {
        func word(_ place: Int) -> UInt32 {
            bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
        func size(_ place: Int) -> Int { Int(bytes[place]) | Int(bytes[place + 1]) << 8 }
        guard bytes.count >= 4 else { return nil }
        switch word(0) {
        case 6:
            guard bytes.count >= 4 + Self.dataSize + 3 else { return nil }
            let count = size(4 + Self.dataSize)
            guard count <= Self.dataSize else { return nil }
            self = .output(kind: bytes[4 + Self.dataSize + 2], Array(bytes[4..<4 + count]))
        case 9:
            guard bytes.count >= 10 else { return nil }
            self = .getReport(id: word(4), number: bytes[8], kind: bytes[9])
        case 13:
            guard bytes.count >= 12 + Self.dataSize else { return nil }
            let count = size(10)
            guard count <= Self.dataSize else { return nil }
            self = .setReport(id: word(4), kind: bytes[9], Array(bytes[12..<12 + count]))
        case let other: self = .other(other)
        }
    }
}
