public import Cash

/// One article, sold or taken back.
public struct BillLine: Hashable, Sendable {
    public var description: String
    public var quantity: Quantity
    /// What is measured, `kg`; none for pieces.
    public var unit: String?
    public var unitPrice: Money
    /// Taken off quantity × unit price; 0 when there is none.
    public var discount: Money
    /// quantity × unit price, rounded half up, less the discount.
    public var total: Money
    /// Code of a ``TaxLine``; none for an article outside of any tax.
    public var taxCode: String?

    public init(
        description: String, quantity: Quantity, unit: String? = nil, unitPrice: Money,
        discount: Money? = nil, total: Money, taxCode: String? = nil
    ) {
        self.description = description
        self.quantity = quantity
        self.unit = unit
        self.unitPrice = unitPrice
        self.discount = discount ?? .zero(unitPrice.currency)
        self.total = total
        self.taxCode = taxCode
    }

    enum Key: String, FieldKey {
        case description, quantity, unit, unitPrice, discount, total, tax
    }

    init(from decoder: any Decoder, _ currency: Currency) throws {
        let fields = try Fields(decoder, names: Key.names)
        description = try fields.text(Key.description)
        quantity = try fields.parsed(Key.quantity) { text throws(CashError) in
            try Quantity(text)
        }
        unit = try fields.textIfPresent(Key.unit)
        unitPrice = try fields.money(Key.unitPrice, currency)
        discount = try fields.moneyIfPresent(Key.discount, currency) ?? .zero(currency)
        total = try fields.money(Key.total, currency)
        taxCode = try fields.textIfPresent(Key.tax)
    }
}

/// A tax rate in ten-thousandths of a percent: 8.875 % is 88,750.
public struct Percent: Hashable, Sendable, CustomStringConvertible {
    public let tenThousandths: Int64
    public init(tenThousandths: Int64) { self.tenThousandths = tenThousandths }
    /// Reads `8.875`: at most four decimals, no sign, no percent sign.
    public init(_ text: String) throws(CashError) {
        tenThousandths = try DecimalText.parse(text, places: 4)
    }
    /// `8.875`.
    public var description: String { DecimalText.formatShort(tenThousandths, places: 4) }
}

/// One rate of tax and what the lines that bear it add up to.
public struct TaxLine: Hashable, Sendable {
    /// One to three ASCII letters or digits; stands beside the amount of each line.
    public var code: String
    public var name: String
    public var rate: Percent
    /// Without the tax.
    public var net: Money
    public var tax: Money

    public init(code: String, name: String, rate: Percent, net: Money, tax: Money) {
        self.code = code
        self.name = name
        self.rate = rate
        self.net = net
        self.tax = tax
    }

    enum Key: String, FieldKey { case code, name, rate, net, tax }

    init(from decoder: any Decoder, _ currency: Currency) throws {
        let fields = try Fields(decoder, names: Key.names)
        code = try fields.text(Key.code)
        name = try fields.text(Key.name)
        rate = try fields.parsed(Key.rate) { text throws(CashError) in try Percent(text) }
        net = try fields.money(Key.net, currency)
        tax = try fields.money(Key.tax, currency)
    }
}

/// What the lines come to.
public struct Totals: Hashable, Sendable {
    /// Of the lines.
    public var subtotal: Money
    /// Of the taxes, included in the subtotal or not.
    public var tax: Money
    /// The price of it all.
    public var total: Money
    /// Added to the total when cash is paid in coarser steps; below zero when it is rounded down.
    public var rounding: Money

    public init(subtotal: Money, tax: Money, total: Money, rounding: Money? = nil) {
        self.subtotal = subtotal
        self.tax = tax
        self.total = total
        self.rounding = rounding ?? .zero(total.currency)
    }

    enum Key: String, FieldKey { case subtotal, tax, total, rounding }

    init(from decoder: any Decoder, _ currency: Currency) throws {
        let fields = try Fields(decoder, names: Key.names)
        subtotal = try fields.money(Key.subtotal, currency)
        tax = try fields.money(Key.tax, currency)
        total = try fields.money(Key.total, currency)
        rounding =
            try fields.moneyIfPresent(Key.rounding, currency, sign: .minusAllowed)
            ?? .zero(currency)
    }
}

/// Articles, their taxes and their totals: the part that sales and reversals share.
public struct Bill: Hashable, Sendable {
    public var pricesIncludeTax: Bool
    public var lines: [BillLine]
    public var taxes: [TaxLine]
    public var totals: Totals

    public init(pricesIncludeTax: Bool, lines: [BillLine], taxes: [TaxLine], totals: Totals) {
        self.pricesIncludeTax = pricesIncludeTax
        self.lines = lines
        self.taxes = taxes
        self.totals = totals
    }

    enum Key: String, FieldKey { case pricesIncludeTax, lines, taxes, totals }

    init(_ fields: Fields, _ currency: Currency) throws {
        pricesIncludeTax = try fields.value(Key.pricesIncludeTax, Bool.self)
        lines = try fields.array(Key.lines) { try BillLine(from: $0, currency) }
        taxes = try fields.array(Key.taxes) { try TaxLine(from: $0, currency) }
        totals = try fields.object(Key.totals) { try Totals(from: $0, currency) }
    }
}

/// One way of paying, or of paying back.
public struct Tender: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case cash, card, wallet, voucher, account, cheque, other
    }
    public var kind: Kind
    /// Shown instead of the kind: `Visa`, `WeChat Pay`.
    public var name: String?
    public var amount: Money
    /// Approval code, voucher number ….
    public var reference: String?

    public init(kind: Kind, name: String? = nil, amount: Money, reference: String? = nil) {
        self.kind = kind
        self.name = name
        self.amount = amount
        self.reference = reference
    }

    enum Key: String, FieldKey { case kind, name, amount, reference }

    init(from decoder: any Decoder, _ currency: Currency) throws {
        let fields = try Fields(decoder, names: Key.names)
        kind = try fields.word(Key.kind, Kind.self)
        name = try fields.textIfPresent(Key.name)
        amount = try fields.money(Key.amount, currency)
        reference = try fields.textIfPresent(Key.reference)
    }
}
