import Scancode
import Testing

@Suite struct ScanTests {
    @Test func aScanWithAnIdentifierKnowsItsKind() throws {
        let identifier = try #require(AIMIdentifier(prefixOf: Array("]E04006381333931".utf8)))
        #expect(identifier.description == "]E0")
        #expect(Scan(bytes: [0x34], identifier: identifier).symbology == .ean13)
    }

    @Test(arguments: ["]", "]E", "E04", "]5C", "]E-", ""])
    func whatIsNoIdentifierIsNotTakenForOne(text: String) {
        #expect(AIMIdentifier(prefixOf: Array(text.utf8)) == nil)
    }

    @Test func aByteThatIsNoUTF8StaysReadable() {
        #expect(Scan(bytes: [0x41, 0xE9]).text == "A\u{E9}")
        #expect(Scan(bytes: Array("Á".utf8)).text == "Á")
    }
}
