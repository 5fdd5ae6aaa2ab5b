internal import Glibc
public import Transport

/// What the kernel tells of its devices: added, bound to a driver, removed.
///
/// A HID device's nodes appear while its driver is still being bound, and reports that come before
/// the end of that are dropped without a word. Whoever plays such a device waits for `bind`, which
/// only these events tell.
///
/// Source: Linux kernel, `lib/kobject_uevent.c`.
public final class KernelEvents: Sendable {
    /// One event.
    public struct Event: Hashable, Sendable {
        /// `add`, `bind`, `remove`, …
        public var action: String
        /// Below `/sys`.
        public var path: String
        /// `HID_UNIQ` and the like.
        public var facts: [String: String]

        init?(_ bytes: [UInt8]) {
            let parts = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            guard let head = parts.first?.split(separator: "@", maxSplits: 1), head.count == 2
            else { return nil }
            action = String(head[0])
            path = String(head[1])
            facts = [:]
            for part in parts.dropFirst() {
                let pair = part.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                if pair.count == 2 { facts[String(pair[0])] = String(pair[1]) }
            }
        }
    }

    private let socket: Descriptor

    /// Listens from now on.
    ///
    /// - Throws: ``LinkError/system(_:call:errno:)``
    public init() throws(LinkError) {
        // NETLINK_KOBJECT_UEVENT
        let number = Glibc.socket(
            AF_NETLINK, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 15)
        guard number >= 0 else { throw .system("kernel events", call: "socket", errno: errno) }
        socket = Descriptor(owning: number)
        // struct sockaddr_nl: family, padding, port 0 for "choose one", group 1 for the kernel's own.
        let address = littleEndian(UInt16(AF_NETLINK)) + [0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
        let failure = address.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                bind(number, $0.baseAddress, socklen_t(bytes.count))
            }
        }
        guard failure == 0 else { throw .system("kernel events", call: "bind", errno: errno) }
    }

    /// Waits for the next event that is as wanted; others before it are passed over.
    ///
    /// - Parameter limit: how long to wait at most.
    /// - Returns: nil when none came in time, or the task is cancelled.
    public func next(
        within limit: Duration, where isWanted: (Event) -> Bool
    ) async -> Event? {
        let deadline = SystemTime().now() + limit
        while true {
            var bytes = [UInt8](repeating: 0, count: 8192)
            switch socket.attempt({ recv($0, &bytes, bytes.count, 0) }) {
            case .done(let count):
                if let event = Event(Array(bytes.prefix(count))), isWanted(event) { return event }
                if SystemTime().now() >= deadline { return nil }
                continue
            // Events were lost; the one that is wanted may still come.
            case .failed(ENOBUFS): continue
            case .failed(EAGAIN): break
            case .failed, .closed: return nil
            }
            guard case .ready = await socket.wait(for: .reading, until: deadline) else {
                return nil
            }
        }
    }

    /// Stops listening.
    public func close() async { await socket.close() }
}
