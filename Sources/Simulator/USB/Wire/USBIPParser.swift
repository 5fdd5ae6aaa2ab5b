/// Reads what a USB/IP client sends, whatever the pieces it comes in.
///
/// A connection begins with one request. After an import it carries commands to the device until it
/// ends. Of a command whose data have not all come, at most ``payloadMax`` bytes are kept.
///
/// Source: Linux kernel documentation, "USB/IP protocol".
public struct USBIPParser: Sendable {
    /// What a client asks.
    public enum Message: Hashable, Sendable {
        case listDevices
        case importDevice(busID: String)
        case command(USBCommand)
        /// An isochronous transfer of so many packets, which no device here has.
        case isochronous(number: UInt32, packets: Int)
    }

    /// More data in one transfer than Linux lets a program queue at once (16 MiB) are refused.
    public static let payloadMax = 16 << 20
    /// Source: the limit of Linux for one isochronous transfer.
    static let isochronousMax = 1024

    private enum Stage: Hashable {
        case request, busID, commands, ended
    }
    private struct Unfinished: Sendable {
        var message: Message
        var dataLeft: Int
        var data: [UInt8] = []
        var skipLeft: Int
    }

    private var stage: Stage
    private var head: [UInt8] = []
    private var unfinished: Unfinished?

    /// - Parameter isAttached: whether the connection is past the import, as where a kernel was
    ///   given its end of it.
    public init(isAttached: Bool = false) {
        stage = isAttached ? .commands : .request
    }

    /// Bytes kept of a message that is not complete.
    public var pendingByteCount: Int { head.count + (unfinished?.data.count ?? 0) }

    /// Takes the next bytes and gives the messages that they complete.
    ///
    /// - Throws: ``USBIPError``; what was complete before is lost, and the parser is at its end.
    public mutating func parse(
        _ bytes: some Collection<UInt8>
    ) throws(USBIPError) -> [Message] {
        var messages: [Message] = []
        var rest = Array(bytes)[...]
        do throws(USBIPError) {
            while !rest.isEmpty, stage != .ended {
                if unfinished != nil {
                    takeBody(&rest)
                } else {
                    let missing = headSize - head.count
                    head += rest.prefix(missing)
                    rest = rest.dropFirst(missing)
                    guard head.count == headSize else { break }
                    let whole = head
                    head = []
                    if let message = try take(whole) { messages.append(message) }
                }
                if let done = unfinished, done.dataLeft == 0, done.skipLeft == 0 {
                    messages.append(done.message.with(done.data))
                    unfinished = nil
                }
            }
        } catch {
            stage = .ended
            unfinished = nil
            throw error
        }
        return messages
    }

    private var headSize: Int {
        switch stage {
        case .request, .ended: 8
        case .busID: 32
        case .commands: 48
        }
    }

    private mutating func takeBody(_ rest: inout ArraySlice<UInt8>) {
        guard var body = unfinished else { return }
        unfinished = nil
        let data = rest.prefix(body.dataLeft)
        body.data += data
        body.dataLeft -= data.count
        rest = rest.dropFirst(data.count)
        if body.dataLeft == 0 {
            let skipped = min(rest.count, body.skipLeft)
            body.skipLeft -= skipped
            rest = rest.dropFirst(skipped)
        }
        unfinished = body
    }

    private mutating func take(_ head: [UInt8]) throws(USBIPError) -> Message? {
        switch stage {
        case .request:
            let version = UInt16(head[0]) << 8 | UInt16(head[1])
            // The protocol of Linux since 3.17; older numbers had other layouts.
            guard version == USBIPWire.version else { throw .version(version) }
            switch UInt16(head[2]) << 8 | UInt16(head[3]) {
            case USBIPWire.requestList:
                stage = .ended
                return .listDevices
            case USBIPWire.requestImport:
                stage = .busID
                return nil
            case let other: throw .request(other)
            }
        case .busID:
            stage = .commands
            return .importDevice(busID: String(decoding: head.prefix { $0 != 0 }, as: UTF8.self))
        case .commands: return try takeCommand(USBIPHeader(head))
        case .ended: return nil
        }
    }

    private mutating func takeCommand(_ header: USBIPHeader) throws(USBIPError) -> Message? {
        switch header.command {
        case USBIPWire.submit: break
        case USBIPWire.unlink:
            return .command(.unlink(number: header.word(5), request: header.number))
        case let other: throw .command(other)
        }
        guard header.endpoint < 16 else { throw .endpoint(header.endpoint) }
        guard header.direction < 2 else { throw .direction(header.direction) }
        let isIn = header.direction == 1
        let length = Int(Int32(bitPattern: header.word(6)))
        guard length >= 0, isIn || length <= Self.payloadMax else { throw .length(length) }
        let packets = header.word(8)
        let isIsochronous = packets != 0 && packets != .max
        guard !isIsochronous || packets <= Self.isochronousMax else { throw .packets(packets) }

        let message: Message =
            isIsochronous
            ? .isochronous(number: header.number, packets: Int(packets))
            : .command(
                .submit(
                    USBTransfer(
                        number: header.number,
                        endpoint: UInt8(header.endpoint) | (isIn ? 0x80 : 0), length: length,
                        data: [],
                        setup: header.endpoint == 0 ? USBSetup(header.bytes.suffix(8)) : nil)))
        let dataLeft = isIn ? 0 : length
        let skipLeft = isIsochronous ? 16 * Int(packets) : 0
        if dataLeft + skipLeft == 0 { return message }
        unfinished = Unfinished(message: message, dataLeft: dataLeft, skipLeft: skipLeft)
        return nil
    }
}

extension USBIPParser.Message {
    /// The message with the data that followed it.
    fileprivate func with(_ data: [UInt8]) -> Self {
        guard case .command(.submit(var transfer)) = self else { return self }
        transfer.data = data
        return .command(.submit(transfer))
    }
}

/// Why a USB/IP connection makes no sense. It ends.
public enum USBIPError: Error, Hashable, Sendable {
    case version(UInt16)
    case request(UInt16)
    case command(UInt32)
    case endpoint(UInt32)
    case direction(UInt32)
    case length(Int)
    case packets(UInt32)
}

extension USBIPError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .version(let version):
            "USB/IP version \(hexadecimal(version)) is not spoken here; use a client of version 0111"
        case .request(let code): "USB/IP request \(hexadecimal(code)) is neither list nor import"
        case .command(let code): "USB/IP command \(code) is neither submit nor unlink"
        case .endpoint(let number): "endpoint \(number) in a USB/IP header; there are 16"
        case .direction(let code): "direction \(code) in a USB/IP header; it is 0 or 1"
        case .length(let length):
            "\(length) bytes in a USB/IP transfer; 0 to \(USBIPParser.payloadMax) can be sent"
        case .packets(let count): "\(count) isochronous packets in a USB/IP transfer"
        }
    }

    private func hexadecimal(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
