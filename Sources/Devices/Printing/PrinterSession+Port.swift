internal import ESCPOS
internal import Transport

// A printer that is out of paper takes no data, so no question reaches it. Over USB it can be asked
// past its full buffer.
extension PrinterSession {
    mutating func startPortTimer() {
        guard !port.isUseless else { return }
        act(.startTimer(.port, after: configuration.portInterval))
    }

    mutating func portTimedOut() {
        guard link == .up, !writes.isEmpty else { return }
        if isPortWorthAsking, port.ask() { act(.askPort) } else { startPortTimer() }
    }

    mutating func portAnswered(_ status: PortStatus?) {
        guard port.isAsking else { return }
        let before = port.complaint
        port.answered(status, at: now)
        guard link == .up, !writes.isEmpty else { return }
        startPortTimer()
        guard port.complaint != before else { return }
        // It would be asked until the last question has waited in vain.
        if phase == .greeting, port.complaint != nil { greeted() }
        settleHeldKick()
        statusChanged()
    }

    /// A printer that reports every change by itself knows better, and one that has said what ails
    /// it need not be asked.
    private var isPortWorthAsking: Bool {
        if profile.status.contains(.automatic), status.isOnline != nil { return false }
        return notReady == nil || notReady == .silent || notReady == port.complaint
    }
}
