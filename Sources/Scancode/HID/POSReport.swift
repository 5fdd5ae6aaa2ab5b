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
        var piece = Piece(
            bytes: [], identifier: AIMIdentifier(prefixOf: marks),
            codeID: codeID.map { UInt8(truncatingIfNeeded: $0.value(in: report)) },
            isContinued: continued.map { $0.value(in: report) != 0 } ?? false)
        let (content, shifted) = content(of: marks, room)
        piece.identifier = piece.identifier ?? shifted
        guard let count else {
            // Only what stands at the end can be padding.
            piece.bytes = content
            while piece.bytes.last == 0 { piece.bytes.removeLast() }
            return piece
        }
        let counted = count.value(in: report)
        if counted > content.count, room.count >= counted || content.count < room.count {
            // A layout that was guessed and has no room for what is counted.
            piece.bytes = Array(room.prefix(Int(counted)))
            return piece
        }
        guard (0...content.count).contains(Int(counted)) else {
            throw ScanProblem(
                reason: .countTooLarge(count: Int(counted), room: content.count), bytes: content)
        }
        piece.bytes = Array(content.prefix(Int(counted)))
        return piece
    }
}
