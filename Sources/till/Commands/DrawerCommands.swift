internal import Devices
internal import ESCPOS
internal import Transport

extension DrawerSettings.Sensor {
    static let kind = ValueKind<Self>.choice("LEVEL")
}

/// Options of every drawer command.
struct DrawerOptions: Sendable {
    let device = DeviceOptions()
    let sensor = Option(
        "sensor", DrawerSettings.Sensor.kind,
        help: """
            what the drawer's switch does: highWhenOpen, lowWhenOpen or none (default: highWhenOpen \
            on sim:, else none, for ESC/POS does not tell)
            """)
    let json = Flag("json", help: "report as one line of JSON")
    var all: [any OptionDeclaration] { device.all + [sensor, json] }

    func sensor(_ values: Values, for choice: DeviceChoice) -> DrawerSettings.Sensor {
        if let wanted = values[sensor] { return wanted }
        guard case .simulator(let options) = choice.address else { return .none }
        return options["sensor"].flatMap(DrawerSettings.Sensor.init) ?? .highWhenOpen
    }

    func settings(_ values: Values, for choice: DeviceChoice, pulse: Pulse) -> DrawerSettings {
        DrawerSettings(
            pulse: pulse, sensor: sensor(values, for: choice),
            isLevelPushed: choice.profile.status.contains(.automatic))
    }

    /// Starts a drawer on the chosen printer and waits until its level is known, or cannot be.
    func start(
        _ values: Values, pulse: Pulse? = nil
    ) async throws(Failure) -> (counter: Counter, drawer: CashDrawer, choice: DeviceChoice) {
        let choice = try device.choose(values)
        let counter = try Counter(choice)
        let settings = settings(values, for: choice, pulse: pulse ?? choice.profile.pulse)
        let drawer = CashDrawer(printer: counter.printer, settings: settings, time: SystemTime())
        await drawer.start()
        _ = try await counter.firstStatus(within: .seconds(5))
        if settings.sensor != .none {
            // The level counts once it has stood for the time of a bounce.
            try? await SystemTime().sleep(until: SystemTime().now() + settings.debounce * 2)
        }
        return (counter, drawer, choice)
    }
}

/// What the drawer commands report.
private struct DrawerReport: Encodable {
    var drawer: String
    var printer: String
    var milliseconds: Int?
    var reason: String?
}

extension Duration {
    var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}

/// `till drawer open`
struct DrawerOpenCommand: Subcommand {
    let drawer = DrawerOptions()
    let reason = Option(
        "reason", .text("TEXT"), help: "why: sale, count, drop, no sale … (must be given)")
    let by = Option("by", .text("NAME"), help: "who opens it (default: the login name)")
    let subject = Option("for", .text("TEXT"), help: "for what: the number of a receipt or count")
    let pin = Setting(
        "pin", .integer("PIN", in: 2...5), default: 2,
        help: "the drawer's line on the connector, 2 or 5")
    let within = Setting(
        "within", .duration("SECONDS", upTo: .seconds(60)), default: .seconds(5),
        help: "a request that cannot be sent by then is dropped, never sent later")

    var name: String { "drawer open" }
    var summary: String {
        "Opens a drawer, for a named person and reason, and sees whether it opened."
    }
    var options: [any OptionDeclaration] { drawer.all + [reason, by, subject, pin, within] }
    var outcomes: [Outcome] {
        [
            Outcome(.done, "it opened, or stood open already"),
            Outcome(.negative, "the pulse was sent and it did not open, or no pulse was sent"),
            Outcome(.inDoubt, "the pulse was sent; without a sensor nobody knows"),
            Outcome(.absent), Outcome(.denied), Outcome(.busy), Outcome(.device),
        ]
    }

    func run(_ values: Values) async -> ExitCode {
        await reporting { () async throws(Failure) in
            guard let reason = values[reason] else {
                throw Failure(.usage, "--reason is missing: a drawer opens for a reason")
            }
            guard let line = [2: DrawerPin.pin2, 5: .pin5][values[pin]] else {
                throw Failure(.usage, "--pin must be 2 or 5")
            }
            let choice = try drawer.device.choose(values)
            var pulse = choice.profile.pulse
            pulse.connector = line.rawValue
            let bench = try await drawer.start(values, pulse: pulse)
            let outcome = await bench.drawer.open(
                by: values[by] ?? Login.name, reason: reason, subject: values[subject] ?? "",
                within: values[within])
            await bench.drawer.stop()
            await bench.counter.close()
            return report(outcome, bench.choice, asJSON: values[drawer.json])
        }
    }

    private func report(_ outcome: OpenOutcome, _ choice: DeviceChoice, asJSON: Bool) -> ExitCode {
        var report = DrawerReport(drawer: "", printer: "\(choice.address)")
        let text: String
        let code: ExitCode
        switch outcome {
        case .opened(let after):
            report.drawer = "opened"
            report.milliseconds = after.milliseconds
            (text, code) = ("opened after \(after.milliseconds) ms", .done)
        case .alreadyOpen:
            report.drawer = "alreadyOpen"
            (text, code) = ("it stood open already; no pulse was sent", .done)
        case .didNotOpen:
            report.drawer = "didNotOpen"
            (text, code) = (
                "did not open: is it locked, and is its cable in the printer's drawer port?",
                .negative
            )
        case .unknown:
            report.drawer = "unknown"
            (text, code) = ("pulse sent; this drawer has no known sensor (--sensor)", .inDoubt)
        case .refused(let why):
            report.drawer = "refused"
            report.reason = "\(why)"
            (text, code) = ("no pulse was sent: \(why)", ExitCode(why))
        }
        if asJSON {
            Console.json(report)
        } else if code == .done {
            Console.out("drawer: \(text)")
        } else {
            Console.note("till drawer open: \(text)")
        }
        return code
    }
}

extension ExitCode {
    fileprivate init(_ refusal: OpenRefusal) {
        self =
            switch refusal {
            case .printer(.notConnected), .printer(.notReady(.silent)): .absent
            case .printer(.notReady): .device
            case .incomplete: .usage
            case .busy, .expired, .tooSoon, .printer: .negative
            }
    }
}

/// `till drawer status`
struct DrawerStatusCommand: Subcommand {
    let drawer = DrawerOptions()
    var name: String { "drawer status" }
    var summary: String { "Says whether a drawer is open, as far as its sensor tells." }
    var options: [any OptionDeclaration] { drawer.all }
    var outcomes: [Outcome] {
        [
            Outcome(.done, "closed"), Outcome(.negative, "open"),
            Outcome(.inDoubt, "unknown: no sensor, or the printer does not tell"),
            Outcome(.absent), Outcome(.denied), Outcome(.busy),
        ]
    }

    func run(_ values: Values) async -> ExitCode {
        await reporting { () async throws(Failure) in
            let bench = try await drawer.start(values)
            let state = await bench.drawer.state
            await bench.drawer.stop()
            await bench.counter.close()
            if values[drawer.json] {
                Console.json(DrawerReport(drawer: "\(state)", printer: "\(bench.choice.address)"))
            } else {
                Console.out("drawer: \(state)")
            }
            return switch state {
            case .closed: .done
            case .open: .negative
            case .unknown: .inDoubt
            }
        }
    }
}

/// `till drawer wait`
struct DrawerWaitCommand: Subcommand {
    let drawer = DrawerOptions()
    let within = Setting(
        "within", .duration("SECONDS", upTo: .seconds(86_400)), default: .seconds(60),
        help: "how long to wait")
    var name: String { "drawer wait" }
    var summary: String { "Waits until a drawer is shut." }
    var options: [any OptionDeclaration] { drawer.all + [within] }
    var outcomes: [Outcome] {
        [
            Outcome(.done, "closed"), Outcome(.negative, "still open when the time was up"),
            Outcome(.inDoubt, "unknown: no sensor, or the printer does not tell"),
            Outcome(.absent), Outcome(.denied), Outcome(.busy),
        ]
    }

    func run(_ values: Values) async -> ExitCode {
        await reporting { () async throws(Failure) in
            let bench = try await drawer.start(values)
            Interrupts.handle { await bench.drawer.stop() }
            let outcome = await bench.drawer.waitForClose(within: values[within])
            await bench.drawer.stop()
            await bench.counter.close()
            var report = DrawerReport(drawer: "unknown", printer: "\(bench.choice.address)")
            let code: ExitCode
            switch outcome {
            case .closed(let after):
                report.drawer = "closed"
                report.milliseconds = after.milliseconds
                code = .done
            case .stillOpen:
                report.drawer = "open"
                code = .negative
            case .unknown: code = .inDoubt
            }
            if values[drawer.json] {
                Console.json(report)
            } else {
                let waited = report.milliseconds.map { " after \($0) ms" } ?? ""
                Console.out("drawer: \(report.drawer)\(waited)")
            }
            return code
        }
    }
}
