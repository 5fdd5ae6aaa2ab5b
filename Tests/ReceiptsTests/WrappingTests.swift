import ESCPOS
import Testing

@testable import Receipts

@Suite struct WrappingTests {
    @Test(arguments: [
        ("", 10, [""]),
        ("short", 10, ["short"]),
        ("breaks at spaces", 10, ["breaks at", "spaces"]),
        ("exactly ten", 11, ["exactly ten"]),
        ("spaces    vanish   here", 10, ["spaces", "vanish", "here"]),
        ("unbreakablewordsplits", 10, ["unbreakabl", "ewordsplit", "s"]),
        ("a unbreakablewordsplits", 10, ["a unbreaka", "blewordspl", "its"]),
        ("汉字可以在任何地方换行", 10, ["汉字可以在", "任何地方换", "行"]),
        // The eleventh column is left empty rather than filled with half a character.
        ("汉字可以在任何地方换行", 11, ["汉字可以在", "任何地方换", "行"]),
        ("Tea龙井茶100g", 8, ["Tea龙井", "茶100g"]),
        ("green 茶 tea", 8, ["green 茶", "tea"]),
        ("ends with space ", 15, ["ends with space"]),
        ("  indented", 12, ["  indented"]),
    ])
    func linesBreakWhereAReaderWould(text: String, columns: Int, lines: [String]) {
        #expect(wrapped(text, columns: columns, width: DisplayWidth.columns(of:)) == lines)
    }

    /// No line is too wide, no character is lost, doubled or moved, and only spaces vanish.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func nothingButSpacesIsLost(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("ab c  d é 汉字 ，한👍🏽e\u{301}  x")
        let text = String(
            (0..<Int.random(in: 0...120, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? " "
            })
        let columns = Int.random(in: 2...48, using: &random)
        let lines = wrapped(text, columns: columns, width: DisplayWidth.columns(of:))
        for line in lines {
            #expect(DisplayWidth.columns(of: line) <= columns, "seed \(seed): \(line)")
        }
        #expect(
            lines.joined().filter { $0 != " " } == text.filter { $0 != " " }, "seed \(seed)")
    }
}
