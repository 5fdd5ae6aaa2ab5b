import Cash
public import ESCPOS

/// Which of the papers with the same number this is.
public enum SlipMark: Sendable, Hashable {
    case original
    /// 1 to 999.
    case copy(Int)
    /// Printed again because nobody knows whether the first one is on paper.
    case reprint
}

extension Document {
    /// The slip as whole commands, from `ESC @` to the cut, for one printer model.
    ///
    /// Nothing in it opens a drawer: that is asked for by itself, with a reason.
    ///
    /// - Parameters:
    ///   - mark: `ORIGINAL` is printed on slips that are signed; a sale receipt bears only `COPY`
    ///     and `REPRINT`.
    ///   - logo: the picture that ``Store/logo`` names; `nil` exactly when it names none.
    ///   - policy: what becomes of characters that the printer has not got.
    /// - Throws: what ``check()`` throws, and `unprintable` errors of text, logo, bar code and QR
    ///   code with their places.
    public func commands(
        for profile: Profile, mark: SlipMark = .original, logo: RasterImage? = nil,
        policy: TextPolicy = .strict
    ) throws(DocumentError) -> [Command] {
        try check()
        if case .copy(let number) = mark, !(1...Limits.copies).contains(number) {
            throw DocumentError(
                .incorrect, at: "", "copy \(number) must be 1 to \(Limits.copies)")
        }
        var composer = try Composer(profile: profile, policy: policy)
        try checkTexts(with: Encoder(profile: profile, policy: policy))
        let labels = Labels.labels(in: header.language)
        switch self {
        case .sale(let sale): try composer.compose(sale, labels, mark, logo)
        case .reversal(let slip): try composer.compose(slip, labels, mark, logo)
        case .count(let count): try composer.compose(count, labels, mark, logo)
        }
        return composer.encoder.commands
    }
}

extension Composer {
    /// Logo, shop, title, mark and the facts that every slip has.
    mutating func head(
        _ header: Header, _ labels: Labels, title: String?, number: String, mark: SlipMark?,
        _ logo: RasterImage?
    ) throws(DocumentError) {
        try picture(logo, named: header.store.logo)
        let store = header.store
        try text(store.name, Style(isCentred: true, isBold: true, width: 2, height: 2))
        for line in store.address { try text(line, .centred) }
        if let phone = store.phone { try text("\(labels.phone) \(phone)", .centred) }
        if let taxID = store.taxID { try text("\(labels.taxID) \(taxID)", .centred) }
        if let title {
            blank()
            try text(title, Style(isCentred: true, isBold: true, width: 2, height: 2))
        }
        if let mark {
            try text(
                " \(labels.text(of: mark)) ",
                Style(isCentred: true, isBold: true, isReverse: true))
        }
        try rule()
        try facts("\(number) \(header.number)", header.time.description)
        try facts("\(labels.station) \(header.station)", "\(labels.cashier) \(header.cashier)")
    }

    /// Notes, the codes to find the slip again, and the cut.
    mutating func foot(_ header: Header) throws(DocumentError) {
        if !header.notes.isEmpty {
            blank()
            for note in header.notes { try text(note, .centred) }
        }
        if header.hasBarcode {
            blank()
            try barcode(header.number)
        }
        if let content = header.qrCode {
            blank()
            try encodeFirst(
                of: [6, 5, 4, 3], at: Place.root[Header.Key.qrCode], hint: "or leave it out"
            ) { encoder, module throws(ESCPOSError) in
                try encoder.qrCode(content, module: module, align: .centre)
            }
        }
        cut()
    }

    /// A name over a line to sign on.
    mutating func signature(_ name: String) throws(DocumentError) {
        blank(3)
        try rule("_")
        try text(name)
    }

    private mutating func picture(
        _ logo: RasterImage?, named name: String?
    ) throws(DocumentError) {
        let place = Place.root[Header.Key.store][Store.Key.logo]
        switch (logo, name) {
        case (nil, nil): break
        case (nil, let name?):
            throw place.error("the picture \(quoted(name)) was not given")
        case (_?, nil):
            throw place.error("missing, but a picture was given")
        case (let logo?, _?):
            try encode(at: place) { encoder throws(ESCPOSError) in
                try encoder.raster(logo, align: .centre)
            }
        }
    }

    /// As EAN-13 when the number is one, else as CODE128, as wide as the paper lets it be.
    private mutating func barcode(_ number: String) throws(DocumentError) {
        let hint = "or set \"barcode\" to false"
        let isEAN13 = isEAN13(number)
        try encodeFirst(of: [3, 2], at: Place.root[Header.Key.number], hint: hint) {
            encoder, module throws(ESCPOSError) in
            if isEAN13 {
                try encoder.ean13(number, module: module, align: .centre)
            } else {
                try encoder.code128(number, module: module, align: .centre)
            }
        }
    }

    /// Thirteen digits that the encoder takes; with a wrong check digit they are still a number
    /// for CODE128.
    private func isEAN13(_ number: String) -> Bool {
        guard number.utf8.count == 13 else { return false }
        var probe = Encoder(profile: encoder.profile)
        do throws(ESCPOSError) {
            try probe.ean13(number)
        } catch {
            switch error {
            case .barcodeDigits, .barcodeCheckDigit: return false
            default: return true
            }
        }
        return true
    }
}
