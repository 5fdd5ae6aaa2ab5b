import FoundationEssentials
import Testing

@testable import till

/// The first fault of a text, as it is told.
func fault(in text: [UInt8]) -> String? {
    do throws(JSONFault) {
        _ = try JSONText(text)
        return nil
    } catch {
        return error.description
    }
}

@Suite struct JSONGrammarTests {
    @Test(arguments: [
        "0", "-0", "10", "-1.5e+10", "1E-2", "0.0", "true", "false", "null", "\"\"", "[]", "{}",
        " \t\r\n[ ] ", "[[],{},[{}]]", "{\"\":0}", "{\"a\":[1,\"b\",null]}", "\"\\u0000\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", "\"\\uD83D\\uDE00\"", "\"\u{7F}é水😀\u{10FFFF}\"",
        "\"\u{2028}\"", "[1e400,-123456789012345678901234567890]", "{\"a\":1,\"A\":2,\"a \":3}",
    ])
    func whatTheGrammarAllowsIsRead(text: String) {
        #expect(fault(in: Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("", "1, column 1: the file ends here; a value belongs here"),
        (" \n ", "2, column 2: the file ends here; a value belongs here"),
        ("\u{FEFF}{}", "1, column 1: a byte order mark; save the file as UTF-8 without one"),
        ("nul", "1, column 1: an unexpected n; a value belongs here"),
        ("True", "1, column 1: an unexpected T; a value belongs here"),
        ("truefalse", "1, column 5: the document has ended already; nothing may follow"),
        ("{} {}", "1, column 4: the document has ended already; nothing may follow"),
        ("\u{A0}1", "1, column 1: an unexpected character; a value belongs here"),
        ("/* no */ 1", "1, column 1: an unexpected /; a value belongs here"),
        ("NaN", "1, column 1: an unexpected N; a value belongs here"),
        ("01", "1, column 1: a number has no leading zeros"),
        ("-01", "1, column 1: a number has no leading zeros"),
        ("-", "1, column 1: no number; a digit is missing"),
        ("+1", "1, column 1: an unexpected +; a value belongs here"),
        (".5", "1, column 1: an unexpected .; a value belongs here"),
        ("[1, 1.]", "1, column 5: no number; a digit is missing"),
        ("[1e+]", "1, column 2: no number; a digit is missing"),
        ("0x10", "1, column 2: the document has ended already; nothing may follow"),
        ("[1", "1, column 3: the file ends here; a comma or ] belongs here"),
        ("[1 2]", "1, column 4: an unexpected 2; a comma or ] belongs here"),
        ("[1,]", "1, column 4: a comma before ]; take it out"),
        ("[,1]", "1, column 2: an unexpected ,; a value belongs here"),
        ("[1}", "1, column 3: an unexpected }; a comma or ] belongs here"),
        ("{\"a\":1]", "1, column 7: an unexpected ]; a comma or } belongs here"),
        ("{\"a\":1,}", "1, column 8: a comma before }; take it out"),
        ("{a:1}", "1, column 2: an unexpected a; a field's name in \" belongs here"),
        ("{'a':1}", "1, column 2: an unexpected '; a field's name in \" belongs here"),
        ("{\"a\"}", "1, column 5: an unexpected }; a colon belongs here"),
        ("{\"a\":}", "1, column 6: an unexpected }; a value belongs here"),
        ("{\"a\":1,\n\"b\":2,\n\"a\":3}", "3, column 1: the field \"a\" stands here a second time"),
        ("{\"é\":1, \"\\u00e9\":2}", "1, column 9: the field \"é\" stands here a second time"),
        ("[\"a\nb\"]", "1, column 2: a text without its end"),
        (
            "[\"é\tb\"]",
            "1, column 4: a control character in a text; write it as \\u and four digits"
        ),
        ("\"a", "1, column 1: a text without its end"),
        ("\"a\\", "1, column 3: an escape without its end"),
        ("\"a\\x\"", "1, column 3: no such escape; a single \\ is written \\\\"),
        ("\"\\u12\"", "1, column 2: \\u is followed by four hexadecimal digits"),
        ("\"\\u12g4\"", "1, column 2: \\u is followed by four hexadecimal digits"),
        ("\"\\u+123\"", "1, column 2: \\u is followed by four hexadecimal digits"),
        ("\"\\uD83D\"", "1, column 2: half of a character; \\uD800 to \\uDFFF come in pairs"),
        ("\"\\uDE00\"", "1, column 2: half of a character; \\uD800 to \\uDFFF come in pairs"),
        ("\"\\uD83D\\n\"", "1, column 2: half of a character; \\uD800 to \\uDFFF come in pairs"),
        (
            "\"\\uD83D\\u0041\"",
            "1, column 2: half of a character; \\uD800 to \\uDFFF come in pairs"
        ),
    ])
    func whatItDoesNotAllowIsRefusedWithItsPlace(text: String, place: String) {
        #expect(fault(in: Array(text.utf8)) == "line \(place)")
    }

    /// Not well-formed, by the table of the Unicode standard: each stands as the second character of a
    /// text.
    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x9F, 0xBF],
            [0xE1, 0x80], [0xE1, 0x80, 0x41], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF1, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80],
            [0xFF],
        ] as [[UInt8]])
    func whatIsNoUTF8IsRefusedWithItsPlace(bytes: [UInt8]) {
        let quote = [UInt8(ascii: "\"")]
        let expected = "line 1, column 3: no UTF-8; save the file as UTF-8"
        #expect(fault(in: quote + [0x61] + bytes + quote) == expected)
        #expect(fault(in: quote + [0x61] + bytes) == expected)
    }

    @Test(arguments: [[0xFF, 0xFE, 0x7B, 0x00], [0xFE, 0xFF, 0x00, 0x7B]] as [[UInt8]])
    func filesOfOtherEncodingsAreNamed(bytes: [UInt8]) {
        #expect(fault(in: bytes) == "line 1, column 1: this is UTF-16; save the file as UTF-8")
    }

    // MARK: Hostile texts

    @Test(arguments: ["[", "{\"a\":", "[[],"])
    func deepNestingIsRefusedWithoutExhaustingAnything(opening: String) {
        let deep = Array(String(repeating: opening, count: 100_000).utf8)
        #expect(fault(in: deep)?.hasSuffix("more than 64 brackets inside each other") == true)
        let full = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(fault(in: Array(full.utf8)) == nil)
    }

    @Test func moreValuesThanAnyDocumentHasAreRefused() {
        let most = String(repeating: "0,", count: JSONText.nodesMax - 2)
        #expect(fault(in: Array("[\(most)0]".utf8)) == nil)
        #expect(
            fault(in: Array("[\(most)0,0]".utf8))
                == "line 1, column 524288: more than 262144 values and names")
    }

    @Test func amongManyFieldsTheSecondOfANameIsFound() throws {
        let fields = (0..<20_000).map { "\"f\($0)\":\($0)" }.joined(separator: ",")
        let json = try JSONText(Array("{\(fields)}".utf8))
        #expect(json.nodes.count == 40_001)
        for name in ["f0", "f31", "f19999"] {
            let twin = Array("{\(fields),\n\"\(name)\":1}".utf8)
            #expect(
                fault(in: twin)
                    == "line 2, column 1: the field \"\(name)\" stands here a second time")
        }
    }

    @Test(arguments: ["sale", "sale-zh", "reversal", "count-zh"])
    func everyPrefixOfADocumentIsRefused(name: String) throws {
        let whole = try [UInt8](Data(contentsOf: URL(filePath: Programs.example(name))))
        let end = try #require(whole.lastIndex(of: UInt8(ascii: "}")))
        #expect(fault(in: whole) == nil)
        for length in 0...end { #expect(fault(in: Array(whole[..<length])) != nil, "\(length)") }
    }

    @Test(arguments: 0..<32 as Range<UInt64>)
    func randomBytesAreReadOrRefused(seed: UInt64) {
        var random = RandomJSON(seed: seed)
        let alphabet =
            Array("{}[]\",:\\u0dD8c123456789.eE+-truefalsn \n\t/".utf8) + [0xC3, 0xA9, 0xED]
        for _ in 0..<500 {
            let isWild = random.below(4) == 0
            let bytes = (0..<random.below(40)).map { _ in
                isWild ? UInt8(random.below(256)) : alphabet[random.below(alphabet.count)]
            }
            guard let json = try? JSONText(bytes) else { continue }
            // Whatever is read is whole: each value ends before the next begins.
            #expect(json.nodes[0].next == json.nodes.count, "seed \(seed): \(bytes)")
            #expect(json.nodes.allSatisfy { $0.start < $0.end && $0.end <= bytes.count })
        }
    }

    @Test(arguments: 0..<32 as Range<UInt64>)
    func aDocumentWithAWrongByteIsReadOrRefused(seed: UInt64) {
        var random = RandomJSON(seed: seed)
        let text = Array(random.json(depth: 4).utf8)
        for _ in 0..<200 {
            var bytes = text
            bytes[random.below(bytes.count)] = UInt8(random.below(256))
            if let json = try? JSONText(bytes) {
                #expect(json.nodes[0].next == json.nodes.count, "seed \(seed): \(bytes)")
            }
        }
    }
}
