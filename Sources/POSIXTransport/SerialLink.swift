internal import Glibc
public import Transport

/// A serial line, raw and with 8 data bits.
///
/// Leaving it keeps the modem lines as they are: on many cash drawer boxes a falling DTR opens the
/// drawer.
public struct SerialLink: Link {
    /// The state of the lines beside the data, on hardware that has them.
    public struct Lines: OptionSet, Sendable {
        public let rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }
        public static let rts = Lines(rawValue: TIOCM_RTS)
        public static let dtr = Lines(rawValue: TIOCM_DTR)
        public static let cts = Lines(rawValue: TIOCM_CTS)
        public static let dsr = Lines(rawValue: TIOCM_DSR)
        public static let ring = Lines(rawValue: TIOCM_RI)
        public static let carrier = Lines(rawValue: TIOCM_CAR)
    }

    public var address: Address { link.address }
    private let link: DescriptorLink

    /// Opens and sets the line, and discards what was received before.
    ///
    /// - Throws: ``LinkError``; ``LinkError/unsupported(_:why:)`` when the line does not take a
    ///   setting. Nothing stays open or claimed.
    public static func open(
        _ path: String, _ settings: SerialSettings, claims: ClaimDirectory = .standard
    ) async throws(LinkError) -> SerialLink {
        let address = Address.serial(path: path, settings)
        let opened = await OffPool.run {
            Result { () throws(LinkError) in
                try openNow(path, settings, place: address.description, claims: claims)
            }
        }
        return SerialLink(
            link: DescriptorLink(try opened.get(), address: address, traits: .terminal))
    }

    public func write(
        _ bytes: ArraySlice<UInt8>, within limit: Duration
    ) async throws(LinkError) -> Int {
        try await link.write(bytes, within: limit)
    }

    public func read() async throws(LinkError) -> [UInt8] {
        try await link.read()
    }

    public func close() async {
        await link.close()
    }

    /// The modem lines; nil where there are none, as on a pseudo terminal.
    public func lines() throws(LinkError) -> Lines? {
        var bits: Int32 = 0
        switch link.attempt({ Int(ioctl($0, UInt(TIOCMGET), &bits)) }) {
        case .done: return Lines(rawValue: bits)
        case .failed(ENOTTY), .failed(EINVAL): return nil
        case .failed(let code): throw .ended(by: code, in: "TIOCMGET", at: address.description)
        case .closed: throw .closed
        }
    }

    /// Bytes that were taken and are still waiting in this machine to be sent. `tcdrain` could
    /// wait for them for ever when flow control has stopped the line.
    public func unsentBytes() throws(LinkError) -> Int {
        var count: Int32 = 0
        switch link.attempt({ Int(ioctl($0, UInt(TIOCOUTQ), &count)) }) {
        case .done: return Int(count)
        case .failed(let code): throw .ended(by: code, in: "TIOCOUTQ", at: address.description)
        case .closed: throw .closed
        }
    }

    private static func openNow(
        _ path: String, _ settings: SerialSettings, place: String, claims: ClaimDirectory
    ) throws(LinkError) -> Descriptor {
        let line = try SerialLine(settings, place: place)
        let identity = try DeviceIdentity.file(at: path, place: place)
        let claim = try Claim(identity, place: place, directory: claims)
        let number = Glibc.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard number >= 0 else {
            if errno == EBUSY { throw .busy(place, holder: ProcessFacts.holder(of: path)) }
            throw .notOpened(place, by: errno, in: "open")
        }
        do {
            try line.set(number)
        } catch {
            Glibc.close(number)
            throw error
        }
        return Descriptor(owning: number, companions: [claim.handOver()])
    }
}
