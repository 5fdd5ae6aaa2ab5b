/// What a keyboard's reports hold, wherever its descriptor puts it.
struct KeyReportReader: Sendable {
    /// The keys that one report has as down.
    struct Keys: Hashable, Sendable {
        /// The report's number, 0 where it has none.
        var number: UInt8 = 0
        var modifiers: KeyModifiers = []
        /// In the report's own order where it has one.
        var inOrder: [UInt8] = []
        /// From a bitmap, which has no order.
        var unordered: [UInt8] = []
        /// Values that the descriptor rules out.
        var unknown: [UInt8] = []
    }

    /// Where one report has its keys.
    private struct Places: Sendable {
        var byteCount: Int
        var arrays: [ReportDescriptor.Field] = []
        var bits: [(field: ReportDescriptor.Field, index: Int, usage: UInt8)] = []
    }

    private static let page: UInt16 = 0x07
    /// More values than there are keys.
    private static let valuesMax = 256
    private let places: [UInt8: Places]
    private let descriptor: ReportDescriptor

    /// - Returns: nil when no input report of a keyboard or keypad has keys.
    init?(_ descriptor: ReportDescriptor) {
        var places: [UInt8: Places] = [:]
        for report in descriptor.reports where report.kind == .input {
            var found = Places(byteCount: report.byteCount)
            for field in report.fields where !field.flags.contains(.constant) {
                let around = descriptor.usages(around: field)
                guard around.contains(where: { $0.page == 0x01 && [0x06, 0x07].contains($0.id) })
                else { continue }
                if field.flags.contains(.variable) {
                    found.bits += Self.bits(of: field)
                } else if field.usages.last?.page == Self.page, field.bitSize <= 16 {
                    found.arrays.append(field)
                }
            }
            let isKeyboard =
                !found.arrays.isEmpty
                || found.bits.contains { !KeyUsage.modifiers.contains($0.usage) }
            if isKeyboard { places[report.number] = found }
        }
        guard !places.isEmpty else { return nil }
        self.places = places
        self.descriptor = descriptor
    }

    private static func bits(
        of field: ReportDescriptor.Field
    ) -> [(field: ReportDescriptor.Field, index: Int, usage: UInt8)] {
        (0..<min(field.count, valuesMax)).compactMap { index in
            guard let usage = field.usage(at: index), usage.page == page,
                let id = UInt8(exactly: usage.id), id >= KeyUsage.firstKey
            else { return nil }
            return (field, index, id)
        }
    }

    /// - Returns: nil for a report without keys, or one that only says that too many are down.
    func keys(in report: [UInt8]) throws(ScanProblem) -> Keys? {
        guard let shape = descriptor.inputReport(of: report) else {
            throw ScanProblem(reason: .unknownReport(number: report.first ?? 0), bytes: [])
        }
        guard report.count == shape.byteCount else {
            throw ScanProblem(
                reason: .reportSize(bytes: report.count, expected: shape.byteCount))
        }
        guard let places = places[shape.number] else { return nil }
        var keys = Keys(number: shape.number)
        for (field, index, usage) in places.bits
        where field.bits(at: index, in: report) ?? 0 != 0 {
            if KeyUsage.modifiers.contains(usage) {
                keys.modifiers.insert(Self.modifier(usage))
            } else {
                keys.unordered.append(usage)
            }
        }
        for field in places.arrays {
            for index in 0..<min(field.count, Self.valuesMax) {
                guard let value = field.value(at: index, in: report), value != 0 else { continue }
                guard let usage = field.usages[Int(value - field.logicalMin)],
                    usage.page == Self.page, let id = UInt8(exactly: usage.id)
                else {
                    keys.unknown.append(UInt8(truncatingIfNeeded: value))
                    continue
                }
                // Too many keys, or a self-test that failed: such a report says nothing of keys.
                if (1..<KeyUsage.firstKey).contains(id) { return nil }
                if KeyUsage.modifiers.contains(id) {
                    keys.modifiers.insert(Self.modifier(id))
                } else if id != 0, !keys.inOrder.contains(id) {
                    keys.inOrder.append(id)
                }
            }
        }
        return keys
    }

    static func modifier(_ usage: UInt8) -> KeyModifiers {
        KeyModifiers(rawValue: 1 << (usage - KeyUsage.modifiers.lowerBound))
    }
}
