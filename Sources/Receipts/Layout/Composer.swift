import ESCPOS

/// Looks of a line.
struct Style: Hashable {
    var isCentred = false
    var isBold = false
    var isReverse = false
    /// Factor of width, which divides the columns.
    var width = 1
    var height = 1

    static let plain = Style()
    static let bold = Style(isBold: true)
    static let centred = Style(isCentred: true)
}

/// Sets lines on paper of so many columns, and turns them into commands as it goes.
struct Composer {
    /// Below this no amount fits beside its name.
    static let columnsMin = 24

    private(set) var encoder: Encoder
    private var style = Style.plain
    /// Of font A.
    let columns: Int

    init(profile: Profile, policy: TextPolicy) throws(DocumentError) {
        columns = profile.fontA.columns
        guard columns >= Composer.columnsMin else {
            throw DocumentError(
                .unprintable, at: "",
                "\(profile.name) has \(columns) columns; slips need \(Composer.columnsMin)")
        }
        encoder = Encoder(profile: profile, policy: policy)
        encoder.start()
    }

    func width(of text: String) -> Int { encoder.columns(of: text) }

    func wrap(_ text: String, columns: Int) -> [String] {
        wrapped(text, columns: columns) { encoder.columns(of: $0) }
    }

    // MARK: Lines

    /// A text over as many lines as it needs.
    mutating func text(
        _ text: String, _ style: Style = .plain, indent: Int = 0
    ) throws(DocumentError) {
        let margin = String(repeating: " ", count: indent)
        for line in wrap(text, columns: columns / style.width - indent) {
            try put(margin + line, style)
        }
    }

    /// A name on the left and an amount at the right edge, on the name's last line.
    ///
    /// An amount that leaves no room for words beside it stands on a line of its own.
    mutating func pair(
        _ left: String, _ right: String, _ style: Style = .plain, indent: Int = 0
    ) throws(DocumentError) {
        let columns = columns / style.width
        let margin = String(repeating: " ", count: indent)
        let rightWidth = width(of: right)
        let room = columns - rightWidth - 1 - indent
        let needed = width(of: left)
        guard room >= max(2, min(needed, columns / 3)) else {
            try text(left, style, indent: indent)
            for line in wrap(right, columns: columns) {
                try put(spaces(columns - width(of: line)) + line, style)
            }
            return
        }
        let lines = wrap(left, columns: room)
        for line in lines.dropLast() { try put(margin + line, style) }
        let last = lines.last ?? ""
        try put(
            margin + last + spaces(columns - indent - width(of: last) - rightWidth) + right, style)
    }

    /// Two facts at the two edges, or below each other when they do not fit side by side.
    mutating func facts(_ left: String, _ right: String) throws(DocumentError) {
        if width(of: left) + width(of: right) + 2 <= columns {
            try pair(left, right)
        } else {
            try text(left)
            try text(right)
        }
    }

    mutating func rule(_ character: Character = "-") throws(DocumentError) {
        try put(String(repeating: character, count: columns), .plain)
    }

    mutating func blank(_ lines: UInt8 = 1) {
        apply(.plain)
        encoder.append(.feedLines(lines))
    }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    private mutating func put(_ line: String, _ style: Style) throws(DocumentError) {
        apply(style)
        try encode(at: Place.root) { encoder throws(ESCPOSError) in try encoder.line(line) }
    }

    // MARK: Pictures, symbols and the end

    mutating func encode(
        at place: Place, _ body: (inout Encoder) throws(ESCPOSError) -> Void
    ) throws(DocumentError) {
        do throws(ESCPOSError) {
            try body(&encoder)
        } catch {
            throw DocumentError(.unprintable, at: place.path, error.description)
        }
    }

    /// Appends the first of several sizes that fits the paper.
    mutating func encodeFirst(
        of sizes: [Int], at place: Place, hint: String,
        _ body: (inout Encoder, Int) throws(ESCPOSError) -> Void
    ) throws(DocumentError) {
        apply(.plain)
        for (index, size) in sizes.enumerated() {
            do throws(ESCPOSError) {
                return try body(&encoder, size)
            } catch .barcodeTooWide where index < sizes.count - 1 {
                continue
            } catch .qrCodeTooWide where index < sizes.count - 1 {
                continue
            } catch {
                throw DocumentError(
                    .unprintable, at: place.path, "\(error.description); \(hint)")
            }
        }
    }

    mutating func cut() {
        apply(.plain)
        encoder.cut()
    }

    /// Sends only what changes; every change is made at the start of a line.
    private mutating func apply(_ new: Style) {
        if new.isCentred != style.isCentred {
            encoder.append(.align(new.isCentred ? .centre : .left))
        }
        if new.isBold != style.isBold { encoder.append(.bold(Switch(new.isBold))) }
        if new.isReverse != style.isReverse { encoder.append(.reverse(Switch(new.isReverse))) }
        if new.width != style.width || new.height != style.height {
            encoder.append(.size(CharacterSize(width: new.width, height: new.height)))
        }
        style = new
    }
}
