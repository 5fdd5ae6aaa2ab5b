import ESCPOS
import Simulator
import Testing
import Transport

@testable import Devices

/// A printer at the end of a wire, as a probe meets it: it hears what its own setting makes of the
/// bits, and its answers are heard the same way.
struct ProbedLine {
    var probe: SerialProbe
    let printer: SerialSettings?
    var status: [UInt8: UInt8] = [1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12]
    var signals: LineSignals?
    /// What the printer says unasked, with each answer.
    var beside: [UInt8] = []
    var setting = SerialSettings()
    var heard = Parser()
    /// All that the printer made of what was sent, whole and damaged.
    var seen: [UInt8] = []
    var sent: [(bytes: [UInt8], setting: SerialSettings)] = []
    var elapsed: Duration = .zero
    var settings: [SerialSettings] = []

    init(printer: SerialSettings?, guess: SerialSettings? = nil) {
        self.printer = printer
        probe = SerialProbe(guess: guess)
    }

    /// Whether the last byte sent was the last of a question.
    var isWhole: Bool { sent.suffix(3).map(\.bytes).dropLast() == [[0x10], [0x04]] }

    mutating func run(
        answer: (ProbedLine, [UInt8]) -> [UInt8] = { _, _ in [] }
    ) -> SerialProbe.Outcome? {
        var inputs: [SerialProbe.Input] = [.start]
        var isWaiting = false
        while true {
            if inputs.isEmpty {
                guard isWaiting else { return nil }
                isWaiting = false
                inputs = [.timeIsUp]
            }
            for action in probe.handle(inputs.removeFirst()) {
                switch action {
                case .change(let new):
                    setting = new
                    settings.append(new)
                case .send(let bytes):
                    sent.append((bytes, setting))
                    inputs.append(.sent)
                    let back = print(bytes) + answer(self, bytes)
                    if !back.isEmpty { inputs.append(.received(back)) }
                case .wait(let time):
                    elapsed += time
                    isWaiting = true
                case .readSignals: inputs.append(.signals(signals))
                case .finished(let outcome): return outcome
                }
            }
        }
    }

    private mutating func print(_ bytes: [UInt8]) -> [UInt8] {
        guard let printer else { return [] }
        let arrived = WireModel.seen(bytes, sentAs: setting, receivedAs: printer)
        seen += arrived.map(\.byte)
        var answers: [UInt8] = []
        for command in heard.parse(arrived.filter { !$0.isDamaged }.map(\.byte)) {
            guard case .realTimeStatus(let request) = command,
                let byte = status[request.function]
            else { continue }
            answers += beside + [byte]
        }
        return WireModel.seen(answers, sentAs: printer, receivedAs: setting)
            .filter { !$0.isBreak }.map(\.byte)
    }
}

@Suite struct SerialProbeTests {
    static let printers = SerialProbe.bauds.flatMap { baud in
        SerialSettings.Parity.allCases.map { SerialSettings(baud: baud, parity: $0) }
    }

    @Test(arguments: printers)
    func everySettingOfAPrinterIsFound(printer: SerialSettings) {
        for (online, expected) in [(UInt8(0x12), true), (0x16, true), (0x1A, false), (0x1E, false)]
        {
            var line = ProbedLine(printer: printer)
            line.status[1] = online
            guard case .found(let finding) = line.run() else {
                Issue.record("not found at \(printer)")
                return
            }
            #expect(
                finding.settings.baud == printer.baud && finding.settings.parity == printer.parity)
            #expect(finding.isOnline == expected)
        }
    }

    /// The questions alone are sent at a setting that is not proven, and never turn into a command
    /// there: nothing that prints, feeds, cuts or moves a drawer, however many bytes follow.
    @Test(arguments: printers)
    func whatAPrinterAtAnotherSettingHearsIsNoCommand(printer: SerialSettings) {
        var line = ProbedLine(printer: printer)
        _ = line.run()
        let questions = line.sent.dropLast().map(\.bytes)
        #expect(questions.allSatisfy { $0.count == 1 })
        for start in stride(from: 0, to: questions.count, by: 3) {
            let question = questions[start..<start + 3].flatMap(\.self)
            #expect(question.dropLast() == [0x10, 0x04] && (1...4).contains(question[2]))
        }
        var other = ProbedLine(printer: printer)
        // Dumb, so that every setting is tried.
        other.status = [:]
        _ = other.run()
        let acting: Set<UInt8> = [0x0A, 0x0C, 0x0D, 0x14, 0x05, 0x1B, 0x1C, 0x1D]
        #expect(acting.isDisjoint(with: other.seen), "\(other.seen)")
    }

    @Test func theGuessOfAnAddressComesFirst() {
        let guess = SerialSettings(baud: 230_400, parity: .odd, flow: .xonxoff)
        var line = ProbedLine(printer: SerialSettings(baud: 230_400, parity: .odd), guess: guess)
        guard case .found(let finding) = line.run() else {
            Issue.record("not found")
            return
        }
        #expect(finding.settings.baud == 230_400 && line.settings.count == 1)
    }

    @Test func silenceIsSaidAfterABoundedTime() {
        var line = ProbedLine(printer: nil)
        #expect(line.run() == .silent)
        #expect(line.settings.count == SerialProbe.bauds.count * 3)
        #expect(line.elapsed < .seconds(15))
    }

    @Test func anEchoIsNoPrinter() {
        var line = ProbedLine(printer: nil)
        #expect(line.run { _, bytes in bytes } == .noise)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func noiseIsNotBelieved(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let noise = (0..<4096).map { _ in
            (0..<Int.random(in: 0...3, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
        }
        var index = 0
        var line = ProbedLine(printer: nil)
        let outcome = line.run { _, _ in
            index += 1
            return noise[index % noise.count]
        }
        #expect(outcome == .noise, "seed \(seed)")
    }

    @Test func threeRightBytesAreNotEnough() {
        for right in 1...3 {
            var line = ProbedLine(printer: nil)
            var answered = 0
            let outcome = line.run { line, _ in
                guard line.isWhole else { return [] }
                answered += 1
                return answered <= right ? [0x12] : []
            }
            #expect(outcome == .silent)
        }
    }

    @Test func automaticStatusesBesideTheAnswersAreTolerated() {
        var line = ProbedLine(printer: SerialSettings(baud: 19200))
        line.beside = [0x10, 0x00, 0x00, 0x0F]
        guard case .found(let finding) = line.run() else {
            Issue.record("not found")
            return
        }
        #expect(finding.settings.baud == 19200)
    }

    typealias Seen = (LineSignals?, [UInt8], SerialSettings.Flow, SerialProbe.Handshake)
    static let handshakes: [Seen] = [
        (nil, [], .xonxoff, .nothingSeen),
        ([.dtr, .rts], [], .xonxoff, .nothingSeen),
        ([.dtr, .rts, .cts], [], .rtscts, .clearToSend),
        ([.cts, .dsr], [], .rtscts, .clearToSend),
        ([.dsr], [], .dtrdsr, .dataSetReady),
        ([.cts, .dsr], [0x11], .xonxoff, .characters),
    ]

    @Test(arguments: handshakes)
    func theHandshakeIsReadOffTheLinesAndTheCharacters(
        signals: LineSignals?, beside: [UInt8], flow: SerialSettings.Flow,
        handshake: SerialProbe.Handshake
    ) {
        var line = ProbedLine(printer: SerialSettings())
        line.signals = signals
        line.beside = beside
        guard case .found(let finding) = line.run() else {
            Issue.record("not found")
            return
        }
        #expect(finding.settings.flow == flow && finding.handshake == handshake)
        // What wrong speeds left in the printer's line goes with this.
        #expect(line.sent.last?.bytes == [0x1B, 0x40])
    }

    @Test func aPrinterInTheMiddleOfACommandIsFoundAllTheSame() {
        var line = ProbedLine(printer: SerialSettings())
        line.status = [:]
        var questions = 0
        // The first question fills up what it was waiting for.
        let outcome = line.run { line, _ in
            guard line.isWhole else { return [] }
            questions += 1
            return questions == 1 ? [] : [0x12]
        }
        guard case .found = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
    }
}
