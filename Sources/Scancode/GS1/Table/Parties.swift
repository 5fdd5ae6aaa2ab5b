extension ApplicationIdentifiers {
    /// Orders, places, and where a delivery goes.
    static let parties: [Row] =
        orders + delivery("430", "SHIP TO") + delivery("431", "RTN TO") + [
            Row("4307", "SHIP TO COUNTRY", [.x(2, .countryLetters)], needs: "00"),
            Row("4308", "SHIP TO PHONE", [.x(upTo: 30)], needs: "00"),
            Row("4309", "SHIP TO GEO", [.n(10, .latitude), .n(10, .longitude)], needs: "00"),
            Row("4317", "RTN TO COUNTRY", [.x(2, .countryLetters)], needs: "00"),
            Row("4318", "RTN TO POST", [.x(upTo: 20)], needs: "00"),
            Row("4319", "RTN TO PHONE", [.x(upTo: 30)], needs: "00"),
            Row("4320", "SRV DESCRIPTION", [.x(upTo: 35, .percentEncoded)], needs: "00"),
            Row("4321", "DANGEROUS GOODS", [.n(1, .yesNo)], needs: "00"),
            Row("4322", "AUTH TO LEAVE", [.n(1, .yesNo)], needs: "00"),
            Row("4323", "SIG REQUIRED", [.n(1, .yesNo)], needs: "00"),
            Row("4324", "NOT BEF DEL DT", [.n(6, .dateOrMonth), .n(4, .timeOrNone)], needs: "00"),
            Row("4325", "NOT AFT DEL DT", [.n(6, .dateOrMonth), .n(4, .timeOrNone)], needs: "00"),
            Row("4326", "REL DATE", [.n(6, .date)], needs: "00"),
            Row("4330", "MAX TEMP F.", temperature, needs: "00", bars: "4331"),
            Row("4331", "MAX TEMP C.", temperature, needs: "00", bars: "4330"),
            Row("4332", "MIN TEMP F.", temperature, needs: "00", bars: "4333"),
            Row("4333", "MIN TEMP C.", temperature, needs: "00", bars: "4332"),
        ]

    /// Hundredths of a degree; a hyphen behind them makes them negative.
    private static let temperature: [ElementComponent] = [.n(6), .maybe(.x(1, .hyphen))]

    private static func delivery(_ code: String, _ who: String) -> [Row] {
        [
            Row("\(code)0", "\(who) COMP", [.x(upTo: 35, .percentEncoded)], needs: "00"),
            Row("\(code)1", "\(who) NAME", [.x(upTo: 35, .percentEncoded)], needs: "00"),
            Row("\(code)2", "\(who) ADD1", [.x(upTo: 70, .percentEncoded)], needs: "00"),
            Row("\(code)3", "\(who) ADD2", [.x(upTo: 70, .percentEncoded)], needs: "\(code)2"),
            Row("\(code)4", "\(who) SUB", [.x(upTo: 70, .percentEncoded)], needs: "00"),
            Row("\(code)5", "\(who) LOC", [.x(upTo: 70, .percentEncoded)], needs: "00"),
            Row("\(code)6", "\(who) REG", [.x(upTo: 70, .percentEncoded)], needs: "00"),
        ]
    }

    private static let place: [ElementComponent] = [.n(13, .checkDigit, .companyPrefix)]
    private static let origin = "01,02,03"

    private static let orders: [Row] = [
        Row("400", "ORDER NUMBER", [.x(upTo: 30)]),
        Row("401", "GINC", [.x(upTo: 30, .companyPrefix)]),
        Row("402", "GSIN", [.n(17, .checkDigit, .companyPrefix)]),
        Row("403", "ROUTE", [.x(upTo: 30)], needs: "00"),
        Row("410", "SHIP TO LOC", place, predefined: true),
        Row("411", "BILL TO", place, predefined: true),
        Row("412", "PURCHASE FROM", place, predefined: true),
        Row("413", "SHIP FOR LOC", place, predefined: true),
        Row("414", "LOC No.", place, predefined: true),
        Row("415", "PAY TO", place, needs: "8020", predefined: true),
        Row("416", "PROD/SERV LOC", place, predefined: true),
        Row("417", "PARTY", place, predefined: true),
        Row("420", "SHIP TO POST", [.x(upTo: 20)], bars: "421"),
        Row("421", "SHIP TO POST", [.n(3, .country), .x(upTo: 9)], bars: "4307"),
        Row("422", "ORIGIN", [.n(3, .country)], needs: item, bars: "426"),
        Row("423", "COUNTRY - INITIAL PROCESS", countries, needs: origin, bars: "426"),
        Row("424", "COUNTRY - PROCESS", [.n(3, .country)], needs: origin, bars: "426"),
        Row("425", "COUNTRY - DISASSEMBLY", countries, needs: origin, bars: "426"),
        Row("426", "COUNTRY - FULL PROCESS", [.n(3, .country)], needs: origin),
        Row("427", "ORIGIN SUBDIVISION", [.x(upTo: 3)], needs: "01+422,02+422,03+422"),
    ]

    private static let countries: [ElementComponent] =
        [.n(3, .country)] + Array(repeating: .maybe(.n(3, .country)), count: 4)
}
