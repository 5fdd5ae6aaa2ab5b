/// Where one input report of a scanner has the parts of a code.
struct POSReport: Sendable {
    /// One value of a field.
    struct Place: Sendable {
        var field: ReportDescriptor.Field
        var index: Int

        func value(in report: [UInt8]) -> Int64 { field.value(at: index, in: report) ?? 0 }
    }

    let number: UInt8
    let byteCount: Int
    let data: ReportDescriptor.Field
    let count: Place?
    /// Three, or none.
    let identifier: [Place]
    let continued: Place?
    let codeID: Place?

    /// The reports that can bring codes, by number.
    static func all(in descriptor: ReportDescriptor) -> [UInt8: POSReport] {
        var reports: [UInt8: POSReport] = [:]
        for report in descriptor.reports where report.kind == .input {
            reports[report.number] = POSReport(report, in: descriptor)
        }
        return reports
    }

    private init?(_ report: ReportDescriptor.Report, in descriptor: ReportDescriptor) {
        // Honeywell's remote management looks the same inside, but belongs to no scanner.
        let fields = report.fields.filter { field in
            descriptor.usages(around: field).first.map {
                $0.page == POSUsage.page && POSUsage.applications.contains($0.id)
            } ?? false
        }
        func place(_ usage: Usage) -> Place? {
            for field in fields {
                if let index = field.index(of: usage) { return Place(field: field, index: index) }
            }
            return nil
        }
        guard
            let data = fields.first(where: {
                $0.bitSize == 8 && $0.usage(at: 0) == POSUsage.decodedData
            })
        else { return nil }
        number = report.number
        byteCount = report.byteCount
        self.data = data
        count = place(POSUsage.byteCount)
        let identifier = POSUsage.identifiers.compactMap(place).filter { $0.field.bitSize == 8 }
        self.identifier = identifier.count == 3 ? identifier : []
        continued = place(POSUsage.continued)
        codeID = place(HoneywellUsage.codeID)
    }

    /// What one report says.
    struct Piece: Hashable, Sendable {
        var bytes: [UInt8]
        var identifier: AIMIdentifier?
        var codeID: UInt8?
        var isContinued = false
    }

    /// - Parameter report: of the right size.
    func piece(in report: [UInt8]) throws(ScanProblem) -> Piece {
        let room = data.bytes(in: report) ?? []
        let marks = identifier.map { UInt8(truncatingIfNeeded: $0.value(in: report)) }
        let counted = count.map { Int(truncatingIfNeeded: $0.value(in: report)) }
        var (found, content) = Self.content(marks, room, counted)
        if let counted {
            guard (0...content.count).contains(counted) else {
                throw ScanProblem(
                    reason: .countTooLarge(count: counted, room: content.count),
                    bytes: Array(content))
            }
            content = content.prefix(counted)
        } else {
            // Only what stands at the end can be padding.
            while content.last == 0 { content.removeLast() }
        }
        return Piece(
            bytes: Array(content), identifier: found,
            codeID: codeID.map { UInt8(truncatingIfNeeded: $0.value(in: report)) },
            isContinued: continued.map { $0.value(in: report) != 0 } ?? false)
    }

    /// Where identifier and content really are: not every device keeps to its own descriptor.
    private static func content(
        _ marks: [UInt8], _ room: [UInt8], _ counted: Int?
    ) -> (AIMIdentifier?, ArraySlice<UInt8>) {
        guard marks.count == 3 else { return (nil, room[...]) }
        if let identifier = AIMIdentifier(prefixOf: marks) { return (identifier, room[...]) }
        // One byte later than described. Source: WebHidBarcodeScanner, which meets such devices.
        if let identifier = AIMIdentifier(prefixOf: marks.dropFirst() + room.prefix(1)) {
            return (identifier, room.dropFirst())
        }
        // No identifier, the content in its place (Newland, Quio): then the last bytes of those that
        // are counted would be padding otherwise.
        if let counted, counted > 0, !marks.prefix(counted).contains(0),
            counted <= room.count + 3,
            room.prefix(counted).suffix(3).allSatisfy({ $0 == 0 })
        {
            return (nil, (marks + room)[...])
        }
        return (nil, room[...])
    }
}
