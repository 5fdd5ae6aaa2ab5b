/// Why a link could not be opened or has ended. Each names the place and what to try.
public enum LinkError: Error, Hashable, Sendable {
    /// No device there.
    case absent(String)
    /// The device is there, and we may not open it.
    case denied(String)
    /// Another process has the device; `holder` names it when it is known.
    case busy(String, holder: String?)
    /// The device or its connection went away while the link was open.
    case gone(String)
    /// Nobody answered, or the other side refused.
    case unreachable(String, why: String)
    /// The device is of a kind, or the address has an option, that this build cannot serve.
    case unsupported(String, why: String)
    /// Our side closed the link.
    case closed
    /// The system refused a call for a reason not named above.
    case system(String, call: String, errno: Int32)
}

extension LinkError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .absent(let place):
            "no device at \(place); is it plugged in and switched on? (till devices lists what is there)"
        case .denied(let place):
            "cannot open \(place): permission denied; till doctor udev says which rule or group is missing"
        case .busy(let place, let holder):
            "\(place) is in use by \(holder ?? "another program"); stop it or choose another device"
        case .gone(let place):
            "\(place) went away; check the cable and the power"
        case .unreachable(let place, let why):
            "cannot reach \(place): \(why); check the address and that the device is on"
        case .unsupported(let place, let why):
            "cannot use \(place): \(why)"
        case .closed:
            "the link is closed"
        case .system(let place, let call, let errno):
            "\(place): \(call) failed with error \(errno)"
        }
    }
}
