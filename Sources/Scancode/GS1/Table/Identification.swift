extension ApplicationIdentifiers {
    /// What an item is, and which one of its kind.
    static let identification: [Row] = [
        Row("00", "SSCC", [.n(18, .checkDigit, .companyPrefixAfterFirst)], predefined: true),
        Row(
            "01", "GTIN", [.n(14, .checkDigit, .companyPrefixAfterFirst)], bars: "255,37",
            predefined: true),
        Row(
            "02", "CONTENT", [.n(14, .checkDigit, .companyPrefixAfterFirst)], needs: "37",
            bars: "01,03", predefined: true),
        Row(
            "03", "MTO GTIN", [.n(14, .checkDigit, .companyPrefixAfterFirst)],
            bars: "01,02,37,235", predefined: true),
        Row("10", "BATCH/LOT", [.x(upTo: 20)], needs: item),
        Row("20", "VARIANT", [.n(2)], needs: item, predefined: true),
        Row("21", "SERIAL", [.x(upTo: 20)], needs: "01,03,8006", bars: "235"),
        Row("22", "CPV", [.x(upTo: 20)], needs: "01"),
        Row("235", "TPX", [.x(upTo: 28)], needs: "01"),
        Row("240", "ADDITIONAL ID", [.x(upTo: 30)], needs: item),
        Row("241", "CUST. PART No.", [.x(upTo: 30)], needs: item),
        Row("242", "MTO VARIANT", [.n(upTo: 6)], needs: "01,02,8006,8026"),
        Row("243", "PCN", [.x(upTo: 20)], needs: "01,03"),
        Row("250", "SECONDARY SERIAL", [.x(upTo: 30)], needs: "01+21,03+21,8006+21"),
        Row("251", "REF. TO SOURCE", [.x(upTo: 30)], needs: "01,03,8006"),
        Row("253", "GDTI", [.n(13, .checkDigit, .companyPrefix), .maybe(.x(upTo: 17))]),
        Row("254", "GLN EXTENSION COMPONENT", [.x(upTo: 20)], needs: "414"),
        Row(
            "255", "GCN", [.n(13, .checkDigit, .companyPrefix), .maybe(.n(upTo: 12))],
            bars: "01,02,415,8006,8020,8026"),
    ]

    /// Days, and how many.
    static let attributes: [Row] = [
        Row("11", "PROD DATE", [.n(6, .dateOrMonth)], needs: item, predefined: true),
        Row("12", "DUE DATE", [.n(6, .dateOrMonth)], needs: "8020", predefined: true),
        Row("13", "PACK DATE", [.n(6, .dateOrMonth)], needs: item, predefined: true),
        Row(
            "15", "BEST BEFORE or BEST BY", [.n(6, .dateOrMonth)], needs: item, predefined: true),
        Row("16", "SELL BY", [.n(6, .dateOrMonth)], needs: item, predefined: true),
        Row(
            "17", "USE BY or EXPIRY", [.n(6, .dateOrMonth)], needs: "01,02,03,255,8006,8026",
            predefined: true),
        Row("30", "VAR. COUNT", [.n(upTo: 8)], needs: "01,02"),
        Row("37", "COUNT", [.n(upTo: 8)], needs: "00+02,00+8026"),
    ]
}
