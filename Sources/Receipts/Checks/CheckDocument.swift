import Cash

extension Document {
    /// Whether the document keeps its limits and adds up: every figure that follows from others
    /// is compared with what it should be.
    ///
    /// - Throws: the first thing that is wrong, with its place:
    ///   `lines[3].total: 2 × 4.20 is 8.40, not 8.50`.
    public func check() throws(DocumentError) {
        try header.check()
        switch self {
        case .sale(let sale): try sale.check()
        case .reversal(let reversal): try reversal.check()
        case .count(let count): try count.check()
        }
    }
}

extension Header {
    fileprivate func check() throws(DocumentError) {
        try store.check(Place.root[Key.store])
        try Place.root[Key.number].check(number: number)
        try Place.root[Key.station].check(station, atMost: Limits.name)
        try Place.root[Key.cashier].check(cashier, atMost: Limits.name)
        let notesPlace = Place.root[Key.notes]
        try notesPlace.check(count: notes.count, 0...Limits.notes, of: "notes")
        for (index, note) in notes.enumerated() {
            try notesPlace[index].check(note, atMost: Limits.text)
        }
        guard let qrCode else { return }
        // Unlike printed text, a QR code may hold line ends: payment codes do.
        try Place.root[Key.qrCode].require(
            (1...Limits.qrCode).contains(qrCode.unicodeScalars.count),
            "must have 1 to \(Limits.qrCode) characters")
    }
}

extension Store {
    fileprivate func check(_ place: Place) throws(DocumentError) {
        try place[Key.name].check(name, atMost: Limits.name)
        let addressPlace = place[Key.address]
        try addressPlace.check(
            count: address.count, 0...Limits.addressLines, of: "address lines")
        for (index, line) in address.enumerated() {
            try addressPlace[index].check(line, atMost: Limits.text)
        }
        try place[Key.phone].check(phone, atMost: Limits.name)
        try place[Key.taxID].check(taxID, atMost: Limits.name)
        try place[Key.logo].check(logo, atMost: Limits.name)
    }
}

extension SaleReceipt {
    fileprivate func check() throws(DocumentError) {
        try bill.check(header.currency, isPaidInCash: tenders.hasCash)
        let place = Place.root[Key.tenders]
        let paid = try tenders.check(place, header.currency)
        let due = try bill.totals.due()
        let changePlace = Place.root[Key.change]
        try changePlace.check(change, header.currency)
        let (paidOrder, expected) = try changePlace.compute { () throws(CashError) in
            (try paid.compared(to: due), try paid.subtracting(due))
        }
        try place.require(
            paidOrder >= 0, "\(paid.decimalText) does not pay \(due.decimalText)")
        try changePlace.require(
            change == expected,
            "\(paid.decimalText) paid for \(due.decimalText) gives \(expected.decimalText) change, "
                + "not \(change.decimalText)")
    }
}

extension ReversalSlip {
    fileprivate func check() throws(DocumentError) {
        let originalPlace = Place.root[Key.original]
        try originalPlace[OriginalReceipt.Key.number].check(number: original.number)
        try originalPlace[OriginalReceipt.Key.number].require(
            original.number != header.number, "a slip cannot reverse itself")
        try originalPlace[OriginalReceipt.Key.station].check(
            original.station, atMost: Limits.name)
        try originalPlace[OriginalReceipt.Key.time].require(
            original.time <= header.time,
            "\(original.time) is after the reversal at \(header.time)")
        try originalPlace[OriginalReceipt.Key.total].check(original.total, header.currency)
        try Place.root[Key.reason].check(reason, atMost: Limits.text)
        try Place.root[Key.supervisor].check(supervisor, atMost: Limits.name)
        try Place.root[Key.supervisor].require(
            supervisor != header.cashier,
            "\(quoted(supervisor)) is the cashier; a reversal needs a second person")

        try bill.check(header.currency, isPaidInCash: refunds.hasCash)
        try Place.root[Bill.Key.totals][Totals.Key.total].require(
            bill.totals.total.minorUnits <= original.total.minorUnits,
            "\(bill.totals.total.decimalText) is more than the original receipt's "
                + original.total.decimalText)
        let place = Place.root[Key.refunds]
        let paid = try refunds.check(place, header.currency)
        let due = try bill.totals.due()
        try place.require(
            paid == due, "\(paid.decimalText) paid back, but \(due.decimalText) is due")
    }
}

extension CountSlip {
    fileprivate func check() throws(DocumentError) {
        try Place.root[Key.till].check(till, atMost: Limits.name)
        try Place.root[Key.witness].check(witness, atMost: Limits.name)
        try Place.root[Key.witness].require(
            witness != header.cashier, "\(quoted(header.cashier)) cannot witness an own count")
        let count = try counted()
        let place = Place.root[Key.total]
        try place.check(total, header.currency)
        try place.require(
            total == count.total,
            "the lines add up to \(count.total.decimalText), not \(total.decimalText)")
        if let expected {
            try Place.root[Key.expected].check(expected, header.currency, mayBeNegative: true)
            _ = try variance()
        }
    }

    /// The lines as a count of the day's money.
    func counted() throws(DocumentError) -> Count {
        let currencyPlace = Place.root[Header.Key.currency]
        guard let catalogue = DenominationCatalogue.known(for: header.currency) else {
            throw currencyPlace.error("the notes and coins of \(header.currency) are not known")
        }
        let place = Place.root[Key.lines]
        try place.check(count: lines.count, 0...Limits.countLines, of: "lines")
        var count = Count(in: catalogue, on: header.time.day)
        var places: [CountLine.Identity: Int] = [:]
        for (index, line) in lines.enumerated() {
            if let earlier = places.updateValue(index, forKey: line.identity) {
                throw place[index].error("counted already in lines[\(earlier)]")
            }
            try line.add(to: &count, place[index])
        }
        return count
    }

    /// `nil` for a blind count.
    func variance() throws(DocumentError) -> Variance? {
        guard let expected else { return nil }
        return try Place.root[Key.expected].compute { () throws(CashError) in
            try Variance(counted: total, expected: expected)
        }
    }
}

extension CountLine {
    struct Identity: Hashable {
        let denomination: Denomination
        let pack: Pack
    }

    var identity: Identity { Identity(denomination: denomination, pack: pack) }

    fileprivate func add(to count: inout Count, _ place: Place) throws(DocumentError) {
        if let packSize {
            try place[Key.packSize].require(
                pack != .loose, "loose pieces have no pack; leave it out")
            try place[Key.packSize].require(
                packSize >= 1, "\(packSize) must be 1 or more")
        }
        try place[Key.number].require(number >= 0, "\(number) must be 0 or more")
        do throws(CashError) {
            try count.add(number, pack, of: denomination, packSize: packSize)
        } catch {
            switch error {
            case .unknownDenomination, .withdrawnDenomination:
                throw place[Key.value].error(error.description)
            case .noSuchPack: throw place[Key.pack].error(error.description)
            default: throw place[Key.number].error(error.description)
            }
        }
    }
}
