/// How long the input reports of a descriptor are: only that, because USB cuts a report into packets
/// and a read must be as long as the longest. What reports mean is not the business of a transport.
///
/// Source: Device Class Definition for HID 1.11, 6.2.2 and 8.
struct ReportLengths {
    /// Bytes of the longest input report, its number included where there are numbers.
    private(set) var longestInput = 0

    private struct Globals {
        var size = 0
        var count = 0
        var report: UInt8 = 0
    }

    /// Reads a descriptor as it came from the device; what makes no sense in it is skipped.
    init(descriptor: [UInt8]) {
        var globals = Globals()
        var stack: [Globals] = []
        var bits: [UInt8: Int] = [:]
        var hasNumbers = false
        var rest = descriptor[...]
        while let prefix = rest.popFirst() {
            if prefix == 0xFE {
                // A long item: its length, its tag, its data.
                let length = rest.popFirst().map(Int.init) ?? 0
                rest = rest.dropFirst(length + 1)
                continue
            }
            let length = [0, 1, 2, 4][Int(prefix & 3)]
            let data = rest.prefix(length)
            rest = rest.dropFirst(length)
            guard data.count == length else { break }
            let value = data.reversed().reduce(0) { $0 << 8 | Int($1) }
            switch prefix & 0xFC {
            case 0x74: globals.size = min(value, 65_535)
            case 0x94: globals.count = min(value, 65_535)
            case 0x84:
                hasNumbers = true
                globals.report = UInt8(truncatingIfNeeded: value)
            case 0xA4: if stack.count < 16 { stack.append(globals) }
            case 0xB4: globals = stack.popLast() ?? globals
            case 0x80:
                // 65,535 × 65,535 × the items of a descriptor fit an Int with ease.
                bits[globals.report, default: 0] += globals.size * globals.count
            default: break
            }
        }
        let longest = bits.values.max() ?? 0
        longestInput = longest == 0 ? 0 : (longest + 7) / 8 + (hasNumbers ? 1 : 0)
    }
}
