/// An interface of a device that speaks in reports.
struct USBHIDInterface: Hashable, Sendable {
    var number: UInt8
    /// Whether it also has the simple protocol that a BIOS understands, and must be told not to use it.
    var isBoot: Bool
    /// Bytes of its report descriptor, by its own word.
    var descriptorLength: UInt16
    var input: USBDescription.Endpoint?
    var output: USBDescription.Endpoint?

    /// All of `device`, each in its first setting; a device may list an interface twice.
    static func all(in device: USBDescription) -> [USBHIDInterface] {
        var seen: Set<UInt8> = []
        return device.interfaces.compactMap { interface in
            guard interface.interfaceClass == 3, seen.insert(interface.number).inserted else {
                return nil
            }
            let ways = interface.endpoints.filter { $0.isInterrupt && $0.packetSize > 0 }
            return USBHIDInterface(
                number: interface.number, isBoot: interface.interfaceSubclass == 1,
                descriptorLength: interface.reportDescriptorLength,
                input: ways.first(where: \.isIn), output: ways.first { !$0.isIn })
        }
    }

    /// What a descriptor may have: as much as Linux takes.
    static let descriptorMax: UInt16 = 4_096

    /// Bytes to ask for. Some devices answer a longer question with nothing, so it is what the device
    /// says where that can be.
    var descriptorQuestion: UInt16 {
        (1...Self.descriptorMax).contains(descriptorLength) ? descriptorLength : Self.descriptorMax
    }

    /// Bytes of one read: whole packets, and the longest report. A report of several packets comes in
    /// one read only when it is asked for whole.
    func readSize(longestReport: Int) -> Int {
        let packet = max(input?.packetSize ?? 8, 1)
        let wanted = min(max(longestReport, packet, 8), 8_192)
        return (wanted + packet - 1) / packet * packet
    }
}
