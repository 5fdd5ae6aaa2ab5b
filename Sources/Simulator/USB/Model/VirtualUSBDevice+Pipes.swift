extension VirtualUSBDevice {
    /// Moves packets until nothing moves any more.
    mutating func pump(_ machine: inout Machine, at now: Duration) {
        var hasMoved = true
        while hasMoved {
            hasMoved = false
            for pipe in pipes.keys.sorted() {
                while step(pipe, &machine, at: now) { hasMoved = true }
            }
        }
    }

    /// Moves one packet, or ends one transfer; false when the pipe stands still.
    private mutating func step(
        _ pipe: UInt8, _ machine: inout Machine, at now: Duration
    ) -> Bool {
        guard pipes[pipe] != nil else { return false }
        if pipe == 0 { return stepControl(&machine, at: now) }
        guard let endpoint = endpoints[pipe] else {
            end(pipe, .noAnswer)
            return true
        }
        if halted.contains(pipe) {
            end(pipe, .stalled)
            return true
        }
        if endpoint.kind == .interrupt, let next = nextPacket[pipe] {
            guard next <= now else { return false }
            nextPacket[pipe] = nil
        }
        let hasMoved =
            endpoint.isIn
            ? stepIn(endpoint, &machine, at: now) : stepOut(endpoint, &machine, at: now)
        if hasMoved, endpoint.kind == .interrupt {
            nextPacket[pipe] = now + function.descriptors.speed.interval(endpoint.interval)
        }
        return hasMoved
    }

    private mutating func stepOut(
        _ endpoint: USBEndpoint, _ machine: inout Machine, at now: Duration
    ) -> Bool {
        guard let first = pipes[endpoint.address]?.first else { return false }
        let rest = first.transfer.data[first.taken...]
        // A transfer of no data is one packet of no data.
        let packet = rest.prefix(endpoint.maxPacketSize)
        switch function.take(packet, at: endpoint, &machine, at: now) {
        case .busy: return false
        case .stall:
            halted.insert(endpoint.address)
            end(endpoint.address, .stalled)
        case .taken:
            pipes[endpoint.address]?[0].taken += packet.count
            if packet.count == rest.count { end(endpoint.address, .done) }
        }
        return true
    }

    private mutating func stepIn(
        _ endpoint: USBEndpoint, _ machine: inout Machine, at now: Duration
    ) -> Bool {
        let pipe = endpoint.address
        switch function.give(at: endpoint, &machine, at: now) {
        case .nothing: return false
        case .stall:
            halted.insert(pipe)
            end(pipe, .stalled)
        case .packet(let packet):
            guard let room = pipes[pipe]?.first?.room, packet.count <= room else {
                end(pipe, .babble)
                return true
            }
            pipes[pipe]?[0].brought += packet
            if packet.count < endpoint.maxPacketSize || packet.count == room { end(pipe, .done) }
        }
        return true
    }

    private mutating func stepControl(_ machine: inout Machine, at now: Duration) -> Bool {
        guard let first = pipes[0]?.first, !first.isForgotten else { return false }
        let transfer = first.transfer
        guard let setup = transfer.setup, isWhole(transfer, setup) else {
            end(0, .invalid)
            return true
        }
        let answer =
            setup.kind == .standard
            ? answerStandard(setup)
            : function.answer(setup, transfer.data, &machine, at: now)
        switch answer {
        case .data(let data) where setup.isIn:
            pipes[0]?[0].brought = Array(data.prefix(min(Int(setup.length), transfer.length)))
            end(0, .done)
        case .done where !setup.isIn || setup.length == 0:
            pipes[0]?[0].taken = transfer.data.count
            end(0, .done)
        case .reset where !setup.isIn:
            halted = []
            end(0, .done)
        case .silence: pipes[0]?[0].isForgotten = true
        // An answer that runs the other way than the question is one more refusal.
        case .data, .done, .reset, .stall: end(0, .stalled)
        }
        return true
    }

    /// Whether a control transfer's parts agree with each other.
    private func isWhole(_ transfer: USBTransfer, _ setup: USBSetup) -> Bool {
        if setup.length == 0 { return transfer.data.isEmpty }
        return setup.isIn == transfer.isIn && (setup.isIn || transfer.data.count == setup.length)
    }
}
