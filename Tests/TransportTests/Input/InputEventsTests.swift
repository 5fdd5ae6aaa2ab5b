import Testing
import Transport

@testable import POSIXTransport

/// `struct input_event` as the kernel lays it out on this machine.
private func event(
    _ type: UInt16, _ code: UInt16, _ value: Int32, milliseconds: UInt = 1000
) -> [UInt8] {
    func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value) { Array($0) }
    }
    return bytes(milliseconds / 1000) + bytes(milliseconds % 1000 * 1000)
        + bytes(type) + bytes(code) + bytes(value)
}

private let sync = event(0, 0, 0)
private let dropped = event(0, 3, 0)
private func down(_ code: UInt16) -> [UInt8] { event(1, code, 1) + sync }
private func up(_ code: UInt16) -> [UInt8] { event(1, code, 0) + sync }
private func report(_ code: UInt16, _ isDown: Bool) -> Report {
    Report(interface: 2, at: .seconds(1), body: .key(code: code, isDown: isDown))
}
private let lost = Report(interface: 2, at: .seconds(1), body: .lost)

private func reports(_ bytes: [UInt8], start: Duration = .zero) -> [Report] {
    var events = InputEvents(interface: 2, start: start)
    return events.take(bytes[...], at: .zero)
}

@Suite struct InputEventsTests {
    @Test func anEventIsAsLongAsTheKernelMakesIt() { #expect(sync.count == InputEvents.size) }

    @Test func keysGoDownAndUp() {
        #expect(reports(down(30) + up(30)) == [report(30, true), report(30, false)])
    }

    /// Scan codes (type 4), lights (17), relative movements (2) and the settings of repetition (20).
    @Test(arguments: [2, 4, 17, 20] as [UInt16])
    func whatIsNoKeyIsLeftOut(type: UInt16) {
        #expect(reports(event(type, 4, 1) + sync).isEmpty)
    }

    @Test(arguments: [2, -1, 3, .max, .min] as [Int32])
    func onlyDownAndUpAreReports(value: Int32) {
        #expect(reports(event(1, 30, value) + sync).isEmpty)
    }

    @Test func aLossTakesItsWholePacketAndNoMore() {
        let bytes = down(30) + dropped + event(1, 30, 0) + event(1, 31, 1) + sync + down(32)
        #expect(reports(bytes) == [report(30, true), lost, report(32, true)])
    }

    @Test func aLossWithinALossIsOne() {
        #expect(reports(dropped + dropped + sync + down(30)) == [lost, report(30, true)])
    }

    @Test func whatWasBeforeTheGrabIsSomebodyElses() {
        let early = event(1, 28, 1, milliseconds: 999) + event(0, 3, 0, milliseconds: 999)
        #expect(
            reports(early + sync + down(30), start: .seconds(1)) == [report(30, true)])
    }

    @Test func theTimeIsTheKernels() {
        let bytes = event(1, 30, 1, milliseconds: 86_400_123)
        #expect(reports(bytes).map(\.at) == [.milliseconds(86_400_123)])
    }

    @Test(arguments: 0..<64 as Range<UInt64>)
    func anySplitGivesTheSameReports(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let parts = [down(30), up(30), dropped, sync, event(4, 4, 7), event(1, 30, 2), up(54)]
        let bytes = (0..<60).flatMap { _ in parts.randomElement(using: &random) ?? [] }
        var events = InputEvents(interface: 2, start: .zero)
        var rest = bytes[...]
        var found: [Report] = []
        while !rest.isEmpty {
            let count = Int.random(in: 1...80, using: &random)
            found += events.take(rest.prefix(count), at: .zero)
            rest = rest.dropFirst(count)
        }
        #expect(found == reports(bytes), "seed \(seed)")
    }

    @Test(arguments: 0..<16 as Range<UInt64>)
    func noBytesTrapOrPileUp(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var events = InputEvents(interface: 0, start: .zero)
        for _ in 0..<200 {
            let bytes = randomBytes(Int.random(in: 0...300, using: &random), using: &random)
            #expect(events.take(bytes[...], at: .zero).count <= 300 / InputEvents.size + 1)
        }
    }
}
