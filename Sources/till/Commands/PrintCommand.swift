internal import Devices
internal import ESCPOS
internal import Receipts
internal import Transport

/// `till print FILE`
struct PrintCommand: Subcommand {
    let device = DeviceOptions()
    let raw = Flag("raw", help: "the file holds printer commands, not a document")
    let copy = Option(
        "copy", .integer("NUMBER", in: 1...999), help: "mark the slip as COPY NUMBER")
    let reprint = Flag("reprint", help: "mark the slip as REPRINT")
    let again = Flag(
        "reprint-if-broken-off",
        help: "if the printing is broken off, print the whole slip again, marked REPRINT")
    let logo = Option(
        "logo", .text("FILE"),
        help: "PNG for the document's logo (default: the file that the document names, beside it)")
    let replace = Flag(
        "replace", help: "print ? for characters that the printer has not got, instead of refusing")
    let wait = Setting(
        "wait", .duration("SECONDS", upTo: .seconds(86_400)), default: .zero,
        help: "how long to wait for paper, a closed cover or the printer itself")
    let json = Flag("json", help: "report as one line of JSON")
    let file = Argument(
        .text("FILE"),
        help: "a document (Docs/Formats), or commands with --raw; - is standard input")

    var name: String { "print" }
    var summary: String {
        "Prints a receipt, reversal slip or count slip, and proves that it printed."
    }
    var discussion: [String] {
        [
            """
            The outcome says what is known: printed (processID) or printed (roundTrip) is on paper by \
            the printer's own word; accepted is a model that gives no word; in doubt must be looked \
            at before it is printed again.
            """,
            "Raw commands that open a drawer are refused: `till drawer open` does that, for a reason.",
        ]
    }
    var options: [any OptionDeclaration] {
        device.all + [raw, copy, reprint, again, logo, replace, wait, json]
    }
    var arguments: [any ArgumentDeclaration] { [file] }
    var outcomes: [Outcome] {
        [
            Outcome(.done, "printed; or accepted, by a model that gives no evidence"),
            Outcome(.badInput, "the document is wrong or cannot be printed on this model"),
            Outcome(.absent, "the printer is not there or answers nothing; nothing was printed"),
            Outcome(.denied), Outcome(.busy),
            Outcome(.inDoubt, "broken off: look at the paper before printing again"),
            Outcome(.device, "out of paper, cover open or an error; nothing was printed"),
            Outcome(.negative, "cancelled before anything was printed"),
        ]
    }

    func run(_ values: Values) async -> ExitCode {
        await reporting { () async throws(Failure) in try await run(checked: values) }
    }

    private func run(checked values: Values) async throws(Failure) -> ExitCode {
        if values[reprint], values[copy] != nil {
            throw Failure(.usage, "--copy and --reprint are two different marks; give one")
        }
        let choice = try device.choose(values)
        let slip = try PrintFile(
            path: values[file], isRaw: values[raw], logo: values[logo], profile: choice.profile,
            policy: values[replace] ? .replace(with: "?") : .strict,
            mark: values[reprint] ? .reprint : values[copy].map { .copy($0) } ?? .original,
            isReprintable: values[again])
        let job = PrintJob(
            id: "till-print", bytes: slip.bytes, reprint: slip.reprint,
            patience: values[wait] > .zero ? .wait(values[wait]) : .none)
        let counter = try Counter(choice) { _, progress in
            if case .waiting(let reason?) = progress { Console.note("waiting: \(reason)") }
            if case .reprinting = progress { Console.note("broken off; printing it again, marked") }
        }
        Interrupts.handle { await counter.printer.cancel(job.id) }
        await counter.printer.start()
        let outcome = await counter.printer.print(job)
        await counter.close()
        report(outcome, of: slip, on: choice, asJSON: values[json])
        return ExitCode(outcome)
    }

    private func report(
        _ outcome: PrintJob.Outcome, of slip: PrintFile, on choice: DeviceChoice, asJSON: Bool
    ) {
        if asJSON {
            Console.json(PrintReport(outcome, slip, choice))
        } else if ExitCode(outcome) == .done {
            Console.out("\(outcome): \(slip.title) on \(choice.address)")
        } else {
            Console.note("till print: \(slip.title) on \(choice.address): \(outcome)")
        }
    }
}

/// What `till print --json` writes.
private struct PrintReport: Encodable {
    var outcome: String
    var evidence: String?
    var isReprint: Bool?
    var reason: String?
    var bytesTaken: Int?
    var bytes: Int
    var document: String
    var printer: String
    var profile: String

    init(_ outcome: PrintJob.Outcome, _ slip: PrintFile, _ choice: DeviceChoice) {
        bytes = slip.bytes.count
        document = slip.title
        printer = "\(choice.address)"
        profile = choice.profile.id
        switch outcome {
        case .printed(let evidence, let isReprint):
            self.outcome = "printed"
            self.evidence = evidence.rawValue
            self.isReprint = isReprint
        case .accepted: self.outcome = "accepted"
        case .rejected(let why):
            self.outcome = "rejected"
            reason = "\(why)"
        case .inDoubt(let known):
            self.outcome = "inDoubt"
            reason = "\(known.reason)"
            bytesTaken = known.taken
        }
    }
}
