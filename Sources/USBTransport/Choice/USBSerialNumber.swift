/// Whether a serial number is one, or only stands where one belongs.
///
/// Two printers of one batch may have the same, so a placeholder names nothing that lasts. To call a
/// true number a placeholder costs little (the device is named by its port); the other way round a
/// receipt comes out at the wrong counter.
enum USBSerialNumber {
    /// The serial number of `device` where it tells the device from others of its kind.
    static func own(of device: USBDescription) -> String? {
        guard let serial = device.serial, !isPlaceholder(serial, of: device) else { return nil }
        return serial
    }

    /// Source: reports of printers that share their number (OpenPrinting/cups issues 170 and 1338,
    /// apple/cups issue 5821), and CUPS's own rule after them: four ASCII characters at least.
    static func isPlaceholder(_ serial: String, of device: USBDescription) -> Bool {
        let characters = Array(serial.utf8)
        guard characters.count >= 4, characters.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            // Too short, or bytes that were no text.
            return true
        }
        let text = serial.uppercased()
        if known.contains(text) || isNameOf(device, text) { return true }
        // A word: PRINTER, DEFAULT, XXXXXXXX.
        guard text.utf8.contains(where: { (0x30...0x39).contains($0) }) else { return true }
        // All the same, or nothing but zeros up to the last two: 00000000, 0001, 00000000001A.
        if Set(characters).count == 1 { return true }
        if characters.dropLast(2).allSatisfy({ $0 == UInt8(ascii: "0") }) { return true }
        return isCounting(text)
    }

    /// 12345678, 0123456789ABCDEF, 1234567890, also with separators.
    private static func isCounting(_ text: String) -> Bool {
        let digits = text.compactMap { $0.isLetter || $0.isNumber ? $0.hexDigitValue ?? -1 : nil }
        guard digits.count >= 4, let first = digits.first, first == 0 || first == 1 else {
            return false
        }
        return zip(digits, digits.dropFirst()).allSatisfy { one, next in
            // Upwards; after 9 comes 0 or A, after F comes 0.
            next == one + 1 || next == 0 && (one == 9 || one == 15)
        }
    }

    private static func isNameOf(_ device: USBDescription, _ text: String) -> Bool {
        [device.productName, device.manufacturer].contains { $0?.uppercased() == text }
    }

    /// Numbers that are built into the firmware of a model.
    private static let known: Set<String> = ["01010112345600"]
}
