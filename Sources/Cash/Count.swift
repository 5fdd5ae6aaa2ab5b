/// What somebody counted: how many pieces or packs of each note and coin.
///
/// A count is built up by ``add(_:_:of:)`` and is right at every moment: each line is money on the
/// day of the count, and the total fits. The size of a pack is taken from the catalogue when the
/// pack is counted and kept in the line.
public struct Count: Hashable, Sendable {
    /// All packs of one kind of one denomination.
    public struct Line: Hashable, Sendable {
        public let denomination: Denomination
        public let pack: Pack
        public let piecesPerPack: Int64
        /// Packs, or pieces when they are loose; 0 or more.
        public let number: Int64
        /// number × piecesPerPack.
        public let pieces: Int64
        /// pieces × value.
        public let amount: Money
    }

    public let catalogue: DenominationCatalogue
    /// The day whose money is counted.
    public let day: CalendarDay
    /// In the catalogue's order, loose pieces before packs; none stands twice.
    public private(set) var lines: [Line] = []
    /// Of all lines.
    public private(set) var total: Money

    public var currency: Currency { catalogue.currency }

    /// An empty count of the money of `day`.
    public init(in catalogue: DenominationCatalogue, on day: CalendarDay) {
        self.catalogue = catalogue
        self.day = day
        total = .zero(catalogue.currency)
    }

    /// Counts `number` more packs of a denomination.
    ///
    /// - Parameter packSize: pieces in a pack, where it is not the catalogue's.
    /// - Throws: for an unknown or withdrawn denomination, an unknown pack, a negative number, or
    ///   a total that does not fit. The count is then as it was.
    public mutating func add(
        _ number: Int64, _ pack: Pack = .loose, of denomination: Denomination,
        packSize: Int64? = nil
    ) throws(CashError) {
        guard let packSize else {
            let size = try catalogue.pieces(in: pack, of: denomination)
            return try add(number, pack, of: denomination, piecesPerPack: size)
        }
        guard packSize >= 1 else { throw .badNumber(packSize, of: denomination, atLeast: 1) }
        guard pack != .loose else {
            throw .badCatalogue("loose pieces of the \(denomination) are no pack")
        }
        try add(number, pack, of: denomination, piecesPerPack: packSize)
    }

    /// Adds every line of another count of the same currency.
    ///
    /// - Throws: ``CashError/packSizeMismatch(_:of:_:_:)`` when both hold packs of one name and
    ///   different size, and what ``add(_:_:of:)`` throws. The count is then as it was.
    public mutating func add(_ other: Count) throws(CashError) {
        guard other.currency == currency else {
            throw .currencyMismatch(currency, other.currency)
        }
        var sum = self
        for line in other.lines {
            try sum.add(
                line.number, line.pack, of: line.denomination, piecesPerPack: line.piecesPerPack)
        }
        self = sum
    }

    /// Pieces of one denomination, loose and packed together.
    public func pieces(of denomination: Denomination) -> Int64 {
        // Each line's pieces are at most the total's minor units, which fit.
        lines.filter { $0.denomination == denomination }.reduce(0) { $0 + $1.pieces }
    }

    private mutating func add(
        _ number: Int64, _ pack: Pack, of denomination: Denomination, piecesPerPack: Int64
    ) throws(CashError) {
        guard let entry = catalogue.entry(for: denomination) else {
            throw .unknownDenomination(denomination)
        }
        if case .withdrawn(let since) = entry.status(on: day) {
            throw .withdrawnDenomination(denomination, on: since)
        }
        guard number >= 0 else { throw .badNumber(number, of: denomination, atLeast: 0) }

        let place = lines.firstIndex { $0.denomination == denomination && $0.pack == pack }
        let old = place.map { lines[$0] }
        if let old, old.piecesPerPack != piecesPerPack {
            throw .packSizeMismatch(pack, of: denomination, old.piecesPerPack, piecesPerPack)
        }
        let line = try Line(denomination, pack, piecesPerPack, (old?.number ?? 0), plus: number)
        let grown = try line.amount.subtracting(old?.amount ?? .zero(currency))
        total = try total.adding(grown)
        if let place {
            lines[place] = line
        } else {
            lines.insert(line, at: lines.firstIndex { isBefore(line, $0) } ?? lines.endIndex)
        }
    }

    private func isBefore(_ a: Line, _ b: Line) -> Bool {
        func rank(_ line: Line) -> (Int, Int) {
            (
                catalogue.entries.firstIndex { $0.denomination == line.denomination } ?? 0,
                Pack.allCases.firstIndex(of: line.pack) ?? 0
            )
        }
        return rank(a) < rank(b)
    }
}

extension Count.Line {
    fileprivate init(
        _ denomination: Denomination, _ pack: Pack, _ piecesPerPack: Int64, _ number: Int64,
        plus more: Int64
    ) throws(CashError) {
        let (sum, overflow) = number.addingReportingOverflow(more)
        let (pieces, overflowAgain) = sum.multipliedReportingOverflow(by: piecesPerPack)
        guard !overflow, !overflowAgain else {
            throw .overflow(operation: "\(number) + \(more) \(pack) of the \(denomination)")
        }
        self.init(
            denomination: denomination, pack: pack, piecesPerPack: piecesPerPack, number: sum,
            pieces: pieces, amount: try denomination.value.multiplied(by: pieces))
    }
}
