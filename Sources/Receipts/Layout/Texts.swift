import ESCPOS

extension Document {
    /// Every text of the caller's that is printed as characters, with its place.
    ///
    /// They are tried one by one before the layout, so that an error names the field and counts
    /// characters in it, not in a line that the layout made of it.
    var texts: [(place: Place, text: String)] {
        let own: [(Place, String?)] =
            switch self {
            case .sale(let sale):
                sale.bill.texts + sale.tenders.texts(Place.root[SaleReceipt.Key.tenders])
            case .reversal(let slip):
                slip.bill.texts + slip.refunds.texts(Place.root[ReversalSlip.Key.refunds]) + [
                    (
                        Place.root[ReversalSlip.Key.original][OriginalReceipt.Key.station],
                        slip.original.station
                    ),
                    (Place.root[ReversalSlip.Key.reason], slip.reason),
                    (Place.root[ReversalSlip.Key.supervisor], slip.supervisor),
                ]
            case .count(let count):
                [
                    (Place.root[CountSlip.Key.till], count.till),
                    (Place.root[CountSlip.Key.witness], count.witness),
                ]
            }
        return (header.texts + own).compactMap { place, text in text.map { (place, $0) } }
    }

    /// - Throws: for the first text that `encoder` cannot print.
    func checkTexts(with encoder: Encoder) throws(DocumentError) {
        for (place, text) in texts {
            var probe = encoder
            do throws(ESCPOSError) {
                try probe.text(text)
            } catch {
                throw DocumentError(.unprintable, at: place.path, error.description)
            }
        }
    }
}

extension Header {
    fileprivate var texts: [(Place, String?)] {
        let storePlace = Place.root[Key.store]
        return [
            (storePlace[Store.Key.name], store.name),
            (storePlace[Store.Key.phone], store.phone),
            (storePlace[Store.Key.taxID], store.taxID),
            (Place.root[Key.station], station),
            (Place.root[Key.cashier], cashier),
        ]
            + store.address.enumerated().map { (storePlace[Store.Key.address][$0], $1) }
            + notes.enumerated().map { (Place.root[Key.notes][$0], $1) }
    }
}

extension Bill {
    fileprivate var texts: [(Place, String?)] {
        lines.enumerated().flatMap { index, line -> [(Place, String?)] in
            let place = Place.root[Key.lines][index]
            return [
                (place[BillLine.Key.description], line.description),
                (place[BillLine.Key.unit], line.unit),
            ]
        }
            + taxes.enumerated().map { index, tax in
                (Place.root[Key.taxes][index][TaxLine.Key.name], tax.name)
            }
    }
}

extension [Tender] {
    fileprivate func texts(_ place: Place) -> [(Place, String?)] {
        enumerated().flatMap { index, tender in
            [
                (place[index][Tender.Key.name], tender.name),
                (place[index][Tender.Key.reference], tender.reference),
            ]
        }
    }
}
