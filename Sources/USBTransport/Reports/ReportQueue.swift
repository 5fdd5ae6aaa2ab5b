internal import Transport

/// Reports that nobody has read yet.
///
/// Beyond its bound the newest are dropped, and one mark stands where they would have been: a scan
/// of which a part is missing must not be taken for a whole one.
struct ReportQueue: Hashable, Sendable {
    private var reports: [Report] = []
    private let limit: Int

    /// - Parameter limit: reports that are kept; a scan of 100 characters by a keyboard wedge is 200.
    init(limit: Int = 4_096) { self.limit = limit }

    var isEmpty: Bool { reports.isEmpty }

    mutating func add(_ report: Report) {
        guard reports.count < limit else {
            lose(at: report.at, interface: report.interface)
            return
        }
        reports.append(report)
    }

    /// Notes that something is missing here.
    mutating func lose(at time: Duration, interface: Int) {
        // One mark says it for all that follow it, of any interface.
        if reports.last?.body == .lost { return }
        reports.append(Report(interface: interface, at: time, body: .lost))
    }

    mutating func takeAll() -> [Report] {
        defer { reports = [] }
        return reports
    }
}
