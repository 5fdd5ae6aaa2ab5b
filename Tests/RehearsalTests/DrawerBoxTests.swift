import Devices
import ESCPOS
import Simulator
import Testing
import Transport

/// Drawers that are not on a printer, behind the same ``CashDrawer``, on their virtual twins.
@Suite struct DrawerBoxTests {
    private static let time = SystemTime()

    /// Limits that a busy machine does not reach.
    private func settings(
        _ sensor: DrawerSettings.Sensor, moveLimit: Duration = .seconds(120)
    ) -> DrawerSettings {
        var settings = DrawerSettings(
            pulse: Profiles.generic80.pulse, sensor: sensor, isLevelPushed: false)
        settings.moveLimit = moveLimit
        settings.pollInterval = .milliseconds(20)
        settings.idlePollInterval = .milliseconds(50)
        settings.retries = 0
        return settings
    }

    private func box(
        _ trigger: SerialBox.Trigger = SerialBox.bell, sensor: LineSignals? = nil, baud: Int = 9600
    ) -> SerialBox {
        SerialBox(
            path: "/dev/ttyUSB7", settings: SerialSettings(baud: baud), trigger: trigger,
            sensor: sensor)
    }

    private func isOpened(_ outcome: OpenOutcome) -> Bool {
        if case .opened = outcome { true } else { false }
    }

    static let sensors: [(LineSignals, Bool)] = [
        (.cts, true), (.cts, false), (.dsr, true), (.ring, false), (.carrier, true),
    ]

    @Test(arguments: sensors)
    func aBoxOpensItsDrawerAndItsLineTells(sensor: LineSignals, isOnWhenOpen: Bool) async throws {
        let line = DrawerBoxLine(
            VirtualDrawerBox(
                .init(
                    sensor: sensor, isOnWhenOpen: isOnWhenOpen,
                    drawer: .init(latency: .milliseconds(20)))), time: Self.time)
        let port = BoxDrawerPort(box(sensor: sensor), opener: line, time: Self.time)
        let drawer = CashDrawer(
            port: port, settings: settings(isOnWhenOpen ? .highWhenOpen : .lowWhenOpen),
            time: Self.time)
        await drawer.start()
        try await port.opened()
        #expect(await drawer.settled(within: .seconds(60)) == .closed)
        let outcome = await drawer.open(by: "Ada", reason: "sale", within: .seconds(300))
        #expect(isOpened(outcome), "\(outcome)")
        #expect(line.events == [.fired, .opened])
        async let closing = drawer.waitForClose(within: .seconds(60))
        line.move(open: false)
        guard case .closed = await closing else {
            Issue.record("not seen to close")
            return
        }
        await drawer.stop()
    }

    @Test func theSamePolicyHoldsForABox() async throws {
        let line = DrawerBoxLine(VirtualDrawerBox(), time: Self.time)
        var rest = settings(.none)
        rest.pulseSpacingMin = .seconds(600)
        let drawer = CashDrawer(
            port: BoxDrawerPort(box(), opener: line, time: Self.time), settings: rest,
            time: Self.time)
        await drawer.start()
        #expect(
            await drawer.open(by: "Ada", reason: " ") == .refused(.incomplete(missing: "reason")))
        #expect(await drawer.open(by: "Ada", reason: "sale", within: .seconds(300)) == .unknown)
        guard
            case .refused(.tooSoon) = await drawer.open(
                by: "Ada", reason: "sale", within: .seconds(300))
        else {
            Issue.record("the solenoid did not rest")
            return
        }
        #expect(line.events.count { $0 == .fired } == 1)
        await drawer.stop()
    }

    @Test func openingByKeyIsAnEventAndNotOurDoing() async throws {
        let line = DrawerBoxLine(VirtualDrawerBox(.init(sensor: .cts)), time: Self.time)
        let drawer = CashDrawer(
            port: BoxDrawerPort(box(sensor: .cts), opener: line, time: Self.time),
            settings: settings(.highWhenOpen), time: Self.time)
        await drawer.start()
        #expect(await drawer.settled(within: .seconds(60)) == .closed)
        let events = await drawer.events()
        line.move(open: true)
        var first: DrawerSession.Event?
        for await event in events {
            first = event
            break
        }
        #expect(first == .openedWithoutCause)
        await drawer.stop()
    }

    @Test func aStuckDrawerDidNotOpen() async throws {
        let line = DrawerBoxLine(VirtualDrawerBox(.init(sensor: .cts)), time: Self.time)
        line.setStuck(true)
        let drawer = CashDrawer(
            port: BoxDrawerPort(box(sensor: .cts), opener: line, time: Self.time),
            settings: settings(.highWhenOpen, moveLimit: .milliseconds(300)), time: Self.time)
        await drawer.start()
        #expect(await drawer.settled(within: .seconds(60)) == .closed)
        #expect(await drawer.open(by: "Ada", reason: "sale", within: .seconds(300)) == .didNotOpen)
        await drawer.stop()
    }

    @Test func openingThePortDoesNotFireABoxThatWaitsForABell() async throws {
        let line = DrawerBoxLine(VirtualDrawerBox(), time: Self.time)
        let port = BoxDrawerPort(box(), opener: line, time: Self.time)
        _ = await port.start()
        try await port.opened()
        await port.stop()
        #expect(line.openings == 1 && line.events.isEmpty)
    }

    @Test func aBoxOnTheLinesIsOpenedForEachPulseAlone() async throws {
        let line = DrawerBoxLine(
            VirtualDrawerBox(.init(trigger: .lines, drawer: .init(latency: .zero))), time: Self.time
        )
        var rest = settings(.none)
        rest.pulseSpacingMin = .zero
        let drawer = CashDrawer(
            port: BoxDrawerPort(box(.opening), opener: line, time: Self.time), settings: rest,
            time: Self.time)
        await drawer.start()
        #expect(line.openings == 0)
        #expect(await drawer.open(by: "Ada", reason: "sale", within: .seconds(300)) == .unknown)
        #expect(line.openings == 1)
        #expect(line.isDrawerOpen)
        line.move(open: false)
        await drawer.stop()
        // The lines are down again, so that the next opening is an edge.
        let next = CashDrawer(
            port: BoxDrawerPort(box(.opening), opener: line, time: Self.time), settings: rest,
            time: Self.time)
        await next.start()
        #expect(await next.open(by: "Ada", reason: "sale", within: .seconds(300)) == .unknown)
        #expect(line.events.count { $0 == .fired } == 2)
        await next.stop()
    }

    @Test func aBoxThatIsStoppedGetsNothingLater() async throws {
        let line = DrawerBoxLine(VirtualDrawerBox(), time: Self.time)
        line.setStopped(true)
        let drawer = CashDrawer(
            port: BoxDrawerPort(box(), opener: line, time: Self.time), settings: settings(.none),
            time: Self.time)
        await drawer.start()
        #expect(
            await drawer.open(by: "Ada", reason: "sale", within: .seconds(300))
                == .refused(.stopped))
        line.setStopped(false)
        // The refused one left no pulse behind and costs no rest.
        #expect(await drawer.open(by: "Ada", reason: "sale", within: .seconds(300)) == .unknown)
        #expect(line.events.count { $0 == .fired } == 1)
        await drawer.stop()
    }

    @Test func aBoxThatWasPulledOutIsFoundAgain() async throws {
        let line = DrawerBoxLine(VirtualDrawerBox(.init(sensor: .dsr)), time: Self.time)
        let port = BoxDrawerPort(box(sensor: .dsr), opener: line, time: Self.time)
        let drawer = CashDrawer(port: port, settings: settings(.highWhenOpen), time: Self.time)
        await drawer.start()
        #expect(await drawer.settled(within: .seconds(60)) == .closed)
        line.setPluggedIn(false)
        let refusal = await drawer.open(by: "Ada", reason: "sale", within: .seconds(300))
        guard case .refused(.device) = refusal else {
            Issue.record("\(refusal)")
            return
        }
        line.setPluggedIn(true)
        #expect(await drawer.settled(within: .seconds(60)) == .closed)
        let outcome = await drawer.open(by: "Ada", reason: "sale", within: .seconds(300))
        #expect(isOpened(outcome), "\(outcome)")
        await drawer.stop()
    }

    @Test func aLineThatHasNoSensorLinesSaysSo() async throws {
        let port = BoxDrawerPort(box(sensor: .cts), opener: NoLines(), time: Self.time)
        _ = await port.start()
        let error = await #expect(throws: LinkError.self) { try await port.opened() }
        guard case .unsupported = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        await port.stop()
    }

    // MARK: Posiflex

    private func posiflex(
        _ plug: PosiflexPlug, moveLimit: Duration = .seconds(120)
    ) -> (port: BoxDrawerPort, drawer: CashDrawer) {
        let port = BoxDrawerPort(
            posiflex: .usb(.model(vendor: 0x0D3A, product: 0x0207)), opener: plug, time: Self.time)
        return (
            port,
            CashDrawer(
                port: port, settings: settings(.lowWhenOpen, moveLimit: moveLimit), time: Self.time)
        )
    }

    @Test(arguments: [UInt8(0), 3, 7])
    func aPosiflexDrawerOpensAndTells(number: UInt8) async throws {
        let plug = PosiflexPlug(
            VirtualPosiflex(number: number, drawer: .init(latency: .milliseconds(20))),
            time: Self.time)
        let (port, drawer) = posiflex(plug)
        await drawer.start()
        try await port.opened()
        #expect(await drawer.settled(within: .seconds(60)) == .closed)
        let outcome = await drawer.open(by: "Ada", reason: "sale", within: .seconds(300))
        #expect(isOpened(outcome), "\(outcome)")
        async let closing = drawer.waitForClose(within: .seconds(60))
        plug.move(open: false)
        guard case .closed = await closing else {
            Issue.record("not seen to close")
            return
        }
        #expect(plug.events == [.fired, .opened, .shut])
        await drawer.stop()
    }

    @Test func aPosiflexDrawerThatDoesNotAnswerIsUnknown() async throws {
        let plug = PosiflexPlug(VirtualPosiflex(), time: Self.time)
        plug.setAnswering(false)
        let (_, drawer) = posiflex(plug, moveLimit: .milliseconds(300))
        await drawer.start()
        #expect(await drawer.open(by: "Ada", reason: "sale", within: .seconds(300)) == .unknown)
        #expect(plug.events.first == .fired)
        await drawer.stop()
    }

    @Test func aPosiflexDrawerThatWasPulledOutIsFoundAgain() async throws {
        let plug = PosiflexPlug(VirtualPosiflex(), time: Self.time)
        let (_, drawer) = posiflex(plug)
        await drawer.start()
        #expect(await drawer.settled(within: .seconds(60)) == .closed)
        plug.setPluggedIn(false)
        guard
            case .refused(.device) = await drawer.open(
                by: "Ada", reason: "sale", within: .seconds(300))
        else {
            Issue.record("opened without a drawer")
            return
        }
        plug.setPluggedIn(true)
        #expect(await drawer.settled(within: .seconds(60)) == .closed)
        await drawer.stop()
    }
}

/// A line as a pseudo terminal has it: data, and no lines beside it.
private struct NoLines: LineOpener {
    private struct Line: LineLink {
        let address: Address
        func write(
            _ bytes: ArraySlice<UInt8>, within limit: Duration
        ) async throws(LinkError) -> Int { bytes.count }
        func read() async throws(LinkError) -> [UInt8] { throw .closed }
        func close() async {}
        func signals() throws(LinkError) -> LineSignals? { nil }
        func switchSignals(_ signals: LineSignals, on: Bool) throws(LinkError) { throw .closed }
        func change(to settings: SerialSettings) throws(LinkError) {}
    }

    func openLine(
        _ path: String, _ settings: SerialSettings
    ) async throws(LinkError) -> any LineLink {
        Line(address: .serial(path: path, settings))
    }
}
