import Devices
import Scancode
import Transport

/// A scanner session and a script for its device's side, in virtual time.
struct ScannerBench {
    var session: ScannerSession
    var now: Duration = .zero
    var timers: [ScannerSession.Timer: Duration] = [:]
    var news: [ScannerNews] = []
    /// Wants that ended without news.
    var ended: [UInt64] = []
    var claims: [ScannerError?] = []
    var commands: [UInt64: ScannerError?] = [:]
    var sent: [ScannerOutput] = []
    var opens = 0
    var closes = 0
    private var nextWant: UInt64 = 0

    init(_ adjust: (inout ScannerSession.Configuration) -> Void = { _ in }) {
        var configuration = ScannerSession.Configuration()
        adjust(&configuration)
        session = ScannerSession(configuration)
    }

    /// Claimed, connected and enabled; the news of the connection has been taken.
    static func ready(
        _ source: ReportSource = .wedge,
        _ adjust: (inout ScannerSession.Configuration) -> Void = { _ in }
    ) -> ScannerBench {
        var bench = ScannerBench(adjust)
        bench.feed(.claim)
        bench.feed(.linkOpened(source))
        bench.feed(.enableDevice(true))
        bench.want()
        bench.news = []
        return bench
    }

    mutating func feed(_ input: ScannerSession.Input) {
        for action in session.handle(input, at: now) {
            switch action {
            case .open: opens += 1
            case .close: closes += 1
            case .send(let output): sent.append(output)
            case .startTimer(let timer, let deadline): timers[timer] = deadline
            case .stopTimer(let timer): timers[timer] = nil
            case .claimEnded(let error): claims.append(error)
            case .commandEnded(let id, let error): commands[id] = error
            case .deliver(let want, let news):
                if let news { self.news.append(news) } else { ended.append(want) }
            }
        }
    }

    mutating func want(data: Bool = false) {
        nextWant += 1
        feed(.want(id: nextWant, enablingData: data))
    }

    /// Takes all that there is.
    mutating func takeAll() {
        while true {
            let before = news.count
            want(data: true)
            if news.count == before { break }
        }
        feed(.withdraw(id: nextWant))
        ended = []
    }

    /// Lets time pass, and timers go off in their order.
    mutating func pass(_ time: Duration) {
        let end = now + time
        while let next = timers.min(by: { $0.value < $1.value }), next.value <= end {
            now = max(now, next.value)
            timers[next.key] = nil
            feed(.timerFired(next.key))
        }
        now = end
    }

    /// The scanner types, a millisecond for each key.
    mutating func type(_ text: String) {
        let reports = typed(text, from: now)
        now = reports.last?.at ?? now
        feed(.reports(reports))
    }

    var scans: [String] {
        news.compactMap { if case .scan(let scan) = $0.body { scan.text } else { nil } }
    }
    var bodies: [ScannerNews.Body] { news.map(\.body) }
}

extension ReportSource {
    /// A scanner that types, seen through an event node.
    static let wedge = ReportSource(
        vendor: 0x05F9, product: 0x2216, name: "Wedge", serial: "S1",
        interfaces: [ReportInterface(form: .keys)])
    /// A scanner in scanner's reports, that can beep.
    static let honeywell = ReportSource(
        vendor: 0x0C2E, product: 0x0B61, name: "POS", serial: "S2",
        interfaces: [
            ReportInterface(number: 1, form: .hid(descriptor: ScannerDescriptors.honeywell))
        ])
    /// One button and two axes.
    static let mouse = ReportSource(
        name: "Mouse",
        interfaces: [
            ReportInterface(
                form: .hid(descriptor: [
                    0x05, 0x01, 0x09, 0x02, 0xA1, 0x01, 0x05, 0x09, 0x19, 0x01, 0x29, 0x08, 0x15,
                    0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0xC0,
                ]))
        ])
}

/// The keys of a text on a US keyboard, a millisecond apart; `\r` is Enter.
func typed(
    _ text: String, from start: Duration, settings: ScannerSettings = ScannerSettings(suffix: [])
) -> [Report] {
    var encoder = WedgeEncoder(settings: settings)
    encoder.settings.suffix = []
    var before = KeyboardState()
    var reports: [Report] = []
    for state in (try? encoder.states(for: Array(text.utf8))) ?? [] {
        for event in state.keyEvents(after: before) {
            reports.append(
                Report(
                    at: start + .milliseconds(reports.count + 1),
                    body: .key(code: event.code, isDown: event.isDown)))
        }
        before = state
    }
    return reports
}
