import Cash

extension Bill {
    /// - Parameter isPaidInCash: whether the total may be rounded.
    func check(_ currency: Currency, isPaidInCash: Bool) throws(DocumentError) {
        let linesPlace = Place.root[Key.lines]
        let taxesPlace = Place.root[Key.taxes]
        try linesPlace.check(count: lines.count, 1...Limits.lines, of: "lines")
        try taxesPlace.check(count: taxes.count, 0...Limits.taxes, of: "taxes")
        for (index, tax) in taxes.enumerated() {
            guard let earlier = taxes[..<index].firstIndex(where: { $0.code == tax.code }) else {
                continue
            }
            throw taxesPlace[index][TaxLine.Key.code].error(
                "\(quoted(tax.code)) stands already in taxes[\(earlier)]")
        }
        for (index, line) in lines.enumerated() {
            try line.check(linesPlace[index], currency, codes: taxes.map(\.code))
        }
        for (index, tax) in taxes.enumerated() {
            let place = taxesPlace[index]
            try tax.checkForm(place, currency)
            let bearing = lines.filter { $0.taxCode == tax.code }
            try place[TaxLine.Key.code].require(
                !bearing.isEmpty, "no line bears \(quoted(tax.code))")
            let base = try place.compute { () throws(CashError) in
                try bearing.map(\.total).sum(in: currency)
            }
            try tax.check(
                place, base: base, lines: bearing.count, isIncluded: pricesIncludeTax)
        }
        try checkTotals(Place.root[Key.totals], currency, isPaidInCash: isPaidInCash)
    }

    private func checkTotals(
        _ place: Place, _ currency: Currency, isPaidInCash: Bool
    ) throws(DocumentError) {
        typealias Key = Totals.Key
        try place[Key.subtotal].check(totals.subtotal, currency)
        try place[Key.tax].check(totals.tax, currency)
        try place[Key.total].check(totals.total, currency)
        let subtotal = try place[Key.subtotal].compute { () throws(CashError) in
            try lines.map(\.total).sum(in: currency)
        }
        try place[Key.subtotal].require(
            totals.subtotal == subtotal,
            "the lines add up to \(subtotal.decimalText), not \(totals.subtotal.decimalText)")
        let tax = try place[Key.tax].compute { () throws(CashError) in
            try taxes.map(\.tax).sum(in: currency)
        }
        try place[Key.tax].require(
            totals.tax == tax,
            "the taxes add up to \(tax.decimalText), not \(totals.tax.decimalText)")
        if pricesIncludeTax {
            try place[Key.total].require(
                totals.total == subtotal,
                "prices include tax, so it is the subtotal \(subtotal.decimalText), "
                    + "not \(totals.total.decimalText)")
        } else {
            let total = try place[Key.total].compute { () throws(CashError) in
                try subtotal.adding(tax)
            }
            try place[Key.total].require(
                totals.total == total,
                "\(subtotal.decimalText) + \(tax.decimalText) tax is \(total.decimalText), "
                    + "not \(totals.total.decimalText)")
        }
        try checkRounding(place[Key.rounding], currency, isPaidInCash: isPaidInCash)
    }

    /// Only what is paid in cash is rounded, after the tax, and by less than one whole unit of
    /// money (ten of a currency without decimals): the steps of all known rules are smaller.
    private func checkRounding(
        _ place: Place, _ currency: Currency, isPaidInCash: Bool
    ) throws(DocumentError) {
        try place.check(totals.rounding, currency, mayBeNegative: true)
        guard !totals.rounding.isZero else { return }
        try place.require(isPaidInCash, "only what is paid in cash is rounded")
        let limit = (0..<max(1, currency.exponent)).reduce(Int64(1)) { product, _ in product * 10 }
        try place.require(
            totals.rounding.minorUnits.magnitude < limit.magnitude,
            "must be less than "
                + Money(minorUnits: limit, currency: currency).decimalText)
        try place.require(
            try !totals.due().isNegative, "must not be more than the total")
    }
}

extension Totals {
    /// What has to be paid: the total, rounded.
    func due() throws(DocumentError) -> Money {
        try Place.root[Bill.Key.totals][Key.rounding].compute { () throws(CashError) in
            try total.adding(rounding)
        }
    }
}

extension BillLine {
    fileprivate func check(
        _ place: Place, _ currency: Currency, codes: [String]
    ) throws(DocumentError) {
        try place[Key.description].check(description, atMost: Limits.text)
        try place[Key.quantity].require(quantity.thousandths > 0, "must be more than 0")
        try place[Key.unit].check(unit, atMost: Limits.unit)
        try place[Key.unitPrice].check(unitPrice, currency)
        try place[Key.discount].check(discount, currency)
        try place[Key.total].check(total, currency)

        let gross = try place[Key.total].compute { () throws(CashError) in
            try unitPrice.multiplied(by: quantity)
        }
        var sum = "\(quantity) × \(unitPrice.decimalText)"
        try place[Key.discount].require(
            discount.minorUnits <= gross.minorUnits,
            "\(discount.decimalText) is more than \(sum)")
        let expected = try place[Key.total].compute { () throws(CashError) in
            try gross.subtracting(discount)
        }
        if !discount.isZero { sum += " - \(discount.decimalText)" }
        try place[Key.total].require(
            total == expected, "\(sum) is \(expected.decimalText), not \(total.decimalText)")
        guard let taxCode else { return }
        try place[Key.tax].require(
            codes.contains(taxCode), "no tax has the code \(quoted(taxCode))")
    }

    /// quantity × unit price, before the discount.
    var gross: Money {
        // Checked documents have gross = total + discount, which fitted before.
        (try? total.adding(discount)) ?? total
    }
}

extension TaxLine {
    fileprivate func checkForm(_ place: Place, _ currency: Currency) throws(DocumentError) {
        try place[Key.code].require(
            (1...Limits.taxCode).contains(code.utf8.count)
                && code.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) },
            "\(quoted(code)) must be 1 to \(Limits.taxCode) ASCII letters or digits")
        try place[Key.name].check(name, atMost: Limits.name)
        try place[Key.rate].require(
            (0...Limits.rate * 10_000).contains(rate.tenThousandths),
            "\(rate) must be 0 to \(Limits.rate) percent")
        try place[Key.net].check(net, currency)
        try place[Key.tax].check(tax, currency)
    }

    /// The tax against its exact value.
    ///
    /// Tax is rounded once for each line or once for the whole receipt, by the shop's choice and
    /// its country's law. Either way it differs from the exact value by at most half a minor unit
    /// for each line that bears it, and anything further away is wrong.
    fileprivate func check(
        _ place: Place, base: Money, lines: Int, isIncluded: Bool
    ) throws(DocumentError) {
        let rateValue = Int128(rate.tenThousandths)
        let whole = Int128(1_000_000) + (isIncluded ? rateValue : 0)
        let exact = Int128(base.minorUnits) * rateValue
        let distance = (Int128(tax.minorUnits) * whole - exact) * 2
        if distance.magnitude > UInt128(lines) * whole.magnitude {
            let units = Int64(clamping: roundedQuotient(exact, by: whole))
            let expected = Money(minorUnits: units, currency: base.currency)
            throw place[Key.tax].error(
                "\(rate) % \(isIncluded ? "in" : "on") \(base.decimalText) is "
                    + "\(expected.decimalText), not \(tax.decimalText)")
        }
        guard isIncluded else {
            return try place[Key.net].require(
                net == base,
                "the lines with tax \(code) add up to \(base.decimalText), "
                    + "not \(net.decimalText)")
        }
        let expected = try place[Key.net].compute { () throws(CashError) in
            try base.subtracting(tax)
        }
        try place[Key.net].require(
            net == expected,
            "\(base.decimalText) less \(tax.decimalText) tax is \(expected.decimalText), "
                + "not \(net.decimalText)")
    }
}

extension [Tender] {
    var hasCash: Bool { contains { $0.kind == .cash } }

    /// Checks each tender and adds them up.
    func check(_ place: Place, _ currency: Currency) throws(DocumentError) -> Money {
        try place.check(count: count, 1...Limits.tenders, of: "tenders")
        for (index, tender) in enumerated() {
            try place[index][Tender.Key.name].check(tender.name, atMost: Limits.name)
            try place[index][Tender.Key.amount].check(tender.amount, currency)
            try place[index][Tender.Key.reference].check(
                tender.reference, atMost: Limits.name)
        }
        return try place.compute { () throws(CashError) in try map(\.amount).sum(in: currency) }
    }
}

extension Place {
    /// Documents made by a program, not read, may hold anything.
    func check(
        _ money: Money, _ currency: Currency, mayBeNegative: Bool = false
    ) throws(DocumentError) {
        try require(
            money.currency == currency, "is in \(money.currency), the document in \(currency)")
        try require(mayBeNegative || !money.isNegative, "must not be negative")
    }
}
