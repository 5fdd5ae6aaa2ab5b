extension VirtualUSBDevice {
    /// Source of the numbers: USB 2.0, tables 9-4 to 9-6.
    mutating func answerStandard(_ setup: USBSetup) -> USBControlAnswer {
        switch (setup.request, setup.isIn) {
        case (0, true): status(setup)
        case (1, false): setFeature(setup, to: false)
        case (3, false): setFeature(setup, to: true)
        // The host's controller gives addresses; the device has only to agree.
        case (5, false) where setup.recipient == .device: .done
        case (6, true): descriptor(setup)
        case (8, true) where setup.recipient == .device: .data([configuration])
        case (9, false) where setup.recipient == .device:
            setConfiguration(setup.value)
        case (10, true) where setup.recipient == .interface: alternate(of: setup.index)
        case (11, false) where setup.recipient == .interface:
            setAlternate(setup.value, of: setup.index)
        default: .stall
        }
    }

    private func status(_ setup: USBSetup) -> USBControlAnswer {
        switch setup.recipient {
        case .device:
            let isSelfPowered: UInt8 = function.descriptors.isSelfPowered ? 1 : 0
            return .data([isSelfPowered | (wakesHost ? 2 : 0), 0])
        case .interface: return hasInterface(setup.index) ? .data([0, 0]) : .stall
        case .endpoint:
            guard let address = address(setup.index) else { return .stall }
            return .data([halted.contains(address) ? 1 : 0, 0])
        case .other: return .stall
        }
    }

    private mutating func setFeature(_ setup: USBSetup, to isOn: Bool) -> USBControlAnswer {
        switch (setup.recipient, setup.value) {
        case (.endpoint, 0):
            guard let address = address(setup.index) else { return .stall }
            // Endpoint 0 ends a halt with the next request by itself.
            if address & 0x0F != 0 {
                if isOn { halted.insert(address) } else { halted.remove(address) }
            }
            return .done
        case (.device, 1):
            wakesHost = isOn
            return .done
        default: return .stall
        }
    }

    private func descriptor(_ setup: USBSetup) -> USBControlAnswer {
        let all = function.descriptors
        let number = UInt8(setup.value & 0xFF)
        let bytes: [UInt8]? =
            switch (setup.recipient, setup.value >> 8) {
            case (.device, 1): all.deviceBytes
            case (.device, 2): number == 0 ? all.configurationBytes : nil
            case (.device, 3): all.stringBytes(number)
            case (.device, 6): all.qualifierBytes
            case (.device, 7): number == 0 ? all.otherSpeedBytes : nil
            case (.interface, 0x21): hid(setup.index)?.descriptor
            case (.interface, 0x22): hid(setup.index)?.reports
            default: nil
            }
        return bytes.map { .data($0) } ?? .stall
    }

    private func hid(_ interface: UInt16) -> HIDDescriptor? {
        function.descriptors.interfaces.first { $0.number == interface && $0.hid != nil }?.hid
    }

    private mutating func setConfiguration(_ value: UInt16) -> USBControlAnswer {
        guard value == 0 || value == function.descriptors.configuration else { return .stall }
        configure(UInt8(value))
        return .done
    }

    mutating func configure(_ value: UInt8) {
        configuration = value
        alternates = [:]
        halted = []
        nextPacket = [:]
        refreshEndpoints()
    }

    private func alternate(of interface: UInt16) -> USBControlAnswer {
        guard hasInterface(interface) else { return .stall }
        return .data([alternates[UInt8(interface)] ?? 0])
    }

    private mutating func setAlternate(
        _ value: UInt16, of interface: UInt16
    ) -> USBControlAnswer {
        guard
            configuration != 0,
            let chosen = function.descriptors.interfaces.first(where: {
                $0.number == interface && $0.alternate == value
            })
        else { return .stall }
        alternates[chosen.number] = chosen.alternate
        refreshEndpoints()
        for endpoint in chosen.endpoints { halted.remove(endpoint.address) }
        return .done
    }

    private func hasInterface(_ number: UInt16) -> Bool {
        configuration != 0 && function.descriptors.interfaces.contains { $0.number == number }
    }

    /// The endpoint that a request names, if it can be used now.
    private func address(_ index: UInt16) -> UInt8? {
        let address = UInt8(index & 0x8F)
        guard index & 0xFF70 == 0 else { return nil }
        return address & 0x0F == 0 || endpoints[address] != nil ? address : nil
    }

    private mutating func refreshEndpoints() {
        endpoints = [:]
        guard configuration != 0 else { return }
        for interface in function.descriptors.interfaces
        where interface.alternate == alternates[interface.number] ?? 0 {
            for endpoint in interface.endpoints { endpoints[endpoint.address] = endpoint }
        }
    }
}
