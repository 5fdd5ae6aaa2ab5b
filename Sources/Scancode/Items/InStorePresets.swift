/// Rules as they are in use somewhere, to start from. A store's own scales decide.
public enum InStorePreset: String, Hashable, Sendable, Codable, CaseIterable {
    case chinaPrice, chinaWeight, chinaPriceSixDigitItem, chinaWeightSixDigitItem
    case chinaWeightAndPrice, chinaCheckedPriceFour, chinaCheckedPriceFive
    case unitedStates, unitedStatesFiveDigits
    case germany, unitedKingdom, sweden, denmark, finland

    public var rules: [InStoreRule] {
        switch self {
        case .chinaPrice, .chinaWeight, .chinaPriceSixDigitItem, .chinaWeightSixDigitItem,
            .chinaWeightAndPrice, .chinaCheckedPriceFour, .chinaCheckedPriceFive:
            [china]
        case .unitedStates:
            [rule(["02"], "FFIIIIIVPPPPC")]
        case .unitedStatesFiveDigits: [rule(["02"], "FFIIIIIPPPPPC")]
        case .germany:
            // Source: the table of biip, which names GS1 Germany.
            [
                rule(["22", "23"], "FFIIIIVPPPPPC", "price"),
                rule(["25", "26"], "FFIIIIVNNNNNC", "count"),
                rule(["28", "29"], "FFIIIIVWWWWWC", "weight"),
            ]
        case .unitedKingdom:
            // Source: the table of biip, which names GS1 UK.
            [rule(["20"], "FFIIIIIVPPPPC")]
        case .sweden:
            // Source: the table of biip, which names GS1 Sweden. A prefix for each place of the
            // point.
            (0...2).map {
                rule(["2\($0)"], "FFIIIIIIPPPPC", "price \(2 - $0)", priceDecimals: 2 - $0)
            } + Self.nordicWeights(rawValue)
        case .finland:
            // Source: the table of biip, which names GS1 Finland, and GS1 Latvia for the Baltic
            // states.
            Self.nordicWeights(rawValue)
        case .denmark:
            // Source: the table of biip, which names GS1 Denmark.
            [
                rule(["21", "22", "23", "24"], "FFIIIIPPPPPPC", "price"),
                rule(["26", "28"], "FFIIIIWWWWWWC", "weight 6"),
                rule(["27"], "FFIIIIIWWWWWC", "weight 5"),
            ]
        }
    }

    /// Source: GB/T 18283 (prefixes 20 to 24); the layouts that Chinese scales offer. Prices are in
    /// fen, weights in grams.
    private var china: InStoreRule {
        let standard = (20...24).map(String.init)
        let all = (20...29).map(String.init)
        return switch self {
        case .chinaWeight: rule(standard, "FFIIIIIWWWWWC")
        case .chinaPriceSixDigitItem: rule(["2"], "FIIIIIIPPPPPC")
        case .chinaWeightSixDigitItem: rule(["2"], "FIIIIIIWWWWWC")
        // No standard: a Code 128 for scales that print weight and price.
        case .chinaWeightAndPrice: rule(all, "FFIIIIIWWWWWPPPPPC")
        case .chinaCheckedPriceFour: rule(standard, "FFIIIIIVPPPPC")
        case .chinaCheckedPriceFive: rule(standard, "FFIIIIVPPPPPC")
        default: rule(standard, "FFIIIIIPPPPPC")
        }
    }

    private static func nordicWeights(_ name: String) -> [InStoreRule] {
        (1...3).map { decimals in
            InStoreRule(
                name: "\(name) weight \(decimals)", prefixes: ["2\(6 - decimals)"],
                layout: "FFIIIIIIWWWWC", weightDecimals: decimals)
        }
    }

    private func rule(
        _ prefixes: [String], _ layout: String, _ part: String = "", priceDecimals: Int = 2
    ) -> InStoreRule {
        InStoreRule(
            name: part.isEmpty ? rawValue : "\(rawValue) \(part)", prefixes: prefixes,
            layout: layout, priceDecimals: priceDecimals)
    }
}
