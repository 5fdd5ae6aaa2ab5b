internal import Glibc
public import Transport

/// Printers that take raw bytes at a TCP port, by custom 9100.
public enum TCPLink {
    /// Connects to the first address of `host` that answers.
    ///
    /// - Parameter limit: for the whole, the look-up of the name included.
    /// - Throws: ``LinkError``; nothing stays open or claimed.
    public static func open(
        host: String, port: UInt16, within limit: Duration, claims: ClaimDirectory = .standard
    ) async throws(LinkError) -> DescriptorLink {
        let address = Address.tcp(host: host, port: port)
        let place = address.description
        let deadline = SystemTime().now() + limit
        let late = LinkError.unreachable(place, why: "nobody answered within \(limit)")
        let found = await OffPool.run(within: limit) {
            Result { () throws(LinkError) in
                try Endpoint.resolve(host: host, port: port, place: place)
            }
        }
        guard let found else {
            throw .unreachable(place, why: "its name was not found within \(limit)")
        }
        var problem = LinkError.unreachable(place, why: "it has no address")
        for endpoint in try found.get() {
            guard SystemTime().now() < deadline else { throw late }
            do {
                let descriptor = try await connect(
                    endpoint, place: place, late: late, until: deadline, claims: claims)
                return DescriptorLink(descriptor, address: address, traits: .socket)
            } catch {
                problem = error
            }
        }
        throw problem
    }

    private static func connect(
        _ endpoint: Endpoint, place: String, late: LinkError, until deadline: Duration,
        claims: ClaimDirectory
    ) async throws(LinkError) -> Descriptor {
        guard case .tcp(let host, let port) = endpoint.address else { throw .absent(place) }
        let claim = try Claim(.tcp(host: host, port: port), place: place, directory: claims)
        let number = socket(
            endpoint.family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw .system(place, call: "socket", errno: errno) }
        let descriptor = Descriptor(owning: number, companions: [claim.handOver()])
        do {
            try await finishConnecting(
                descriptor, to: endpoint, place: place, late: late, until: deadline)
            return descriptor
        } catch {
            await descriptor.close()
            throw error
        }
    }

    private static func finishConnecting(
        _ descriptor: Descriptor, to endpoint: Endpoint, place: String, late: LinkError,
        until deadline: Duration
    ) async throws(LinkError) {
        let begun = descriptor.attempt { number in
            setOptions(number)
            return Int(endpoint.withAddress { Glibc.connect(number, $0, $1) })
        }
        switch begun {
        case .done: return
        case .failed(EINPROGRESS): break
        case .failed(let code): throw .notOpened(place, by: code, in: "connect")
        case .closed: throw .closed
        }
        switch await descriptor.wait(for: .writing, until: deadline) {
        case .timedOut: throw late
        case .abandoned: throw .closed
        case .ready: break
        }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        let asked = descriptor.attempt { Int(getsockopt($0, SOL_SOCKET, SO_ERROR, &code, &size)) }
        guard case .done = asked else { throw .closed }
        guard code == 0 else { throw .notOpened(place, by: code, in: "connect") }
    }

    /// A printer that loses its power says nothing: the questions of keepalive find that out
    /// between jobs, and the limit on unanswered data within one. A printer without paper answers
    /// them with a closed window, and so may keep us waiting as long as it likes.
    private static func setOptions(_ number: Int32) {
        let tcp = Int32(IPPROTO_TCP)
        let options: [(level: Int32, name: Int32, value: Int32)] = [
            (tcp, TCP_NODELAY, 1), (SOL_SOCKET, SO_KEEPALIVE, 1), (tcp, TCP_KEEPIDLE, 15),
            (tcp, TCP_KEEPINTVL, 5), (tcp, TCP_KEEPCNT, 3), (tcp, TCP_USER_TIMEOUT, 30_000),
        ]
        for option in options {
            var value = option.value
            setsockopt(
                number, option.level, option.name, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }
}
