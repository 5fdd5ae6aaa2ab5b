/// What a printer says by the three status lines of a parallel port, which pass even while it takes
/// no data. Many clones always answer 0x18, whatever their state; some answer nonsense.
///
/// Source: USB Printer Class 1.1, 4.2.2 (`GET_PORT_STATUS`).
public struct PortStatus: Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public var isPaperEmpty: Bool { rawValue & 0x20 != 0 }
    public var isSelected: Bool { rawValue & 0x10 != 0 }
    public var hasError: Bool { rawValue & 0x08 == 0 }
    /// Whether the bits that mean nothing are zero, as they must be.
    public var isPlausible: Bool { rawValue & 0xC7 == 0 }
}
