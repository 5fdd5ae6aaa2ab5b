internal import Cash

/// The talk with a cashier who counts a till: one question for each note and coin.
///
/// Blind: what should be there is neither asked nor shown. A line that cannot be understood
/// changes nothing and is asked again.
struct CountDialogue: Sendable {
    /// What an answer led to.
    enum Step: Hashable, Sendable {
        /// Ask on; `note` is said first.
        case asking(note: String?)
        case finished
    }

    private let catalogue: DenominationCatalogue
    private let day: CalendarDay
    private let entries: [DenominationCatalogue.Entry]
    /// One count for each entry, so that going back can replace it.
    private var counts: [Count]
    private var index = 0

    /// - Parameter day: decides which notes and coins are money.
    init(catalogue: DenominationCatalogue, day: CalendarDay) {
        self.catalogue = catalogue
        self.day = day
        entries = catalogue.entries.filter {
            if case .withdrawn = $0.status(on: day) { return false }
            return true
        }
        counts = entries.map { _ in Count(in: catalogue, on: day) }
    }

    /// The question to ask now, with the running total in front.
    var question: String {
        guard index < entries.count else { return "" }
        let entry = entries[index]
        let packs = Self.letters.compactMap { letter, pack in
            entry.packs[pack].map { "\(letter) = \(pack) of \($0)" }
        }
        let hint = packs.isEmpty ? "" : " (\(packs.joined(separator: ", ")))"
        let value = entry.denomination.value.decimalText
        return "[\(total)]  \(value) \(entry.denomination.kind)\(hint): "
    }

    /// Everything counted so far.
    var total: Money { (try? result().total) ?? .zero(catalogue.currency) }

    /// The whole count.
    func result() throws(CashError) -> Count {
        var sum = Count(in: catalogue, on: day)
        for count in counts { try sum.add(count) }
        return sum
    }

    static let help = """
        type how many: 12 loose pieces, 3r three rolls, 12+3r both; s strap, b bundle, g bag;
        an empty line is none, < goes back, = finishes, ? shows this
        """

    /// Takes the cashier's answer to ``question``.
    mutating func answer(_ line: String) -> Step {
        guard index < entries.count else { return .finished }
        let text = line.filter { !$0.isWhitespace }
        switch text {
        case "?": return .asking(note: Self.help)
        case "=": return .finished
        case "<":
            if index == 0 { return .asking(note: "this is the first one") }
            index -= 1
            return .asking(note: nil)
        default: break
        }
        do {
            try take(text)
        } catch {
            return .asking(note: "\(error.text); nothing was counted")
        }
        index += 1
        return index == entries.count ? .finished : .asking(note: nil)
    }

    /// What is wrong with an answer.
    private struct Mistake: Error { var text: String }

    private mutating func take(_ text: String) throws(Mistake) {
        let before = counts[index]
        let counted = try count(text)
        counts[index] = counted
        do throws(CashError) {
            // The whole must still be a sum that fits.
            _ = try result()
        } catch {
            counts[index] = before
            throw Mistake(text: "\(error)")
        }
    }

    private func count(_ text: String) throws(Mistake) -> Count {
        var count = Count(in: catalogue, on: day)
        let denomination = entries[index].denomination
        for part in text.split(separator: "+", omittingEmptySubsequences: text.isEmpty) {
            let digits = part.prefix { $0.isASCII && $0.isNumber }
            let letter = part.dropFirst(digits.count).lowercased()
            // Nine digits are more pieces than any till holds.
            guard digits.count <= 9, let number = Int64(digits),
                let pack = letter.isEmpty
                    ? .loose : Self.letters.first(where: { $0.letter == letter })?.pack
            else { throw Mistake(text: "\"\(part)\" is not a number such as 12, 3r or 12+3r") }
            do throws(CashError) {
                try count.add(number, pack, of: denomination)
            } catch {
                throw Mistake(text: "\(error)")
            }
        }
        return count
    }

    private static let letters: [(letter: String, pack: Pack)] = [
        ("r", .roll), ("s", .strap), ("b", .bundle), ("g", .bag),
    ]
}
