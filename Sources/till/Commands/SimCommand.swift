internal import ESCPOS
internal import Simulator
internal import Transport

/// `till sim`
struct SimCommand: Subcommand {
    let pty = Flag("pty", help: "offer a serial line; its path is printed")
    let link = Option("link", .text("PATH"), help: "a name for the serial line that stays the same")
    let baud = Option(
        "baud", .integer("BAUD", in: 300...921_600),
        help: "the serial line's own speed: at others there is garbage (default: any will do)")
    let tcp = Option(
        "tcp", .integer("PORT", in: 0...65_535),
        help: "offer a network port on 127.0.0.1; 0 lets the system choose")
    let usbip = Option(
        "usbip", .integer("PORT", in: 0...65_535),
        help: "offer USB devices by USB/IP on 127.0.0.1; 0 lets the system choose, 3240 is usual")
    let scanner = Option(
        "scanner", ValueKind<VirtualScanner.Model>.choice("KIND"),
        help: "a scanner on USB too: \(Self.scanners)")
    let profile = Setting(
        "profile", .text("NAME"), default: Profiles.tmT88V.id,
        help: "the model: \(Profiles.all.map(\.id).joined(separator: ", "))")
    let paper = Option(
        "paper", .text("DIR"), help: "folder for the slips, each a PNG at printer dots")
    let faults = Option(
        "faults", .text("FILE"), help: "what goes wrong and when (Docs/Formats/faults.md)")
    let sensor = Setting(
        "sensor", .choice("LEVEL"), default: VirtualDrawer.Sensor.highWhenOpen,
        help: "how the drawer's switch is wired: highWhenOpen, lowWhenOpen or none")
    let closes = Option(
        "drawer-closes", .duration("SECONDS", upTo: .seconds(3600)),
        help: "someone pushes the drawer shut so long after it opened")
    let seed = Setting(
        "seed", .integer("NUMBER", in: UInt64.min...UInt64.max), default: 1,
        help: "chance for garbled answers and noise")
    let json = Flag("json", help: "tell what happens as lines of JSON")

    private static let scanners = VirtualScanner.Model.allCases.map(\.rawValue)
        .joined(separator: ", ")

    var name: String { "sim" }
    var summary: String { "Runs a simulated printer with drawer that any program can print to." }
    var discussion: [String] {
        [
            "It runs until it is interrupted, and tells what happens: lines, cuts, pulses, faults.",
            "Without --pty, --tcp and --usbip it offers a network port of the system's choice.",
            "A USB device is attached by root with the line that is printed, on this machine; from then",
            "on it is a real USB device there. A cable that the fault plan pulls must be attached again.",
            "The scanner scans each line of standard input. {GS} in it is the separator (1Dh), and an AIM",
            "identifier (]C1) before it names the kind of code; without one its length does.",
        ]
    }
    var options: [any OptionDeclaration] {
        [pty, link, baud, tcp, usbip, scanner, profile, paper, faults, sensor, closes, seed, json]
    }
    var outcomes: [Outcome] {
        [
            Outcome(.done, "interrupted"), Outcome(.badInput, "the fault plan cannot be read"),
            Outcome(.busy, "the port is taken"), Outcome(.denied),
        ]
    }

    func run(_ values: Values) async -> ExitCode {
        await reporting { () async throws(Failure) in try await run(checked: values) }
    }

    private func run(checked values: Values) async throws(Failure) -> ExitCode {
        var wanted = try SimulatorChoice(
            profile: try DeviceOptions.profile(named: values[profile]))
        wanted.paper = values[paper]
        wanted.drawer.sensor = values[sensor]
        wanted.drawer.closesAfter = values[closes]
        wanted.seed = values[seed]
        if values[scanner] != nil, values[usbip] == nil {
            throw Failure(.usage, "--scanner needs --usbip: the scanner is a USB device")
        }
        if let path = values[faults] { wanted.plan = try SimulatorChoice.plan(in: path) }
        let tray = try PaperTray(wanted.paper.map { .folder($0) } ?? .text)
        let teller = Teller(asJSON: values[json])
        let hub = SimulatorHub(
            wanted.printer, observer: { teller.tell($0, at: $1) }, paperSink: { tray.take($0) })
        do throws(LinkError) {
            var stops: [@Sendable () async -> Void] = []
            if values[pty] || values[link] != nil {
                let line = try await PTYServer(
                    hub, name: values[link],
                    ownSettings: values[baud].map { SerialSettings(baud: $0) })
                let path = await line.path
                teller.offer("serial:\(values[link] ?? path ?? "?")")
                stops.append { await line.stop() }
            }
            if let port = values[usbip] {
                let usb = try await SimulatedUSB(
                    hub, scanner: values[scanner], port: UInt16(port), teller)
                stops.append { await usb.stop() }
            }
            if values[tcp] != nil || stops.isEmpty {
                let port = UInt16(values[tcp] ?? 0)
                let server = try await TCPServer(hub, host: "127.0.0.1", port: port)
                teller.offer("tcp:127.0.0.1:\(server.port)")
                stops.append { await server.stop() }
            }
            await Interrupts.interrupted()
            for stop in stops { await stop() }
        } catch {
            await hub.stop()
            throw Failure(error)
        }
        await hub.stop()
        await tray.empty()
        return .done
    }
}

/// Says what simulated devices do, a line each.
struct Teller: Sendable {
    let asJSON: Bool

    private struct Event: Encodable {
        var milliseconds: Int?
        var event: String
        var detail: String?
    }

    func offer(_ address: String) {
        if asJSON {
            Console.json(Event(event: "offers", detail: address))
        } else {
            Console.out("simulated printer at \(address)")
        }
    }

    /// A line of a device that keeps no time of its own.
    func tell(_ event: String, _ detail: String? = nil) {
        if asJSON {
            Console.json(Event(event: event, detail: detail))
        } else {
            Console.out("\(event)\(detail.map { ": \($0)" } ?? "")")
        }
    }

    func tell(_ output: VirtualPrinter.Output, at time: Duration) {
        guard let (event, detail) = words(for: output) else { return }
        if asJSON {
            Console.json(Event(milliseconds: time.milliseconds, event: event, detail: detail))
        } else {
            Console.out("\(time.milliseconds) ms  \(event)\(detail.map { ": \($0)" } ?? "")")
        }
    }

    private func words(for output: VirtualPrinter.Output) -> (String, String?)? {
        switch output {
        case .reply: nil
        case .gone: ("unplugged", nil)
        case .back: ("plugged in", nil)
        case .drawer(let isOpen): (isOpen ? "drawer opened" : "drawer shut", nil)
        case .kicked(let pin): ("pulse", "pin \(pin == .pin2 ? 2 : 5)")
        case .printedLine(let text): ("line", text)
        case .printedPicture(let rows): ("picture", "\(rows) rows")
        case .printedSymbol: ("symbol", nil)
        case .cut(let extent): ("cut", "\(extent)")
        case .fault(let action): ("fault", "\(action)")
        }
    }
}
