package import Glibc

/// One end of a TCP connection, as the socket calls take it.
package struct Endpoint: Sendable {
    private let storage: sockaddr_storage
    private let length: socklen_t

    /// `AF_INET` or `AF_INET6`.
    package var family: Int32 { Int32(storage.ss_family) }

    /// The port, in the machine's own byte order; 0 for an address of another family.
    package var port: UInt16 {
        withAddress { address, _ in
            address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                // Both families have the port at the same place.
                UInt16(bigEndian: $0.pointee.sin_port)
            }
        }
    }

    /// The numeric address and port.
    package var address: Address {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let failure = withAddress {
            getnameinfo($0, $1, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
        }
        let text = failure == 0 ? host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) } : []
        return .tcp(host: String(decoding: text, as: UTF8.self), port: port)
    }

    /// Gives the address to a socket call.
    package func withAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    /// An address written in numbers; asks no name server.
    package static func numeric(
        host: String, port: UInt16, place: String
    ) throws(LinkError) -> Endpoint {
        let found = try lookUp(host: host, port: port, flags: AI_NUMERICHOST, place: place)
        guard let first = found.first else { throw .unreachable(place, why: "it has no address") }
        return first
    }

    /// All the addresses of `host`, best first. Blocks while a name server is asked.
    package static func resolve(
        host: String, port: UInt16, place: String
    ) throws(LinkError) -> [Endpoint] {
        try lookUp(host: host, port: port, flags: 0, place: place)
    }

    static func local(of descriptor: Int32) -> Endpoint? { ask(descriptor, getsockname) }
    static func peer(of descriptor: Int32) -> Endpoint? { ask(descriptor, getpeername) }

    private static func ask(
        _ descriptor: Int32,
        _ call: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> Endpoint? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call(descriptor, $0, &length) }
        }
        return result == 0 ? Endpoint(storage: storage, length: length) : nil
    }

    private static func lookUp(
        host: String, port: UInt16, flags: Int32, place: String
    ) throws(LinkError) -> [Endpoint] {
        var hints = addrinfo()
        hints.ai_flags = flags | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let failure = getaddrinfo(host, String(port), &hints, &list)
        guard failure == 0 else {
            throw .unreachable(place, why: String(cString: gai_strerror(failure)).lowercased())
        }
        defer { freeaddrinfo(list) }
        var found: [Endpoint] = []
        var next = list
        while let entry = next?.pointee {
            if let address = entry.ai_addr,
                Int(entry.ai_addrlen) <= MemoryLayout<sockaddr_storage>.size
            {
                var storage = sockaddr_storage()
                withUnsafeMutableBytes(of: &storage) {
                    $0.copyMemory(
                        from: UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen)))
                }
                found.append(Endpoint(storage: storage, length: entry.ai_addrlen))
            }
            next = entry.ai_next
        }
        return found
    }
}
