import Scancode
import Testing

/// Our table against GS1's own file, read here by other means.
@Suite(.enabled(if: ScanTables.dictionary != nil, "needs the shared GS1 dictionary"))
struct DictionaryTests {
    struct Entry: Sendable {
        var codes: [String]
        var isPredefined: Bool
        var components: [String]
        var requires: Set<String>
        var excludes: Set<String>
        var title: String
    }

    static let entries: [Entry] = (ScanTables.dictionary ?? "").split(separator: "\n")
        .filter { $0.first?.isNumber == true }.map { line in
            let halves = line.split(separator: "#", maxSplits: 1)
            var words = halves[0].split(whereSeparator: \.isWhitespace).map(String.init)
            let ends = words.removeFirst().split(separator: "-").compactMap { Int($0) }
            let width = line.prefix { $0.isNumber }.count
            let flags = words.first.map { $0.allSatisfy { "*?".contains($0) } ? $0 : "" } ?? ""
            if !flags.isEmpty { words.removeFirst() }
            let attributes = words.filter { $0.contains("=") }
            func values(_ key: String) -> Set<String> {
                Set(
                    attributes.filter { $0.hasPrefix("\(key)=") }
                        .flatMap { $0.dropFirst(key.count + 1).split(separator: ",") }
                        .map(String.init))
            }
            return Entry(
                codes: (ends[0]...ends[ends.count - 1]).map { number in
                    String(repeating: "0", count: max(0, width - "\(number)".count)) + "\(number)"
                },
                isPredefined: flags.contains("*"),
                components: words.filter { !$0.contains("=") && $0 != "dlpkey" },
                requires: values("req"), excludes: values("ex"),
                title: halves.count > 1
                    ? halves[1].split(whereSeparator: \.isWhitespace).joined(separator: " ") : "")
        }

    private static let checks: [ContentCheck: String] = [
        .checkDigit: "csum", .checkPair: "csumalpha", .companyPrefix: "gcppos1",
        .companyPrefixAfterFirst: "gcppos2", .dateOrMonth: "yymmd0", .date: "yymmdd",
        .longDate: "yyyymmdd", .hour: "hh", .minute: "mi", .second: "ss", .time: "hhmi",
        .timeOrNone: "hhmi", .country: "iso3166", .countryOr999: "iso3166999",
        .countryLetters: "iso3166alpha2", .currency: "iso4217", .packageType: "packagetype",
        .mediaType: "mediatype", .sex: "iso5218", .zero: "zero", .nonZero: "nonzero",
        .noLeadingZero: "nozeroprefix", .yesNo: "yesno", .winding: "winding",
        .latitude: "latitude", .longitude: "longitude", .pieceOfTotal: "pieceoftotal",
        .positionOfCount: "posinseqslash", .percentEncoded: "pcenc", .hyphen: "hyphen",
        .hasNonDigit: "hasnondigit", .iban: "iban", .importerIndex: "importeridx",
        .coupon: "couponcode", .couponOffer: "couponposoffer",
    ]

    private static func text(_ component: ElementComponent) -> String {
        let letter =
            switch component.characters {
            case .digits: "N"
            case .set82: "X"
            case .set39: "Y"
            case .base64: "Z"
            }
        let (least, most) = (component.length.lowerBound, component.length.upperBound)
        let length = least == most ? "\(most)" : "..\(most)"
        let whole = component.isOptional ? "[\(letter)\(length)]" : letter + length
        return ([whole] + component.checks.map { checks[$0] ?? "?" }).joined(separator: ",")
    }

    @Test func bothHaveTheSameIdentifiers() {
        let codes = Self.entries.flatMap(\.codes)
        #expect(codes.count > 500 && Set(codes).count == codes.count)
        #expect(ApplicationIdentifier.all.map(\.digits) == codes.sorted())
    }

    @Test(arguments: entries)
    func everyIdentifierHasTheFormatOfTheDictionary(entry: Entry) throws {
        for code in entry.codes {
            let format = try #require(ApplicationIdentifier(code), "\(code)").format
            #expect(format.components.map(Self.text) == entry.components, "\(code)")
            #expect(format.isPredefinedLength == entry.isPredefined, "\(code)")
            let groups = format.requires.map { $0.map(\.text).joined(separator: "+") }
            #expect(Set(groups) == entry.requires, "\(code)")
            #expect(Set(format.excludes.map(\.text)) == entry.excludes, "\(code)")
            #expect(format.title == entry.title, "\(code)")
        }
    }

    @Test func everyCheckOfTheDictionaryHasACheckHere() {
        let used = Set(
            Self.entries.flatMap(\.components).flatMap { $0.split(separator: ",").dropFirst() }
                .map(String.init))
        #expect(used == Set(Self.checks.values))
        #expect(Set(Self.checks.keys) == Set(ContentCheck.allCases))
    }
}

@Suite struct ApplicationIdentifierTests {
    @Test func noIdentifierIsTheBeginningOfAnother() {
        let all = Set(ApplicationIdentifier.all.map(\.digits))
        for digits in all {
            #expect(!all.contains { $0 != digits && $0.hasPrefix(digits) }, "\(digits)")
        }
    }

    /// Readers end these by their first two digits, so both have to say the same.
    ///
    /// Source: GS1 General Specifications, 7.8.5, figure of predefined lengths.
    @Test func predefinedLengthsAreThoseOfTheFirstTwoDigits() {
        var lengths = ["00": 20, "01": 16, "02": 16, "03": 16, "20": 4, "41": 16]
        for code in [11, 12, 13, 15, 16, 17] { lengths["\(code)"] = 8 }
        for code in 31...36 { lengths["\(code)"] = 10 }
        for identifier in ApplicationIdentifier.all {
            let length = lengths[String(identifier.digits.prefix(2))]
            #expect(identifier.format.isPredefinedLength == (length != nil), "\(identifier)")
            guard let length else { continue }
            let data = identifier.format.maximumLength
            #expect(identifier.digits.count + data == length, "\(identifier)")
        }
    }
}
