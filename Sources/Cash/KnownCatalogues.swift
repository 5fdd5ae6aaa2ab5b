// The notes and coins of the known currencies.
//
// (K) marks a figure from general knowledge of the trade that no issuer's paper was read for: a
// store should look at its own packs and override what differs.

extension DenominationCatalogue {
    /// The catalogue of a known currency; `nil` when there is none yet.
    public static func known(for currency: Currency) -> DenominationCatalogue? {
        switch currency {
        case .cny: cny
        case .eur: eur
        case .gbp: gbp
        case .jpy: jpy
        case .usd: usd
        default: nil
        }
    }

    /// Notes: 100 in a strap, ten straps in a bundle: the practice of the US Federal Reserve and
    /// of the Reserve Bank of India, (K) for the other currencies.
    private static let notePacks: [Pack: Int64] = [.strap: 100, .bundle: 1000]

    private static func rows(
        _ currency: Currency, _ kind: Denomination.Kind, _ values: [Int64],
        issuedUntil: CalendarDay? = nil,
        withdrawnOn: CalendarDay? = nil, packs: [Pack: Int64]
    ) -> [Entry] {
        values.map {
            Entry(
                Denomination(Money(minorUnits: $0, currency: currency), kind),
                issuedUntil: issuedUntil, withdrawnOn: withdrawnOn, packs: packs)
        }
    }

    /// Source: the series of renminbi in circulation; the small notes and coins are legal and fade
    /// away. Rolls of 50 (K). The 2 yuan and 2 jiao notes of the fourth series left circulation on
    /// 1 May 2018 by announcement of the People's Bank of China (K).
    public static let cny = DenominationCatalogue(
        checked: .cny,
        rows(.cny, .note, [100_00, 50_00, 20_00, 10_00, 5_00, 1_00], packs: notePacks)
            + rows(.cny, .note, [50, 10], issuedUntil: .distantPast, packs: notePacks)
            + rows(
                .cny, .note, [2_00, 20], issuedUntil: .distantPast,
                withdrawnOn: CalendarDay(checked: 2018, 5, 1), packs: notePacks)
            + rows(.cny, .coin, [1_00, 50, 10], packs: [.roll: 50])
            + rows(.cny, .coin, [5, 2, 1], issuedUntil: .distantPast, packs: [.roll: 50]))

    /// Source: US coin wrapper standard of the American Bankers Association; the last cents for
    /// circulation were struck on 12 November 2025 and stay legal tender.
    public static let usd = DenominationCatalogue(
        checked: .usd,
        rows(.usd, .note, [100_00, 50_00, 20_00, 10_00, 5_00, 2_00, 1_00], packs: notePacks)
            + rows(.usd, .coin, [1_00], packs: [.roll: 25])
            + rows(.usd, .coin, [50], packs: [.roll: 20])
            + rows(.usd, .coin, [25], packs: [.roll: 40])
            + rows(.usd, .coin, [10], packs: [.roll: 50])
            + rows(.usd, .coin, [5], packs: [.roll: 40])
            + rows(
                .usd, .coin, [1], issuedUntil: CalendarDay(checked: 2025, 11, 12),
                packs: [.roll: 50]))

    /// Source: roll sizes 25, 40 and 50 as the mints of the euro area pack them. The 500 note is
    /// legal tender and no longer issued (K).
    public static let eur = DenominationCatalogue(
        checked: .eur,
        rows(.eur, .note, [500_00], issuedUntil: .distantPast, packs: notePacks)
            + rows(.eur, .note, [200_00, 100_00, 50_00, 20_00, 10_00, 5_00], packs: notePacks)
            + rows(.eur, .coin, [2_00, 1_00], packs: [.roll: 25])
            + rows(.eur, .coin, [50, 20, 10], packs: [.roll: 40])
            + rows(.eur, .coin, [5, 2, 1], packs: [.roll: 50]))

    /// Source: the bags that British banks take, by value (K): £20 of £2 or £1, £10 of 50p or 20p,
    /// £5 of 10p or 5p, £1 of 2p or 1p. Rolls are not customary.
    public static let gbp = DenominationCatalogue(
        checked: .gbp,
        rows(.gbp, .note, [50_00, 20_00, 10_00, 5_00], packs: notePacks)
            + rows(.gbp, .coin, [2_00], packs: [.bag: 10])
            + rows(.gbp, .coin, [1_00], packs: [.bag: 20])
            + rows(.gbp, .coin, [50], packs: [.bag: 20])
            + rows(.gbp, .coin, [20], packs: [.bag: 50])
            + rows(.gbp, .coin, [10], packs: [.bag: 50])
            + rows(.gbp, .coin, [5], packs: [.bag: 100])
            + rows(.gbp, .coin, [2], packs: [.bag: 50])
            + rows(.gbp, .coin, [1], packs: [.bag: 100]))

    /// Source: rolls of 50 for every Japanese coin (Wikipedia, "Coin wrapper"). The 2000 note is
    /// rare but issued.
    public static let jpy = DenominationCatalogue(
        checked: .jpy,
        rows(.jpy, .note, [10_000, 5_000, 2_000, 1_000], packs: notePacks)
            + rows(.jpy, .coin, [500, 100, 50, 10, 5, 1], packs: [.roll: 50]))
}
