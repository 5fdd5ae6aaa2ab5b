internal import ESCPOS

extension VirtualPrinter {
    /// Bytes that the interpreter takes at a time.
    static let bite = 64

    private var mayInterpret: Bool {
        condition.isOnline && steps.count < mechanics.stepsAheadMax
    }

    mutating func scheduleDrain() {
        guard mayInterpret, !(waiting.isEmpty && buffer.isEmpty) else {
            drainsAt = nil
            return
        }
        guard drainsAt == nil else { return }
        // Commands that are parsed already cost nothing more.
        let bytes = waiting.isEmpty ? min(Self.bite, buffer.count) : 0
        drainsAt = clock + mechanics.time(bytes: bytes, slowedBy: slowness)
    }

    mutating func drain() {
        drainsAt = nil
        if waiting.isEmpty {
            let bytes = buffer.take(Self.bite)
            statistics.bytesInterpreted += bytes.count
            waiting = parser.parse(bytes)[...]
        }
        while mayInterpret, let command = waiting.popFirst() { carryOut(command) }
    }

    private mutating func carryOut(_ command: Command) {
        // A deselected printer ignores all but real-time commands, which were heard on arrival.
        let isKnown =
            interpreter.isSelected
            ? answerQuestion(command) ?? interpret(command) : interpret(command)
        if !isKnown { statistics.ignoredCommands += 1 }
    }

    private mutating func interpret(_ command: Command) -> Bool {
        if case .cut = command, profile.cutter == .none { slips += 1 }
        return interpreter.interpret(command, into: &steps)
    }

    /// `nil` when the command asks nothing.
    private mutating func answerQuestion(_ command: Command) -> Bool? {
        let abilities = profile.status
        switch command {
        case .realTimeStatus, .realTimeRecover, .realTimePulse, .realTimeFunction:
            return true
        case .transmitStatus(let n):
            guard abilities.contains(.queued) else { return false }
            switch n {
            case 1, 0x31: answer([condition.paperStatus])
            case 2, 0x32: answer([condition.drawerStatus])
            default: return false
            }
        case .transmitPeripheralStatus(let n):
            guard abilities.contains(.queued), n == 0 || n == 0x30 else { return false }
            answer([condition.drawerStatus])
        case .transmitPaperStatus:
            guard abilities.contains(.queued) else { return false }
            answer([condition.paperStatus])
        case .transmitID(let n):
            guard abilities.contains(.identity), let bytes = identity.answer(n) else {
                return false
            }
            answer(bytes)
        case .automaticStatus(let selection):
            guard abilities.contains(.automatic) else { return false }
            pushed = selection
            // Nothing was pushed under this selection yet, so the first status goes out now.
            lastPushed = []
        case .processID:
            return profile.evidence == .processID ? nil : false
        case .offlineResponse(let n):
            guard profile.evidence == .processID, n & ~0x30 <= 2 else { return false }
            offlineResponse = n & 3
        case .unknown(let bytes): return configure(bytes)
        default: return nil
        }
        return true
    }

    /// `GS ( D 03 00 14 a b`: switches `DLE DC4` functions 1 and 2 on and off.
    private mutating func configure(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 7, bytes.starts(with: [0x1D, 0x28, 0x44]), bytes[5] == 20 else {
            // A stray NUL is no command; printers are sent floods of them to end what is half sent.
            return bytes.allSatisfy { $0 == 0 }
        }
        var i = 6
        while i + 1 < bytes.count {
            if bytes[i + 1] & 1 == 1 {
                disabledFunctions.remove(bytes[i])
            } else if disabledFunctions.count < 8 {
                disabledFunctions.insert(bytes[i])
            }
            i += 2
        }
        return true
    }
}
