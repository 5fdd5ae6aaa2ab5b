internal import ESCPOS

/// The job that is being printed and how far it is.
struct JobRun: Hashable, Sendable {
    enum Stage: Hashable, Sendable {
        /// Asking how the printer is.
        case checking
        /// The printer cannot print; nothing of this attempt was sent.
        case waiting
        case sending
        /// Every byte is taken.
        case confirming(Confirmation)
        /// The link broke after the first byte was taken.
        case brokenOff(wholeTaken: Bool)
    }

    enum Confirmation: Hashable, Sendable {
        /// Waiting for the tag.
        case tag
        /// Waiting until an untagged answer can only be ours.
        case quiet
        /// Waiting for the first untagged answer.
        case first
        /// The printer has worked off the slip; waiting until it is burnt as well, and until the
        /// first answer cannot come a second time.
        case settling
        /// Waiting for the second untagged answer.
        case second
    }

    var job: PrintJob
    /// Number of this attempt, so that bytes of an earlier one are not counted for it.
    var attempt: UInt64 = 0
    var stage = Stage.checking
    /// What this attempt sends: the slip and, where the model has tags, the tag.
    var payload: [UInt8] = []
    var taken = 0
    var tag: ProcessID?
    /// How often the evidence was asked for.
    var asks = 0
    var reprints = 0
    /// Bytes of the attempt that was broken off; 0 while nothing was.
    var takenBefore = 0
    /// What has kept the printer from going on, while it does.
    var notReady: PrintJob.NotReady?
    /// Whether the caller's patience is being used up.
    var isPatienceRunning = false

    init(_ job: PrintJob) { self.job = job }

    /// Whether anything of the job may be on paper.
    var isUnderWay: Bool { taken > 0 || takenBefore > 0 }
    var slip: [UInt8] { reprints > 0 ? job.reprint ?? job.bytes : job.bytes }
}

/// Questions of the `DLE EOT` kind: their answers do not say what they answer, so one at a time.
struct Questions: Hashable, Sendable {
    /// n of the question under way.
    var pending: UInt8?
    /// n of those to come.
    var waiting: [UInt8] = []
    /// Questions without an answer since the last answer.
    var unanswered = 0
    /// How many unanswered questions make a printer silent.
    static let unansweredMax = 3
    var isSilent: Bool { unanswered >= Self.unansweredMax }
}

/// Keeps count of untagged answers (`GS r`), so that an old one is not taken for a new one.
///
/// An answer can be late, lost or doubled. What is asked is counted; a new series may begin only
/// when everything asked was answered and the time in which an answer could come again is over, or
/// when a printer that is working has been quiet for ten times as long.
struct UntaggedAnswers: Hashable, Sendable {
    private(set) var outstanding = 0
    private var lastActivity: Duration?

    mutating func asked(at now: Duration) {
        outstanding += 1
        lastActivity = now
    }

    mutating func answered(at now: Duration) {
        outstanding = max(0, outstanding - 1)
        lastActivity = now
    }

    /// How much longer to wait until a new question's answer cannot be taken for an old one's.
    func quietTimeLeft(at now: Duration, lateness: Duration) -> Duration {
        guard let lastActivity else { return .zero }
        let needed = outstanding == 0 ? lateness : lateness * 10
        return max(.zero, lastActivity + needed - now)
    }

    /// The printer was seen unable to work: questions that it holds are answered only when it can
    /// work again, however long that is.
    mutating func disturbed(at now: Duration) {
        if outstanding > 0 { lastActivity = now }
    }

    /// Forgets what was never answered: called when ``quietTimeLeft(at:lateness:)`` is over.
    mutating func forget() { outstanding = 0 }
}
