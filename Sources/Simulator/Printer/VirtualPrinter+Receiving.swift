internal import ESCPOS

extension VirtualPrinter {
    /// Offers bytes from the host and returns how many of them, from the front, the printer takes
    /// now; 0 while its buffer is full (BUSY, NAK), `nil` while it is unplugged or off.
    public mutating func write(_ bytes: ArraySlice<UInt8>, at now: Duration) -> Int? {
        run(to: now)
        guard condition.isConnected else { return nil }
        guard !condition.isAsleep, !bytes.isEmpty else { return 0 }
        if buffer.free == 0, hearsRealTimeWhenFull { return hearOnly(bytes) }
        var limit = min(bytes.count, buffer.free)
        if shortWritesLeft > 0, limit > 0 {
            shortWritesLeft -= 1
            limit = min(limit, max(1, shortWriteMax))
        }
        // A fault that waits for a byte comes before the byte after it.
        for case .bytes(let n) in faults.map(\.trigger) {
            limit = min(limit, max(0, n - statistics.bytesReceived))
        }
        var taken = 0
        for byte in bytes.prefix(limit) {
            buffer.append(byte)
            taken += 1
            statistics.bytesReceived += 1
            if let command = scanner.scan(byte) { hear(command) }
            if condition.isAsleep { break }
        }
        settle()
        return taken
    }

    /// A full buffer on a serial line: a real-time command at the front is heard, and no more.
    private mutating func hearOnly(_ bytes: ArraySlice<UInt8>) -> Int {
        // No real-time command is longer than the clear command's ten bytes.
        var listening = RealTimeScanner()
        for (i, byte) in bytes.prefix(10).enumerated() {
            guard i > 0 || byte == 0x10 else { return 0 }
            guard let command = listening.scan(byte) else { continue }
            statistics.bytesHeardWhileFull += i + 1
            hear(command)
            settle()
            return i + 1
        }
        return 0
    }

    // MARK: Real-time commands

    private mutating func hear(_ command: Command) {
        switch command {
        case .realTimeStatus(let request):
            guard profile.status.contains(.realTime), request.argument == nil,
                let byte = condition.realTimeStatus(request.function)
            else { return }
            answer([byte])
        case .realTimeRecover(let n): recover(n)
        case .realTimePulse(let pulse): kick(pulse)
        case .realTimeFunction(let bytes): hearFunction(bytes)
        default: break
        }
    }

    private mutating func recover(_ n: UInt8) {
        guard profile.status.contains(.realTimeRecovery), n == 1 || n == 2,
            !condition.errors.isDisjoint(with: [.recoverable, .cutter])
        else { return }
        condition.errors.subtract([.recoverable, .cutter])
        // A process ID that was cut off is never sent.
        if n == 2 { clearBuffers() }
    }

    /// `DLE DC4 fn …`, with fn first.
    private mutating func hearFunction(_ bytes: [UInt8]) {
        switch bytes {
        case [2, 1, 8]:
            guard profile.status.contains(.realTimeRecovery), !disabledFunctions.contains(2)
            else { return }
            answer([0x3B, 0x30, 0x00])
            condition.isAsleep = true
        case [7, 1] where profile.status.contains(.automatic):
            answer(condition.automaticStatus)
        case [7, 2] where profile.status.contains(.automatic):
            answer(.extendedAutomaticStatus(0x40, 0x40))
        case [7, 4] where profile.evidence == .processID:
            answer(.offlineCauses(condition.offlineCause == 0x40 ? [] : [condition.offlineCause]))
        case [8, 1, 3, 20, 1, 6, 2, 8]:
            guard profile.status.contains(.realTimeRecovery) else { return }
            condition.errors.subtract([.recoverable, .cutter])
            clearBuffers()
            answer(.buffersCleared)
        default: break
        }
    }

    /// Forgets everything that was received and is not on paper; modes stay.
    mutating func clearBuffers() {
        statistics.bytesCleared += buffer.count
        buffer.removeAll()
        parser = Parser()
        waiting = []
        drainsAt = nil
        dropSteps()
        interpreter.line = LineBuffer()
        interpreter.text = TextDecoder(profile)
        replies.clear()
    }
}
