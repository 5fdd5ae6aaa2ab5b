internal import Cash
internal import Devices
internal import ESCPOS
internal import Glibc
internal import Receipts

/// `till count [FILE]`
struct CountCommand: Subcommand {
    let device = DeviceOptions()
    let currency = Option(
        "currency", .text("CODE"),
        help:
            "what is counted: \(Currency.known.map(\.code).joined(separator: ", ")) (default: $TILL_CURRENCY)"
    )
    let expected = Option(
        "expected", .text("AMOUNT"), help: "what should be there; shown only after the count")
    let purpose = Setting(
        "purpose", .choice("PURPOSE"), default: CountSlip.Purpose.closing,
        help: "opening, handover, spot or closing")
    let language = Setting(
        "language", .choice("LANGUAGE"), default: Language.english,
        help: "of the slip: en or zh-Hans")
    let store = Setting("store", .text("NAME"), default: "Cash count", help: "heading of the slip")
    let station = Setting("station", .text("NAME"), default: "1", help: "where the till stands")
    let till = Setting("till", .text("NAME"), default: "1", help: "the till that is counted")
    let by = Option("by", .text("NAME"), help: "who counts (default: the login name)")
    let witness = Option("witness", .text("NAME"), help: "who looks on or counts again")
    let noSlip = Flag("no-slip", help: "count only; print nothing")
    let json = Flag("json", help: "report as one line of JSON")
    let file = OptionalArgument(
        .text("FILE"),
        help: "a count document (Docs/Formats); without it every note and coin is asked for")

    var name: String { "count" }
    var summary: String { "Counts a till by notes and coins, and prints the count slip." }
    var discussion: [String] {
        [
            """
            The count is blind: what should be there is shown after it. Type how many pieces; 3r is \
            three rolls, 2s two straps, 12+3r both; ? helps, < goes back, = finishes.
            """
        ]
    }
    var options: [any OptionDeclaration] {
        device.all + [
            currency, expected, purpose, language, store, station, till, by, witness, noSlip, json,
        ]
    }
    var arguments: [any ArgumentDeclaration] { [file] }
    var outcomes: [Outcome] {
        [
            Outcome(.done, "counted, and the slip printed"),
            Outcome(.negative, "the count was not finished; nothing was printed"),
            Outcome(.badInput, "the document or an amount is wrong"),
            Outcome(.absent), Outcome(.denied), Outcome(.busy),
            Outcome(.inDoubt, "counted; nobody knows whether the slip printed"),
            Outcome(.device, "counted; the printer cannot print"),
        ]
    }

    func run(_ values: Values) async -> ExitCode {
        await reporting { () async throws(Failure) in
            let slip: CountSlip
            if let path = values[file] { slip = try read(path) } else { slip = try ask(values) }
            let variance = try variance(of: slip)
            if !values[json] { tell(slip, variance) }
            guard !values[noSlip] else {
                if values[json] { Console.json(CountReport(slip, variance, printed: nil)) }
                return .done
            }
            let outcome = try await print(slip, values)
            if values[json] {
                Console.json(CountReport(slip, variance, printed: "\(outcome)"))
            } else if ExitCode(outcome) == .done {
                Console.out("slip: \(outcome)")
            } else {
                Console.note("till count: slip \(outcome)")
            }
            return ExitCode(outcome)
        }
    }

    private func read(_ path: String) throws(Failure) -> CountSlip {
        let content = try Files.read(path, upTo: PrintFile.bytesMax)
        let source = try JSONFile(path: path, content: content)
        guard case .count(let slip) = try source.document() else {
            throw source.failure(at: "type", "must be \"count\"")
        }
        do throws(DocumentError) {
            try Document.count(slip).check()
        } catch {
            throw source.failure(error)
        }
        return slip
    }

    // MARK: Asking

    private func ask(_ values: Values) throws(Failure) -> CountSlip {
        let currency = try chosenCurrency(values)
        guard let catalogue = DenominationCatalogue.known(for: currency) else {
            throw Failure(.usage, "\(currency): its notes and coins are not known")
        }
        let now = try Moment.now()
        let expected = try values[expected].map { (text) throws(Failure) -> Money in
            do throws(CashError) {
                return try Money(text: text, currency: currency)
            } catch {
                throw Failure(.usage, "--expected: \(error)")
            }
        }
        let count = try talk(CountDialogue(catalogue: catalogue, day: now.day))
        let digits = "\(now)".filter(\.isNumber)
        return CountSlip(
            header: Header(
                language: values[language], currency: currency, store: Store(name: values[store]),
                number: "C\(digits)", station: values[station], cashier: values[by] ?? Login.name,
                time: now),
            till: values[till], purpose: values[purpose], count: count, expected: expected,
            witness: values[witness])
    }

    private func chosenCurrency(_ values: Values) throws(Failure) -> Currency {
        let preset = getenv("TILL_CURRENCY").map { String(cString: $0) }
        guard let code = values[currency] ?? preset else {
            throw Failure(.usage, "--currency is missing (or set TILL_CURRENCY)")
        }
        do throws(CashError) {
            return try Currency(code: code)
        } catch {
            throw Failure(.usage, "--currency: \(error)")
        }
    }

    private func talk(_ opening: CountDialogue) throws(Failure) -> Count {
        var dialogue = opening
        if Console.isInputTerminal { Console.out(CountDialogue.help) }
        while true {
            Console.prompt(dialogue.question)
            guard let line = Console.readLine() else {
                Console.out("")
                throw Failure(.negative, "the count was not finished; nothing was printed")
            }
            if !Console.isInputTerminal { Console.out("") }
            switch dialogue.answer(line) {
            case .asking(let note): if let note { Console.out(note) }
            case .finished:
                do throws(CashError) {
                    return try dialogue.result()
                } catch {
                    throw Failure(.internalError, "\(error)")
                }
            }
        }
    }

    // MARK: Telling

    private func variance(of slip: CountSlip) throws(Failure) -> Variance? {
        guard let expected = slip.expected else { return nil }
        do throws(CashError) {
            return try Variance(counted: slip.total, expected: expected)
        } catch {
            throw Failure(.badInput, "expected: \(error)")
        }
    }

    private func tell(_ slip: CountSlip, _ variance: Variance?) {
        Console.out("counted \(slip.total)")
        guard let variance else { return }
        let words = variance.isBalanced ? "balances" : variance.isShort ? "short" : "over"
        Console.out("expected \(variance.expected), difference \(variance.difference) (\(words))")
    }

    private func print(
        _ slip: CountSlip, _ values: Values
    ) async throws(Failure) -> PrintJob.Outcome {
        let choice = try device.choose(values)
        let file =
            if let path = values[file] {
                try PrintFile(
                    path: path, isRaw: false, logo: nil, profile: choice.profile, policy: .strict,
                    mark: .original)
            } else {
                try PrintFile(.count(slip), profile: choice.profile)
            }
        let counter = try Counter(choice) { _, progress in
            if case .waiting(let reason?) = progress { Console.note("waiting: \(reason)") }
        }
        Interrupts.handle { await counter.printer.cancel("till-count") }
        await counter.printer.start()
        let outcome = await counter.printer.print(PrintJob(id: "till-count", bytes: file.bytes))
        await counter.close()
        return outcome
    }
}

/// What `till count --json` writes; amounts are text, as in the documents.
private struct CountReport: Encodable {
    struct Line: Encodable {
        var value: String
        var kind: String
        var pack: String
        var packSize: Int64?
        var number: Int64
    }
    var currency: String
    var total: String
    var lines: [Line]
    var expected: String?
    var difference: String?
    var slip: String?

    init(_ slip: CountSlip, _ variance: Variance?, printed: String?) {
        currency = slip.total.currency.code
        total = slip.total.decimalText
        lines = slip.lines.map {
            Line(
                value: $0.value.decimalText, kind: $0.kind.rawValue, pack: $0.pack.rawValue,
                packSize: $0.packSize, number: $0.number)
        }
        expected = variance?.expected.decimalText
        difference = variance?.difference.decimalText
        self.slip = printed
    }
}
