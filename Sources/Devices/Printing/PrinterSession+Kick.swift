internal import ESCPOS
internal import Transport

// Drawer pulses. A pulse never stands between the bytes of a job, and never waits behind paper: a
// pulse that is kept by a printer without paper would open the drawer when nobody expects it.
extension PrinterSession {
    mutating func kick(_ id: UInt64, _ pulse: Pulse) {
        guard link == .up else {
            act(.kicked(id: id, .refused(.notConnected)))
            return
        }
        let isBusy = writes.contains { if case .kick = $0.purpose { true } else { false } }
        guard heldKick == nil, !isBusy else {
            act(.kicked(id: id, .refused(.busy)))
            return
        }
        heldKick = HeldKick(id: id, pulse: pulse)
        // A printer that is still being asked how it is gets the pulse when it has told.
        guard canKick else { return }
        let abilities = profile.status
        if abilities.contains(.realTime), !abilities.contains(.automatic), run == nil {
            // It has not told how it is since it was last asked.
            ask([1])
        } else {
            settleHeldKick()
        }
    }

    mutating func withdrawKick(_ id: UInt64) {
        guard heldKick?.id == id else { return }
        heldKick = nil
        act(.kicked(id: id, .refused(.withdrawn)))
    }

    /// Sends or refuses a kick that was held, if now is the time.
    mutating func settleHeldKick() {
        guard let kick = heldKick, link == .up, canKick, !isJobBeingTaken else { return }
        let reason = notReady
        if run == nil, reason == nil {
            guard questions.pending == nil, questions.waiting.isEmpty else { return }
            send(kick, Command.pulse(kick.pulse).bytes)
        } else if profile.status.contains(.realTimePulse), let pin = kick.pulse.pin {
            let units = (Int(kick.pulse.onUnits) * 2 + 99) / 100
            let pulse = RealTimePulse(pin, units: UInt8(min(max(units, 1), 8)))
            send(kick, Command.realTimePulse(pulse).bytes)
        } else if let reason {
            heldKick = nil
            act(.kicked(id: kick.id, .refused(.notReady(reason))))
        }
    }

    private var canKick: Bool { phase == .idle || phase == .job }

    private mutating func send(_ kick: HeldKick, _ bytes: [UInt8]) {
        heldKick = nil
        write(bytes, for: .kick(kick.id))
    }
}
