public import ESCPOS
public import Transport

extension PrinterSession {
    /// What happened outside.
    public enum Input: Hashable, Sendable {
        /// Begins to keep the link open.
        case start
        case submit(PrintJob)
        /// Ends a job that has not ended: rejected when nothing of it was sent, else in doubt.
        case cancel(String)
        /// Fires a drawer's solenoid; `id` is made by the caller and comes back with the result.
        case kick(id: UInt64, Pulse)
        /// Withdraws a kick that has not been sent.
        case withdrawKick(id: UInt64)
        /// Asks for the level of the drawer pin now.
        case askDrawerLevel
        case linkOpened
        /// A device has appeared where the link may lead.
        case arrived
        /// Opening failed, or an open link ended. What the link took before it ended is told first.
        case linkFailed(LinkError)
        /// The link took this many bytes of what it was given, from the front.
        case took(Int)
        case received([UInt8])
        /// The answer to ``Action/askPort``; nil when there is none to be had.
        case port(PortStatus?)
        case timerFired(Timer)
    }

    /// What is to be done outside, in this order.
    public enum Action: Hashable, Sendable {
        case open
        case close
        /// Give these bytes to the link, after those given before; unsent bytes are forgotten when
        /// the link ends.
        case write([UInt8])
        /// Ask the link for the printer's port status.
        case askPort
        /// (Re)starts a timer that fires once.
        case startTimer(Timer, after: Duration)
        case stopTimer(Timer)
        case progress(job: String, PrintJob.Progress)
        case finished(job: String, PrintJob.Outcome)
        case kicked(id: UInt64, KickResult)
        case event(Event)
    }

    public enum Timer: Hashable, Sendable, CaseIterable {
        /// Open the link again.
        case reopen
        /// A question has not been answered.
        case answer
        /// Ask how the printer is.
        case poll
        /// The link has taken nothing for a while.
        case port
        /// No byte was taken, or no evidence came, for too long.
        case progress
        /// The caller's patience with a printer that cannot print.
        case patience
        /// Untagged answers have died down, or a first answer has settled.
        case untagged
    }

    public enum KickResult: Hashable, Sendable {
        /// The link took the pulse command; whether the drawer moved, only its sensor knows.
        case sent
        case refused(KickRefusal)
    }

    public enum KickRefusal: Hashable, Sendable {
        case notConnected
        /// Offline, and this model has no real-time pulse.
        case notReady(PrintJob.NotReady)
        /// Another kick is under way.
        case busy
        case withdrawn
    }

    /// What the printer told without being asked for a job.
    public enum Event: Hashable, Sendable {
        case connected
        case disconnected(LinkError)
        /// Opening the link failed; it will be tried again.
        case unreachable(LinkError)
        case status(PrinterStatus)
        /// The level of the drawer pin, at each report of it, changed or not.
        case drawerPin(isHigh: Bool)
        /// Answers that nobody was waiting for, in their bytes.
        case strayReply([UInt8])
        case silent
    }

    /// What a session is told once.
    public struct Configuration: Hashable, Sendable {
        public var profile: Profile
        /// Whether the link breaks when the printer loses power. Over USB and TCP it does. Over a
        /// serial line it does not, and a tag asked for a second time proves nothing there.
        public var linkNoticesPowerLoss: Bool
        /// The first job's tag. Choose it by chance, so that an answer to the program that had the
        /// printer before is not taken for an answer to this one.
        public var firstTag: UInt32
        public var waitingJobsMax: Int = 256
        /// How often the marked slip of one job is printed.
        public var reprintsMax: Int = 1
        /// Time for an answer to a real-time question.
        public var answerLimit: Duration = .milliseconds(500)
        public var pollInterval: Duration = .seconds(1)
        /// Time in which the link takes nothing until the printer is asked past its full buffer, and
        /// between two such questions. Cheap printers get confused by more.
        public var portInterval: Duration = .milliseconds(1_500)
        /// Time without any progress that the printer does not explain.
        public var stallLimit: Duration = .seconds(10)
        /// Added to `stallLimit` for each 1,000 bytes of a job: printing takes time.
        public var stallLimitPerKilobyte: Duration = .milliseconds(500)
        /// How late an untagged answer can come, or come again, and how long what stands between
        /// interpreter and print head takes to be burnt. Clones answer within a few milliseconds;
        /// this is the margin for hubs, converters and busy hosts.
        public var untaggedLateness: Duration = .milliseconds(500)
        /// Time for someone to help a printer that stopped in the middle of a slip, when the job
        /// itself has no patience: half a slip is on paper, so giving up at once helps nobody.
        public var midJobPatience: Duration = .seconds(120)
        /// After a link came back: time for a tag that the printer kept for us.
        public var keptTagLimit: Duration = .seconds(3)
        /// Tries to have a printer go on after a cutter or mechanical error, one a poll.
        public var recoveriesMax: Int = 30
        public var reopenDelay: Duration = .milliseconds(200)
        public var reopenDelayMax: Duration = .seconds(5)

        public init(profile: Profile, linkNoticesPowerLoss: Bool = true, firstTag: UInt32) {
            self.profile = profile
            self.linkNoticesPowerLoss = linkNoticesPowerLoss
            self.firstTag = firstTag
        }
    }
}
