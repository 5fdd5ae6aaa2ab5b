import Cash
import ESCPOS

extension Composer {
    mutating func compose(
        _ sale: SaleReceipt, _ labels: Labels, _ mark: SlipMark, _ logo: RasterImage?
    ) throws(DocumentError) {
        let header = sale.header
        try head(
            header, labels, title: nil, number: labels.receipt,
            mark: mark == .original ? nil : mark, logo)
        try articles(sale.bill, labels)
        try totals(sale.bill, labels, name: labels.total)
        for tender in sale.tenders { try self.tender(tender, labels, labels.name(of: tender)) }
        if !sale.change.isZero || sale.tenders.hasCash {
            try pair(labels.change, sale.change.decimalText)
        }
        try includedTaxes(sale.bill, labels)
        try foot(header)
    }

    mutating func compose(
        _ slip: ReversalSlip, _ labels: Labels, _ mark: SlipMark, _ logo: RasterImage?
    ) throws(DocumentError) {
        let header = slip.header
        try head(
            header, labels, title: labels.reversal, number: labels.slip, mark: mark, logo)
        try rule()
        let original = slip.original
        try facts("\(labels.originalReceipt) \(original.number)", original.time.description)
        if let station = original.station { try text("\(labels.station) \(station)") }
        try pair(labels.originalTotal, original.total.description)
        try text("\(labels.reason): \(slip.reason)")
        try text("\(labels.authorisedBy): \(slip.supervisor)")
        try articles(slip.bill, labels)
        try totals(slip.bill, labels, name: labels.totalReversed)
        for refund in slip.refunds {
            try tender(refund, labels, "\(labels.refunded) \(labels.name(of: refund))")
        }
        try includedTaxes(slip.bill, labels)
        try signature(labels.customerSignature)
        try signature("\(labels.supervisorSignature): \(slip.supervisor)")
        try foot(header)
    }

    /// One or two lines an article: the name, then how much of it, when it is not just one.
    private mutating func articles(_ bill: Bill, _ labels: Labels) throws(DocumentError) {
        try rule()
        let columns = AmountColumns(bill)
        for line in bill.lines {
            let amount = columns.text(line.gross, code: line.taxCode)
            if line.quantity == .one, line.unit == nil {
                try pair(line.description, amount)
            } else {
                try text(line.description)
                let unit = line.unit.map { " \($0)" } ?? ""
                let price = line.unitPrice.decimalText
                try pair("\(line.quantity)\(unit) x \(price)", amount, indent: 2)
            }
            if !line.discount.isZero {
                try pair(labels.discount, "-\(line.discount.decimalText)", indent: 2)
            }
        }
        try rule()
    }

    private mutating func totals(
        _ bill: Bill, _ labels: Labels, name: String
    ) throws(DocumentError) {
        let totals = bill.totals
        if !bill.pricesIncludeTax, !bill.taxes.isEmpty {
            try pair(labels.subtotal, totals.subtotal.decimalText)
            try taxes(bill, labels)
        }
        try emphasised("\(name) \(totals.total.currency)", totals.total.decimalText)
        if !totals.rounding.isZero {
            try pair(labels.rounding, totals.rounding.decimalText)
            try pair(labels.toPay, try totals.due().decimalText, .bold)
        }
    }

    /// The amount that everybody looks for: as large as the paper lets it be.
    mutating func emphasised(_ name: String, _ amount: String) throws(DocumentError) {
        let fits = (width(of: name) + width(of: amount) + 1) * 2 <= columns
        try pair(name, amount, Style(isBold: true, width: fits ? 2 : 1, height: 2))
    }

    private mutating func tender(
        _ tender: Tender, _ labels: Labels, _ name: String
    ) throws(DocumentError) {
        try pair(name, tender.amount.decimalText)
        if let reference = tender.reference {
            try text("\(labels.reference) \(reference)", indent: 2)
        }
    }

    private mutating func includedTaxes(_ bill: Bill, _ labels: Labels) throws(DocumentError) {
        guard bill.pricesIncludeTax, !bill.taxes.isEmpty else { return }
        try rule()
        try text(labels.taxIncluded)
        try taxes(bill, labels)
    }

    private mutating func taxes(_ bill: Bill, _ labels: Labels) throws(DocumentError) {
        for tax in bill.taxes {
            let net = "\(labels.net) \(tax.net.decimalText)"
            try pair("\(tax.code) \(tax.name) \(tax.rate)%, \(net)", tax.tax.decimalText)
        }
    }
}

/// Keeps amounts and the tax codes before them in columns: `A   4.20`.
private struct AmountColumns {
    private let amountWidth: Int
    private let codeWidth: Int

    init(_ bill: Bill) {
        amountWidth = bill.lines.map { $0.gross.decimalText.utf8.count }.max() ?? 0
        codeWidth = bill.lines.map { $0.taxCode?.utf8.count ?? 0 }.max() ?? 0
    }

    func text(_ amount: Money, code: String?) -> String {
        let digits = amount.decimalText
        guard codeWidth > 0 else { return digits }
        let code = code ?? ""
        return code + String(repeating: " ", count: codeWidth - code.utf8.count + 1)
            + String(repeating: " ", count: amountWidth - digits.utf8.count) + digits
    }
}
