extension ApplicationIdentifiers {
    /// Food, tobacco, health care.
    static let industries: [Row] = food + healthCare

    private static let food: [Row] =
        [
            Row("7001", "NSN", [.n(13)], needs: "01,02,8006,8026"),
            Row("7002", "MEAT CUT", [.x(upTo: 30)], needs: "01,02"),
            Row("7003", "EXPIRY TIME", [.n(6, .date), .n(4, .time)], needs: "01,02,03"),
            Row("7004", "ACTIVE POTENCY", [.n(upTo: 4)], needs: "01+10,03+10"),
            Row("7005", "CATCH AREA", [.x(upTo: 12)], needs: "01,02"),
            Row("7006", "FIRST FREEZE DATE", [.n(6, .date)], needs: "01,02"),
            Row("7007", "HARVEST DATE", [.n(6, .date), .maybe(.n(6, .date))], needs: "01,02"),
            Row("7008", "AQUATIC SPECIES", [.x(upTo: 3)], needs: "01,02"),
            Row("7009", "FISHING GEAR TYPE", [.x(upTo: 10)], needs: "01,02"),
            Row("7010", "PROD METHOD", [.x(upTo: 2)], needs: "01,02,03"),
            Row("7011", "TEST BY DATE", [.n(6, .date), .maybe(.n(4, .time))], needs: "01,02,03"),
            Row("7020", "REFURB LOT", [.x(upTo: 20)], needs: "01+416,03+416,8006+416"),
            Row("7021", "FUNC STAT", [.x(upTo: 20)], needs: "01,03,8006"),
            Row("7022", "REV STAT", [.x(upTo: 20)], needs: "01+7021,03+7021,8006+7021"),
            Row("7023", "GIAI - ASSEMBLY", [.x(upTo: 30, .companyPrefix)]),
            Row("7040", "UIC+EXT", [.n(1), .x(1), .x(1), .x(1, .importerIndex)]),
            Row("7041", "UFRGT UNIT TYPE", [.x(upTo: 4, .packageType)], needs: "00"),
        ]
        + (0...9).map { number in
            Row(
                "703\(number)", "PROCESSOR # \(number)", [.n(3, .countryOr999), .x(upTo: 27)],
                needs: "01,02")
        }

    private static let reimbursement: [Row] = zip(
        710..., ["PZN", "CIP", "CN", "DRN", "AIM", "NDC", "AIC", "SRN"]
    ).map { Row("\($0)", "NHRN \($1)", [.x(upTo: 20)], needs: "01") }

    private static let person = "8017,8018"
    private static let name: [ElementComponent] = [.x(upTo: 40, .percentEncoded)]

    private static let healthCare: [Row] =
        reimbursement
        + (0...9).map { number in
            Row("723\(number)", "CERT # \(number + 1)", [.x(2), .x(upTo: 28)], needs: "01,8004")
        } + [
            Row("7240", "PROTOCOL", [.x(upTo: 20)], needs: "01,8006", bars: "03"),
            Row("7241", "AIDC MEDIA TYPE", [.n(2, .mediaType)], needs: person),
            Row("7242", "VCN", [.x(upTo: 25)], needs: person),
            Row("7250", "DOB", [.n(8, .longDate)], needs: "8018", bars: "7251"),
            Row("7251", "DOB TIME", [.n(8, .longDate), .n(4, .time)], needs: "8018", bars: "7250"),
            Row("7252", "BIO SEX", [.n(1, .sex)], needs: "8018"),
            Row("7253", "FAMILY NAME", name, needs: person, bars: "7256,7259"),
            Row("7254", "GIVEN NAME", name, needs: person, bars: "7256,7259"),
            Row("7255", "SUFFIX", [.x(upTo: 10)], needs: person, bars: "7256,7259"),
            Row("7256", "FULL NAME", [.x(upTo: 90, .percentEncoded)], needs: person),
            Row("7257", "PERSON ADDR", [.x(upTo: 70, .percentEncoded)], needs: "8018"),
            Row("7258", "BIRTH SEQUENCE", [.x(3, .positionOfCount)], needs: "8018+7259"),
            Row("7259", "BABY", name, needs: "8018", bars: "7256"),
        ]
}
