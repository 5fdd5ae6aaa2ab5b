import Cash
import FoundationEssentials
import Testing

@Suite struct CountTests {
    static let catalogues = Currency.known.compactMap(DenominationCatalogue.known)
    static let today = CalendarDay(year: 2026, month: 3, day: 14) ?? .distantPast

    @Test func everyKnownCurrencyHasACatalogueThatKeepsTheRules() throws {
        #expect(Self.catalogues.map(\.currency) == Currency.known)
        for catalogue in Self.catalogues {
            let again = try DenominationCatalogue(
                currency: catalogue.currency, entries: catalogue.entries)
            #expect(again == catalogue)
            for entry in catalogue.entries {
                for day in [entry.issuedUntil, entry.withdrawnOn].compactMap(\.self) {
                    #expect(try CalendarDay(day.description) == day)
                }
            }
        }
    }

    @Test func aCountAddsUpNotesCoinsAndPacks() throws {
        var count = Count(in: .eur, on: Self.today)
        try count.add(3, of: note("50.00", .eur))
        try count.add(2, .roll, of: coin("2.00", .eur))
        try count.add(7, of: coin("0.05", .eur))
        try count.add(1, of: note("50.00", .eur))
        #expect(count.total.description == "EUR 300.35")
        #expect(count.lines.map(\.number) == [4, 2, 7])
        #expect(count.lines.map(\.pieces) == [4, 50, 7])
        #expect(count.pieces(of: try coin("2.00", .eur)) == 50)
    }

    @Test func unknownAndWithdrawnDenominationsAreRefused() throws {
        var count = Count(in: .cny, on: Self.today)
        let three = try note("3", .cny)
        #expect(throws: CashError.unknownDenomination(three)) { try count.add(1, of: three) }
        let two = try note("2", .cny)
        let day = try CalendarDay("2018-05-01")
        #expect(throws: CashError.withdrawnDenomination(two, on: day)) {
            try count.add(1, of: two)
        }
        #expect(count == Count(in: .cny, on: Self.today))
        var before = Count(in: .cny, on: try CalendarDay("2018-04-30"))
        try before.add(1, of: two)
        #expect(before.total.minorUnits == 200)
        #expect(
            CashError.unknownDenomination(three).description == "CNY has no note of 3.00")
        #expect(
            CashError.withdrawnDenomination(two, on: day).description
                == "the CNY 2.00 note was withdrawn on 2018-05-01; take it out of the count")
    }

    @Test func aDenominationChangesItsStandingByDate() throws {
        let cent = try #require(DenominationCatalogue.usd.entry(for: coin("0.01", .usd)))
        #expect(cent.status(on: try CalendarDay("2025-11-11")) == .issued)
        #expect(cent.status(on: try CalendarDay("2025-11-12")) == .legalNotIssued)
        let high = try #require(DenominationCatalogue.eur.entry(for: note("500", .eur)))
        #expect(high.status(on: Self.today) == .legalNotIssued)
    }

    @Test func negativeNumbersAndMissingPacksAreRefused() throws {
        var count = Count(in: .gbp, on: Self.today)
        let pound = try coin("1", .gbp)
        #expect(throws: CashError.badNumber(-1, of: pound, atLeast: 0)) {
            try count.add(-1, of: pound)
        }
        #expect(throws: CashError.noSuchPack(.roll, of: pound)) {
            try count.add(1, .roll, of: pound)
        }
        try count.add(1, .bag, of: pound)
        #expect(count.total.description == "GBP 20.00")
    }

    @Test func aCountNeverOverflows() throws {
        var count = Count(in: .jpy, on: Self.today)
        try count.add(.max, of: coin("1", .jpy))
        let full = count
        #expect(throws: CashError.self) { try count.add(1, of: coin("1", .jpy)) }
        #expect(throws: CashError.self) { try count.add(1, of: note("1000", .jpy)) }
        #expect(throws: CashError.self) { try count.add(.max, .roll, of: coin("500", .jpy)) }
        #expect(throws: CashError.self) { try count.add(full) }
        #expect(count == full)
        try count.add(0, of: note("1000", .jpy))
        #expect(count.total == full.total)
    }

    @Test func aStoreOverridesItsPacks() throws {
        let jiao = try coin("0.1", .cny)
        let own = try DenominationCatalogue.cny.overriding(.roll, of: jiao, pieces: 40)
        #expect(try own.pieces(in: .roll, of: jiao) == 40)
        #expect(throws: CashError.badNumber(0, of: jiao, atLeast: 1)) {
            try own.overriding(.roll, of: jiao, pieces: 0)
        }
        #expect(throws: CashError.self) { try own.overriding(.loose, of: jiao, pieces: 2) }
        var count = Count(in: own, on: Self.today)
        try count.add(1, .roll, of: jiao)
        var other = Count(in: .cny, on: Self.today)
        try other.add(1, .roll, of: jiao)
        #expect(throws: CashError.packSizeMismatch(.roll, of: jiao, 40, 50)) {
            try count.add(other)
        }
        #expect(count.total.minorUnits == 400)
    }

    /// Invariant: the value is the sum of the lines for any mix of loose pieces and packs, in any
    /// order, and breaking every pack into loose pieces leaves it as it was.
    @Test(arguments: 0..<64 as Range<UInt64>)
    func breakingPacksLeavesTheValue(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let catalogue = try #require(Self.catalogues.randomElement(using: &random))
        var packed = Count(in: catalogue, on: Self.today)
        var loose = packed
        var moves: [(Int64, Pack, Denomination)] = []
        var value: Int128 = 0
        for _ in 0..<40 {
            let entry = try #require(catalogue.entries.randomElement(using: &random))
            if case .withdrawn = entry.status(on: Self.today) { continue }
            let packs = [.loose] + entry.packs.keys.sorted { $0.rawValue < $1.rawValue }
            let pack = packs.randomElement(using: &random) ?? .loose
            let number = Int64.random(in: 0...500, using: &random)
            let pieces = number * (try catalogue.pieces(in: pack, of: entry.denomination))
            moves.append((number, pack, entry.denomination))
            value += Int128(pieces) * Int128(entry.denomination.value.minorUnits)
            try packed.add(number, pack, of: entry.denomination)
            try loose.add(pieces, of: entry.denomination)
        }
        #expect(Int128(packed.total.minorUnits) == value, "seed \(seed)")
        #expect(packed.total == loose.total, "seed \(seed)")
        #expect(try packed.lines.map(\.amount).sum(in: catalogue.currency) == packed.total)

        var shuffled = Count(in: catalogue, on: Self.today)
        for (number, pack, denomination) in moves.shuffled(using: &random) {
            try shuffled.add(number, pack, of: denomination)
        }
        #expect(shuffled == packed, "seed \(seed)")

        var doubled = packed
        try doubled.add(packed)
        #expect(doubled.total == (try packed.total.multiplied(by: 2)), "seed \(seed)")
    }

    @Test func varianceIsCountedLessExpected() throws {
        let short = try Variance(counted: usd("99.50"), expected: usd("100.00"))
        #expect(short.difference.decimalText == "-0.50")
        #expect(short.isShort && !short.isOver && !short.isBalanced)
        let over = try Variance(counted: usd("1"), expected: usd("0"))
        #expect(over.isOver && !over.isShort)
        #expect(try Variance(counted: usd("1"), expected: usd("1")).isBalanced)
        #expect(throws: CashError.currencyMismatch(.usd, .jpy)) {
            try Variance(counted: usd("1"), expected: .zero(.jpy))
        }
    }

    @Test(arguments: [
        "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-04-31", "2026-1-01", "",
        "0000-01-01", "2026-01-00", "2026/01/01", "+026-01-01", "2026-01-01-", "２026-01-01",
    ])
    func daysThatAreNotThereAreRefused(text: String) {
        #expect(throws: CashError.notADay(text)) { try CalendarDay(text) }
    }

    @Test func daysReadBackAndCompare() throws {
        #expect(try CalendarDay("2024-02-29").description == "2024-02-29")
        #expect(try CalendarDay("2000-02-29") < CalendarDay("2000-03-01"))
        let day = try JSONDecoder().decode([CalendarDay].self, from: Data("[\"0476-09-04\"]".utf8))
        #expect(
            String(decoding: try JSONEncoder().encode(day), as: UTF8.self) == "[\"0476-09-04\"]")
    }

    private func usd(_ text: String) throws -> Money { try Money(text: text, currency: .usd) }
    private func note(_ text: String, _ currency: Currency) throws -> Denomination {
        Denomination(try Money(text: text, currency: currency), .note)
    }
    private func coin(_ text: String, _ currency: Currency) throws -> Denomination {
        Denomination(try Money(text: text, currency: currency), .coin)
    }
}
