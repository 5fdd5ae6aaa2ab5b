public import Transport

/// Opens devices that speak in reports through the kernel's hidraw and event nodes, each claimed
/// for as long as it is open.
public struct POSIXReportOpener: ReportLinkOpener {
    private let claims: ClaimDirectory?
    private let keysUpLimit: Duration

    /// - Parameters:
    ///   - claims: the folder of the lock files; nil is the standard one.
    ///   - keysUpLimit: how long to wait until no key of a keyboard is down.
    public init(claims: ClaimDirectory? = nil, keysUpLimit: Duration = .seconds(5)) {
        self.claims = claims
        self.keysUpLimit = keysUpLimit
    }

    public func openReports(_ address: Address) async throws(LinkError) -> any ReportLink {
        let claims = claims ?? .standard
        switch address {
        case .hidraw(let path):
            return try await HidrawLink.open(path, claims: claims, keysUpWithin: keysUpLimit)
        case .evdev(let path):
            return try await EvdevLink.open(path, claims: claims, keysUpWithin: keysUpLimit)
        case .usb, .serial, .tcp, .file, .simulator:
            throw .unsupported(
                address.description, why: "it is no hidraw: and no evdev: address")
        }
    }
}
