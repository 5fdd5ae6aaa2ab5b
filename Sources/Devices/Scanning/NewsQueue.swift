/// What a scanner told and nobody has taken yet: bounded, in order, each given out once.
struct NewsQueue: Sendable {
    private let max: Int
    private var waiting: [ScannerNews] = []
    private var lastNumber: UInt64 = 0

    /// - Parameter max: at least 1; one more place is for saying what was dropped.
    init(max: Int) {
        self.max = Swift.max(max, 1)
    }

    /// Scans that wait (`DataCount` in UnifiedPOS).
    var scans: Int {
        waiting.count { if case .scan = $0.body { true } else { false } }
    }

    /// - Returns: false when there was no room.
    mutating func put(_ body: ScannerNews.Body, at now: Duration) -> Bool {
        lastNumber += 1
        if waiting.count < max {
            waiting.append(ScannerNews(number: lastNumber, at: now, body: body))
            return true
        }
        if case .overflow(let dropped)? = waiting.last?.body {
            waiting[waiting.count - 1].body = .overflow(dropped: dropped + 1)
        } else {
            waiting.append(ScannerNews(number: lastNumber, at: now, body: .overflow(dropped: 1)))
        }
        return false
    }

    /// The oldest; data only where it is wanted.
    mutating func take(withData: Bool) -> ScannerNews? {
        guard let index = waiting.firstIndex(where: { withData || !$0.isData }) else { return nil }
        return waiting.remove(at: index)
    }

    /// Forgets all data.
    mutating func clearData() { waiting.removeAll { $0.isData } }

    mutating func clear() { waiting = [] }
}
