import Testing

/// What stands where, and what no text file holds.
@Suite struct TreeTests {
    private let repository = Repository.current
    private let map = ModuleMap(
        markdown: Repository.current.file("Docs/Architecture.md")?.text ?? "")
    private let manifest = Repository.current.file("Package.swift")?.text ?? ""

    private func file(_ text: String, at path: String = "Docs/Manual.md") -> Repository.File {
        Repository.File(path: path, text: text)
    }

    @Test func theTopLevelHoldsOnlyItsOwn() {
        let found = TreeRules.topLevel(repository.topLevel)
        #expect(found.isEmpty, "\(found.report)")
        #expect(TreeRules.topLevel(["Sources", "scratch"]).map(\.path) == ["scratch"])
    }

    @Test func everyModuleIsInTheManifestAndOnTheMap() {
        let found = TreeRules.modules(repository.modules, manifest: manifest, map: map)
        #expect(found.isEmpty, "\(found.report)")
        #expect(TreeRules.modules(["Ghost"], manifest: manifest, map: map).count == 2)
    }

    @Test func everyModuleOnTheMapExists() {
        let missing = Set(map.rows.map(\.module)).subtracting(repository.modules)
        #expect(missing.isEmpty)
    }

    @Test func setUpInstallsWhatTheManifestNames() {
        let makefile = repository.file("Makefile")?.text ?? ""
        let found = TreeRules.packages(manifest: manifest, makefile: makefile)
        #expect(found.isEmpty, "\(found.report)")
        #expect(
            TreeRules.packages(manifest: ".apt([\"libghost-dev\"])", makefile: makefile).count == 1)
    }

    // MARK: Text

    @Test func textHasNoTabsAndNoBlanksAtLineEnds() {
        let found = repository.files.flatMap(TextRules.blanks)
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test(arguments: ["a\tb\n", "a \n", "a\r\n", "a"])
    func untidyTextIsFound(text: String) {
        #expect(TextRules.blanks(in: file("first\n" + text)).count == 1)
    }

    @Test func nothingNamesAFolderOfOneMachine() {
        let found = repository.files.flatMap(TextRules.machinePaths)
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test(arguments: ["work", "home", "Users"])
    func aFolderOfOneMachineIsFound(root: String) {
        #expect(TextRules.machinePaths(in: file("see /\(root)/me/notes\n")).count == 1)
        #expect(TextRules.machinePaths(in: file("see \(root)/me and net/\(root)/me\n")).isEmpty)
    }

    @Test func onlyKnownHostsAreNamed() {
        let found = repository.files.flatMap(TextRules.hosts)
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test(arguments: ["org", "com", "io"])
    func anUnknownHostIsFound(domain: String) {
        #expect(TextRules.hosts(in: file("from https://packages.ghost.\(domain)/x\n")).count == 1)
        #expect(TextRules.hosts(in: file("https://www.example.com, shop.example.org.\n")).isEmpty)
        #expect(TextRules.hosts(in: file("LinkError.\(domain) and .\(domain)\n")).isEmpty)
    }
}
