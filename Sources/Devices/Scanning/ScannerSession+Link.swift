internal import Scancode
internal import Transport

/// The link's life: claimed, lost, looked for, found again, given back; and what is sent on it.
extension ScannerSession {
    mutating func claim() {
        guard stage == .released else { return actions.append(.claimEnded(.claimed)) }
        stage = .claiming
        actions.append(.open)
    }

    mutating func release() {
        if stage == .claiming { actions.append(.claimEnded(.notClaimed)) }
        if stage != .released { actions.append(.close) }
        stage = .released
        claimed = nil
        actions.append(.stopTimer(.reopen))
        stopDecoder()
        endSendings(.notClaimed)
        endDelivery()
    }

    mutating func opened(_ source: ReportSource) {
        guard stage == .claiming || stage == .reopening else { return actions.append(.close) }
        let decoder = ScannerDecoder(
            interfaces: source.scannerInterfaces, settings: configuration.settings)
        if stage == .claiming {
            guard decoder.sendsCodes else {
                stage = .released
                actions.append(.close)
                return actions.append(.claimEnded(.link(Self.noScanner(source, decoder))))
            }
            claimed = source
            actions.append(.claimEnded(nil))
        } else if claimed?.isSameModel(as: source) != true {
            if !isOtherDeviceTold { put(.otherDevice(source), at: now) }
            isOtherDeviceTold = true
            actions.append(.close)
            return lookAgain()
        }
        stage = .open
        failedOpenings = 0
        isOtherDeviceTold = false
        self.decoder = decoder
        put(.connected(source), at: now)
        let opening = decoder.openingReports
        if !opening.isEmpty { enqueue(Sending(id: nil, rest: opening, command: nil)) }
    }

    private static func noScanner(_ source: ReportSource, _ decoder: ScannerDecoder) -> LinkError {
        let unreadable = decoder.roles.values.compactMap { role in
            if case .unreadable(let error) = role { "\(error)" } else { nil }
        }
        return .unsupported(
            source.name ?? "the device", why: unreadable.first ?? "it sends no codes and no keys")
    }

    mutating func failed(_ error: LinkError) {
        switch stage {
        case .claiming:
            stage = .released
            actions.append(.claimEnded(.link(error)))
        case .open:
            for event in decoder?.finish() ?? [] { tell(event, at: now) }
            stopDecoder()
            endSendings(.notConnected)
            put(.disconnected(error), at: now)
            lookAgain()
        case .reopening: lookAgain()
        case .released, .waiting: break
        }
    }

    private mutating func lookAgain() {
        stage = .waiting
        // Twelve doublings of a quarter of a second are more than the longest pause.
        let doubled = configuration.reopenFirst * (1 << min(failedOpenings, 12))
        failedOpenings += 1
        let pause = min(doubled, configuration.reopenLast)
        actions.append(.startTimer(.reopen, at: now + pause))
    }

    // MARK: Sending

    mutating func perform(_ command: ScannerCommand, id: UInt64) {
        if let error = refusal(of: command) {
            return actions.append(.commandEnded(id: id, error))
        }
        let outputs = decoder?.reports(for: command) ?? []
        enqueue(Sending(id: id, rest: outputs, command: command))
    }

    private func refusal(of command: ScannerCommand) -> ScannerError? {
        guard isClaimed else { return .notClaimed }
        guard stage == .open else { return .notConnected }
        guard sendings.count < Self.waitingMax else { return .busy }
        guard let outputs = decoder?.reports(for: command), !outputs.isEmpty else {
            return .cannot(command)
        }
        return nil
    }

    private mutating func enqueue(_ sending: Sending) {
        sendings.append(sending)
        if sendings.count == 1 { sendNext() }
    }

    private mutating func sendNext() {
        guard let next = sendings.first?.rest.first else { return }
        actions.append(.send(next))
    }

    mutating func sent(_ error: LinkError?) {
        guard let sending = sendings.first, !sending.rest.isEmpty else { return }
        sendings[0].rest.removeFirst()
        // What opens a scanner may be refused, and the rest of it is still worth sending.
        if let error, let id = sending.id {
            sendings.removeFirst()
            let isRefusal = if case .unsupported = error { true } else { false }
            actions.append(
                .commandEnded(
                    id: id, isRefusal ? sending.command.map { .cannot($0) } : .link(error)))
        } else if sendings[0].rest.isEmpty {
            sendings.removeFirst()
            if let id = sending.id { actions.append(.commandEnded(id: id, nil)) }
        }
        sendNext()
    }

    private mutating func endSendings(_ error: ScannerError) {
        for sending in sendings {
            if let id = sending.id { actions.append(.commandEnded(id: id, error)) }
        }
        sendings = []
    }
}
