/// Something that was plugged in or out.
public enum USBChange: Hashable, Sendable {
    case arrived(USBDescription)
    /// Described as it was when it arrived.
    case left(USBDescription)

    public var device: USBDescription {
        switch self {
        case .arrived(let device), .left(let device): device
        }
    }
}

/// Changes that a listener has not taken yet.
///
/// Bounded without losing the outcome: beyond ``limit``, a device that has come and gone meanwhile
/// is left out, so what remains is at most two changes for each port of the machine.
struct USBChangeQueue: Hashable, Sendable {
    private(set) var changes: [USBChange] = []
    static let limit = 256

    mutating func add(_ change: USBChange) {
        changes.append(change)
        if changes.count > Self.limit { leaveOutPassingGuests() }
    }

    mutating func next() -> USBChange? {
        changes.isEmpty ? nil : changes.removeFirst()
    }

    private mutating func leaveOutPassingGuests() {
        var kept: [USBChange?] = []
        // Where in `kept` the arrival at a port is that no departure has followed.
        var arrivals: [String: Int] = [:]
        for change in changes {
            switch change {
            case .arrived(let device):
                arrivals[device.port] = kept.count
                kept.append(change)
            case .left(let device):
                if let arrival = arrivals.removeValue(forKey: device.port) {
                    kept[arrival] = nil
                } else {
                    kept.append(change)
                }
            }
        }
        changes = kept.compactMap { $0 }
    }
}
