import ESCPOS
import Simulator

/// A printer on a bench: bytes in, and every output with the time at which it came.
struct PrinterBench {
    var printer: VirtualPrinter
    var log: [(at: Duration, output: VirtualPrinter.Output)] = []
    var now = Duration.zero

    init(
        _ profile: Profile = Profiles.tmT88V, plan: FaultPlan = .none,
        drawer: VirtualDrawer.Settings = .init(), seed: UInt64 = 1
    ) {
        printer = VirtualPrinter(profile: profile, plan: plan, drawer: drawer, seed: seed)
    }

    /// Offers `bytes` until all are taken, the printer goes away or `limit` has passed; returns
    /// how many were taken.
    @discardableResult
    mutating func send(_ bytes: [UInt8], within limit: Duration = .seconds(60)) -> Int {
        var rest = bytes[...]
        let end = now + limit
        while !rest.isEmpty, now <= end {
            guard let taken = printer.write(rest, at: now) else { break }
            rest = rest.dropFirst(taken)
            if taken == 0 { pass(.milliseconds(1)) }
        }
        return bytes.count - rest.count
    }

    @discardableResult
    mutating func send(_ commands: [Command]) -> Int { send(commands.bytes) }

    /// Lets time pass, from event to event.
    mutating func pass(_ time: Duration) {
        let end = now + time
        while let next = printer.nextEvent, next <= end {
            now = max(now, next)
            log += printer.advance(to: now).map { (now, $0) }
        }
        now = end
        log += printer.advance(to: now).map { (now, $0) }
    }

    /// Sends and lets everything settle.
    mutating func run(_ bytes: [UInt8], for time: Duration = .seconds(20)) {
        send(bytes)
        pass(time)
    }

    mutating func run(_ commands: [Command], for time: Duration = .seconds(20)) {
        run(commands.bytes, for: time)
    }

    var outputs: [VirtualPrinter.Output] { log.map(\.output) }
    var replies: [[UInt8]] {
        outputs.compactMap { if case .reply(let bytes) = $0 { bytes } else { nil } }
    }
    /// The replies to `bytes` alone.
    mutating func ask(_ bytes: [UInt8], for time: Duration = .milliseconds(100)) -> [[UInt8]] {
        pass(.zero)
        let before = replies.count
        run(bytes, for: time)
        return Array(replies.dropFirst(before))
    }
    func time(of output: VirtualPrinter.Output) -> Duration? {
        log.first { $0.output == output }?.at
    }
}

/// `n` short lines of text, each ended by LF.
func textLines(_ n: Int) -> [UInt8] {
    (1...n).flatMap { Array("line \($0)\n".utf8) }
}

func processID(_ text: String) -> ProcessID {
    ProcessID(bytes: Array(text.utf8)) ?? ProcessID(number: 0)
}
