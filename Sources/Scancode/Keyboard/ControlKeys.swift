/// The keys that type control characters.
enum ControlKeys {
    /// Keys that do so by themselves.
    static let fixed: [UInt8: UInt8] = [
        KeyUsage.enter: 0x0D, KeyUsage.keypadEnter: 0x0D, KeyUsage.tab: 0x09,
        KeyUsage.escape: 0x1B, KeyUsage.backspace: 0x08, KeyUsage.delete: 0x7F,
    ]

    /// What Ctrl and a key type. Letters by the layout; the others by their place, which is the same
    /// in all layouts of Windows.
    static func byte(of usage: UInt8, in layout: KeyboardLayout) -> UInt8? {
        if let byte = places[usage] { return byte }
        guard case .character(let scalar) = layout.meaning(of: usage, shift: false, altGr: false),
            ("a"..."z").contains(scalar)
        else { return nil }
        return UInt8(scalar.value) & 0x1F
    }

    /// The key that types a control character together with Ctrl.
    static func usage(of byte: UInt8, in layout: KeyboardLayout) -> UInt8? {
        if let place = preferredPlaces[byte] { return place }
        guard (0x01...0x1A).contains(byte) else { return nil }
        let strokes = layout.strokes(for: Unicode.Scalar(byte | 0x60))
        return strokes?.count == 1 ? strokes?[0].usage : nil
    }

    /// `[`, `\` and `]` as in CLDR's layouts; `^`, `_` and `@` where US keyboards have them.
    private static let preferredPlaces: [UInt8: UInt8] = [
        0x1B: 0x2F, 0x1C: 0x31, 0x1D: 0x30, 0x1E: 0x23, 0x1F: 0x2D, 0x00: 0x1F,
    ]
    private static let places: [UInt8: UInt8] = [
        0x2F: 0x1B, 0x31: 0x1C, 0x32: 0x1C, 0x64: 0x1C, 0x30: 0x1D, 0x23: 0x1E, 0x2D: 0x1F,
        0x1F: 0x00,
    ]

    /// What Honeywell's scanners mean by F1 to F10 where Ctrl is not used for it: 16h to 1Fh, so that
    /// F8 is the separator 1Dh. Their tables have editing keys for others too, not in all models the
    /// same; those are left as they are.
    ///
    /// Source: Honeywell user's guides, lower ASCII reference table ("Ctrl+X mode off").
    static func honeywell(_ usage: UInt8) -> UInt8? {
        functionKeys.contains(usage) ? usage - functionKeys.lowerBound + 0x16 : nil
    }

    static func honeywellUsage(of byte: UInt8) -> UInt8? {
        (0x16...0x1F).contains(byte) ? functionKeys.lowerBound + byte - 0x16 : nil
    }

    private static let functionKeys: ClosedRange<UInt8> = 0x3A...0x43
}
