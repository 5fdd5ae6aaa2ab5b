internal import Devices
internal import ESCPOS

/// What the drawer commands report.
private struct DrawerReport: Encodable {
    var drawer: String
    /// What the drawer hangs on: a printer, a box, or the drawer itself.
    var device: String
    /// The same, when it is a printer.
    var printer: String?
    var milliseconds: Int?
    var reason: String?

    init(_ drawer: String, on place: DrawerPlace) {
        self.drawer = drawer
        device = "\(place.address)"
        if place.isPrinter { printer = device }
    }
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
    let pin = Option(
        "pin", .integer("PIN", in: 2...5),
        help: "the drawer's line on a printer's connector, 2 or 5 (default: 2)")
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
            let inUse = try await drawer.start(values, pin: try line(values))
            let outcome = await inUse.drawer.open(
                by: values[by] ?? Login.name, reason: reason, subject: values[subject] ?? "",
                within: values[within])
            await inUse.close()
            return report(outcome, inUse.place, asJSON: values[drawer.json])
        }
    }

    private func line(_ values: Values) throws(Failure) -> DrawerPin? {
        switch values[pin] {
        case nil: nil
        case 2: .pin2
        case 5: .pin5
        default: throw Failure(.usage, "--pin must be 2 or 5")
        }
    }

    private func report(_ outcome: OpenOutcome, _ place: DrawerPlace, asJSON: Bool) -> ExitCode {
        var report = DrawerReport("", on: place)
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
                "did not open: is it locked, and is its cable in the drawer port?",
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
            case .device(let error): ExitCode(error)
            case .stopped: .device
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
            Outcome(.inDoubt, "unknown: no sensor, or it does not tell"),
            Outcome(.absent), Outcome(.denied), Outcome(.busy),
        ]
    }

    func run(_ values: Values) async -> ExitCode {
        await reporting { () async throws(Failure) in
            let inUse = try await drawer.start(values)
            let state = await inUse.drawer.state
            await inUse.close()
            if values[drawer.json] {
                Console.json(DrawerReport("\(state)", on: inUse.place))
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
            Outcome(.inDoubt, "unknown: no sensor, or it does not tell"),
            Outcome(.absent), Outcome(.denied), Outcome(.busy),
        ]
    }

    func run(_ values: Values) async -> ExitCode {
        await reporting { () async throws(Failure) in
            let inUse = try await drawer.start(values)
            Interrupts.handle { await inUse.drawer.stop() }
            let outcome = await inUse.drawer.waitForClose(within: values[within])
            await inUse.close()
            var report = DrawerReport("unknown", on: inUse.place)
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
