extension Address {
    private static let tcpExample = "tcp:192.168.1.50:9100 or tcp:[::1]:9100"

    /// Reads `host`, `host:port`, `[IPv6]` or `[IPv6]:port`.
    static func tcp(_ text: Substring) throws(AddressError) -> Address {
        guard !text.contains("/") else {
            throw .badPart(
                "host", text: String(text), why: "has a slash", example: tcpExample)
        }
        if let mark = text.firstIndex(of: "?") {
            throw .unknownOption(
                String(text[text.index(after: mark)...].prefix { $0 != "=" }), of: "tcp", known: [])
        }
        return text.hasPrefix("[") ? try bracketed(text) : try plain(text)
    }

    private static func bracketed(_ text: Substring) throws(AddressError) -> Address {
        guard let end = text.firstIndex(of: "]") else {
            throw .badPart(
                "host", text: String(text), why: "has no closing bracket", example: tcpExample)
        }
        let host = text[text.index(after: text.startIndex)..<end]
        // A zone such as %eth0 may follow the number.
        guard Spelling.isLikeIPv6(host) else {
            throw .badPart(
                "host", text: String(host), why: "is not an IPv6 address", example: tcpExample)
        }
        let rest = text[text.index(after: end)...]
        guard rest.isEmpty || rest.hasPrefix(":") else {
            throw .badPart(
                "port", text: String(rest), why: "does not follow a colon", example: tcpExample)
        }
        let port = rest.isEmpty ? defaultTCPPort : try Self.port(rest.dropFirst())
        return .tcp(host: String(host), port: port)
    }

    private static func plain(_ text: Substring) throws(AddressError) -> Address {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2 else {
            throw .badPart(
                "host", text: String(text),
                why: "has more than one colon (an IPv6 address goes into brackets)",
                example: tcpExample)
        }
        guard Spelling.isName(parts[0], 1...253) else {
            throw .badPart(
                "host", text: String(parts[0]), why: "is not a host name or address",
                example: tcpExample)
        }
        let port = parts.count == 2 ? try Self.port(parts[1]) : defaultTCPPort
        return .tcp(host: String(parts[0]), port: port)
    }

    private static func port(_ text: Substring) throws(AddressError) -> UInt16 {
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(text), port > 0
        else {
            throw .badPart(
                "port", text: String(text), why: "is not a number from 1 to 65535",
                example: tcpExample)
        }
        return port
    }
}
