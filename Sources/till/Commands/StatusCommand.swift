internal import Devices
internal import ESCPOS
internal import Transport

/// `till status`
struct StatusCommand: Subcommand {
    let device = DeviceOptions()
    let within = Setting(
        "within", .duration("SECONDS", upTo: .seconds(3600)), default: .seconds(5),
        help: "how long to wait for an answer")
    let json = Flag("json", help: "report as one line of JSON")

    var name: String { "status" }
    var summary: String { "Asks a printer how it is: paper, cover, errors, drawer pin." }
    var options: [any OptionDeclaration] { device.all + [within, json] }
    var outcomes: [Outcome] {
        [
            Outcome(.done, "the printer can print"),
            Outcome(.absent, "the printer is not there or answers nothing"),
            Outcome(.denied), Outcome(.busy),
            Outcome(.device, "the printer answers and cannot print now"),
        ]
    }

    func run(_ values: Values) async -> ExitCode {
        await reporting { () async throws(Failure) in
            let choice = try device.choose(values)
            let counter = try Counter(choice)
            defer { Task { await counter.close() } }
            let status = try await counter.firstStatus(within: values[within])
            await counter.close()
            let report = StatusReport(status, choice)
            if values[json] {
                Console.json(report)
            } else {
                report.lines.forEach { Console.out($0) }
            }
            return status.isReady || choice.profile.status.isEmpty ? .done : .device
        }
    }
}

extension Counter {
    /// Opens the link and waits for what the printer says of itself.
    func firstStatus(within limit: Duration) async throws(Failure) -> PrinterStatus {
        let events = await printer.events()
        await printer.start()
        let place = "\(printer.address)"
        let answer = await withTaskGroup(of: Result<PrinterStatus, Failure>?.self) { group in
            group.addTask {
                for await event in events {
                    switch event {
                    case .status(let status): return .success(status)
                    case .unreachable(let error), .disconnected(let error):
                        return .failure(Failure(error))
                    case .silent:
                        return .failure(Failure(.absent, "\(place): \(PrintJob.NotReady.silent)"))
                    case .connected, .drawerPin, .strayReply: continue
                    }
                }
                return nil
            }
            group.addTask {
                try? await SystemTime().sleep(until: SystemTime().now() + limit)
                return .failure(Failure(.absent, "\(place): no answer in time"))
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        switch answer {
        case .success(let status): return status
        case .failure(let failure):
            await close()
            throw failure
        case nil: throw Failure(.internalError, "the printer's events ended")
        }
    }
}

/// What `till status` reports; a part that the printer did not tell is left out of the JSON.
private struct StatusReport: Encodable {
    var printer: String
    var profile: String
    var isReady: Bool
    var isOnline: Bool?
    var isCoverOpen: Bool?
    var paper: String?
    var errors: [String]?
    var drawerPin: String?

    private static let errorNames: [(error: PrinterStatus.Errors, name: String)] = [
        (.recoverable, "mechanical"), (.cutter, "cutter"), (.unrecoverable, "unrecoverable"),
        (.automatic, "hot head or voltage"),
    ]

    init(_ status: PrinterStatus, _ choice: DeviceChoice) {
        printer = "\(choice.address)"
        profile = choice.profile.id
        isReady = status.isReady
        isOnline = status.isOnline
        isCoverOpen = status.isCoverOpen
        paper = status.paper.map {
            switch $0 {
            case .adequate: "adequate"
            case .nearEnd: "near end"
            case .end: "end"
            }
        }
        errors = status.errors.map { errors in
            Self.errorNames.filter { errors.contains($0.error) }.map(\.name)
        }
        drawerPin = status.isDrawerPinHigh.map { $0 ? "high" : "low" }
    }

    var lines: [String] {
        func known(_ value: String?) -> String { value ?? "unknown" }
        return [
            "\(printer) (\(profile)): \(isReady ? "ready" : "not ready")",
            "  online      \(known(isOnline.map { $0 ? "yes" : "no" }))",
            "  cover       \(known(isCoverOpen.map { $0 ? "open" : "closed" }))",
            "  paper       \(known(paper))",
            "  errors      \(known(errors.map { $0.isEmpty ? "none" : $0.joined(separator: ", ") }))",
            "  drawer pin  \(known(drawerPin)) (what it means depends on the drawer: --sensor)",
        ]
    }
}
