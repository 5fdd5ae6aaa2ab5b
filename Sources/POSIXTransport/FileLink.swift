internal import Glibc
public import Transport

/// Printers behind a file: the kernel's own USB printer driver (`/dev/usb/lp0`), other character
/// devices, pipes, and a plain file that catches what would be printed.
public enum FileLink {
    /// Opens the file, which must be there: one that was made by a mistyped name would swallow
    /// every receipt.
    ///
    /// - Throws: ``LinkError``; nothing stays open or claimed.
    public static func open(
        _ path: String, claims: ClaimDirectory = .standard
    ) async throws(LinkError) -> DescriptorLink {
        let address = Address.file(path: path)
        let opened = await OffPool.run {
            Result { () throws(LinkError) in
                try openNow(path, place: address.description, claims: claims)
            }
        }
        let (descriptor, traits) = try opened.get()
        return DescriptorLink(descriptor, address: address, traits: traits)
    }

    private static func openNow(
        _ path: String, place: String, claims: ClaimDirectory
    ) throws(LinkError) -> (Descriptor, DescriptorLink.Traits) {
        let identity = try DeviceIdentity.file(at: path, place: place)
        let (flags, traits) = try manner(of: path, place: place)
        let claim = try Claim(identity, place: place, directory: claims)
        let number = Glibc.open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard number >= 0 else {
            switch errno {
            case EBUSY: throw .busy(place, holder: ProcessFacts.holder(of: path))
            case ENXIO where !traits.canRead: throw .unreachable(place, why: "nobody reads from it")
            default: throw .notOpened(place, by: errno, in: "open")
            }
        }
        let descriptor = Descriptor(owning: number, companions: [claim.handOver()])
        guard isatty(number) == 0 else {
            throw .unsupported(
                place, why: "it is a serial line; write serial:\(path), with its baud and flow")
        }
        return (descriptor, traits)
    }

    /// How to open a file of this kind, found out before it is opened: opening alone can start a
    /// device.
    private static func manner(
        of path: String, place: String
    ) throws(LinkError) -> (Int32, DescriptorLink.Traits) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw .notOpened(place, by: errno, in: "stat") }
        switch facts.st_mode & S_IFMT {
        case S_IFCHR:
            // usblp hands empty packets on as reads of nothing.
            return (O_RDWR, .init(endsWhenEmpty: false))
        case S_IFIFO:
            // Opened for reading too, a pipe would give back what is written to it.
            return (O_WRONLY, .init(canRead: false))
        case S_IFREG:
            return (O_WRONLY | O_APPEND, .init(canRead: false))
        default:
            throw .unsupported(place, why: "it is no character device, pipe or plain file")
        }
    }
}
