import ESCPOS
import Testing

struct SwitchTests {
    /// Against every plan there is, on texts that mix pages and Chinese.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func noPlanHasFewerSwitches(seed: UInt64) throws {
        var dice = TextDice(seed: seed)
        let alphabet = Array("aé€ßłżяДœ“░Ωα茶，$") + Array("║Şα½Ё")
        let text = String(
            (0..<Int.random(in: 1...14, using: &dice)).map { _ in
                alphabet.randomElement(using: &dice) ?? "a"
            })
        var profile = Profiles.tmT88V
        profile.codePages.shuffle(using: &dice)
        profile.codePages.removeLast(Int.random(in: 0...1, using: &dice))
        var encoder = Encoder(profile: profile, policy: .replace())
        encoder.start()
        let started = encoder.commands.count
        try encoder.text(text)
        let paper = PrintedText(encoder.commands, on: profile)
        let switches = PrintedText(Array(encoder.commands.dropFirst(started)), on: profile).switches
        #expect(switches == fewestSwitches(for: paper.text, on: profile), "seed \(seed): \(text)")
        #expect(zip(text, paper.text).allSatisfy { $0 == $1 || $1 == "?" }, "seed \(seed)")
        #expect(encoder.columns(of: text) == paper.columns, "seed \(seed): \(text)")
    }

    /// From Chinese mode off and no page known: the state after ``Encoder/start()``.
    private func fewestSwitches(for text: String, on profile: Profile) -> Int {
        let pages = profile.codePages.map(\.page)
        // Cost of each page (the last: none selected) with Chinese mode off and on.
        let never = Int.max / 2
        var costs = [[Int]](
            repeating: [Int](repeating: never, count: pages.count + 1), count: 2)
        costs[0][pages.count] = 0
        for scalar in text.unicodeScalars {
            var reached = costs
            for page in pages.indices {
                for mode in 0...1 {
                    reached[mode][page] = min(reached[mode][page], (costs[mode].min() ?? 0) + 1)
                }
            }
            let settled = reached
            for page in 0...pages.count {
                reached[0][page] = min(settled[0][page], settled[1][page] + 1)
                reached[1][page] = min(settled[1][page], settled[0][page] + 1)
            }
            if scalar.isASCII {
                // Any state prints it; nothing was gained by switching before it.
            } else if pages.contains(where: { $0.byte(for: scalar) != nil }) {
                for page in 0...pages.count {
                    reached[1][page] = never
                    if page == pages.count || pages[page].byte(for: scalar) == nil {
                        reached[0][page] = never
                    }
                }
            } else {
                for page in 0...pages.count { reached[0][page] = never }
            }
            costs = reached
        }
        return costs.joined().min() ?? 0
    }

    @Test(arguments: [
        ("Pchnąć w tę łódź jeża lub ośm skrzyń fig.", 18 as UInt8),
        ("В чащах юга жил бы цитрус? Да, но фальшивый экземпляр!", 17),
        ("Falsches Üben von Xylophonmusik quält jeden größeren Zwerg.", 19),
        ("Le cœur déçu mais l'âme plutôt naïve, Louÿs rêva de crapaüter", 16),
        ("Preis 5 €, £ 4, ¥ 3", 19), ("Árvíztűrő tükörfúrógép.", 18), ("┌─┐ 5 €", 19),
    ])
    func oneLanguageTakesOnePage(text: String, slot: UInt8) throws {
        for profile in Profiles.all {
            var encoder = Encoder(profile: profile)
            encoder.start()
            let started = encoder.commands.count
            try encoder.text(text)
            let tail = encoder.commands.dropFirst(started)
            #expect(tail.contains(.codePage(slot: slot)), "\(profile.id)")
            #expect(PrintedText(Array(tail), on: profile).switches == 1, "\(profile.id)")
            #expect(PrintedText(encoder.commands, on: profile).text == text)
        }
    }

    @Test(.enabled(if: TextReference.read(path) != nil, "no reference corpus beside the project"))
    func pangramsPrintAsTheyAreOrAreRefused() throws {
        let table = try #require(TextReference.read(Self.path))
        let refused: Set = [
            "Greek", "Latvian", "Turkish", "Vietnamese", "Japanese (Katakana half-width)",
            "Thai (No character encoder available)", "Arabic (RTL not supported, encoding issues)",
            "Hebrew (RTL not supported, line break issues)",
        ]
        var printed = 0
        for row in table.split(separator: "\n").dropFirst() {
            let fields = row.split(separator: "\t").map(String.init)
            for text in fields[1].split(separator: #"\n"#).map(String.init) {
                var encoder = Encoder(profile: Profiles.tmT88V)
                encoder.start()
                if refused.contains(fields[0]) {
                    #expect(throws: ESCPOSError.self, "\(fields[0])") { try encoder.text(text) }
                } else {
                    try encoder.text(text)
                    #expect(PrintedText(encoder.commands, on: encoder.profile).text == text)
                    printed += 1
                }
            }
        }
        #expect(printed >= 12)
    }

    private static let path = "corpus/text/pangrams.tsv"
}
