import Simulator
import Testing
import Transport

@Suite struct VirtualDrawerBoxTests {
    private static let usual = SerialSettings()

    @Test(arguments: [300, 9600, 115_200])
    func aBoxThatFiresAtAnyByteFiresAtGarbageToo(baud: Int) {
        var box = VirtualDrawerBox(.init(trigger: .anyByte))
        let events = box.receive([0x07], sentAs: SerialSettings(baud: baud), at: .zero)
        #expect(events.first == .fired)
        #expect(box.advance(to: .seconds(1)) == [.opened])
    }

    @Test func aBoxWithAStringFiresAtItAloneAndAtItsOwnSpeed() {
        var box = VirtualDrawerBox(.init(trigger: .bytes(Array("OPEN".utf8))))
        #expect(box.receive(Array("OPE".utf8), sentAs: Self.usual, at: .zero).isEmpty)
        #expect(box.receive(Array("xOPE".utf8), sentAs: Self.usual, at: .zero).isEmpty)
        #expect(
            box.receive(Array("OPEN".utf8), sentAs: SerialSettings(baud: 19200), at: .zero).isEmpty)
        #expect(box.receive(Array("xOPEN".utf8), sentAs: Self.usual, at: .zero) == [.fired])
    }

    @Test func aBoxOnTheLinesFiresWhenTheyGoUpAndNotWhenTheyStayUp() {
        var box = VirtualDrawerBox(.init(trigger: .lines))
        #expect(box.hostLines(are: [.dtr, .rts], at: .zero) == [.fired])
        #expect(box.hostLines(are: [.dtr], at: .seconds(1)).isEmpty)
        #expect(box.hostLines(are: [], at: .seconds(2)).isEmpty)
        #expect(box.hostLines(are: .rts, at: .seconds(3)) == [.fired])
        #expect(box.receive([7], sentAs: Self.usual, at: .seconds(4)).isEmpty)
    }

    @Test(arguments: [true, false])
    func theSensorLineFollowsTheDrawer(isOnWhenOpen: Bool) {
        var box = VirtualDrawerBox(.init(sensor: .cts, isOnWhenOpen: isOnWhenOpen))
        #expect(box.signals == (isOnWhenOpen ? [] : .cts))
        _ = box.move(open: true, at: .zero)
        #expect(box.signals == (isOnWhenOpen ? .cts : []))
        _ = box.move(open: false, at: .zero)
        #expect(box.signals == (isOnWhenOpen ? [] : .cts))
    }
}

@Suite struct VirtualPosiflexTests {
    private func report(_ bytes: UInt8...) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: VirtualPosiflex.reportSize - bytes.count)
    }

    @Test(arguments: UInt8(0)...7)
    func itOpensAtItsNumberTwiceAndTellsAtTheNextNumber(number: UInt8) {
        var drawer = VirtualPosiflex(number: number)
        #expect(drawer.product == 0x0200 + UInt16(number))
        let shut = drawer.handle(report(number, number + 1), at: .zero).answers
        #expect(shut == [report(number << 4 | 1)])
        #expect(drawer.handle(report(number, number), at: .zero).events == [.fired])
        #expect(drawer.advance(to: .seconds(1)) == [.opened])
        let open = drawer.handle(report(number, number + 1), at: .seconds(1)).answers
        #expect(open == [report(number << 4)])
    }

    @Test(arguments: [[], [7], [7, 7], [UInt8](repeating: 7, count: 121)])
    func aReportOfAnotherSizeDoesNothing(bytes: [UInt8]) {
        var drawer = VirtualPosiflex()
        let (answers, events) = drawer.handle(bytes, at: .zero)
        #expect(answers.isEmpty && events.isEmpty)
    }

    @Test func anotherDrawersNumberDoesNothing() {
        var drawer = VirtualPosiflex(number: 3)
        #expect(drawer.handle(report(2, 2), at: .zero).events.isEmpty)
        #expect(drawer.handle(report(3, 2), at: .zero).events.isEmpty)
    }

    @Test(arguments: [UInt8(0xD0), 0xF0])
    func theBootLoadersCommandsEndIt(command: UInt8) {
        var drawer = VirtualPosiflex()
        #expect(drawer.handle(report(7, command), at: .zero).events == [.bricked])
        #expect(drawer.handle(report(7, 8), at: .zero).answers.isEmpty)
    }

    @Test func itsDescriptorHasItsReportSize() {
        let descriptor = VirtualPosiflex.reportDescriptor
        let counts = descriptor.indices.dropLast().filter { descriptor[$0] == 0x95 }
        #expect(counts.map { Int(descriptor[$0 + 1]) } == [120, 120])
    }
}

/// The USB side, driven without a kernel.
@Suite struct USBPosiflexFunctionTests {
    private let tail = [UInt8](repeating: 0, count: 118)

    @Test func aReportInTwoPacketsOpensAndAnswersComeInTwo() {
        var drawer = VirtualPosiflex(number: 7)
        var function = USBPosiflexFunction(drawer)
        let endpoints = function.descriptors.interfaces[0].endpoints
        func send(_ report: [UInt8]) {
            for start in [0, 64] {
                let packet = report[start..<min(start + 64, report.count)]
                #expect(function.take(packet, at: endpoints[1], &drawer, at: .zero) == .taken)
            }
        }
        #expect(function.give(at: endpoints[0], &drawer, at: .zero) == .nothing)
        send([7, 8] + tail)
        guard case .packet(let first) = function.give(at: endpoints[0], &drawer, at: .zero),
            case .packet(let second) = function.give(at: endpoints[0], &drawer, at: .zero)
        else {
            Issue.record("no answer")
            return
        }
        #expect(first.count == 64 && second.count == 56 && first[0] == 0x71)
        send([7, 7] + tail)
        function.advance(&drawer, to: .seconds(1))
        #expect(function.takeEvents() == [.fired, .opened])
        #expect(function.descriptors.product == 0x0207)
    }

    @Test func aHostThatFetchesNothingCostsABoundedStore() {
        var drawer = VirtualPosiflex(number: 7)
        var function = USBPosiflexFunction(drawer)
        let endpoints = function.descriptors.interfaces[0].endpoints
        for _ in 0..<1_000 {
            _ = function.take(([7, 8] + tail)[..<64], at: endpoints[1], &drawer, at: .zero)
            _ = function.take(tail[..<56], at: endpoints[1], &drawer, at: .zero)
        }
        var packets = 0
        while case .packet = function.give(at: endpoints[0], &drawer, at: .zero) { packets += 1 }
        #expect(packets == 32)
    }

    @Test func itsReportsAreNotMixedUpWhenTheCableWasOut() {
        var drawer = VirtualPosiflex(number: 7)
        var function = USBPosiflexFunction(drawer)
        let endpoints = function.descriptors.interfaces[0].endpoints
        _ = function.take(([7, 7] + tail)[..<64], at: endpoints[1], &drawer, at: .zero)
        function.disconnected(&drawer, at: .zero)
        _ = function.take(([7, 8] + tail)[..<64], at: endpoints[1], &drawer, at: .zero)
        _ = function.take(tail[..<56], at: endpoints[1], &drawer, at: .zero)
        #expect(function.takeEvents().isEmpty)
    }
}
