/// What a scanner that types cannot type.
public enum WedgeEncoderError: Error, Hashable, Sendable {
    /// The content is no text (UTF-8).
    case noText
    /// The layout and the way of typing have no keys for the character.
    case untypable(Unicode.Scalar)
}

extension WedgeEncoderError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noText: "the content is no text, so no keyboard can type it"
        case .untypable(let scalar):
            "no key types U+\(String(scalar.value, radix: 16, uppercase: true)) here;"
                + " use another layout or Alt and numbers"
        }
    }
}

/// A scanner's other end: types codes as the settings of ``KeyboardWedgeDecoder`` have it.
public struct WedgeEncoder: Sendable {
    /// By which keys the content is typed. Prefix and suffix always have keys of their own.
    public enum Typing: String, Hashable, Sendable, Codable, CaseIterable {
        /// The keys of the layout.
        case keys
        /// Digits on the keypad, the rest by the layout.
        case keypadDigits
        /// Alt and a number with a leading 0: Windows-1252.
        case altWindows
        /// Alt and a number without a leading 0: code page 437.
        case altOEM
    }

    public var settings: ScannerSettings
    public var typing: Typing

    public init(settings: ScannerSettings = ScannerSettings(), typing: Typing = .keys) {
        self.settings = settings
        self.typing = typing
    }

    /// The states that the keyboard goes through, one a report; it is at rest before and after.
    ///
    /// - Parameter content: UTF-8.
    public func states(
        for content: [UInt8], identifier: AIMIdentifier? = nil
    ) throws(WedgeEncoderError) -> [KeyboardState] {
        let head = settings.prefix + Array((identifier?.description ?? "").utf8)
        var states: [KeyboardState] = []
        for scalar in try scalars(head) { states += try typed(scalar, by: .keys) }
        for scalar in try scalars(content) { states += try typed(scalar, by: typing) }
        for scalar in try scalars(settings.suffix) { states += try typed(scalar, by: .keys) }
        return states
    }

    private func scalars(
        _ bytes: [UInt8]
    ) throws(WedgeEncoderError) -> String.UnicodeScalarView {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .noText }
        return text.unicodeScalars
    }

    private func typed(
        _ scalar: Unicode.Scalar, by typing: Typing
    ) throws(WedgeEncoderError) -> [KeyboardState] {
        switch typing {
        case .keypadDigits:
            if ("0"..."9").contains(scalar) {
                return pressed(KeyStroke(usage: KeyUsage.keypad(digit: UInt8(scalar.value) - 0x30)))
            }
        case .altWindows:
            if let code = CodePages.windowsCode(of: scalar) { return alt("0\(code)") }
        case .altOEM:
            // 0 would be a leading 0.
            if let code = CodePages.oemCode(of: scalar), code != 0 { return alt("\(code)") }
        case .keys: break
        }
        guard let strokes = strokes(for: scalar) else { throw .untypable(scalar) }
        return strokes.flatMap { capsLocked($0) }
    }

    private func strokes(for scalar: Unicode.Scalar) -> [KeyStroke]? {
        if scalar.value < 0x20 || scalar.value == 0x7F {
            return controlStroke(UInt8(scalar.value)).map { [$0] }
        }
        guard let strokes = settings.layout.strokes(for: scalar) else { return nil }
        guard settings.deadKeys == .plain, strokes.count > 1 else { return strokes }
        // Without waiting accents, the accent's key is the accent, and composes nothing.
        return strokes[1].usage == KeyUsage.space ? [strokes[0]] : nil
    }

    private func controlStroke(_ byte: UInt8) -> KeyStroke? {
        switch byte {
        case 0x0D: return KeyStroke(usage: KeyUsage.enter)
        case 0x09: return KeyStroke(usage: KeyUsage.tab)
        case 0x7F: return KeyStroke(usage: KeyUsage.delete)
        default: break
        }
        if settings.controlKeys == .honeywellFunctionKeys,
            let usage = ControlKeys.honeywellUsage(of: byte)
        {
            return KeyStroke(usage: usage)
        }
        return ControlKeys.usage(of: byte, in: settings.layout).map {
            KeyStroke(usage: $0, modifiers: .leftControl)
        }
    }

    /// The stroke as a scanner has it that minds Caps lock.
    private func capsLocked(_ stroke: KeyStroke) -> [KeyboardState] {
        guard settings.layout.obeysCapsLock(stroke.usage),
            stroke.modifiers.isDisjoint(with: [.leftControl, .rightAlt])
        else { return pressed(stroke) }
        var turned = stroke
        turned.modifiers.formSymmetricDifference(.leftShift)
        switch settings.capsLock {
        case .off: return pressed(stroke)
        case .on: return pressed(turned)
        case .follows:
            guard stroke.modifiers.contains(.leftShift) else { return pressed(stroke) }
            let lock = pressed(KeyStroke(usage: KeyUsage.capsLock))
            return lock + pressed(turned) + lock
        }
    }

    /// Down and up: without the second, the same key could not be typed again.
    private func pressed(_ stroke: KeyStroke) -> [KeyboardState] {
        [KeyboardState(modifiers: stroke.modifiers, keys: [stroke.usage]), KeyboardState()]
    }

    private func alt(_ number: String) -> [KeyboardState] {
        let held = KeyboardState(modifiers: .leftAlt)
        var states = [held]
        for digit in number.utf8 {
            var down = held
            down.keys = [KeyUsage.keypad(digit: digit - 0x30)]
            states += [down, held]
        }
        return states + [KeyboardState()]
    }
}
