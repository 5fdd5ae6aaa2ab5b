import Devices
import ESCPOS
import Transport

/// How printing is done in the field: write everything, ask how the printer is, and call the job
/// printed when the answer is a healthy one. The answer says nothing of the job, and may even be
/// an older question's. This session exists to show that the rehearsal finds it out.
struct NaiveSession: RehearsedSession {
    private var isUp = false
    private var queue: [PrintJob] = []
    private var current: PrintJob?
    private var left = 0
    private var isAsking = false
    private var replies = ReplyParser()

    mutating func handle(
        _ input: PrinterSession.Input, at now: Duration
    ) -> [PrinterSession.Action] {
        switch input {
        case .start: return [.open]
        case .submit(let job):
            queue.append(job)
            return next()
        case .linkOpened:
            isUp = true
            return next()
        case .linkFailed(let error):
            isUp = false
            var actions: [PrinterSession.Action] = [.startTimer(.reopen, after: .seconds(1))]
            if let job = current {
                current = nil
                let known = PrintJob.LastKnown(
                    reason: .linkLost(error), taken: 1, total: job.bytes.count)
                actions.append(.finished(job: job.id, .inDoubt(known)))
            }
            return actions
        case .timerFired(.reopen): return [.open]
        case .timerFired(.answer):
            guard current != nil else { return [] }
            return [.write([0x10, 0x04, 1]), .startTimer(.answer, after: .seconds(1))]
        case .took(let count):
            guard current != nil, !isAsking else { return [] }
            left -= count
            guard left <= 0 else { return [] }
            isAsking = true
            return [.write([0x10, 0x04, 1]), .startTimer(.answer, after: .seconds(1))]
        case .received(let bytes):
            for case .realTimeStatus(let byte) in replies.parse(bytes) where byte & 0x08 == 0 {
                guard let job = current, isAsking else { continue }
                current = nil
                return [
                    .stopTimer(.answer),
                    .finished(job: job.id, .printed(.roundTrip, isReprint: false)),
                ] + next()
            }
            return []
        default: return []
        }
    }

    private mutating func next() -> [PrinterSession.Action] {
        guard isUp, current == nil, !queue.isEmpty else { return [] }
        let job = queue.removeFirst()
        current = job
        left = job.bytes.count
        isAsking = false
        return [.write(job.bytes)]
    }
}
