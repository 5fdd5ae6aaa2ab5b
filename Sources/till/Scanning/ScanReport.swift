internal import Devices
internal import Glibc
internal import Scancode
internal import Transport

/// One line of JSON of `till scan`.
struct ScanReport: Encodable {
    var event: String
    var number: UInt64
    /// UTC.
    var time: String
    var text: String?
    /// Hexadecimal digits, where the text is not all that there is to the content.
    var bytes: String?
    var symbology: String?
    var identifier: String?
    var meaning: MeaningReport?
    /// What happened, for events other than scans.
    var why: String?
    var dropped: Int?

    init(_ news: ScannerNews, rules: InStoreRules, clock: WallClock) {
        number = news.number
        time = clock.text(at: news.at)
        switch news.body {
        case .scan(let scan):
            event = "scan"
            text = scan.text
            if String(validating: scan.bytes, as: UTF8.self) == nil {
                bytes = scan.bytes.map(ByteText.hex).joined()
            }
            symbology = scan.symbology?.rawValue
            identifier = scan.identifier?.description
            meaning = MeaningReport(
                Meaning.read(scan, rules: rules, referenceYear: clock.year(at: news.at)))
        case .problem(let problem):
            event = "problem"
            // What was read before it went wrong may be half of something secret.
            why = "\(problem)"
        case .connected(let source):
            event = "connected"
            why = source.name
        case .disconnected(let error):
            event = "disconnected"
            why = "\(error)"
        case .otherDevice(let source):
            event = "otherDevice"
            why = "another device is at this address now: \(source.name ?? "one without a name")"
        case .overflow(let count):
            event = "overflow"
            dropped = count
            why = "codes came faster than they were taken, and were dropped"
        }
    }
}

/// What a scan means, in JSON. Text alone means nothing beyond itself and is left out.
struct MeaningReport: Encodable {
    struct Element: Encodable {
        var identifier: String
        var value: String
    }
    var gtin: String?
    var addOn: String?
    var inStore: InStoreReport?
    var elements: [Element]?
    var problems: [String]?

    init?(_ meaning: Meaning) {
        switch meaning.content {
        case .item(let gtin, let addOn):
            self.gtin = gtin.digits
            self.addOn = addOn?.digits
        case .inStore(let item): inStore = InStoreReport(item)
        case .elements(let elements):
            self.elements = elements.map {
                Element(identifier: $0.identifier.digits, value: $0.value)
            }
        case .addOn(let addOn): self.addOn = addOn.digits
        case .text: if meaning.problems.isEmpty { return nil }
        }
        if !meaning.problems.isEmpty { problems = meaning.problems.map { "\($0)" } }
    }
}

/// A code of the store. Amounts are text, for a binary fraction is no price.
struct InStoreReport: Encodable {
    var rule: String
    var item: String
    var price: String?
    var weight: String?
    var weightUnit: String?
    var count: Int?

    init(_ item: InStoreItem) {
        rule = item.rule
        self.item = item.item
        price = item.price?.description
        weight = item.weight?.description
        weightUnit = item.weight.map { _ in item.weightUnit.rawValue }
        count = item.count
    }
}

/// Reads moments of the monotonic clock on the wall.
struct WallClock: Sendable {
    /// Seconds since 1970 at the monotonic clock's start.
    private let start: Duration

    init() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        start = .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec) - SystemTime().now()
    }

    /// `2026-03-01T09:30:00.125Z`
    func text(at time: Duration) -> String {
        let parts = parts(at: time)
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let milliseconds = Int(
            (start + time).components.attoseconds / 1_000_000_000_000_000)
        let day = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { digits(Int($0), 2) }
        return "\(digits(day[0], 4))-\(digits(day[1], 2))-\(digits(day[2], 2))T"
            + "\(clock.joined(separator: ":")).\(digits(max(0, milliseconds), 3))Z"
    }

    func year(at time: Duration) -> Int { Int(parts(at: time).tm_year) + 1900 }

    private func parts(at time: Duration) -> tm {
        var seconds = time_t((start + time).components.seconds)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return parts
    }
}
