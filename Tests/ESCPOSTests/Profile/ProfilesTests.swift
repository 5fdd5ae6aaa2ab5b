import ESCPOS
import Testing

struct ProfilesTests {
    @Test func eachIsFoundByItsName() {
        #expect(
            Profiles.all.map(\.id) == ["tm-t88v", "tm-t20ii", "generic-80", "generic-58"])
        for profile in Profiles.all { #expect(Profiles.named(profile.id) == profile) }
        #expect(Profiles.named("TM-T88V") == Profiles.tmT88V)
        #expect(Profiles.named("tm-t88") == nil)
        #expect(Profiles.named("") == nil)
    }

    @Test(arguments: Profiles.all)
    func theNumbersOfAProfileBelongTogether(profile: Profile) {
        #expect(profile.dotsPerLine % 8 == 0)
        for font in [profile.fontA, profile.fontB] {
            #expect(font.columns == profile.dotsPerLine / font.width)
        }
        #expect(Set(profile.codePages.map(\.number)).count == profile.codePages.count)
        #expect(Set(profile.codePages.map(\.page)) == Set(CodePage.allCases))
        #expect((1...255).contains(profile.rasterSliceRows))
        #expect(profile.rasterSliceRows * profile.dotsPerLine / 8 < 65_536)
        #expect(profile.dotsToCutter > 0)
        #expect(profile.id == profile.id.lowercased())
        // What proves printing is among what the printer answers.
        #expect(profile.evidence != .roundTrip || profile.status.contains(.queued))
        #expect(profile.evidence != .processID || profile.status.contains(.identity))
    }

    @Test func dotsAndColumnsAreThoseOfTheModels() {
        #expect(Profiles.tmT88V.dotsPerLine == 512 && Profiles.tmT88V.fontA.columns == 42)
        #expect(Profiles.tmT20II.dotsPerLine == 576 && Profiles.tmT20II.fontB.columns == 64)
        #expect(Profiles.generic80.fontA.columns == 48)
        #expect(Profiles.generic58.dotsPerLine == 384 && Profiles.generic58.fontA.columns == 32)
    }
}
