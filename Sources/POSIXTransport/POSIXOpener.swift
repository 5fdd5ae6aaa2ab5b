public import Transport

/// Opens serial lines, network printers and device files, each claimed for as long as it is open.
public struct POSIXOpener: LinkOpener, LineOpener {
    private let connectLimit: Duration
    private let claims: ClaimDirectory?

    /// - Parameters:
    ///   - connectLimit: how long to wait for a network printer, its name included.
    ///   - claims: the folder of the lock files; nil is the standard one.
    public init(connectLimit: Duration = .seconds(5), claims: ClaimDirectory? = nil) {
        self.connectLimit = connectLimit
        self.claims = claims
    }

    public func open(_ address: Address) async throws(LinkError) -> any Link {
        switch address {
        case .serial(let path, let settings):
            return try await openLine(path, settings)
        case .tcp(let host, let port):
            return try await TCPLink.open(
                host: host, port: port, within: connectLimit, claims: claims ?? .standard)
        case .file(let path):
            return try await FileLink.open(path, claims: claims ?? .standard)
        case .usb, .hidraw, .evdev, .simulator:
            throw .unsupported(
                address.description, why: "it is no serial line, network printer or device file")
        }
    }

    public func openLine(
        _ path: String, _ settings: SerialSettings
    ) async throws(LinkError) -> any LineLink {
        try await SerialLink.open(path, settings, claims: claims ?? .standard)
    }
}
