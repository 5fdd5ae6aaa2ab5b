import Cash
import Receipts

extension Document {
    /// A document that adds up, with texts and amounts of every size.
    static func random(using random: inout SeededGenerator) throws -> Document {
        let currency = Currency.known.randomElement(using: &random) ?? .eur
        let header = Header(
            language: Bool.random(using: &random) ? .english : .simplifiedChinese,
            currency: currency,
            store: Store(
                name: text(1...40, &random), address: [text(1...90, &random)],
                phone: text(1...30, &random), taxID: text(1...60, &random)),
            number: "R\(Int.random(in: 0...99_999, using: &random))",
            station: text(1...60, &random), cashier: text(1...60, &random),
            time: LocalTime("2026-03-14 15:09") ?? { preconditionFailure() }(),
            notes: [text(1...200, &random)], qrCode: text(1...60, &random))
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            let (bill, due) = try randomBill(currency, &random)
            return .sale(
                SaleReceipt(
                    header: header, bill: bill,
                    tenders: [
                        Tender(
                            kind: .cash, name: text(1...60, &random),
                            amount: try due.adding(Money(minorUnits: 7, currency: currency)),
                            reference: text(1...60, &random))
                    ], change: Money(minorUnits: 7, currency: currency)))
        case 1:
            let (bill, due) = try randomBill(currency, &random)
            return .reversal(
                ReversalSlip(
                    header: header,
                    original: OriginalReceipt(
                        number: "R-1", station: text(1...60, &random), time: header.time,
                        total: bill.totals.total),
                    reason: text(1...200, &random), supervisor: "S" + text(1...60, &random),
                    bill: bill, refunds: [Tender(kind: .card, amount: due)]))
        default:
            return .count(try randomCount(header, &random))
        }
    }

    private static func randomBill(
        _ currency: Currency, _ random: inout SeededGenerator
    ) throws -> (Bill, Money) {
        let includesTax = Bool.random(using: &random)
        var lines: [BillLine] = []
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let price = Money(minorUnits: magnitude(9, &random), currency: currency)
            let quantity = Quantity(thousandths: 1 + magnitude(6, &random))
            let gross = try price.multiplied(by: quantity)
            let discount = Money(
                minorUnits: gross.minorUnits / Int64.random(in: 1...5, using: &random),
                currency: currency)
            lines.append(
                BillLine(
                    description: text(1...120, &random), quantity: quantity,
                    unit: Bool.random(using: &random) ? "kg" : nil, unitPrice: price,
                    discount: discount, total: try gross.subtracting(discount), taxCode: "A1"))
        }
        let subtotal = try lines.map(\.total).sum(in: currency)
        let rate = Int64.random(in: 0...300_000, using: &random)
        let whole = 1_000_000 + (includesTax ? rate : 0)
        let units = (Int128(subtotal.minorUnits) * Int128(rate) + Int128(whole / 2)) / Int128(whole)
        let tax = Money(minorUnits: Int64(clamping: units), currency: currency)
        let total = includesTax ? subtotal : try subtotal.adding(tax)
        let bill = Bill(
            pricesIncludeTax: includesTax, lines: lines,
            taxes: [
                TaxLine(
                    code: "A1", name: text(1...60, &random), rate: Percent(tenThousandths: rate),
                    net: includesTax ? try subtotal.subtracting(tax) : subtotal, tax: tax)
            ], totals: Totals(subtotal: subtotal, tax: tax, total: total))
        return (bill, total)
    }

    private static func randomCount(
        _ header: Header, _ random: inout SeededGenerator
    ) throws -> CountSlip {
        let catalogue = DenominationCatalogue.known(for: header.currency) ?? .eur
        var count = Count(in: catalogue, on: header.time.day)
        var lines: [CountLine] = []
        for entry in catalogue.entries where entry.withdrawnOn == nil {
            for pack in [Pack.loose] + entry.packs.keys.sorted(by: { $0.rawValue < $1.rawValue })
            where Bool.random(using: &random) {
                let number = magnitude(9, &random)
                try count.add(number, pack, of: entry.denomination)
                lines.append(
                    CountLine(
                        value: entry.denomination.value, kind: entry.denomination.kind,
                        pack: pack, number: number))
            }
        }
        return CountSlip(
            header: header, till: text(1...60, &random), purpose: .spot,
            lines: lines.shuffled(using: &random), total: count.total,
            expected: Money(minorUnits: magnitude(12, &random), currency: header.currency),
            witness: "W" + text(1...60, &random))
    }

    /// Up to so many digits, small numbers as likely as large ones.
    private static func magnitude(_ digits: Int, _ random: inout SeededGenerator) -> Int64 {
        let limit = (0..<Int.random(in: 1...digits, using: &random)).reduce(Int64(1)) {
            product, _ in
            product * 10
        }
        return Int64.random(in: 0..<limit, using: &random)
    }

    /// Latin, Cyrillic and Chinese text with and without spaces.
    private static func text(_ length: ClosedRange<Int>, _ random: inout SeededGenerator) -> String
    {
        let alphabets = ["abc defg ", "abcdefgh", "é£ßñ ÄÖ", "Ж и вот", "汉字商品名称", "汉a字 b商c品"]
        let alphabet = Array(alphabets.randomElement(using: &random) ?? "a")
        let count = Int.random(in: length, using: &random)
        // The first character is never a blank.
        return "N"
            + String((1..<max(2, count)).map { _ in alphabet.randomElement(using: &random) ?? "a" })
    }
}
