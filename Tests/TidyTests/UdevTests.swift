import Testing

@Suite struct UdevTests {
    private let rules = Repository.current.files.filter { $0.name.hasSuffix(".rules") }

    private func findings(_ text: String) -> [Finding] {
        UdevRules.findings(in: Repository.File(path: "udev/70-sample.rules", text: text))
    }

    @Test func allRulesAreRulesAndEachIsExplained() {
        #expect(rules.count == 2)
        let found = rules.flatMap(UdevRules.findings)
        #expect(found.isEmpty, "\(found.report)")
    }

    @Test func theListOfWhatIsTakenIsNotInstalledByItself() {
        let makefile = Repository.current.file("Makefile")?.text ?? ""
        #expect(makefile.contains("udev/*.rules"))
        #expect(
            rules.map(\.path).sorted() == [
                "udev/70-tillwright.rules", "udev/opt-in/75-tillwright-allow-list.rules",
            ])
    }

    @Test(arguments: [
        ("MODE=\"0660\"\n", "no comment"),
        ("# A\nMODE=\"660\"\n", "four octal digits"),
        ("# A\nMODE==\"0660\"\n", "not what udev has"),
        ("# A\nKERNEL=\"x\"\n", "not what udev has"),
        ("# A\nATTR==\"x\"\n", "too few"),
        ("# A\nKERNEL{a}==\"x\"\n", "too many"),
        ("# A\nKERNEL==\"x, MODE=\"0660\"\n", "no rule"),
        ("# A\nKERNEL==\"x\" MODE=\"0660\"\n", "no rule"),
        ("# A\nKERNEL==\"x\",\n", "no rule"),
        ("# A\nGROUP=\"scanners\"\n", "not on every Debian"),
        ("# A\nATTR{idVendor}==\"0C2E\", MODE=\"0660\"\n", "small letters"),
        ("# A\nKERNELS==\"0003:0c2e:*\", MODE=\"0660\"\n", "capitals"),
        ("# A\nKERNEL==\"lp[0-9\", MODE=\"0660\"\n", "bracket"),
        ("# A\nKERNEL==\"x\", GOTO=\"end\"\n", "no label end"),
        ("LABEL=\"end\"\n# A\nKERNEL==\"x\", GOTO=\"end\"\n", "no label end further down"),
        ("LABEL=\"end\"\n", "nothing goes to"),
        ("GOTO=\"end\"\nLABEL=\"end\"\nLABEL=\"end\"\n", "twice"),
        ("# A\nMODE=\"0660\"\nMODE=\"0600\"\n", "no comment"),
    ])
    func aFaultIsFound(text: String, words: String) {
        let found = findings(text)
        #expect(found.count == 1 && found.report.contains(words), "\(found.report)")
    }

    @Test func whatIsRightIsLeftAlone() {
        let text = """
            # Sorting out shares a comment.
            ACTION=="remove", GOTO="end"
            SUBSYSTEM!="usb", GOTO="end"

            # Ours.
            ATTR{idVendor}=="04b8", IMPORT{builtin}="usb_id", MODE="0660", TAG+="uaccess"
            LABEL="end"

            """
        #expect(findings(text).isEmpty, "\(findings(text).report)")
    }
}
