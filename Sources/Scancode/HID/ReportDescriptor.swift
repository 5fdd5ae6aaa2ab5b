/// What a HID device says of its reports: which there are and where in them each value lies.
///
/// Built from any bytes whatever. What the standard rules out is an error that names the place;
/// where devices in the field break it without harm, the reading is the one of Linux: usages of an
/// unknown kind are skipped, a range of extents is signed only if its minimum is negative, and
/// values without a report number are left out when others have one.
///
/// Source: Device Class Definition for HID 1.11, 6.2.2.
public struct ReportDescriptor: Hashable, Sendable {
    /// In the order in which they open.
    public let collections: [Collection]
    /// In the order in which they first appear.
    public let reports: [Report]
    /// Whether each report on the wire begins with its number.
    public let hasNumbers: Bool

    /// - Throws: ``ReportDescriptorError``
    public init(_ bytes: [UInt8]) throws(ReportDescriptorError) {
        var parser = ReportDescriptorParser(bytes)
        try parser.parse()
        collections = parser.collections
        hasNumbers = parser.hasNumbers
        reports = parser.reports.filter { parser.hasNumbers == ($0.number != 0) }
        guard !reports.isEmpty else { throw .empty }
    }

    /// The report of that kind and number.
    public func report(_ kind: Report.Kind, number: UInt8) -> Report? {
        reports.first { $0.kind == kind && $0.number == number }
    }

    /// The input report that `bytes` are, by their first byte where reports have numbers.
    public func inputReport(of bytes: [UInt8]) -> Report? {
        guard hasNumbers else { return report(.input, number: 0) }
        return bytes.first.flatMap { report(.input, number: $0) }
    }

    /// The usages around a field, from the outermost collection to the innermost.
    public func usages(around field: Field) -> [Usage] {
        var usages: [Usage] = []
        var index = field.collection
        while let current = index {
            usages.append(collections[current].usage)
            index = collections[current].parent
        }
        return usages.reversed()
    }

    /// How much of everything a descriptor may have; what Linux allows, or a little more.
    public enum Limits {
        /// `HID_MAX_DESCRIPTOR_SIZE`
        public static let bytes = 4096
        /// Collections within collections.
        public static let depth = 32
        /// Saved states at once.
        public static let saves = 8
        /// `HID_MAX_FIELDS`, in one report.
        public static let fields = 256
        /// `HID_MAX_USAGES`, in one field.
        public static let usages = 12_288
        /// Bits of one value.
        public static let valueBits = 256
        /// `HID_MAX_BUFFER_SIZE`, in one report.
        public static let reportBytes = 16_384

        /// What there can be too many of.
        public enum Subject: String, Hashable, Sendable {
            case collections, saves, fields, usages, bits
        }
    }
}

/// What a value or a collection is for: a page of the HID usage tables and a place on it.
public struct Usage: Hashable, Sendable {
    public var page: UInt16
    public var id: UInt16

    public init(page: UInt16, id: UInt16) {
        self.page = page
        self.id = id
    }
}

extension ReportDescriptor {
    public struct Collection: Hashable, Sendable {
        /// 0 physical, 1 application, 2 logical, and so on as in the standard, 6.2.2.6.
        public let kind: UInt8
        public let usage: Usage
        /// The one around it, as an index in ``ReportDescriptor/collections``.
        public let parent: Int?

        public var isApplication: Bool { kind == 1 }
    }

    public struct Report: Hashable, Sendable {
        public enum Kind: UInt8, Hashable, Sendable { case input, output, feature }

        public let kind: Kind
        /// 0 where reports have no numbers.
        public let number: UInt8
        /// In the order of their bits; padding is among them.
        public internal(set) var fields: [Field] = []
        /// With the number, where there is one.
        public internal(set) var bitCount: Int

        /// On the wire, with the number where there is one.
        public var byteCount: Int { (bitCount + 7) / 8 }

        /// The report with all values 0.
        public var blank: [UInt8] {
            var bytes = [UInt8](repeating: 0, count: byteCount)
            if number != 0 { bytes[0] = number }
            return bytes
        }
    }

    /// Values of equal shape, one after another in a report.
    public struct Field: Hashable, Sendable {
        /// The innermost collection around it, as an index in ``ReportDescriptor/collections``.
        public let collection: Int?
        /// Of the first value, from the report's first bit on the wire: a number counts.
        public let bitOffset: Int
        /// Of one value.
        public let bitSize: Int
        /// Of the values.
        public let count: Int
        public let flags: Flags
        public let usages: UsageList
        public let logicalMin: Int64
        public let logicalMax: Int64
        public let physicalMin: Int64
        public let physicalMax: Int64
        /// A power of ten.
        public let unitExponent: Int
        /// As in the standard, 6.2.2.7.
        public let unit: UInt32
    }

    /// Source: Device Class Definition for HID 1.11, 6.2.2.5.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt16

        public init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        public static let constant = Self(rawValue: 0x01)
        /// Each value has its own usage; otherwise each value names one of the usages.
        public static let variable = Self(rawValue: 0x02)
        public static let relative = Self(rawValue: 0x04)
        public static let volatile = Self(rawValue: 0x80)
        public static let bufferedBytes = Self(rawValue: 0x100)
    }

    /// The usages of one field, in order. Ranges stay ranges, so that a device cannot fill memory.
    public struct UsageList: Hashable, Sendable {
        struct Span: Hashable, Sendable {
            var page: UInt16
            var ids: ClosedRange<UInt16>
        }
        var spans: [Span] = []

        public var count: Int { spans.reduce(0) { $0 + $1.ids.count } }

        /// The usage at a place of the list, or nil beyond its end.
        public subscript(index: Int) -> Usage? {
            guard index >= 0 else { return nil }
            var rest = index
            for span in spans {
                if rest < span.ids.count {
                    return Usage(page: span.page, id: span.ids.lowerBound + UInt16(rest))
                }
                rest -= span.ids.count
            }
            return nil
        }

        /// The first place of a usage.
        public func firstIndex(of usage: Usage) -> Int? {
            var before = 0
            for span in spans {
                if span.page == usage.page, span.ids.contains(usage.id) {
                    return before + Int(usage.id - span.ids.lowerBound)
                }
                before += span.ids.count
            }
            return nil
        }

        /// The last usage, which stands for all values that have none of their own.
        public var last: Usage? {
            spans.last.map { Usage(page: $0.page, id: $0.ids.upperBound) }
        }
    }
}
