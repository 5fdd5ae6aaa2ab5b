internal import ESCPOS
public import Transport

/// Finds out how an ESC/POS printer's serial line is set, by asking it how it is: a value, inputs
/// in, actions out.
///
/// # What is sent
/// Questions `DLE EOT n`, and nothing else, until the printer has answered all of them at one
/// setting. They print nothing and move nothing. At a wrong setting a printer hears something else
/// in them. Sent a byte at a time, with a pause after each, and with n = 1 only at a setting that
/// is proven, they never sound like a control character that prints or begins a command, at any
/// pair of the settings tried here (RehearsalTests goes through them bit by bit; without the pauses
/// a line feed comes about). What is taken for text goes with the `ESC @` that ends a search: that
/// empties the line that would be printed.
///
/// # What is believed
/// Nothing that came once. Each of four different questions must bring exactly one byte with the
/// bits that Epson fixed in it, and nothing beside it but XON, XOFF and automatic statuses. Of a
/// well printer most answers have an even number of ones, so that the line's parity shows.
///
/// # The handshake
/// Nothing is provoked: no buffer is filled, no line is moved. A printer that lets us send has CTS
/// or DSR on if its cable has them, and one that speaks XON/XOFF may have said so. With neither,
/// XON/XOFF is the answer, because it is heard wherever it is said and harmless where it is not.
public struct SerialProbe: Sendable {
    public enum Input: Hashable, Sendable {
        case start
        /// What was asked for with `send` is on its way.
        case sent
        case received([UInt8])
        /// The time asked for with `wait` is over.
        case timeIsUp
        /// The lines; nil where there are none.
        case signals(LineSignals?)
    }

    public enum Action: Hashable, Sendable {
        /// Sets the line, discards what was received, and goes on with the next action.
        case change(SerialSettings)
        case send([UInt8])
        /// Tells the next `timeIsUp`; an earlier wait is over.
        case wait(Duration)
        case readSignals
        case finished(Outcome)
    }

    public enum Outcome: Hashable, Sendable {
        case found(Finding)
        /// Nothing came back at any setting.
        case silent
        /// Bytes came back, and never the answer of a printer.
        case noise
    }

    public struct Finding: Hashable, Sendable {
        public var settings: SerialSettings
        public var handshake: Handshake
        /// An offline printer may have switched its lines off; ask again when it is well.
        public var isOnline: Bool
    }

    /// What the flow control was concluded from.
    public enum Handshake: Hashable, Sendable {
        case clearToSend
        case dataSetReady
        case characters
        case nothingSeen
    }

    private enum Stage: Hashable, Sendable {
        case asking(question: Int, isRepeated: Bool)
        case ending
        case over
    }

    /// `DLE EOT` functions in their order: offline cause, error cause, roll paper, printer.
    static let questions: [UInt8] = [2, 3, 4, 1]
    /// The likeliest first: what printers are delivered with, then what people set.
    static let bauds = [9600, 19200, 38400, 115_200, 57600, 4800, 2400, 1200]
    /// Time for an answer, beside the line's own.
    static let patience = Duration.milliseconds(200)
    /// After each byte of a question: longer than a byte takes at the slowest speed.
    static let pause = Duration.milliseconds(10)
    /// How long after an answer nothing else may come.
    static let silence = Duration.milliseconds(30)

    /// The settings to try, in their order.
    public let candidates: [SerialSettings]
    private var index = 0
    private var stage = Stage.asking(question: 0, isRepeated: false)
    /// Bytes of the question that are still to be sent.
    private var unsent: [UInt8] = []
    private var replies = ReplyParser()
    private var answers: [UInt8] = []
    private var hasNoise = false
    private var heardNoise = false
    private var heardCharacters = false
    private var isOnline = false
    private var actions: [Action] = []

    /// - Parameter guess: what is tried first; its flow control is not used.
    public init(guess: SerialSettings? = nil) {
        var candidates: [SerialSettings] = []
        if let guess { candidates = [SerialSettings(baud: guess.baud, parity: guess.parity)] }
        for parity in SerialSettings.Parity.allCases {
            for baud in Self.bauds {
                let candidate = SerialSettings(baud: baud, parity: parity)
                if !candidates.contains(candidate) { candidates.append(candidate) }
            }
        }
        self.candidates = candidates
    }

    /// Takes one input and says what is to be done.
    public mutating func handle(_ input: Input) -> [Action] {
        switch (stage, input) {
        case (.over, _): break
        case (_, .start): beginCandidate()
        case (.asking, .sent): actions.append(.wait(unsent.isEmpty ? limit : Self.pause))
        case (.asking, .received(let bytes)): received(bytes)
        case (.asking, .timeIsUp) where !unsent.isEmpty: sendNext()
        case (.asking(let question, let isRepeated), .timeIsUp):
            judge(question, isRepeated: isRepeated)
        case (.ending, .sent): actions.append(.readSignals)
        case (.ending, .signals(let signals)): found(signals)
        case (.ending, .received), (.ending, .timeIsUp), (.asking, .signals): break
        }
        defer { actions = [] }
        return actions
    }

    private var limit: Duration {
        // A question and its answer, and as much again for what an adapter keeps back.
        Self.patience + candidates[index].time(of: 8)
    }

    private mutating func beginCandidate() {
        heardCharacters = false
        actions.append(.change(candidates[index]))
        ask(0, isRepeated: false)
    }

    private mutating func ask(_ question: Int, isRepeated: Bool) {
        stage = .asking(question: question, isRepeated: isRepeated)
        replies = ReplyParser()
        answers = []
        hasNoise = false
        let request = RealTimeStatusRequest(function: Self.questions[question])
        unsent = Command.realTimeStatus(request).bytes
        sendNext()
    }

    private mutating func sendNext() { actions.append(.send([unsent.removeFirst()])) }

    private mutating func received(_ bytes: [UInt8]) {
        let hadAnswer = !answers.isEmpty
        for reply in replies.parse(bytes) { heard(reply) }
        // Whatever follows an answer at once belongs to it, and makes it none.
        if !answers.isEmpty, !hadAnswer, unsent.isEmpty {
            actions.append(.wait(Self.silence + candidates[index].time(of: 8)))
        }
    }

    private mutating func heard(_ reply: Reply) {
        switch reply {
        case .realTimeStatus(let byte): answers.append(byte)
        case .transmitOn, .transmitOff: heardCharacters = true
        case .automaticStatus: break
        default: hasNoise = true
        }
    }

    private mutating func judge(_ question: Int, isRepeated: Bool) {
        for reply in replies.finish() { heard(reply) }
        let isGarbled = hasNoise || answers.count > 1
        heardNoise = heardNoise || isGarbled
        if !isGarbled, let answer = answers.first {
            if Self.questions[question] == 1 { isOnline = answer & 0x08 == 0 }
            if question + 1 < Self.questions.count {
                ask(question + 1, isRepeated: false)
            } else {
                stage = .ending
                actions.append(.send(Command.initialize.bytes))
            }
        } else if !isRepeated {
            // The first may have ended a command that the printer was in the middle of, or met what
            // it still had to say to an earlier question.
            ask(question, isRepeated: true)
        } else {
            nextCandidate()
        }
    }

    private mutating func nextCandidate() {
        index += 1
        guard index < candidates.count else {
            stage = .over
            actions.append(.finished(heardNoise ? .noise : .silent))
            return
        }
        beginCandidate()
    }

    private mutating func found(_ signals: LineSignals?) {
        stage = .over
        var settings = candidates[index]
        let handshake: Handshake
        if heardCharacters {
            (settings.flow, handshake) = (.xonxoff, .characters)
        } else if signals?.contains(.cts) == true {
            (settings.flow, handshake) = (.rtscts, .clearToSend)
        } else if signals?.contains(.dsr) == true {
            (settings.flow, handshake) = (.dtrdsr, .dataSetReady)
        } else {
            (settings.flow, handshake) = (.xonxoff, .nothingSeen)
        }
        actions.append(
            .finished(
                .found(Finding(settings: settings, handshake: handshake, isOnline: isOnline))))
    }
}
