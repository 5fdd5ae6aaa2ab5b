internal import Glibc

extension LinkError {
    /// Why a device could not be opened.
    public static func notOpened(_ place: String, by code: Int32, in call: String) -> LinkError {
        switch code {
        case ENOENT, ENODEV, ENXIO, ENOTDIR: .absent(place)
        case EACCES, EPERM: .denied(place)
        case EBUSY: .busy(place, holder: nil)
        case ECONNREFUSED: .unreachable(place, why: "the connection was refused")
        case ETIMEDOUT: .unreachable(place, why: "nobody answered in time")
        case EHOSTUNREACH: .unreachable(place, why: "no such host on this network")
        case ENETUNREACH: .unreachable(place, why: "there is no route to its network")
        case EADDRINUSE: .busy(place, holder: nil)
        case EADDRNOTAVAIL: .unreachable(place, why: "this machine does not have that address")
        default: .system(place, call: call, errno: code)
        }
    }

    /// Why an open link ended.
    public static func ended(by code: Int32, in call: String, at place: String) -> LinkError {
        switch code {
        // A terminal that hung up gives EIO, an unplugged printer ENODEV, a socket the rest.
        case EIO, ENODEV, ENXIO, EPIPE, ECONNRESET, ECONNABORTED, ETIMEDOUT, EHOSTUNREACH,
            ENETUNREACH, ENOTCONN:
            .gone(place)
        default: .system(place, call: call, errno: code)
        }
    }
}
