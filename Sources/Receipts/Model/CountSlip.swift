public import Cash

/// Pieces or packs of one note or coin, as somebody counted them.
public struct CountLine: Hashable, Sendable {
    public var value: Money
    public var kind: Denomination.Kind
    public var pack: Pack
    /// Pieces in a pack where the store's packs differ from the catalogue's.
    public var packSize: Int64?
    /// Packs, or pieces when they are loose.
    public var number: Int64

    public init(
        value: Money, kind: Denomination.Kind, pack: Pack = .loose, packSize: Int64? = nil,
        number: Int64
    ) {
        self.value = value
        self.kind = kind
        self.pack = pack
        self.packSize = packSize
        self.number = number
    }

    public var denomination: Denomination { Denomination(value, kind) }

    enum Key: String, FieldKey { case value, kind, pack, packSize, number }

    init(from decoder: any Decoder, _ currency: Currency) throws {
        let fields = try Fields(decoder, names: Key.names)
        value = try fields.money(Key.value, currency)
        kind = try fields.word(Key.kind, Denomination.Kind.self)
        pack = fields.has(Key.pack) ? try fields.word(Key.pack, Pack.self) : .loose
        packSize =
            fields.has(Key.packSize) ? try fields.wholeNumber(Key.packSize) : nil
        number = try fields.wholeNumber(Key.number)
    }
}

/// What was found in a till: denomination by denomination.
public struct CountSlip: Hashable, Sendable {
    public enum Purpose: String, Hashable, Sendable, CaseIterable {
        case opening, handover, spot, closing
    }
    /// Its cashier is who counted.
    public var header: Header
    /// The removable insert that was counted.
    public var till: String
    public var purpose: Purpose
    public var lines: [CountLine]
    public var total: Money
    /// What should have been there; left out of a blind count's slip.
    public var expected: Money?
    /// Who counted again or looked on.
    public var witness: String?

    public init(
        header: Header, till: String, purpose: Purpose, lines: [CountLine], total: Money,
        expected: Money? = nil, witness: String? = nil
    ) {
        self.header = header
        self.till = till
        self.purpose = purpose
        self.lines = lines
        self.total = total
        self.expected = expected
        self.witness = witness
    }

    /// The slip of a count, with the pack sizes that it was counted in.
    public init(
        header: Header, till: String, purpose: Purpose, count: Count, expected: Money? = nil,
        witness: String? = nil
    ) {
        let lines = count.lines.map {
            CountLine(
                value: $0.denomination.value, kind: $0.denomination.kind, pack: $0.pack,
                packSize: $0.pack == .loose ? nil : $0.piecesPerPack, number: $0.number)
        }
        self.init(
            header: header, till: till, purpose: purpose, lines: lines, total: count.total,
            expected: expected, witness: witness)
    }

    enum Key: String, FieldKey { case till, purpose, lines, total, expected, witness }

    static let names = Header.Key.names + Key.names

    init(from decoder: any Decoder) throws {
        let fields = try Fields(decoder, names: CountSlip.names)
        let header = try Header(fields)
        self.header = header
        till = try fields.text(Key.till)
        purpose = try fields.word(Key.purpose, Purpose.self)
        lines = try fields.array(Key.lines) { try CountLine(from: $0, header.currency) }
        total = try fields.money(Key.total, header.currency)
        expected = try fields.moneyIfPresent(
            Key.expected, header.currency, sign: .minusAllowed)
        witness = try fields.textIfPresent(Key.witness)
    }
}
