/// Values in a report, at any bit.
extension ReportDescriptor.Field {
    /// Of a variable field: what the value at `index` is for.
    public func usage(at index: Int) -> Usage? {
        guard flags.contains(.variable), (0..<count).contains(index) else { return nil }
        return usages[index] ?? usages.last
    }

    /// Of a variable field: which of its values is for that usage.
    public func index(of usage: Usage) -> Int? {
        guard flags.contains(.variable), let index = usages.firstIndex(of: usage), index < count
        else { return nil }
        return index
    }

    /// One value as it stands there; of more than 64 bits, the lowest 64.
    ///
    /// - Returns: nil when there is no such value, or when the report ends before it.
    public func bits(at index: Int, in report: [UInt8]) -> UInt64? {
        guard (0..<count).contains(index) else { return nil }
        let start = bitOffset + index * bitSize
        guard start + bitSize <= report.count * 8 else { return nil }
        var value: UInt64 = 0
        var taken = 0
        let width = min(bitSize, 64)
        while taken < width {
            let bit = start + taken
            let step = min(8 - bit % 8, width - taken)
            let part = (report[bit / 8] >> UInt8(bit % 8)) & UInt8((1 << step) - 1)
            value |= UInt64(part) << UInt64(taken)
            taken += step
        }
        return value
    }

    /// One value as a number, negative where the field's extents are.
    ///
    /// - Returns: nil when there is no such value, or when the report ends before it.
    public func value(at index: Int, in report: [UInt8]) -> Int64? {
        guard let bits = bits(at: index, in: report) else { return nil }
        guard logicalMin < 0, bitSize < 64, bits >> UInt64(bitSize - 1) & 1 == 1 else {
            return Int64(truncatingIfNeeded: bits)
        }
        return Int64(truncatingIfNeeded: bits | ~UInt64(0) << UInt64(bitSize))
    }

    /// Of a field of bytes, all of them.
    ///
    /// - Returns: nil when the values are no bytes, or when the report ends before the last one.
    public func bytes(in report: [UInt8]) -> [UInt8]? {
        guard bitSize == 8 else { return nil }
        if bitOffset % 8 == 0 {
            let start = bitOffset / 8
            guard start + count <= report.count else { return nil }
            return Array(report[start..<start + count])
        }
        var bytes: [UInt8] = []
        for index in 0..<count {
            guard let bits = bits(at: index, in: report) else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: bits))
        }
        return bytes
    }

    /// Puts one value into a report; bits that have no room are left out.
    ///
    /// - Returns: false when there is no such value, or when the report ends before it.
    @discardableResult
    public func set(_ value: Int64, at index: Int, in report: inout [UInt8]) -> Bool {
        guard (0..<count).contains(index) else { return false }
        let start = bitOffset + index * bitSize
        guard start + bitSize <= report.count * 8 else { return false }
        for offset in 0..<bitSize {
            let mask = UInt8(1) << UInt8((start + offset) % 8)
            // Shifting by more than its width leaves the sign.
            if value >> Int64(offset) & 1 == 1 {
                report[(start + offset) / 8] |= mask
            } else {
                report[(start + offset) / 8] &= ~mask
            }
        }
        return true
    }
}
