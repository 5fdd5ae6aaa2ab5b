public import Transport

/// A virtual device with a USB cable, which one host at a time can be attached to.
public protocol USBPlug: Sendable {
    /// What the device tells of itself.
    var descriptors: USBDescriptors { get }

    /// How it is right now.
    var state: USBPlugState { get async }

    /// Waits until the device is there (plugged in and switched on), or is not.
    ///
    /// - Returns: false when it never will be again, or the task is cancelled first.
    func waitUntil(isPresent: Bool) async -> Bool

    /// Attaches a host, which finds the device not configured.
    ///
    /// - Parameter host: told in order what the device does; must return at once. Nothing comes
    ///   after ``USBEvent/gone``.
    /// - Returns: names this host in the other calls.
    /// - Throws: ``LinkError/absent(_:)``, or ``LinkError/busy(_:holder:)`` while another host is
    ///   attached.
    func attach(_ host: @escaping @Sendable (USBEvent) -> Void) async throws(LinkError) -> UInt64

    /// Carries out what the host asks; in vain once it is no longer attached.
    func handle(_ command: USBCommand, from host: UInt64) async

    /// The host lets go. Twice is harmless.
    func detach(_ host: UInt64) async
}

/// How a device is at the other end of its cable.
public enum USBPlugState: Hashable, Sendable {
    /// There, and no host has it.
    case free
    case attached
    /// Unplugged or switched off.
    case absent
}

/// What a device does to its host.
public enum USBEvent: Hashable, Sendable {
    case reply(USBReply)
    /// Unplugged or switched off.
    case gone
}
