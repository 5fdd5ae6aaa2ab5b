/// Reads a report descriptor item by item.
struct ReportDescriptorParser {
    private typealias Limits = ReportDescriptor.Limits

    private(set) var collections: [ReportDescriptor.Collection] = []
    private(set) var reports: [ReportDescriptor.Report] = []
    private(set) var hasNumbers = false

    private let bytes: [UInt8]
    private var open: [Int] = []
    private var global = GlobalState()
    private var saved: [GlobalState] = []
    private var local = LocalState()

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func parse() throws(ReportDescriptorError) {
        guard bytes.count <= Limits.bytes else {
            throw .tooLong(bytes: bytes.count, max: Limits.bytes)
        }
        var offset = 0
        while offset < bytes.count {
            let item = try item(at: offset)
            offset = item.end
            switch item.kind {
            case .main: try take(main: item)
            case .global: try take(global: item)
            case .local: try local.take(item, page: global.usagePage)
            case .long: break
            case .reserved: throw .unknownItem(at: item.at)
            }
        }
        guard open.isEmpty, !local.isAmongAlternatives else { throw .unbalanced(at: bytes.count) }
    }

    private func item(at offset: Int) throws(ReportDescriptorError) -> Item {
        let head = bytes[offset]
        // A long item: its size and tag follow. None has been given a meaning yet.
        if head == 0xFE {
            guard offset + 2 < bytes.count, offset + 3 + Int(bytes[offset + 1]) <= bytes.count
            else { throw .cutOff(at: offset) }
            return Item(at: offset, end: offset + 3 + Int(bytes[offset + 1]), kind: .long)
        }
        let size = [0, 1, 2, 4][Int(head & 3)]
        guard offset + 1 + size <= bytes.count else { throw .cutOff(at: offset) }
        var data: UInt32 = 0
        for index in 0..<size {
            data |= UInt32(bytes[offset + 1 + index]) << UInt32(8 * index)
        }
        let kinds: [Item.Kind] = [.main, .global, .local, .reserved]
        return Item(
            at: offset, end: offset + 1 + size, kind: kinds[Int(head >> 2 & 3)], tag: head >> 4,
            size: size, data: data)
    }

    private mutating func take(main item: Item) throws(ReportDescriptorError) {
        switch item.tag {
        case 0x8: try addField(.input, item)
        case 0x9: try addField(.output, item)
        case 0xB: try addField(.feature, item)
        case 0xA:
            guard open.count < Limits.depth else { throw .tooMany(.collections, at: item.at) }
            let usage = local.spans(page: global.usagePage).first
            collections.append(
                ReportDescriptor.Collection(
                    kind: UInt8(truncatingIfNeeded: item.data),
                    usage: Usage(page: usage?.page ?? 0, id: usage?.ids.lowerBound ?? 0),
                    parent: open.last))
            open.append(collections.count - 1)
        case 0xC:
            guard open.popLast() != nil else { throw .unbalanced(at: item.at) }
        default: throw .unknownItem(at: item.at)
        }
        guard !local.isAmongAlternatives else { throw .unbalanced(at: item.at) }
        local = LocalState()
    }

    private mutating func take(global item: Item) throws(ReportDescriptorError) {
        switch item.tag {
        case 0x0: global.usagePage = UInt16(truncatingIfNeeded: item.data)
        case 0x1: global.logicalMin = item
        case 0x2: global.logicalMax = item
        case 0x3: global.physicalMin = item
        case 0x4: global.physicalMax = item
        case 0x5: global.unitExponent = item.exponent
        case 0x6: global.unit = item.data
        case 0x7:
            guard item.data <= Limits.valueBits else { throw .tooMany(.bits, at: item.at) }
            global.reportSize = Int(item.data)
        case 0x8:
            guard (1...255).contains(item.data) else { throw .badValue(at: item.at) }
            global.number = UInt8(item.data)
            hasNumbers = true
        case 0x9:
            guard item.data <= Limits.usages else { throw .tooMany(.usages, at: item.at) }
            global.reportCount = Int(item.data)
        case 0xA:
            guard saved.count < Limits.saves else { throw .tooMany(.saves, at: item.at) }
            saved.append(global)
        case 0xB:
            guard let state = saved.popLast() else { throw .unbalanced(at: item.at) }
            global = state
        default: throw .unknownItem(at: item.at)
        }
    }

    private mutating func addField(
        _ kind: ReportDescriptor.Report.Kind, _ item: Item
    ) throws(ReportDescriptorError) {
        guard global.reportSize > 0, global.reportCount > 0 else { return }
        let bits = global.reportSize * global.reportCount
        let index = reportIndex(kind)
        guard reports[index].fields.count < Limits.fields else {
            throw .tooMany(.fields, at: item.at)
        }
        guard reports[index].bitCount + bits <= Limits.reportBytes * 8 else {
            throw .tooMany(.bits, at: item.at)
        }
        let logical = Item.extents(global.logicalMin, global.logicalMax)
        let physical = Item.extents(global.physicalMin, global.physicalMax)
        reports[index].fields.append(
            ReportDescriptor.Field(
                collection: open.last, bitOffset: reports[index].bitCount,
                bitSize: global.reportSize, count: global.reportCount,
                flags: ReportDescriptor.Flags(rawValue: UInt16(truncatingIfNeeded: item.data)),
                usages: ReportDescriptor.UsageList(spans: local.spans(page: global.usagePage)),
                logicalMin: logical.min, logicalMax: logical.max,
                physicalMin: physical.min, physicalMax: physical.max,
                unitExponent: global.unitExponent, unit: global.unit))
        reports[index].bitCount += bits
    }

    private mutating func reportIndex(_ kind: ReportDescriptor.Report.Kind) -> Int {
        if let index = reports.firstIndex(where: { $0.kind == kind && $0.number == global.number })
        {
            return index
        }
        reports.append(
            ReportDescriptor.Report(
                kind: kind, number: global.number, bitCount: global.number == 0 ? 0 : 8))
        return reports.count - 1
    }
}

/// What holds until it is said otherwise.
private struct GlobalState {
    var usagePage: UInt16 = 0
    var logicalMin = Item()
    var logicalMax = Item()
    var physicalMin = Item()
    var physicalMax = Item()
    var unitExponent = 0
    var unit: UInt32 = 0
    var reportSize = 0
    var reportCount = 0
    var number: UInt8 = 0
}

/// What holds for the next main item only.
private struct LocalState {
    private var usages: [(span: ReportDescriptor.UsageList.Span, hasOwnPage: Bool)] = []
    private var count = 0
    private var rangeStart: Item?
    private(set) var isAmongAlternatives = false
    private var alternatives = 0

    mutating func take(_ item: Item, page: UInt16) throws(ReportDescriptorError) {
        switch item.tag {
        case 0x0: try add(from: item, to: item, page: page)
        case 0x1: rangeStart = item
        case 0x2:
            // A range without a beginning begins at 0, as in Linux.
            try add(from: rangeStart ?? Item(at: item.at), to: item, page: page)
            rangeStart = nil
        case 0xA:
            guard isAmongAlternatives == (item.data == 0) else { throw .unbalanced(at: item.at) }
            isAmongAlternatives.toggle()
            alternatives = 0
        // Strings and parts of the body: nothing here depends on them.
        default: break
        }
    }

    /// Of alternatives only the first one counts; the standard has the preferred one first.
    private mutating func add(
        from first: Item, to last: Item, page: UInt16
    ) throws(ReportDescriptorError) {
        if isAmongAlternatives {
            alternatives += 1
            guard alternatives == 1 else { return }
        }
        let own = last.usagePage ?? first.usagePage
        let ids = (UInt16(truncatingIfNeeded: first.data), UInt16(truncatingIfNeeded: last.data))
        guard ids.0 <= ids.1 else { throw .badValue(at: last.at) }
        count += Int(ids.1 - ids.0) + 1
        // A range may name all of a page.
        guard count <= ReportDescriptor.Limits.usages + 0x1_0000 else {
            throw .tooMany(.usages, at: last.at)
        }
        usages.append((.init(page: own ?? page, ids: ids.0...ids.1), own != nil))
    }

    /// With their pages. A page that comes after the usages is the page of those before it, back to
    /// one that has that page already: the standard says so (6.2.2.8), and Linux limits it that way
    /// for descriptors that switch pages between usages.
    func spans(page: UInt16) -> [ReportDescriptor.UsageList.Span] {
        var spans = usages.map(\.span)
        for index in spans.indices.reversed() where !usages[index].hasOwnPage {
            if spans[index].page == page { break }
            spans[index].page = page
        }
        return spans
    }
}

/// One item of a descriptor.
private struct Item {
    enum Kind { case main, global, local, reserved, long }

    var at = 0
    var end = 0
    var kind = Kind.long
    var tag: UInt8 = 0
    var size = 0
    var data: UInt32 = 0

    /// The page that the usage in this item brings with it.
    var usagePage: UInt16? { size == 4 ? UInt16(data >> 16) : nil }

    private var signed: Int64 {
        switch size {
        case 1: Int64(Int8(truncatingIfNeeded: data))
        case 2: Int64(Int16(truncatingIfNeeded: data))
        default: Int64(Int32(truncatingIfNeeded: data))
        }
    }

    /// A power of ten: four bits with a sign, or, from devices that take the standard the other way,
    /// a whole byte.
    var exponent: Int {
        data <= 0xF ? (data < 8 ? Int(data) : Int(data) - 16) : Int(signed)
    }

    /// Devices write FFh for 255 when the minimum is not negative.
    static func extents(_ min: Item, _ max: Item) -> (min: Int64, max: Int64) {
        (min.signed, min.signed < 0 ? max.signed : Int64(max.data))
    }
}
