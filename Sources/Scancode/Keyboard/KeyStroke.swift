/// One key pressed while others that change its meaning are held.
public struct KeyStroke: Hashable, Sendable {
    /// On page 07h of the HID usage tables: a position on the keyboard, whatever is printed there.
    public var usage: UInt8
    public var modifiers: KeyModifiers

    public init(usage: UInt8, modifiers: KeyModifiers = []) {
        self.usage = usage
        self.modifiers = modifiers
    }
}

/// What a key means in a layout.
enum KeyMeaning: Hashable, Sendable {
    case character(Unicode.Scalar)
    /// An accent that waits for a letter.
    case dead(Unicode.Scalar)

    var scalar: Unicode.Scalar {
        switch self {
        case .character(let scalar), .dead(let scalar): scalar
        }
    }
}

/// Keys by their place in the HID usage tables, page 07h.
enum KeyUsage {
    static let errorRollOver: UInt8 = 0x01
    static let firstKey: UInt8 = 0x04
    static let enter: UInt8 = 0x28
    static let escape: UInt8 = 0x29
    static let backspace: UInt8 = 0x2A
    static let tab: UInt8 = 0x2B
    static let space: UInt8 = 0x2C
    static let capsLock: UInt8 = 0x39
    static let scrollLock: UInt8 = 0x47
    static let delete: UInt8 = 0x4C
    static let numLock: UInt8 = 0x53
    static let keypadEnter: UInt8 = 0x58
    static let keypadDecimal: UInt8 = 0x63
    static let modifiers: ClosedRange<UInt8> = 0xE0...0xE7

    /// `1` to `9` and then `0`.
    private static let keypadDigits: ClosedRange<UInt8> = 0x59...0x62

    static func keypadDigit(of usage: UInt8) -> UInt8? {
        guard keypadDigits.contains(usage) else { return nil }
        return (usage - keypadDigits.lowerBound + 1) % 10
    }

    static func keypad(digit: UInt8) -> UInt8 {
        keypadDigits.lowerBound + (digit + 9) % 10
    }

    /// The keypad's other keys, Num lock on. The decimal key depends on the country.
    static let keypadSigns: [UInt8: UInt8] = [
        0x54: UInt8(ascii: "/"), 0x55: UInt8(ascii: "*"), 0x56: UInt8(ascii: "-"),
        0x57: UInt8(ascii: "+"), 0x67: UInt8(ascii: "="), 0x85: UInt8(ascii: ","),
    ]
}
