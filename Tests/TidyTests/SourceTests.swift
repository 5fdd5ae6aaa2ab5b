import Testing

/// The rules hold in the tree, and each rule can fail.
@Suite struct SourceTests {
    private let repository = Repository.current

    private func sample(_ text: String, at path: String = "Sources/Cash/Money.swift")
        -> Repository.File
    {
        Repository.File(path: path, text: text)
    }

    @Test func theWholeTreeIsRead() {
        #expect(repository.modules.contains("ESCPOS") && repository.modules.contains("till"))
        #expect(
            repository.file("Tests/TidyTests/SourceTests.swift")?.text.contains("can fail") == true)
        #expect(!repository.topLevel.contains(".build"))
    }

    // MARK: Calls and words

    @Test func sourcesHaveNoBannedCalls() {
        let found = repository.files.flatMap(CodeRules.calls)
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test(arguments: [
        "let x = try! f()", "let x = y as! Int", "fatalError(\"no\")", "print(\"x\")",
        "let text = \"\\(y as! Int)\"", "let lock = Mutex(0)", "    try!g()",
    ])
    func aBannedCallIsFound(code: String) {
        #expect(CodeRules.calls(in: sample("let a = 1\n\(code)\n")).map(\.line) == [2])
    }

    @Test(arguments: [
        "// try! is banned", "/* print(1) /* as! */ */", "let text = \"fatalError and try!\"",
        "printer.print(job)", "func print(_ job: Job) {}", "let alias! = 1", "sprint(1)",
        "let text = #\"a \" print(\"#", "let text = \"\"\"\n  print(\"x\")\n  \"\"\"",
    ])
    func whatOnlyLooksLikeABannedCallIsLeftAlone(code: String) {
        #expect(CodeRules.calls(in: sample(code)).isEmpty)
    }

    @Test func programsMayPrint() {
        #expect(CodeRules.calls(in: sample("print(1)", at: "Sources/till/main.swift")).isEmpty)
        #expect(CodeRules.calls(in: sample("try! f()", at: "Sources/till/main.swift")).count == 1)
    }

    @Test func aTypeMayCallItsOwnMethodOfABannedName() {
        let own = "struct Strip {\n    func print(_ line: Int) {}\n    func all() { print(1) }\n}\n"
        #expect(CodeRules.calls(in: sample(own)).isEmpty)
    }

    @Test func noWorkIsPutOffWithoutAReason() {
        let found = repository.files.flatMap(CodeRules.comments)
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test(arguments: ["// FIXME: later", "// TODO", "// TODO: later", "/// XXX", "/* HACK */"])
    func workPutOffIsFound(comment: String) {
        #expect(CodeRules.comments(in: sample(comment)).count == 1)
    }

    @Test(arguments: [
        "// TODO: read ASB here once a model is known that sends it unasked", "let text = \"TODO\"",
    ])
    func workPutOffWithAReasonIsLeftAlone(code: String) {
        #expect(CodeRules.comments(in: sample(code)).isEmpty)
    }

    // MARK: Sizes

    @Test func filesAndFunctionsAreShort() {
        let found = repository.files.flatMap(SizeRules.findings)
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test(arguments: [("func", "func f()"), ("init", "init(a: () -> Void = { })")])
    func aLongFunctionIsFound(name: String, head: String) {
        let body = String(repeating: "    a()\n", count: SizeRules.functionLines - 1)
        let tooLong = "struct S {\n\(head) {\n\(body)}\n}\n"
        #expect(SizeRules.findings(in: sample(tooLong)).map(\.line) == [2])
        let longest = "struct S {\n\(head) {\n\(body.dropFirst(8))}\n}\n"
        #expect(SizeRules.findings(in: sample(longest)).isEmpty)
    }

    @Test func functionsAreMeasuredFromKeywordToClosingBrace() {
        let text = """
            protocol P {
                func required() -> Int
                init()
            }
            func one() { a("}") }
            func two(
                _ body: () -> Void = { b() }
            ) {
                S.init() // }
            }
            """
        let functions = SizeRules.functions(in: SwiftText(text).code)
        #expect(functions.map(\.name) == ["one", "two"])
        #expect(functions.map(\.lines) == [1, 5])
    }

    @Test func aLongFileIsFound() {
        let line = "let a = 1\n"
        let longest = String(repeating: line, count: SizeRules.fileLines)
        #expect(SizeRules.findings(in: sample(longest)).isEmpty)
        #expect(SizeRules.findings(in: sample(longest + line)).count == 1)
    }
}
