/// What a device does beyond what every USB device does: the far end of its pipes.
///
/// It is the USB side only. The apparatus behind it, such as a printer with its paper, is the
/// `Machine`, which is lent to each call, so that the same apparatus can have other ways in.
public protocol USBFunction: Sendable {
    associatedtype Machine

    /// What the device tells of itself.
    var descriptors: USBDescriptors { get }

    /// Answers a class or vendor request.
    ///
    /// - Parameter data: of a request that brings some.
    mutating func answer(
        _ setup: USBSetup, _ data: [UInt8], _ machine: inout Machine, at now: Duration
    ) -> USBControlAnswer

    /// Is offered one packet at an OUT endpoint; taken whole or not at all.
    mutating func take(
        _ packet: ArraySlice<UInt8>, at endpoint: USBEndpoint, _ machine: inout Machine,
        at now: Duration
    ) -> USBPacketTaken

    /// Is asked for one packet at an IN endpoint; at most its packet size is sent.
    mutating func give(
        at endpoint: USBEndpoint, _ machine: inout Machine, at now: Duration
    ) -> USBPacketGiven

    /// The cable is out: what was between host and machine is lost, class state is as at first.
    mutating func disconnected(_ machine: inout Machine, at now: Duration)

    /// When the function will do something without being asked; `nil` when it will not.
    var nextEvent: Duration? { get }

    /// Lets time come up to `now`.
    mutating func advance(_ machine: inout Machine, to now: Duration)
}

/// What a function says to a class or vendor request.
public enum USBControlAnswer: Hashable, Sendable {
    /// Data of a request that asks for some; cut to what the host wants.
    case data([UInt8])
    case done
    /// Done, and no endpoint is halted any more.
    case reset
    /// The request is unknown or refused.
    case stall
    /// Nothing at all, until the host gives up: firmware that hangs.
    case silence
}

/// What becomes of a packet at an OUT endpoint.
public enum USBPacketTaken: Hashable, Sendable {
    case taken
    /// Not now (NAK); it is offered again when something has changed.
    case busy
    /// The endpoint halts.
    case stall
}

/// What comes out of an IN endpoint.
public enum USBPacketGiven: Hashable, Sendable {
    case packet([UInt8])
    /// Nothing now (NAK).
    case nothing
    /// The endpoint halts.
    case stall
}
