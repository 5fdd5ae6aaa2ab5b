import Testing

@testable import Pictures

/// Libraries that are loaded at their first use, and may not be there.
@Suite struct LibraryTests {
    private let absent = SharedLibrary(file: "libtillwright-absent.so.0", package: "libabsent0")
    /// There on every system, and no font library.
    private let other = SharedLibrary(file: "libc.so.6", package: "libother6")

    @Test func theInstalledLibrariesHaveEveryFunction() {
        #expect(throws: Never.self) { try FontEngine() }
    }

    @Test func aMissingLibraryIsNamedWithItsPackage() throws {
        let error = try #require(throws: LibraryError.self) { try FontEngine(raqm: absent) }
        guard case .missing("libabsent0", _) = error else {
            Issue.record("\(error)")
            return
        }
        #expect("\(error)".contains("libtillwright-absent.so.0"))
        #expect("\(error)".contains("install libabsent0"))
    }

    @Test func aLibraryOfAnotherVersionIsNamedWithTheFunction() throws {
        let freetype = try #require(throws: LibraryError.self) { try FontEngine(freetype: other) }
        #expect(
            freetype
                == .incomplete(
                    file: "libc.so.6", package: "libother6", function: "FT_Init_FreeType"))
        let raqm = try #require(throws: LibraryError.self) { try FontEngine(raqm: other) }
        #expect(
            raqm == .incomplete(file: "libc.so.6", package: "libother6", function: "raqm_create"))
        #expect("\(raqm)".contains("raqm_create"))
    }

    @Test func withoutALibraryTextIsBoxesAndTheNoteSaysWhy() throws {
        let source = GlyphSource(
            .installed(), freetype: absent, raqm: FontEngine.raqmFile)
        let note = try #require(source.note)
        #expect(note.contains("boxes") && note.contains("install libabsent0"))
        #expect(!source.has("A"))
        let boxes = ["A", "B"].map { source.glyph($0, width: 12, height: 24) }
        #expect(boxes[0] == boxes[1])
        #expect((0..<24).contains { boxes[0].row($0).contains { $0 != 0 } })
    }
}
