/// The eight bytes that begin a control transfer.
///
/// Source: USB 2.0, table 9-2.
public struct USBSetup: Hashable, Sendable {
    public var requestType: UInt8
    public var request: UInt8
    public var value: UInt16
    public var index: UInt16
    public var length: UInt16

    public init(
        _ requestType: UInt8, _ request: UInt8, value: UInt16 = 0, index: UInt16 = 0,
        length: UInt16 = 0
    ) {
        self.requestType = requestType
        self.request = request
        self.value = value
        self.index = index
        self.length = length
    }

    /// - Parameter bytes: eight of them.
    init?(_ bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count == 8 else { return nil }
        func word(_ i: Int) -> UInt16 { UInt16(bytes[i]) | UInt16(bytes[i + 1]) << 8 }
        self.init(bytes[0], bytes[1], value: word(2), index: word(4), length: word(6))
    }

    /// The bytes on the wire.
    public var bytes: [UInt8] {
        [requestType, request] + littleEndian(value) + littleEndian(index) + littleEndian(length)
    }

    /// Whether the data, if there are any, go to the host.
    public var isIn: Bool { requestType & 0x80 != 0 }

    enum Kind: UInt8 { case standard, `class`, vendor, reserved }
    enum Recipient: Hashable { case device, interface, endpoint, other }

    var kind: Kind { Kind(rawValue: requestType >> 5 & 3) ?? .reserved }
    var recipient: Recipient {
        switch requestType & 0x1F {
        case 0: .device
        case 1: .interface
        case 2: .endpoint
        default: .other
        }
    }
}

/// What a host asks of one endpoint: Linux calls it an URB.
public struct USBTransfer: Hashable, Sendable {
    /// Names the transfer among those that are under way.
    public var number: UInt32
    /// Endpoint number, bit 7 set towards the host.
    public var endpoint: UInt8
    /// The host's room for data of an IN transfer; of an OUT transfer, their number.
    public var length: Int
    /// The data of an OUT transfer.
    public var data: [UInt8]
    /// Of a control transfer.
    public var setup: USBSetup?

    public static func input(_ number: UInt32, endpoint: UInt8, length: Int) -> Self {
        USBTransfer(number: number, endpoint: endpoint | 0x80, length: length, data: [])
    }

    public static func output(_ number: UInt32, endpoint: UInt8, _ data: [UInt8]) -> Self {
        USBTransfer(number: number, endpoint: endpoint & 0x7F, length: data.count, data: data)
    }

    /// - Parameter data: of a transfer to the device.
    public static func control(
        _ number: UInt32, _ setup: USBSetup, _ data: [UInt8] = []
    ) -> Self {
        USBTransfer(
            number: number, endpoint: setup.isIn ? 0x80 : 0,
            length: setup.isIn ? Int(setup.length) : data.count, data: data, setup: setup)
    }

    var isIn: Bool { endpoint & 0x80 != 0 }
}

/// How a transfer ended.
public struct USBCompletion: Hashable, Sendable {
    /// The raw value is what Linux gives to the driver, an error number below 0.
    public enum Status: Int32, Hashable, Sendable {
        case done = 0
        /// No memory for more transfers than are under way.
        case noRoom = -12
        /// What was asked cannot be.
        case invalid = -22
        /// The endpoint is halted, or the request unknown.
        case stalled = -32
        /// Nobody answers at this endpoint.
        case noAnswer = -71
        /// The device sent more than the host had room for.
        case babble = -75
        /// The host took the transfer back.
        case cancelled = -104
        /// The device went away.
        case gone = -108
    }

    public var number: UInt32
    public var status: Status
    /// Bytes moved. Counts also when the transfer failed behind them.
    public var count: Int
    /// What an IN transfer brought.
    public var data: [UInt8]

    public init(_ number: UInt32, _ status: Status, count: Int = 0) {
        self.number = number
        self.status = status
        self.count = count
        data = []
    }

    public init(_ number: UInt32, _ status: Status, data: [UInt8]) {
        self.number = number
        self.status = status
        count = data.count
        self.data = data
    }
}

/// What a host asks of a device, in the order of its asking.
public enum USBCommand: Hashable, Sendable {
    case submit(USBTransfer)
    /// Takes the transfer `number` back; `request` names this command in its reply.
    case unlink(number: UInt32, request: UInt32)
}

/// What a device tells its host.
public enum USBReply: Hashable, Sendable {
    case completed(USBCompletion)
    /// - wasTakenBack: whether the transfer was under way and nothing of it had moved; then there
    ///   is no completion of it, and else there was.
    case unlinked(by: UInt32, wasTakenBack: Bool)
}
