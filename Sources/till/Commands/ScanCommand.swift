internal import Devices
internal import Scancode
internal import Transport

/// `till scan`
struct ScanCommand: Subcommand {
    /// What a scanner can be asked to do; ``ScannerCommand``'s other cases are done without asking.
    enum Request: String, CaseIterable, Sendable {
        case trigger, prevent, allow, goodBeep, errorBeep

        var command: ScannerCommand {
            switch self {
            case .trigger: .trigger
            case .prevent: .prevent
            case .allow: .allow
            case .goodBeep: .goodBeep
            case .errorBeep: .errorBeep
            }
        }
    }

    let from = Option(
        "from", .text("ADDRESS"),
        help: "the scanner: usb:0c2e:0b61, hidraw:/dev/hidraw0 or evdev:/dev/input/event5")
    let device = DeviceOptions()
    let scanner = ScannerOptions()
    let count = Option(
        "count", .integer("NUMBER", in: 1...1_000_000), help: "end after so many codes")
    let within = Option(
        "within", .duration("SECONDS", upTo: .seconds(86_400)),
        help: "end after this time, codes or not")
    let drop = Option(
        "drop-repeats", .duration("TIME", upTo: .seconds(60)),
        help: "leave out a code that equals the one before within this time (default: keep all)")
    let store = Option(
        "store", ValueKind<InStorePreset>.choice("RULES"),
        help:
            "how codes of the store (2… ) are read: \(InStorePreset.allCases.map(\.rawValue).joined(separator: ", "))"
    )
    let ask = Option(
        "ask", ValueKind<Request>.choice("WHAT"),
        help: "first ask the scanner for: trigger, prevent, allow, goodBeep or errorBeep")
    let plain = Flag("plain", help: "only the content, a line for each code, instead of JSON")
    let learn = Flag(
        "learn", help: "find out how the scanner is set up, from three codes that it scans")
    let pictures = Option(
        "pictures", .text("FOLDER"), help: "with --learn: put the three codes there as PNG files")

    var name: String { "scan" }
    var summary: String { "Reads a scanner that nobody else gets to read, a line of JSON a code." }
    var discussion: [String] {
        [
            "While it runs, nothing that is scanned gets into a window. Each code comes once, with a number, its time, and what it means. Without --from it lists what may be a scanner.",
            "A scanner that types (a keyboard wedge) has to be described: --learn --to PRINTER prints three codes, has them scanned, and says which options to use. Digits on the keypad and Alt with numbers are understood without being told.",
        ]
    }
    var options: [any OptionDeclaration] {
        [from] + scanner.all + [count, within, drop, store, ask, plain, learn, pictures]
            + device.all
    }
    var outcomes: [Outcome] {
        [
            Outcome(.done, "as many codes as asked for, or ended by a signal; or learned"),
            Outcome(.negative, "--within was over before --count; or the learning was broken off"),
            Outcome(.usage, "the command line was wrong, or no scanner was named"),
            Outcome(.badInput, "the three codes cannot be printed or drawn"),
            Outcome(.absent), Outcome(.denied), Outcome(.busy),
            Outcome(.inDoubt, "the three codes may not have been printed"),
            Outcome(
                .device, "the scanner does not do what --ask asks, or the printer cannot print"),
        ]
    }

    func run(_ values: Values) async -> ExitCode {
        await reporting { () async throws(Failure) in
            guard let text = values[from] else { throw Self.unnamed() }
            let address: Address
            do throws(AddressError) {
                address = try Address(parsing: text)
            } catch {
                throw Failure(.usage, "\(error)")
            }
            guard values[learn] else { return try await scan(address, values) }
            return try await learn(address, values)
        }
    }

    /// Lists what may be meant.
    private static func unnamed() -> Failure {
        let candidates = ScannerCandidates().list()
        for candidate in candidates {
            Console.note("\(candidate.address)  \(candidate.text)")
        }
        return Failure(
            .usage,
            candidates.isEmpty
                ? "no scanner and no keyboard here; plug one in (till doctor udev looks closer)"
                : "which scanner? --from takes one of these addresses, or its usb: address")
    }

    // MARK: Scanning

    private func scan(_ address: Address, _ values: Values) async throws(Failure) -> ExitCode {
        if values[pictures] != nil || values[device.to] != nil {
            throw Failure(.usage, "--pictures and --to go with --learn")
        }
        let rules = try Self.rules(values[store])
        let scanner = Scanner(
            address: address, opener: ScannerOpener(),
            configuration: .init(
                settings: scanner.settings(values), dropRepeatsWithin: values[drop]))
        do throws(ScannerError) {
            try await scanner.claim()
            await scanner.setDeviceEnabled(true)
            if let request = values[ask] { try await scanner.perform(request.command) }
        } catch {
            await scanner.release()
            throw Failure(error)
        }
        Interrupts.handle { await scanner.release() }
        let isLate = Lock(false)
        if let limit = values[within] {
            Task {
                let time = SystemTime()
                try? await time.sleep(until: time.now() + limit)
                isLate.withLock { $0 = true }
                await scanner.release()
            }
        }
        let wanted = values[count]
        let scans = await tell(
            scanner, upTo: wanted ?? .max, ScanWriter(isPlain: values[plain], rules: rules))
        await scanner.release()
        let isShort = wanted.map { scans < $0 } ?? false
        return isShort && isLate.withLock { $0 } ? .negative : .done
    }

    /// - Returns: how many codes were written.
    private func tell(_ scanner: Scanner, upTo limit: Int, _ writer: ScanWriter) async -> Int {
        var scans = 0
        for await news in scanner.news {
            guard writer.write(news) else { break }
            if case .scan = news.body { scans += 1 }
            if scans == limit { break }
        }
        return scans
    }

    private static func rules(_ preset: InStorePreset?) throws(Failure) -> InStoreRules {
        guard let preset else { return .none }
        do throws(InStoreRuleError) {
            return try InStoreRules(preset.rules)
        } catch {
            throw Failure(.internalError, "\(error)")
        }
    }

    // MARK: Learning

    private func learn(_ address: Address, _ values: Values) async throws(Failure) -> ExitCode {
        let link: any ReportLink
        do throws(LinkError) {
            link = try await ScannerOpener().openReports(address)
        } catch {
            throw Failure(error)
        }
        // Opened first: nobody prints codes for a scanner that is not there.
        do throws(Failure) {
            try await showCodes(values)
            Interrupts.handle { await link.close() }
            let learned = try await LearningRun(link: link).learn()
            await link.close()
            guard let learned else { return .negative }
            report(LearningReport(learned, options: scanner), address, isPlain: values[plain])
            return .done
        } catch {
            await link.close()
            throw error
        }
    }

    private func showCodes(_ values: Values) async throws(Failure) {
        if let folder = values[pictures] {
            for path in try LearningCodes.draw(into: folder) { Console.note("code: \(path)") }
        }
        guard values[device.to] != nil else {
            if values[pictures] != nil { return }
            throw Failure(
                .usage, "--learn needs --to PRINTER or --pictures FOLDER for its three codes")
        }
        let choice = try device.choose(values)
        let job = PrintJob(
            id: "till-scan-learn", bytes: try LearningCodes.slip(for: choice.profile), reprint: nil,
            patience: .none)
        let counter = try Counter(choice)
        await counter.printer.start()
        let outcome = await counter.printer.print(job)
        await counter.close()
        let code = ExitCode(outcome)
        if code != .done { throw Failure(code, "the codes: \(choice.address): \(outcome)") }
    }

    private func report(_ report: LearningReport, _ address: Address, isPlain: Bool) {
        guard isPlain else {
            Console.json(report)
            return
        }
        for note in report.notes { Console.note(note) }
        let words = ["till", "scan", "--from", "\(address)"] + report.options
        Console.out(words.map(Self.quoted).joined(separator: " "))
    }

    /// A word as a shell takes it.
    private static func quoted(_ word: String) -> String {
        let isSafe = word.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || "-_=:/.,+@%".utf8.contains(byte)
        }
        return isSafe
            ? word
            : "'\(word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}

/// Writes what a scanner tells, and notices when nobody reads it any more.
private struct ScanWriter {
    let isPlain: Bool
    let rules: InStoreRules
    let clock = WallClock()

    /// - Returns: false when nobody reads.
    func write(_ news: ScannerNews) -> Bool {
        let report = ScanReport(news, rules: rules, clock: clock)
        if !isPlain { return Console.json(report) }
        if case .scan(let scan) = news.body { return Console.out(ByteText.printable(scan.bytes)) }
        Console.note("till scan: \(report.event)\(report.why.map { ": \($0)" } ?? "")")
        return true
    }
}

extension Failure {
    fileprivate init(_ error: ScannerError) {
        switch error {
        case .link(let error): self.init(error)
        case .cannot: self.init(.device, "\(error)")
        case .notConnected: self.init(.absent, "\(error)")
        case .notClaimed, .claimed, .busy: self.init(.internalError, "\(error)")
        }
    }
}
