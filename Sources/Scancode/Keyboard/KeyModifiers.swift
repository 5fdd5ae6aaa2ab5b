/// The keys that change what others do, as bits of the first byte of a keyboard's boot report.
///
/// Source: Device Class Definition for HID 1.11, appendix B.
public struct KeyModifiers: OptionSet, Hashable, Sendable, Codable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public static let leftControl = Self(rawValue: 0x01)
    public static let leftShift = Self(rawValue: 0x02)
    public static let leftAlt = Self(rawValue: 0x04)
    public static let leftGUI = Self(rawValue: 0x08)
    public static let rightControl = Self(rawValue: 0x10)
    public static let rightShift = Self(rawValue: 0x20)
    /// `AltGr` where the layout has it.
    public static let rightAlt = Self(rawValue: 0x40)
    public static let rightGUI = Self(rawValue: 0x80)

    static let controls: Self = [.leftControl, .rightControl]
    static let shifts: Self = [.leftShift, .rightShift]
}
