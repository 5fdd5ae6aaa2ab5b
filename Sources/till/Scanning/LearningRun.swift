internal import Devices
internal import Scancode
internal import Transport

/// `till scan --learn`: has three codes scanned and says how the scanner is set up.
struct LearningRun: Sendable {
    /// A scanner that types has no end of its own: so long a pause ends what belongs to a code.
    private static let quiet = Duration.milliseconds(600)
    /// More than any scanner sends for one code; a keyboard that someone leans on ends there.
    private static let reportsMax = 4096

    let link: any ReportLink

    /// - Returns: nil when somebody ended it.
    func learn() async throws(Failure) -> LayoutLearner.Learned? {
        var learner = LayoutLearner(link.source)
        ask(learner.wanted)
        while true {
            let reports: [Report]
            do throws(LinkError) {
                reports = try await capture()
            } catch .closed {
                return nil
            } catch {
                throw Failure(error)
            }
            switch learner.take(reports) {
            case .next: ask(learner.wanted)
            case .again(let why):
                Console.note(why)
                ask(learner.wanted)
            case .learned(let learned): return learned
            }
        }
    }

    private func ask(_ index: Int) {
        let code = ByteText.printable(Array(LayoutLearner.codes[index].utf8))
        Console.note("scan code \(index + 1) of \(LayoutLearner.codes.count) (\(code))")
    }

    /// Everything from the first report until the scanner is quiet.
    private func capture() async throws(LinkError) -> [Report] {
        var reports = try await link.read()
        while reports.count < Self.reportsMax {
            let more = try await readWhileBusy()
            if more.isEmpty { break }
            reports += more
        }
        return reports
    }

    /// - Returns: nothing when nothing came in time.
    private func readWhileBusy() async throws(LinkError) -> [Report] {
        let reading = Task { [link] () -> Result<[Report], LinkError> in
            do throws(LinkError) {
                return .success(try await link.read())
            } catch {
                // A read that was called off has taken nothing.
                return Task.isCancelled ? .success([]) : .failure(error)
            }
        }
        let timer = Task {
            let time = SystemTime()
            if (try? await time.sleep(until: time.now() + Self.quiet)) != nil { reading.cancel() }
        }
        defer { timer.cancel() }
        return try await reading.value.get()
    }
}

/// What `till scan --learn` reports.
struct LearningReport: Encodable {
    var types: Bool
    /// Words for the command line of `till scan`.
    var options: [String]
    var layout: String?
    /// Other layouts that type the same keys.
    var alike: [String]?
    var notes: [String]

    init(_ learned: LayoutLearner.Learned, options: ScannerOptions) {
        types = learned.types
        self.options = options.words(for: learned.settings)
        layout = learned.types ? learned.settings.layout.rawValue : nil
        alike = learned.alike.isEmpty ? nil : learned.alike.map(\.rawValue)
        notes = []
        if !learned.types { notes.append("it sends scanner's reports, which need no options") }
        if learned.dropsSeparator {
            notes.append(
                "it leaves the separator of GS1 codes out: set it up to send GS, FNC1 or 1D hex")
        }
        if learned.settings.suffix.isEmpty, learned.types {
            notes.append(
                "it types nothing behind a code; with a suffix such as Enter it is quicker")
        }
    }
}
