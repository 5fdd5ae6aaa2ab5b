import ESCPOS
import Testing

@testable import Receipts

/// The words that slips bring themselves.
@Suite struct LabelsTests {
    static let english = fields(.english)
    static let chinese = fields(.simplifiedChinese)

    static func fields(_ language: Language) -> [String: String] {
        var fields: [String: String] = [:]
        for child in Mirror(reflecting: Labels.labels(in: language)).children {
            fields[child.label ?? "?"] = child.value as? String
        }
        return fields
    }

    @Test func noLabelIsMissingInAnyLanguage() {
        #expect(Self.english.count > 40)
        #expect(Self.english.keys.sorted() == Self.chinese.keys.sorted())
        for (name, text) in Self.english.merging(Self.chinese, uniquingKeysWith: { $0 + $1 }) {
            #expect(!text.isEmpty, "\(name)")
        }
    }

    @Test func englishLabelsAreASCIIAndChineseOnesAreChinese() {
        for (name, text) in Self.english {
            #expect(text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && text != "", "\(name)")
        }
        for (name, text) in Self.chinese {
            #expect(
                text.unicodeScalars.allSatisfy {
                    (0x4E00...0x9FFF).contains($0.value) || $0 == "："
                },
                "\(name)")
        }
    }

    @Test(arguments: SlipTests.models)
    func everyModelPrintsEveryLabel(model: String) throws {
        let profile = try #require(Profiles.named(model))
        for text in Array(Self.english.values) + Array(Self.chinese.values) {
            var encoder = Encoder(profile: profile)
            #expect(throws: Never.self) { try encoder.text(text) }
        }
    }
}
