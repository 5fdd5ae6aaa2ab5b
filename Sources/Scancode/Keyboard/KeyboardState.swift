/// The keys that are down at one moment.
public struct KeyboardState: Hashable, Sendable {
    public var modifiers: KeyModifiers
    /// On page 07h of the HID usage tables; modifiers are not among them.
    public var keys: [UInt8]

    public init(modifiers: KeyModifiers = [], keys: [UInt8] = []) {
        self.modifiers = modifiers
        self.keys = keys
    }

    /// The eight bytes of a boot keyboard; six keys at most, more are reported as too many.
    ///
    /// Source: Device Class Definition for HID 1.11, appendices B and F.
    public var bootReport: [UInt8] {
        let slots =
            keys.count <= 6
            ? keys + [UInt8](repeating: 0, count: 6 - keys.count)
            : [UInt8](repeating: KeyUsage.errorRollOver, count: 6)
        return [modifiers.rawValue, 0] + slots
    }

    /// The input report that has these keys, whatever the keyboard's shape.
    ///
    /// - Returns: nil when the descriptor has no input report with room for them.
    public func report(for descriptor: ReportDescriptor) -> [UInt8]? {
        descriptor.reports.lazy.filter { $0.kind == .input }
            .compactMap { self.report($0) }.first
    }

    private func report(_ report: ReportDescriptor.Report) -> [UInt8]? {
        var bytes = report.blank
        var usages = keys
        for (bit, usage) in KeyUsage.modifiers.enumerated()
        where modifiers.rawValue >> UInt8(bit) & 1 == 1 {
            usages.append(usage)
        }
        var slots: [(field: ReportDescriptor.Field, index: Int)] = []
        for field in report.fields where field.flags.isDisjoint(with: [.variable, .constant]) {
            slots += (0..<field.count).map { (field, $0) }
        }
        slots.reverse()
        for usage in usages {
            let wanted = Usage(page: 0x07, id: UInt16(usage))
            let bit = report.fields.lazy.compactMap { field in
                field.index(of: wanted).map { (field: field, index: $0) }
            }.first
            if let bit {
                bit.field.set(1, at: bit.index, in: &bytes)
            } else if let slot = slots.popLast(),
                let value = slot.field.usages.firstIndex(of: wanted)
            {
                slot.field.set(
                    Int64(value) + slot.field.logicalMin, at: slot.index, in: &bytes)
            } else {
                return nil
            }
        }
        return bytes
    }

    /// What Linux makes of the change from the state before: its key codes, in its own order.
    public func keyEvents(after before: KeyboardState) -> [(code: UInt16, isDown: Bool)] {
        var events: [(code: UInt16, isDown: Bool)] = []
        for (bit, usage) in KeyUsage.modifiers.enumerated() {
            let mask = KeyModifiers(rawValue: 1 << UInt8(bit))
            guard modifiers.contains(mask) != before.modifiers.contains(mask),
                let code = LinuxKeys.code(of: usage)
            else { continue }
            events.append((code, modifiers.contains(mask)))
        }
        for usage in before.keys where !keys.contains(usage) {
            if let code = LinuxKeys.code(of: usage) { events.append((code, false)) }
        }
        for usage in keys where !before.keys.contains(usage) {
            if let code = LinuxKeys.code(of: usage) { events.append((code, true)) }
        }
        return events
    }
}
