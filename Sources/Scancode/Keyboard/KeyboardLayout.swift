/// The keyboards of the countries that a scanner can be set to, as Windows has them: scanners type
/// for it, whatever host they are on.
///
/// Source: Unicode CLDR, keyboards/windows (release 38).
public enum KeyboardLayout: String, Hashable, Sendable, Codable, CaseIterable {
    case us, uk, german, french, spanish
    /// A Chinese host: the keys of ``us``. What differs is the host, whose input method may swallow
    /// or widen what is typed (`。` for `.`); decoded from reports, nothing of that happens. Chinese
    /// text in a code is typed, if at all, by Alt and numbers.
    case chinese

    /// The keys that type a character, one after another; nil when the layout has none.
    ///
    /// An accent alone is its key and then space where the key waits for a letter.
    public func strokes(for scalar: Unicode.Scalar) -> [KeyStroke]? {
        table.strokes[scalar]
    }

    /// Every character that the layout can type.
    public var characters: [Unicode.Scalar] {
        table.strokes.keys.sorted()
    }

    /// What a key means with Shift and AltGr held or not.
    func meaning(of usage: UInt8, shift: Bool, altGr: Bool) -> KeyMeaning? {
        table.meanings[KeyboardTable.Place(usage: usage, shift: shift, altGr: altGr)]
    }

    /// Whether the right Alt key is AltGr, which the left Alt and Ctrl together are too.
    var hasAltGr: Bool {
        switch self {
        case .us, .chinese: false
        case .uk, .german, .french, .spanish: true
        }
    }

    /// Whether Caps lock turns Shift around for this key.
    func obeysCapsLock(_ usage: UInt8) -> Bool {
        table.capsLockKeys.contains(usage)
    }

    /// What the decimal key of the keypad types.
    var keypadDecimal: UInt8 {
        self == .german ? UInt8(ascii: ",") : UInt8(ascii: ".")
    }

    private var table: KeyboardTable {
        Self.tables[self] ?? KeyboardTable(rows: [])
    }

    private static let tables: [KeyboardLayout: KeyboardTable] = {
        let us = KeyboardTable(rows: KeyboardRows.us)
        return [
            .us: us, .chinese: us,
            .uk: KeyboardTable(rows: KeyboardRows.uk),
            .german: KeyboardTable(
                rows: KeyboardRows.german,
                dead: [.init(usage: 0x35), .init(usage: 0x2E), .init(usage: 0x2E, shift: true)],
                // The digits too, and four more: Caps lock is Shift lock on these.
                capsLockKeys: Array(0x1E...0x27) + [0x2D, 0x30, 0x31, 0x32, 0x36, 0x37]),
            .french: KeyboardTable(
                rows: KeyboardRows.french,
                dead: [
                    .init(usage: 0x2F), .init(usage: 0x2F, shift: true),
                    .init(usage: 0x1F, altGr: true), .init(usage: 0x24, altGr: true),
                ],
                capsLockKeys: Array(0x1E...0x27) + [0x2D, 0x2E, 0x2F, 0x30, 0x31, 0x32, 0x34]
                    + [0x10, 0x36, 0x37, 0x38]),
            .spanish: KeyboardTable(
                rows: KeyboardRows.spanish,
                dead: [
                    .init(usage: 0x2F), .init(usage: 0x2F, shift: true), .init(usage: 0x34),
                    .init(usage: 0x34, shift: true), .init(usage: 0x21, altGr: true),
                ]),
        ]
    }()
}

/// One layout, both ways.
struct KeyboardTable {
    struct Place: Hashable {
        var usage: UInt8
        var shift = false
        var altGr = false
    }

    private(set) var meanings: [Place: KeyMeaning] = [:]
    private(set) var strokes: [Unicode.Scalar: [KeyStroke]] = [:]
    private(set) var capsLockKeys: Set<UInt8>

    /// - Parameters:
    ///   - rows: four a level (digits, and the three rows of letters), the levels being plain, Shift,
    ///     AltGr, AltGr with Shift; one character a key, a space where there is none.
    ///   - dead: the places whose accents wait for a letter.
    ///   - capsLockKeys: those that obey Caps lock, beside the letters.
    init(rows: [String], dead: Set<Place> = [], capsLockKeys: [UInt8] = []) {
        self.capsLockKeys = Set(capsLockKeys)
        for (index, row) in rows.enumerated() {
            let shift = index / 4 % 2 == 1
            let altGr = index / 8 == 1
            for (usage, scalar) in zip(Self.keys[index % 4], row.unicodeScalars)
            where scalar != " " {
                let place = Place(usage: usage, shift: shift, altGr: altGr)
                let meaning: KeyMeaning =
                    dead.contains(place) ? .dead(scalar) : .character(scalar)
                meanings[place] = meaning
                // The key beside Enter has one place on keyboards of either shape.
                if usage == 0x31 {
                    meanings[Place(usage: 0x32, shift: shift, altGr: altGr)] = meaning
                }
            }
        }
        for shift in [false, true] {
            meanings[Place(usage: KeyUsage.space, shift: shift)] = .character(" ")
        }
        for usage in Self.keys.joined() where isLetter(usage) { self.capsLockKeys.insert(usage) }
        if self.capsLockKeys.contains(0x31) { self.capsLockKeys.insert(0x32) }
        fillStrokes()
    }

    private func isLetter(_ usage: UInt8) -> Bool {
        guard let plain = meanings[Place(usage: usage)]?.scalar,
            let shifted = meanings[Place(usage: usage, shift: true)]?.scalar
        else { return false }
        return plain.properties.uppercaseMapping == String(shifted) && plain != shifted
    }

    private mutating func fillStrokes() {
        // Plain keys first, so that the least is held; then by key, so that it is always the same.
        let places = meanings.keys.sorted { left, right in
            (left.altGr ? 2 : 0, left.shift ? 1 : 0, left.usage)
                < (right.altGr ? 2 : 0, right.shift ? 1 : 0, right.usage)
        }
        var accents: [(Unicode.Scalar, KeyStroke)] = []
        for place in places {
            guard let meaning = meanings[place] else { continue }
            var modifiers: KeyModifiers = place.shift ? [.leftShift] : []
            if place.altGr { modifiers.insert(.rightAlt) }
            let stroke = KeyStroke(usage: place.usage, modifiers: modifiers)
            switch meaning {
            case .character(let scalar) where strokes[scalar] == nil: strokes[scalar] = [stroke]
            case .character: break
            case .dead(let accent): accents.append((accent, stroke))
            }
        }
        for (accent, stroke) in accents {
            if strokes[accent] == nil {
                strokes[accent] = [stroke, KeyStroke(usage: KeyUsage.space)]
            }
            for (letter, composed) in Accents.compositions(with: accent) {
                guard strokes[composed] == nil, let typed = strokes[letter] else { continue }
                strokes[composed] = [stroke] + typed
            }
        }
    }

    /// The keys of the four rows, from left to right. 64h is the key that only Europe has.
    private static let keys: [[UInt8]] = [
        [0x35] + Array(0x1E...0x27) + [0x2D, 0x2E],
        [0x14, 0x1A, 0x08, 0x15, 0x17, 0x1C, 0x18, 0x0C, 0x12, 0x13, 0x2F, 0x30],
        [0x04, 0x16, 0x07, 0x09, 0x0A, 0x0B, 0x0D, 0x0E, 0x0F, 0x33, 0x34, 0x31],
        [0x64, 0x1D, 0x1B, 0x06, 0x19, 0x05, 0x11, 0x10, 0x36, 0x37, 0x38],
    ]
}

/// What accents and letters make together.
enum Accents {
    private static let marks: [Unicode.Scalar: (letters: String, composed: String)] = [
        "`": ("aeiouAEIOU", "àèìòùÀÈÌÒÙ"),
        "´": ("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ"),
        "^": ("aeiouAEIOU", "âêîôûÂÊÎÔÛ"),
        "¨": ("aeiouyAEIOU", "äëïöüÿÄËÏÖÜ"),
        "~": ("anoANO", "ãñõÃÑÕ"),
    ]

    static func compositions(
        with accent: Unicode.Scalar
    ) -> [(letter: Unicode.Scalar, composed: Unicode.Scalar)] {
        guard let pair = marks[accent] else { return [] }
        return zip(pair.letters.unicodeScalars, pair.composed.unicodeScalars).map { ($0, $1) }
    }

    static func compose(_ accent: Unicode.Scalar, _ letter: Unicode.Scalar) -> Unicode.Scalar? {
        compositions(with: accent).first { $0.letter == letter }?.composed
    }
}
