public import ESCPOS
public import Transport

/// One slip to print, as whole commands.
public struct PrintJob: Hashable, Sendable {
    /// What to do while the printer cannot print: out of paper, open, offline, or not there.
    public enum Patience: Hashable, Sendable {
        /// Fail at once.
        case none
        /// Wait this long for someone to load paper, close the cover or plug the cable in.
        case wait(Duration)
    }

    /// Made by the caller; the same id again gets the first outcome and prints nothing.
    public var id: String
    /// The slip, from its first command to its last. Nothing is put between its bytes.
    public var bytes: [UInt8]
    /// The same slip visibly marked as a reprint, for when the first printing was broken off and
    /// nobody can know how much of it is on paper. Without it such a job ends in doubt.
    public var reprint: [UInt8]?
    public var patience: Patience

    public init(
        id: String, bytes: [UInt8], reprint: [UInt8]? = nil, patience: Patience = .none
    ) {
        self.id = id
        self.bytes = bytes
        self.reprint = reprint
        self.patience = patience
    }
}

extension PrintJob {
    /// What proves that a job is on paper.
    public enum Evidence: String, Hashable, Sendable {
        /// The printer sent back the tag behind the job's last byte: all before it is on paper.
        case processID
        /// The printer worked off the job's last byte and was ready after it.
        case roundTrip
    }

    /// How a job ended. Each job has exactly one.
    public enum Outcome: Hashable, Sendable {
        /// On paper. `isReprint`: what is whole on paper is the marked slip, after a broken one.
        case printed(Evidence, isReprint: Bool)
        /// The link took every byte, and this model gives no evidence: look at the paper.
        case accepted
        /// Nothing of it went to the printer.
        case rejected(Rejection)
        /// Some of it went to the printer and nobody knows how much is on paper.
        case inDoubt(LastKnown)
    }

    /// Why nothing was printed.
    public enum Rejection: Hashable, Sendable {
        case notReady(NotReady)
        case link(LinkError)
        case cancelled
        /// The queue has as many jobs as it may hold.
        case queueFull(limit: Int)
        /// A job without bytes.
        case empty
    }

    /// What keeps the printer from printing.
    public enum NotReady: Hashable, Sendable {
        case paperEnd
        case coverOpen
        case error(PrinterStatus.Errors)
        /// It says that it is offline and not why.
        case offline
        /// It answers nothing at all.
        case silent
    }

    /// The last that was known of a job that ended in doubt.
    public struct LastKnown: Hashable, Sendable {
        /// Why nothing more could be learnt.
        public enum Reason: Hashable, Sendable {
            case linkLost(LinkError)
            case notReady(NotReady)
            case noEvidence
            case stalled
            case cancelled
        }
        public var reason: Reason
        /// Bytes that the link took, of `total`.
        public var taken: Int
        public var total: Int
        public init(reason: Reason, taken: Int, total: Int) {
            self.reason = reason
            self.taken = taken
            self.total = total
        }
    }

    /// Where a job stands before it ends.
    public enum Progress: Hashable, Sendable {
        /// In the queue, or first in it and the printer cannot print.
        case waiting(NotReady?)
        case sending
        /// Every byte is taken; the evidence is to come.
        case confirming
        /// Broken off; the marked slip is printed next.
        case reprinting
    }
}

extension PrintJob.NotReady: CustomStringConvertible {
    public var description: String {
        switch self {
        case .paperEnd: "out of paper; load a new roll and close the cover"
        case .coverOpen: "the cover is open; close it"
        case .error(let errors) where errors.contains(.unrecoverable):
            "the printer reports a fault that only switching it off and on clears"
        case .error(let errors) where errors.contains(.cutter):
            "the cutter is stuck; clear the paper path and press FEED"
        case .error(let errors) where errors.contains(.automatic):
            "the print head is too hot; it goes on by itself when it has cooled"
        case .error: "a mechanical fault; clear the paper path and press FEED"
        case .offline: "the printer is offline; look at its panel"
        case .silent:
            "the printer answers nothing; check cable, power and line settings, and that the profile fits"
        }
    }
}

extension PrintJob.Outcome: CustomStringConvertible {
    public var description: String {
        switch self {
        case .printed(let evidence, isReprint: false): "printed (\(evidence.rawValue))"
        case .printed(let evidence, isReprint: true):
            "printed (\(evidence.rawValue)), marked REPRINT after a broken-off first try"
        case .accepted: "accepted: this model gives no evidence; look at the paper"
        case .rejected(let why): "not printed: \(why)"
        case .inDoubt(let known):
            "in doubt: \(known.reason); the printer took \(known.taken) of \(known.total) bytes; "
                + "look at the paper before printing again"
        }
    }
}

extension PrintJob.Rejection: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notReady(let why): "\(why)"
        case .link(let error): "\(error)"
        case .cancelled: "cancelled"
        case .queueFull(let limit): "\(limit) jobs are waiting already"
        case .empty: "there is nothing to print"
        }
    }
}

extension PrintJob.LastKnown.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .linkLost(let error): "\(error)"
        case .notReady(let why): "\(why)"
        case .noEvidence: "the printer never said that it printed; does the profile fit the model?"
        case .stalled: "the printer stopped taking bytes"
        case .cancelled: "cancelled while it was printing"
        }
    }
}
