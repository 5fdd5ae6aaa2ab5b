import Testing

/// Modules import what the map in Docs/Architecture.md grants, and nothing else.
@Suite struct ImportTests {
    private let repository = Repository.current
    private let map = ModuleMap(
        markdown: Repository.current.file("Docs/Architecture.md")?.text ?? "")

    private let sampleMap = ModuleMap(
        markdown: """
            | module | what | imports | system |
            |---|---|---|---|
            | `Cash` | money | – | – |
            | `Receipts` | slips | `Cash` | – |
            | `Pictures` | dots | – | `CPNG`, `Glibc` |
            """)

    private func file(_ module: String, _ text: String) -> Repository.File {
        Repository.File(path: "Sources/\(module)/File.swift", text: text)
    }

    @Test func everyImportIsGranted() {
        let found = repository.files.flatMap {
            ImportRules.findings(in: $0, map: map)
        }
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test func pureModulesImportNothingOfTheSystem() {
        for module in ["Cash", "Receipts", "Scancode"] {
            #expect(map.row(module)?.system == [], "\(module)")
        }
        #expect(map.row("ESCPOS")?.imports == [])
        #expect(map.row("ESCPOS")?.system == ["Glibc"])
        let found = ImportRules.findings(in: repository.files, importing: "Glibc", onceIn: "ESCPOS")
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test func bothEndsOfALinkShareOnlyTheCodec() {
        #expect(map.row("Simulator")?.imports.contains("Devices") == false)
        #expect(map.row("Devices")?.imports.contains("Simulator") == false)
    }

    @Test func theMapIsInOrder() {
        #expect(map.rows.count > 10)
        let found = map.findings(path: "Docs/Architecture.md")
        #expect(found.isEmpty, "\(found.report)")
    }

    // MARK: The rules can fail

    @Test(arguments: [
        ("Cash", "import Glibc"), ("Cash", "internal import struct Receipts.Slip"),
        ("Receipts", "public import Pictures"), ("Receipts", "import CPNG"),
        ("Pictures", "@preconcurrency import Foundation"), ("Pictures", "import Cash"),
        ("Cash", "@testable import Receipts"), ("till", "import Foundation"),
    ])
    func anImportThatIsNotGrantedIsFound(module: String, line: String) {
        let found = ImportRules.findings(in: file(module, "\n\(line)\n"), map: sampleMap)
        #expect(found.map(\.line) == [2])
    }

    @Test(arguments: [
        ("Receipts", "public import Cash"), ("Pictures", "internal import CPNG"),
        ("Receipts", "// import Glibc"), ("Receipts", "let text = \"import Glibc\""),
        ("Pictures", "@_spi(Dots) import Glibc"),
    ])
    func anImportThatIsGrantedPasses(module: String, line: String) {
        #expect(ImportRules.findings(in: file(module, line), map: sampleMap).isEmpty)
    }

    @Test func aSecondFileThatImportsGlibcIsFound() {
        let files = ["A", "B"].map {
            Repository.File(path: "Sources/ESCPOS/\($0).swift", text: "internal import Glibc\n")
        }
        let found = ImportRules.findings(in: files, importing: "Glibc", onceIn: "ESCPOS")
        #expect(found.map(\.path) == ["Sources/ESCPOS/B.swift"])
    }

    @Test(arguments: [
        "| `A` | x | `B` | – |\n| `B` | x | – | – |",
        "| `A` | x | – | `CPNG` |\n| `B` | x | – | `CPNG` |",
        "| `A` | x | – | – |\n| `A` | x | – | – |",
    ])
    func aMapOutOfOrderIsFound(rows: String) {
        #expect(ModuleMap(markdown: rows).findings(path: "map").count == 1)
    }
}
