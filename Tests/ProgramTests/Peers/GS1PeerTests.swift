import FoundationEssentials
import Scancode
import Testing

/// GS1 data read by us and by biip, an independent implementation that `make test` installs.
@Suite(.enabled(if: Programs.python != nil, "run make test to install biip"))
struct GS1PeerTests {
    /// What the peer says of one content.
    struct Answer: Decodable {
        struct Element: Decodable {
            var identifier: String
            var value: String
            var day: String?
            var decimal: String?
        }
        var elements: [Element]
        var error: String?
    }

    /// Why the two differ, and who is right by the GS1 General Specifications.
    enum Difference: String, CaseIterable {
        /// We are: 7.8 has a separator behind data that is neither of predefined length nor last;
        /// biip cuts where its pattern ends and goes on.
        case missingSeparator
        /// We are: 3.2 has at least one character of data; biip lets some counts be empty.
        case emptyData
        /// We are: 7.9 gives GRAI, GDTI, GCN, GSIN, GSRN, ITIP and GMN a check digit or pair too;
        /// biip verifies those of GTIN, GLN and SSCC.
        case otherCheckDigit
        /// We are: 3.x gives these data a structure or a list (times, countries, currencies,
        /// pieces, IBAN, coupons and more); biip takes any characters of the set.
        case contentRule
        /// We are: only the dates of 3.4, (11) to (17), and (4324) and (4325) may be without a day;
        /// biip takes day 00 as the last of the month everywhere.
        case dayNeeded
        /// We are: a harvest (7007) may have two days; biip reads the second as hours and minutes.
        case secondDay
        /// We are: 7.11 has no blank; biip cuts blanks off both ends.
        case blanks
    }

    static let count = 10_000

    /// Contents from one seed: half of them right, half with one to three faults.
    static func contents(seed: UInt64) -> [(bytes: [UInt8], isRight: Bool)] {
        var elements = RandomElements(seed: seed)
        let all = ApplicationIdentifier.all
        return (0..<count).map { index in
            var bytes: [UInt8] = []
            // Every identifier is first in some content.
            var identifier = all[index % all.count]
            let number = 1 + elements.below(5)
            for place in 1...number {
                bytes += Array((identifier.digits + elements.value(of: identifier)).utf8)
                let needsSeparator = !identifier.format.isPredefinedLength
                if place < number, needsSeparator || elements.below(8) == 0 { bytes.append(0x1D) }
                identifier = all[elements.below(all.count)]
            }
            guard index % 2 == 1 else { return (bytes, true) }
            for _ in 0...elements.below(3) { spoil(&bytes, &elements) }
            return (bytes, false)
        }
    }

    private static func spoil(_ bytes: inout [UInt8], _ elements: inout RandomElements) {
        guard !bytes.isEmpty else { return }
        let place = elements.below(bytes.count)
        let others = Array("0123456789AZaz#/-_=% \u{1D}^".utf8)
        let other = others[elements.below(others.count)]
        switch elements.below(5) {
        case 0: bytes[place] = other
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(other, at: place)
        case 3: bytes.removeSubrange(place...)
        default:
            if let separator = bytes.firstIndex(of: 0x1D) { bytes.remove(at: separator) }
        }
    }

    private static func answers(to contents: [[UInt8]]) async throws -> (Int, [Answer]) {
        let place = try Workplace()
        let encoder = JSONEncoder()
        let lines = try contents.map { bytes in
            let text = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
            return String(decoding: try encoder.encode(text), as: UTF8.self)
        }
        let file = try place.write(lines.joined(separator: "\n"), to: "contents.jsonl")
        let script = Programs.root + "/Tests/ProgramTests/Clients/biip-gs1.py"
        let python = try #require(Programs.python)
        let ended = try await place.run([python, script, file])
        try #require(ended.status == 0, "\(ended.errors)")
        let output = ended.output.split(separator: "\n").map { Data($0.utf8) }
        let decoder = JSONDecoder()
        let year = try decoder.decode([String: Int].self, from: try #require(output.first))
        let answers = try output.dropFirst().map { try decoder.decode(Answer.self, from: $0) }
        return (try #require(year["year"]), answers)
    }

    @Test(arguments: [1, 2026] as [UInt64])
    func tenThousandContentsMeanTheSameToBoth(seed: UInt64) async throws {
        let contents = Self.contents(seed: seed)
        let (year, answers) = try await Self.answers(to: contents.map(\.bytes))
        try #require(answers.count == Self.count)
        var agreed = (read: 0, refused: 0)
        var differences: [Difference: Int] = [:]
        for (content, answer) in zip(contents, answers) {
            let message = GS1Message(reading: content.bytes, referenceYear: year)
            let text =
                "seed \(seed): \(String(decoding: content.bytes, as: UTF8.self).debugDescription)"
            if content.isRight {
                #expect(message.problems == [], "\(text)")
            }
            if message.problems.isEmpty, answer.error == nil {
                Self.compare(message, answer, text)
                agreed.read += 1
            } else if !message.problems.isEmpty, answer.error != nil {
                agreed.refused += 1
            } else if let difference = Self.difference(message, answer) {
                differences[difference, default: 0] += 1
            } else {
                Issue.record("\(text): ours \(message.problems), theirs \(answer.error ?? "read")")
            }
        }
        // Neither passes by refusing all, and they hardly ever differ.
        #expect(agreed.read > Self.count / 2 && agreed.refused > Self.count / 4, "\(agreed)")
        #expect(differences.values.reduce(0, +) < Self.count / 20, "\(differences)")
    }

    /// One content for each difference: what biip has changed is to be taken off the list.
    @Test func everyDifferenceIsStillThere() async throws {
        let examples: [(String, Difference)] = [
            ("4029521234543219876510A", .missingSeparator), ("701126031410AB", .missingSeparator),
            ("30", .emptyData), ("800309521234543210", .otherCheckDigit),
            ("80131987654Ad4X4bL5ttr2310cXK", .otherCheckDigit), ("424998", .contentRule),
            ("7006260300", .dayNeeded), ("7007260314890320", .secondDay),
            (" 10A", .blanks), ("10A ", .blanks),
        ]
        let contents = examples.map { Array($0.0.utf8) }
        let (year, answers) = try await Self.answers(to: contents)
        for (index, example) in examples.enumerated() {
            let message = GS1Message(reading: contents[index], referenceYear: year)
            let answer = try #require(answers.count == examples.count ? answers[index] : nil)
            #expect(message.problems.isEmpty != (answer.error == nil), "\(example)")
            #expect(Self.difference(message, answer) == example.1, "\(example) \(message.problems)")
        }
        #expect(Set(examples.map(\.1)) == Set(Difference.allCases))
    }

    /// Both have read it: the same elements, days and numbers.
    private static func compare(_ message: GS1Message, _ answer: Answer, _ text: String) {
        let ours = message.elements.map { "\($0.identifier.digits) \($0.value)" }
        #expect(ours == answer.elements.map { "\($0.identifier) \($0.value)" }, "\(text)")
        for (element, other) in zip(message.elements, answer.elements) {
            switch element.meaning {
            case .date(let date, _), .period(let date, _):
                guard let day = other.day else { continue }
                let ours = GS1Date(year: date.year, month: date.month, day: date.lastDay)
                #expect(ours?.description == day, "\(text)")
            case .number(let number), .amount(let number, _):
                guard let decimal = other.decimal else { continue }
                let theirs = decimal.filter { $0 != "." }.drop { $0 == "0" }
                #expect(String(number.digits).drop { $0 == "0" } == theirs, "\(text)")
            default: break
            }
        }
    }

    /// The difference, if every problem that only we see is a known one.
    private static func difference(_ message: GS1Message, _ answer: Answer) -> Difference? {
        guard !message.problems.isEmpty else {
            let isPeriod = message.elements.contains { element in
                if case .period = element.meaning { true } else { false }
            }
            return isPeriod && answer.error?.contains("(7007) date/time") == true ? .secondDay : nil
        }
        let all = message.problems.map(difference)
        return all.contains(nil) ? nil : all[0]
    }

    private static func difference(_ problem: GS1Problem) -> Difference? {
        let code = problem.identifier?.digits ?? ""
        let hasOptionalPart = problem.identifier?.format.components.last?.isOptional == true
        let isVerifiedByBoth = ["00", "01", "02", "03"].contains(code) || code.hasPrefix("41")
        return switch problem.kind {
        case .tooLong: .missingSeparator
        case .tooShort(_, found: 0): .emptyData
        case .checkDigit: isVerifiedByBoth ? nil : .otherCheckDigit
        case .checkPair, .content(.checkPair, _): .otherCheckDigit
        case .content(.date, let text): text.hasSuffix("00") ? .dayNeeded : nil
        case .content(.dateOrMonth, _): nil
        case .content: .contentRule
        case .character(0x20, _): .blanks
        case .character, .tooShort: hasOptionalPart ? .missingSeparator : nil
        case .unknownIdentifier(let text): text.hasPrefix(" ") ? .blanks : nil
        default: nil
        }
    }
}
