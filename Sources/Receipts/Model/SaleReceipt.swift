public import Cash

/// What the customer gets: the goods, the tax, how they were paid.
public struct SaleReceipt: Hashable, Sendable {
    public var header: Header
    public var bill: Bill
    public var tenders: [Tender]
    /// Given back in cash.
    public var change: Money

    public init(header: Header, bill: Bill, tenders: [Tender], change: Money) {
        self.header = header
        self.bill = bill
        self.tenders = tenders
        self.change = change
    }

    enum Key: String, FieldKey { case tenders, change }

    static let names = Header.Key.names + Bill.Key.names + Key.names

    init(from decoder: any Decoder) throws {
        let fields = try Fields(decoder, names: SaleReceipt.names)
        let header = try Header(fields)
        self.header = header
        bill = try Bill(fields, header.currency)
        tenders = try fields.array(Key.tenders) { try Tender(from: $0, header.currency) }
        change = try fields.money(Key.change, header.currency)
    }
}
