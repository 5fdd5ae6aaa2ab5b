/// Linux's key codes as HID usages of page 07h, and back.
///
/// Source: Linux, `hid_keyboard` in drivers/hid/hid-input.c and input-event-codes.h.
public enum LinuxKeys {
    /// The HID usage of a `KEY_*` code; nil for keys that no keyboard page has.
    public static func usage(of code: UInt16) -> UInt8? {
        usages[code]
    }

    /// The `KEY_*` code of a HID usage.
    public static func code(of usage: UInt8) -> UInt16? {
        codes[usage]
    }

    /// From usage 04h on. 0 where there is none.
    private static let fromA: [UInt16] = [
        // Letters, in the order of the alphabet.
        30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50, 49, 24, 25, 16, 19, 31, 20, 22, 47,
        17, 45, 21, 44,
        // Digits.
        2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
        // Enter, Escape, Backspace, Tab, Space, and the signs around the letters.
        28, 1, 14, 15, 57, 12, 13, 26, 27, 43, 43, 39, 40, 41, 51, 52, 53,
        // Caps lock and F1 to F12.
        58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 87, 88,
        // Print to Up, and Num lock.
        99, 70, 119, 110, 102, 104, 111, 107, 109, 106, 105, 108, 103, 69,
        // The keypad: signs, Enter, 1 to 9, 0, and the decimal key.
        98, 55, 74, 78, 96, 79, 80, 81, 75, 76, 77, 71, 72, 73, 82, 83,
        // The key that only Europe has, Menu, Power, and the keypad's equals sign.
        86, 127, 116, 117,
        // F13 to F24.
        183, 184, 185, 186, 187, 188, 189, 190, 191, 192, 193, 194,
    ]

    /// From usage E0h on: left and right Control, Shift, Alt, GUI.
    private static let modifiers: [UInt16] = [29, 42, 56, 125, 97, 54, 100, 126]

    private static let codes: [UInt8: UInt16] = {
        var codes: [UInt8: UInt16] = [0x85: 121]
        for (index, code) in fromA.enumerated() where code != 0 {
            codes[KeyUsage.firstKey + UInt8(index)] = code
        }
        for (index, code) in modifiers.enumerated() {
            codes[KeyUsage.modifiers.lowerBound + UInt8(index)] = code
        }
        return codes
    }()

    private static let usages: [UInt16: UInt8] = {
        var usages: [UInt16: UInt8] = [:]
        for (usage, code) in codes.sorted(by: { $0.key > $1.key }) { usages[code] = usage }
        return usages
    }()
}
