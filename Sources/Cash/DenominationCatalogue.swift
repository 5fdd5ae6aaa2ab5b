/// The notes and coins of one currency, with their standing by date and the sizes of their packs.
public struct DenominationCatalogue: Hashable, Sendable {
    /// One denomination's data.
    public struct Entry: Hashable, Sendable {
        public let denomination: Denomination
        /// Day from which the issuer brings no more into circulation; ``CalendarDay/distantPast``
        /// when only the fact is known.
        public let issuedUntil: CalendarDay?
        /// Day from which it is no money any more.
        public let withdrawnOn: CalendarDay?
        /// Pieces in each pack other than loose.
        public internal(set) var packs: [Pack: Int64]

        public init(
            _ denomination: Denomination, issuedUntil: CalendarDay? = nil,
            withdrawnOn: CalendarDay? = nil, packs: [Pack: Int64] = [:]
        ) {
            self.denomination = denomination
            self.issuedUntil = issuedUntil
            self.withdrawnOn = withdrawnOn
            self.packs = packs
        }

        /// How the denomination stands on a day.
        public func status(on day: CalendarDay) -> Denomination.Status {
            if let withdrawnOn, day >= withdrawnOn { return .withdrawn(on: withdrawnOn) }
            if let issuedUntil, day >= issuedUntil { return .legalNotIssued }
            return .issued
        }
    }

    public let currency: Currency
    /// Notes before coins, the highest value first.
    public let entries: [Entry]

    /// - Throws: ``CashError/badCatalogue(_:)`` for a foreign, worthless or doubled denomination,
    ///   or a pack of less than one piece.
    public init(currency: Currency, entries: [Entry]) throws(CashError) {
        var seen: Set<Denomination> = []
        for entry in entries {
            let denomination = entry.denomination
            guard denomination.value.currency == currency, denomination.value.minorUnits > 0 else {
                throw .badCatalogue("the \(denomination) is no denomination of \(currency)")
            }
            guard seen.insert(denomination).inserted else {
                throw .badCatalogue("the \(denomination) stands twice in the catalogue")
            }
            for pieces in entry.packs.values where pieces < 1 {
                throw .badNumber(pieces, of: denomination, atLeast: 1)
            }
            guard entry.packs[.loose] == nil else {
                throw .badCatalogue("loose pieces of the \(denomination) are no pack")
            }
        }
        self.init(checked: currency, entries)
    }

    /// For the tables of this module, which its tests hold to the rules of the public initialiser.
    init(checked currency: Currency, _ entries: [Entry]) {
        self.currency = currency
        self.entries = entries.sorted {
            let (a, b) = ($0.denomination, $1.denomination)
            guard a.kind == b.kind else { return a.kind == .note }
            return a.value.minorUnits > b.value.minorUnits
        }
    }

    /// The data of one denomination, if the currency has it.
    public func entry(for denomination: Denomination) -> Entry? {
        entries.first { $0.denomination == denomination }
    }

    /// Pieces in one pack; loose is always 1.
    public func pieces(
        in pack: Pack, of denomination: Denomination
    ) throws(CashError) -> Int64 {
        guard let entry = entry(for: denomination) else {
            throw .unknownDenomination(denomination)
        }
        if pack == .loose { return 1 }
        guard let pieces = entry.packs[pack] else { throw .noSuchPack(pack, of: denomination) }
        return pieces
    }

    /// The same catalogue with a store's own size of one pack.
    public func overriding(
        _ pack: Pack, of denomination: Denomination, pieces: Int64
    ) throws(CashError) -> DenominationCatalogue {
        guard entry(for: denomination) != nil else { throw .unknownDenomination(denomination) }
        return try DenominationCatalogue(
            currency: currency,
            entries: entries.map {
                guard $0.denomination == denomination else { return $0 }
                var entry = $0
                entry.packs[pack] = pieces
                return entry
            })
    }
}

extension CalendarDay {
    /// The first day there is: for a state that began on an unknown day.
    public static let distantPast = CalendarDay(checked: 1, 1, 1)
}
