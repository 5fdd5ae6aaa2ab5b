import ESCPOS
import Receipts
import Testing

@Suite struct GoldenTests {
    /// A frame with a diagonal: 160 × 48 dots, for the examples' logo.
    static let logo = RasterImage(
        bytesPerRow: 20, height: 48,
        data: (0..<48).flatMap { row in
            (0..<20).map { column in
                row == 0 || row == 47 ? 0xFF : column == row * 20 / 48 ? 0x80 : 0x00
            }
        })

    /// Every example on every model: the file in `Corpus` is the review.
    @Test(arguments: Files.exampleNames, Profiles.all.map(\.id))
    func theSlipLooksAsReviewed(name: String, model: String) throws {
        let profile = try #require(Profiles.named(model))
        let document = try Files.example(name)
        let mark = SlipMark.original
        let commands = try document.commands(for: profile, mark: mark, logo: Self.logo)
        let view = SlipView(commands, profile: profile)
        #expect(view.problems == [])
        try Files.expectGolden(view.description, "\(name)-\(profile.id)")
    }

    @Test(arguments: Files.exampleNames, Profiles.all.map(\.id))
    func everyLineFitsThePaper(name: String, model: String) throws {
        let profile = try #require(Profiles.named(model))
        let commands = try Files.example(name).commands(for: profile, logo: Self.logo)
        let width = profile.fontA.columns * profile.fontA.width
        for line in SlipView(commands, profile: profile).lines {
            #expect(line.dots <= width, "\(line.text)")
        }
    }
}
