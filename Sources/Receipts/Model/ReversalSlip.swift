public import Cash

/// The receipt that a reversal undoes.
public struct OriginalReceipt: Hashable, Sendable {
    public var number: String
    public var station: String?
    public var time: LocalTime
    /// What it came to; a reversal is never above it.
    public var total: Money

    public init(number: String, station: String? = nil, time: LocalTime, total: Money) {
        self.number = number
        self.station = station
        self.time = time
        self.total = total
    }

    enum Key: String, FieldKey { case number, station, time, total }

    init(from decoder: any Decoder, _ currency: Currency) throws {
        let fields = try Fields(decoder, names: Key.names)
        number = try fields.text(Key.number)
        station = try fields.textIfPresent(Key.station)
        time = try fields.time(Key.time)
        total = try fields.money(Key.total, currency)
    }
}

/// The voucher for a sale taken back: signed by the customer and by the supervisor who allowed it.
public struct ReversalSlip: Hashable, Sendable {
    public var header: Header
    public var original: OriginalReceipt
    public var reason: String
    /// Who allowed this one reversal; never the cashier who made it.
    public var supervisor: String
    /// What is taken back: all of the original, or the part that was wrong.
    public var bill: Bill
    /// What the customer got back.
    public var refunds: [Tender]

    public init(
        header: Header, original: OriginalReceipt, reason: String, supervisor: String, bill: Bill,
        refunds: [Tender]
    ) {
        self.header = header
        self.original = original
        self.reason = reason
        self.supervisor = supervisor
        self.bill = bill
        self.refunds = refunds
    }

    enum Key: String, FieldKey { case original, reason, supervisor, refunds }

    static let names = Header.Key.names + Bill.Key.names + Key.names

    init(from decoder: any Decoder) throws {
        let fields = try Fields(decoder, names: ReversalSlip.names)
        let header = try Header(fields)
        self.header = header
        original = try fields.object(Key.original) {
            try OriginalReceipt(from: $0, header.currency)
        }
        reason = try fields.text(Key.reason)
        supervisor = try fields.text(Key.supervisor)
        bill = try Bill(fields, header.currency)
        refunds = try fields.array(Key.refunds) { try Tender(from: $0, header.currency) }
    }
}
