/// From keys that go down to what they type.
struct KeyTyping: Sendable {
    /// What came of one key.
    enum Outcome: Hashable, Sendable {
        /// UTF-8, or single bytes for control characters.
        case typed([UInt8])
        /// A part of a character, or a key that types nothing.
        case nothing
        case failed(ScanProblem.Reason)
    }

    private let settings: ScannerSettings
    private var capsLock: Bool
    /// The accent that waits for its letter.
    private var accent: Unicode.Scalar?
    /// What was typed on the keypad while Alt is down.
    private var number: [UInt8] = []
    private static let numberMax = 8

    init(settings: ScannerSettings) {
        self.settings = settings
        capsLock = settings.capsLock == .on
    }

    /// Whether something has begun that is no character yet.
    var isPending: Bool { accent != nil || !number.isEmpty }

    /// A key goes down while `modifiers` are held.
    mutating func press(_ usage: UInt8, _ modifiers: KeyModifiers) -> Outcome {
        switch usage {
        case KeyUsage.capsLock:
            if settings.capsLock == .follows { capsLock.toggle() }
            return .nothing
        // Scanners press Num lock so that the keypad types digits; here it always does.
        case KeyUsage.numLock, KeyUsage.scrollLock: return .nothing
        default: break
        }
        let layout = settings.layout
        let hasControl = !modifiers.isDisjoint(with: .controls)
        let altGr =
            layout.hasAltGr
            && (modifiers.contains(.rightAlt) || modifiers.contains(.leftAlt) && hasControl)
        if !modifiers.isDisjoint(with: [.leftGUI, .rightGUI]) {
            return unknown(usage, modifiers)
        }
        if !altGr, !modifiers.isDisjoint(with: [.leftAlt, .rightAlt]) {
            guard let digit = KeyUsage.keypadDigit(of: usage), !hasControl else {
                return unknown(usage, modifiers)
            }
            if number.count <= Self.numberMax { number.append(0x30 + digit) }
            return .nothing
        }
        if hasControl, !altGr {
            guard let byte = ControlKeys.byte(of: usage, in: layout) else {
                return unknown(usage, modifiers)
            }
            return .typed(flushedAccent() + [byte])
        }
        let shift = !modifiers.isDisjoint(with: .shifts)
        if let byte = fixedByte(of: usage) {
            return .typed(flushedAccent() + [byte])
        }
        let turned = capsLock && !altGr && layout.obeysCapsLock(usage) ? !shift : shift
        guard let meaning = layout.meaning(of: usage, shift: turned, altGr: altGr) else {
            return unknown(usage, modifiers)
        }
        return .typed(take(meaning))
    }

    /// The modifiers that are held are now these: a number is whole when Alt goes up.
    mutating func hold(_ modifiers: KeyModifiers) -> Outcome {
        guard !number.isEmpty, modifiers.isDisjoint(with: [.leftAlt, .rightAlt]) else {
            return .nothing
        }
        let digits = number
        number = []
        guard let bytes = bytes(ofNumber: digits) else {
            return .failed(.unknownNumber(digits: String(decoding: digits, as: UTF8.self)))
        }
        return .typed(flushedAccent() + bytes)
    }

    /// The code is at its end: nothing more comes that could make a character whole.
    mutating func flush() -> Outcome {
        guard number.isEmpty else {
            let digits = String(decoding: number, as: UTF8.self)
            number = []
            return .failed(.unknownNumber(digits: digits))
        }
        let bytes = flushedAccent()
        return bytes.isEmpty ? .nothing : .typed(bytes)
    }

    /// Forgets what has begun.
    mutating func reset() {
        accent = nil
        number = []
    }

    private mutating func unknown(_ usage: UInt8, _ modifiers: KeyModifiers) -> Outcome {
        reset()
        return .failed(.unknownKey(usage: usage, modifiers: modifiers))
    }

    private mutating func take(_ meaning: KeyMeaning) -> [UInt8] {
        let waiting = accent
        accent = nil
        switch (waiting, meaning) {
        case (nil, .character(let scalar)): return Self.bytes(scalar)
        case (nil, .dead(let mark)):
            if settings.deadKeys == .plain { return Self.bytes(mark) }
            accent = mark
            return []
        case (let waiting?, .character(let scalar)):
            if scalar == " " { return Self.bytes(waiting) }
            if let composed = Accents.compose(waiting, scalar) { return Self.bytes(composed) }
            return Self.bytes(waiting) + Self.bytes(scalar)
        // As on Windows: an accent that meets another stays alone, and so does the other.
        case (let waiting?, .dead(let mark)): return Self.bytes(waiting) + Self.bytes(mark)
        }
    }

    private mutating func flushedAccent() -> [UInt8] {
        defer { accent = nil }
        return accent.map(Self.bytes) ?? []
    }

    private func fixedByte(of usage: UInt8) -> UInt8? {
        if settings.controlKeys == .honeywellFunctionKeys,
            let byte = ControlKeys.honeywell(usage)
        {
            return byte
        }
        if let digit = KeyUsage.keypadDigit(of: usage) { return 0x30 + digit }
        if usage == KeyUsage.keypadDecimal { return settings.layout.keypadDecimal }
        return ControlKeys.fixed[usage] ?? KeyUsage.keypadSigns[usage]
    }

    /// A number above 255 is two bytes of the host's own code page on a Chinese host (GBK), given as
    /// they are; elsewhere it is nothing. Below 32 it is a control character, not the picture that
    /// a computer shows: that is what the code had.
    private func bytes(ofNumber digits: [UInt8]) -> [UInt8]? {
        guard digits.count <= Self.numberMax else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard let code = UInt8(exactly: value) else {
            guard settings.layout == .chinese, value <= 0xFFFF else { return nil }
            return [UInt8(value >> 8), UInt8(value & 0xFF)]
        }
        let scalar = digits[0] == 0x30 ? CodePages.windows(code) : CodePages.oem(code)
        return scalar.map(Self.bytes)
    }

    private static func bytes(_ scalar: Unicode.Scalar) -> [UInt8] {
        Array(String(scalar).utf8)
    }
}
