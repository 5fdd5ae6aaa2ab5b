extension ApplicationIdentifiers {
    /// Keys of other things than items, coupons, and what companies keep for themselves.
    static let keys: [Row] =
        things + telephones + coupons + [
            Row("90", "INTERNAL", [.x(upTo: 30)]), Row("91-99", "INTERNAL", [.x(upTo: 90)]),
        ]

    private static let things: [Row] = [
        Row(
            "8001", "DIMENSIONS",
            [.n(4, .nonZero), .n(5, .nonZero), .n(3, .nonZero), .n(1, .winding), .n(1)],
            needs: "01"),
        Row("8002", "CMT No.", [.x(upTo: 20)]),
        Row(
            "8003", "GRAI",
            [.n(1, .zero), .n(13, .checkDigit, .companyPrefix), .maybe(.x(upTo: 16))]),
        Row("8004", "GIAI", [.x(upTo: 30, .companyPrefix)]),
        Row("8005", "PRICE PER UNIT", [.n(6)], needs: "01,02"),
        Row("8006", "ITIP", piece, bars: "01,03,37"),
        Row("8007", "IBAN", [.x(upTo: 34, .iban)], needs: "415"),
        Row(
            "8008", "PROD TIME",
            [.n(6, .date), .n(2, .hour), .maybe(.n(2, .minute)), .maybe(.n(2, .second))],
            needs: "01,02,03"),
        Row("8009", "OPTSEN", [.x(upTo: 50)], needs: "00,01,03"),
        Row("8010", "CPID", [.y(upTo: 30, .companyPrefix)]),
        Row("8011", "CPID SERIAL", [.n(upTo: 12, .noLeadingZero)], needs: "8010"),
        Row("8012", "VERSION", [.x(upTo: 20)], needs: "01,03,8006"),
        Row("8013", "GMN", [.x(upTo: 25, .checkPair, .companyPrefix)]),
        Row("8014", "MUDI", [.x(upTo: 25, .checkPair, .companyPrefix, .hasNonDigit)], needs: "01"),
        Row("8017", "GSRN - PROVIDER", [.n(18, .checkDigit, .companyPrefix)], bars: "8018"),
        Row("8018", "GSRN - RECIPIENT", [.n(18, .checkDigit, .companyPrefix)], bars: "8017"),
        Row("8019", "SRIN", [.n(upTo: 10)], needs: "8017,8018"),
        Row("8020", "REF No.", [.x(upTo: 25)], needs: "415"),
        Row("8026", "ITIP CONTENT", piece, needs: "37", bars: "02,03,8006"),
        Row("8030", "DIGSIG", [.z(upTo: 90)], needs: signed),
    ]

    private static let piece: [ElementComponent] = [
        .n(14, .checkDigit, .companyPrefixAfterFirst), .n(4, .pieceOfTotal),
    ]

    private static let signed =
        "00,01+21,03+21,253,255,8003,8004,8006+21,8010+8011,8017,8018"

    private static let telephones: [Row] = [
        Row("8040", "IMEI", [.n(15)], needs: "01+21"),
        Row("8041", "IMEI2", [.n(15)], needs: "01+21+8040"),
        Row("8042", "ESIM", [.n(32)], needs: "01+21+8040"),
        Row("8043", "PSIM", [.n(18), .maybe(.n(upTo: 2))], needs: "01+21+8040"),
    ]

    private static let coupons: [Row] = [
        Row("8110", "", [.x(upTo: 70, .coupon)]),
        Row("8111", "POINTS", [.n(4)], needs: "255"),
        Row("8112", "", [.x(upTo: 70, .couponOffer)]),
        Row("8200", "PRODUCT URL", [.x(upTo: 70)], needs: "01"),
    ]
}
