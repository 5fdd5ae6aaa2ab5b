extension ApplicationIdentifiers {
    /// Six digits each; the fourth digit of the identifier, 0 to 5, counts the decimals.
    static let measures: [Row] =
        tradeMeasures.map { measure($0, $1, needs: "01,02") }
        + logisticMeasures.map { measure($0, $1, needs: "00,01") }
        + [measure("337", "KG PER m²", needs: "01")]

    private static func measure(_ code: String, _ title: String, needs: String) -> Row {
        Row(
            "\(code)0-\(code)5", title, [.n(6)], needs: needs, bars: "\(code)n", predefined: true,
            decimals: true)
    }

    private static let tradeMeasures: [(String, String)] = [
        ("310", "NET WEIGHT (kg)"), ("311", "LENGTH (m)"), ("312", "WIDTH (m)"),
        ("313", "HEIGHT (m)"), ("314", "AREA (m²)"), ("315", "NET VOLUME (l)"),
        ("316", "NET VOLUME (m³)"), ("320", "NET WEIGHT (lb)"), ("321", "LENGTH (in)"),
        ("322", "LENGTH (ft)"), ("323", "LENGTH (yd)"), ("324", "WIDTH (in)"),
        ("325", "WIDTH (ft)"), ("326", "WIDTH (yd)"), ("327", "HEIGHT (in)"),
        ("328", "HEIGHT (ft)"), ("329", "HEIGHT (yd)"), ("350", "AREA (in²)"),
        ("351", "AREA (ft²)"), ("352", "AREA (yd²)"), ("356", "NET WEIGHT (tr oz)"),
        ("357", "NET VOLUME (oz)"), ("360", "NET VOLUME (qt (US))"), ("361", "NET VOLUME (gal.)"),
        ("364", "NET VOLUME (in³)"), ("365", "NET VOLUME (ft³)"), ("366", "NET VOLUME (yd³)"),
    ]

    private static let logisticMeasures: [(String, String)] = [
        ("330", "GROSS WEIGHT (kg)"), ("331", "LENGTH (m), log"), ("332", "WIDTH (m), log"),
        ("333", "HEIGHT (m), log"), ("334", "AREA (m²), log"), ("335", "VOLUME (l), log"),
        ("336", "VOLUME (m³), log"), ("340", "GROSS WEIGHT (lb)"), ("341", "LENGTH (in), log"),
        ("342", "LENGTH (ft), log"), ("343", "LENGTH (yd), log"), ("344", "WIDTH (in), log"),
        ("345", "WIDTH (ft), log"), ("346", "WIDTH (yd), log"), ("347", "HEIGHT (in), log"),
        ("348", "HEIGHT (ft), log"), ("349", "HEIGHT (yd), log"), ("353", "AREA (in²), log"),
        ("354", "AREA (ft²), log"), ("355", "AREA (yd²), log"), ("362", "VOLUME (qt (US)), log"),
        ("363", "VOLUME (gal (US)), log"), ("367", "VOLUME (in³), log"),
        ("368", "VOLUME (ft³), log"), ("369", "VOLUME (yd³), log"),
    ]

    private static let variableItem = "30,31nn,32nn,35nn,36nn"

    /// The fourth digit of the identifier counts the decimals.
    static let amounts: [Row] = [
        Row(
            "3900-3909", "AMOUNT", [.n(upTo: 15)], needs: "255,8020", bars: "390n,391n,394n,8111",
            decimals: true),
        Row(
            "3910-3919", "AMOUNT", [.n(3, .currency), .n(upTo: 15)], needs: "8020", bars: "391n",
            decimals: true),
        Row(
            "3920-3929", "PRICE", [.n(upTo: 15)], needs: "01+30,01+31nn,01+32nn,01+35nn,01+36nn",
            bars: "392n,393n", decimals: true),
        Row(
            "3930-3939", "PRICE", [.n(3, .currency), .n(upTo: 15)], needs: variableItem,
            bars: "393n", decimals: true),
        Row("3940-3943", "PRCNT OFF", [.n(4)], needs: "255", bars: "394n,8111", decimals: true),
        Row(
            "3950-3955", "PRICE/UoM", [.n(6)], needs: variableItem, bars: "392n,393n,395n,8005",
            decimals: true),
    ]
}
