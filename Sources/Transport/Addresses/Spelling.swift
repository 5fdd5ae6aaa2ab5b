/// What the parts of an address are spelt with.
///
/// Not regular expressions: those are compiled when the program runs, which took a tenth of the
/// time from its start to the last byte of a slip.
enum Spelling {
    static func isDigits(_ text: Substring, _ length: ClosedRange<Int>) -> Bool {
        length.contains(text.utf8.count) && text.utf8.allSatisfy(isDigit)
    }

    static func isHexadecimal(_ text: Substring, _ length: ClosedRange<Int>) -> Bool {
        length.contains(text.utf8.count) && text.utf8.allSatisfy(isHexadecimalDigit)
    }

    /// Letters, digits, dots, hyphens and underscores: names of hosts and of network interfaces.
    static func isName(_ text: Substring, _ length: ClosedRange<Int>) -> Bool {
        length.contains(text.utf8.count)
            && text.utf8.allSatisfy {
                isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
                    || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains($0)
            }
    }

    /// Four numbers and maybe a port, each without regard to its range: `192.168.1.50:9100`.
    static func isLikeIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers.allSatisfy { isDigits($0, 1...3) }
            && (parts.count == 1 || isDigits(parts[1], 1...Int.max))
    }

    /// Hexadecimal digits, dots and at least one colon, and maybe a zone: `fe80::1%eth0`.
    static func isLikeIPv6(_ text: Substring) -> Bool {
        let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        let colon = UInt8(ascii: ":")
        return parts[0].utf8.contains(colon)
            && parts[0].utf8.allSatisfy {
                isHexadecimalDigit($0) || $0 == colon || $0 == UInt8(ascii: ".")
            } && (parts.count == 1 || isName(parts[1], 1...Int.max))
    }

    /// A USB bus and the ports on the way from it, at most seven hubs deep: `1-1.4`.
    static func isUSBPort(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, isDigits(parts[0], 1...3) else { return false }
        let ports = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return ports.count <= 7 && ports.allSatisfy { isDigits($0, 1...3) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isHexadecimalDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
