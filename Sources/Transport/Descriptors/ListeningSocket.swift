internal import CShims
internal import Glibc

/// A TCP port of this machine that devices' clients connect to.
public final class ListeningSocket: Sendable {
    /// The address that the port is bound to, as given.
    public let host: String
    /// The port; the one that the system chose when 0 was asked for.
    public let port: UInt16
    private let descriptor: Descriptor

    private init(host: String, port: UInt16, descriptor: Descriptor) {
        self.host = host
        self.port = port
        self.descriptor = descriptor
    }

    /// Listens at a numeric address of this machine.
    ///
    /// - Parameters:
    ///   - host: an IPv4 or IPv6 address; loopback unless another is given.
    ///   - port: 0 lets the system choose.
    ///   - backlog: connections that may wait for ``accept()``.
    /// - Throws: ``LinkError``; nothing stays open.
    public static func listen(
        host: String = "127.0.0.1", port: UInt16 = 0, backlog: Int32 = 8
    ) throws(LinkError) -> ListeningSocket {
        let place = Address.tcp(host: host, port: port).description
        let endpoint = try Endpoint.numeric(host: host, port: port, place: place)
        let number = socket(
            endpoint.family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw .system(place, call: "socket", errno: errno) }
        let descriptor = Descriptor(owning: number)
        var on: Int32 = 1
        setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard endpoint.withAddress({ bind(number, $0, $1) }) == 0 else {
            throw .notOpened(place, by: errno, in: "bind")
        }
        guard Glibc.listen(number, backlog) == 0 else {
            throw .notOpened(place, by: errno, in: "listen")
        }
        guard let bound = Endpoint.local(of: number) else {
            throw .system(place, call: "getsockname", errno: errno)
        }
        return ListeningSocket(host: host, port: bound.port, descriptor: descriptor)
    }

    /// Waits for the next client.
    ///
    /// - Throws: ``LinkError/closed`` after ``close()`` or when the task is cancelled.
    public func accept() async throws(LinkError) -> DescriptorLink {
        let place = Address.tcp(host: host, port: port)
        while true {
            switch descriptor.attempt({ Int(tillwright_accept($0)) }) {
            case .done(let number):
                let client = Descriptor(owning: Int32(number))
                var on: Int32 = 1
                setsockopt(
                    Int32(number), Int32(IPPROTO_TCP), TCP_NODELAY, &on,
                    socklen_t(MemoryLayout<Int32>.size))
                let peer = Endpoint.peer(of: Int32(number))?.address ?? place
                return DescriptorLink(client, address: peer, traits: .socket)
            case .failed(EAGAIN), .failed(ECONNABORTED):
                break
            case .failed(let code):
                throw .system(place.description, call: "accept", errno: code)
            case .closed:
                throw .closed
            }
            if case .abandoned = await descriptor.wait(for: .reading) { throw .closed }
        }
    }

    /// Stops listening; a waiting ``accept()`` throws. Closing twice is harmless.
    public func close() async {
        await descriptor.close()
    }
}
