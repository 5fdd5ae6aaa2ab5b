import Scancode
import Testing

@Suite struct AIMTableTests {
    private static func identifier(_ text: String) throws -> AIMIdentifier {
        try #require(AIMIdentifier(prefixOf: Array("]\(text)".utf8)))
    }

    /// Words of the table's descriptions, and the feature that each of them stands for.
    private static let words: [(String, AIMFeatures)] = [
        ("full ascii", .fullASCII), ("density numeric", .digitPairs), ("fnc1 first", .fnc1First),
        ("fnc1 second", .fnc1Second), ("fnc1 after start", .fnc1First),
        ("fnc1 after first", .fnc1Second), ("fnc1 before first", .fnc1First),
        ("fnc1 after initial", .fnc1Second), ("structured append", .structuredAppend),
        ("and stripped", .checkRemoved), ("validated", .checkVerified),
        ("and transmitted", .checkSent), ("two checks", .twoChecks), ("concatena", .concatenated),
        ("2-digit add-on", .addOn2), ("5-digit add-on", .addOn5),
        ("combined with add-on", [.addOn2, .addOn5]), ("code 128 emulation", .emulatesCode128),
        ("pad", .padFirst), ("fnc2", .append), ("mode 2 or 3", .carrierMessage),
    ]

    @Test(.enabled(if: ScanTables.identifiers != nil, "needs the shared table of identifiers"))
    func everyIdentifierOfTheTableSaysWhatItsDescriptionSays() throws {
        var count = 0
        for line in try #require(ScanTables.identifiers).split(separator: "\n")
        where !line.hasPrefix("#") {
            let fields = line.split(separator: "\t").map(String.init)
            try #require(fields.count == 3, "\(line)")
            // "0-F" and "n" are ranges: their first member stands for them.
            let identifier = try Self.identifier(fields[0] + fields[1].prefix(1))
            let description = fields[2].lowercased()
            #expect(identifier.symbology != nil, "\(line)")
            let features = try #require(identifier.features, "\(line)")
            for (word, feature) in Self.words where description.contains(word) {
                // "no full ASCII", "no FNC1 in first": what is said not to be there.
                let isDenied =
                    description.contains("no \(word)") || description.contains("no fnc1 in")
                #expect(features.contains(feature) != isDenied, "\(line): \(features)")
            }
            let hasECI = fields[2].contains("ECI") && !description.contains("no eci")
            #expect(features.contains(.eci) == hasECI, "\(line)")
            count += 1
        }
        #expect(count == 110)
    }

    @Test(arguments: [
        ("E0", Symbology.ean13), ("E4", .ean8), ("E1", .eanAddOn), ("C0", .code128),
        ("C1", .gs1128), ("e0", .gs1DataBar), ("d1", .dataMatrix), ("d2", .gs1DataMatrix),
        ("Q1", .qrCode), ("Q3", .gs1QRCode), ("J1", .gs1DotCode), ("I1", .interleaved2of5),
        ("O6", .codablockA), ("o1", .ocrA), ("Z0", .keyboard), ("X5", .other), ("Gm", .code93),
    ])
    func anIdentifierNamesItsKind(text: String, symbology: Symbology) throws {
        #expect(try Self.identifier(text).symbology == symbology)
    }

    @Test(arguments: ["C1", "e0", "e1", "d2", "Q3", "J1", "L3", "T1", "K1", "z1", "D1", "O5"])
    func fnc1InFirstPlaceMeansElementStrings(text: String) throws {
        #expect(try Self.identifier(text).carriesElementStrings)
    }

    @Test(arguments: ["C0", "C2", "E0", "d1", "d5", "Q1", "Q4", "Q5", "e2", "e3", "z4", "z7", "W1"])
    func whatIsNotElementStringsAloneIsNotReadAsThem(text: String) throws {
        #expect(try !Self.identifier(text).carriesElementStrings)
    }

    @Test func anUnknownModifierLeavesTheKindAndSaysNothing() throws {
        let identifier = try Self.identifier("Q9")
        #expect(identifier.symbology == .qrCode)
        #expect(identifier.features == nil)
        #expect(identifier.description == "]Q9")
    }

    @Test func anUnknownLetterStaysAnIdentifier() throws {
        let identifier = try Self.identifier("W1")
        #expect(identifier.symbology == nil && identifier.features == nil)
        #expect(Scan(bytes: [0x41], identifier: identifier).identifier?.description == "]W1")
    }

    @Test func featuresAreListedInWords() throws {
        let features = try #require(Self.identifier("A7").features)
        #expect("\(features)" == "check verified, check removed, full ASCII")
        #expect("\(try #require(Self.identifier("C0").features))" == "")
    }
}
