import FoundationEssentials
import Pictures
import Testing

/// Input that is wrong: each case with its exit code and the words that name the place and what to
/// try, and nothing on paper.
@Suite(.fewAtATime)
struct BadInputTests {
    /// Runs `till print` and expects that it refuses the file.
    private func refused(
        _ file: String, _ words: [String] = [], at place: Workplace, status: Int32 = 3,
        says parts: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let ended = try await place.till(
            ["print", file] + words + ["--to", "sim:?paper=\(place.file("paper"))"])
        #expect(ended.status == status, "\(ended)", sourceLocation: sourceLocation)
        #expect(ended.output == "", sourceLocation: sourceLocation)
        for part in ["till print: "] + parts {
            #expect(
                ended.errors.contains(part), "\(part) in \(ended.errors)",
                sourceLocation: sourceLocation)
        }
        #expect(place.slips().isEmpty, "something is on paper", sourceLocation: sourceLocation)
    }

    /// The example sale without its logo, changed.
    private func sale(_ change: (String) -> String) throws -> String {
        var text = try String(contentsOfFile: Programs.example("sale"), encoding: .utf8)
        let logo = try #require(text.firstRange(of: ",\n    \"logo\": \"corner-quay.png\""))
        text.removeSubrange(logo)
        let changed = change(text)
        try #require(changed != text, "the change found nothing to change")
        return changed
    }

    private func replaced(_ old: String, by new: String) throws -> String {
        try sale { $0.replacing(old, with: new) }
    }

    // MARK: Documents

    @Test(arguments: [
        ("", "line 1, column 1: the file ends here; a value belongs here"),
        ("{\n  \"type\": \"sale\",\n}\n", "line 3, column 1: a comma before }; take it out"),
        (
            "{\n  \"type\" \"sale\"\n}\n",
            "line 2, column 10: an unexpected \"; a colon belongs here"
        ),
        ("{\"type\": \"sale\"", "line 1, column 16: the file ends here; a comma or } belongs here"),
        ("{\n\n\"store\": \"Café\\q\"}", "line 3, column 15: no such escape"),
        ("hello", "line 1, column 1: an unexpected h; a value belongs here"),
        ("\u{7F}ELF\u{2}", "line 1, column 1: an unexpected character; a value belongs here"),
        (
            "{\"total\": \"1.00\",\n \"total\": \"100.00\"}",
            "line 2, column 2: the field \"total\" stands here a second time"
        ),
        (
            "{\"lines\": [{\"qty\": 1, \"q\\u0074y\": 2}]}",
            "line 1, column 23: the field \"qty\" stands here a second time"
        ),
    ])
    func malformedJSONIsNamedWithItsLine(text: String, message: String) async throws {
        let place = try Workplace()
        let file = try place.write(text, to: "sale.json")
        try await refused(file, at: place, says: ["\(file): \(message)"])
    }

    @Test(arguments: [
        (
            "\"station\": \"2\"", "\"station\": \"2\", \"colour\": \"red\"",
            "15: colour: unknown field"
        ),
        (
            "\"station\": \"2\"", "\"station\": \"2\",\n\"shop-no\": 2",
            "16: \"shop-no\": unknown field"
        ),
        (
            "\"quantity\": \"1\", ", "\"quantity\": \"1\", \"qty\": 1, ",
            "20: lines[0].qty: unknown field"
        ),
        ("\"total\": \"3.65\"", "\"total\": 3.65", "23: lines[3].total: must be a text"),
        ("\"quantity\": \"3\",\n", "\n", "33: lines[6].quantity: missing"),
        ("\"cashier\": \"Amelia\"", "\"cashier\": null", "16: cashier: must be a text, not null"),
        ("\"address\": [", "\"address\": [true,", "7: store.address[0]: must be a text"),
        (
            "\"subtotal\": \"58.57\"", "\"subtotal\": \"58.58\"",
            "52: totals.subtotal: the lines add up to 58.57, not 58.58"
        ),
        ("\"change\": \"11.43\"", "\"change\": \"11.44\"", "57: change: "),
        (
            "\"total\": \"2.90\"", "\"total\": \"2.91\"",
            "21: lines[1].total: 2 × 1.45 is 2.90, not 2.91"
        ),
        (
            "\"net\": \"7.13\", \"tax\": \"0.36\"", "\"net\": \"7.13\", \"tax\": \"0.37\"",
            "49: taxes[1]"
        ),
        ("\"type\": \"sale\"", "\"type\": \"sail\"", "2: type: "),
        ("\"currency\": \"GBP\"", "\"currency\": \"ABC\"", "4: currency: "),
        (
            "Sourdough loaf", "Sour\\u001Bdough loaf",
            "20: lines[0].description: character 5 is the control"
        ),
        (
            "Sourdough loaf", "ไทย loaf",
            "20: lines[0].description: character 1 of the text, \"ไ\" (U+0E44)"
        ),
        ("\"3.40\", \"total\"", "\"1e999999999\", \"total\"", "20: lines[0].unitPrice: "),
    ])
    func aWrongDocumentIsRefusedWithItsPlace(old: String, new: String, message: String) async throws
    {
        let place = try Workplace()
        let file = try place.write(try replaced(old, by: new), to: "sale.json")
        try await refused(file, at: place, says: ["\(file): line \(message)"])
    }

    @Test(arguments: [
        ("\"number\": 11", "\"number\": 11.5", "23: lines[3].number: must be a whole number"),
        ("\"918.54\"", "\"918.45\"", "34: total: the lines add up to 918.54, not 918.45"),
    ])
    func aWrongCountIsRefusedWithItsPlace(old: String, new: String, message: String) async throws {
        let place = try Workplace()
        let text = try String(contentsOfFile: Programs.example("count"), encoding: .utf8)
        try #require(text.contains(old))
        let file = try place.write(text.replacing(old, with: new), to: "count.json")
        let ended = try await place.till("count", file, "--no-slip")
        #expect(ended.status == 3 && ended.output == "", "\(ended)")
        #expect(ended.errors.contains("\(file): line \(message)"), "\(ended.errors)")
    }

    @Test func onlyACountIsCounted() async throws {
        let place = try Workplace()
        let ended = try await place.till("count", Programs.example("sale"), "--no-slip")
        #expect(ended.status == 3 && ended.output == "", "\(ended)")
        #expect(
            ended.errors.contains("sale.json: line 2: type: must be \"count\""), "\(ended.errors)")
    }

    @Test func whatThePrinterHasNotGotIsReplacedWhenAskedFor() async throws {
        let place = try Workplace()
        let printer = try await place.simulator()
        let file = try place.write(try replaced("Sourdough loaf", by: "ไทย loaf"), to: "sale.json")
        let ended = try await place.till(
            "print", file, "--replace", "--to", printer.address, "--profile", "tm-t88v")
        let record = try await printer.stop()
        #expect(ended.status == 0, "\(ended)")
        #expect(record.lines.contains { $0.hasPrefix("??? loaf") })
    }

    @Test func replacingIsNoWayInForCommands() async throws {
        let place = try Workplace()
        let text = try replaced("Sourdough loaf", by: "Sour\\u001Bp0dough loaf")
        let file = try place.write(text, to: "sale.json")
        try await refused(file, ["--replace"], at: place, says: ["the control character U+001B"])
    }

    // MARK: Logos

    @Test func aLogoWiderThanThePaperIsScaled() async throws {
        let place = try Workplace()
        let printer = try await place.simulator(["--profile", "generic-58"])
        let grey = (0..<360_000).map { UInt8($0 % 1200 * 255 / 1199) }
        let wide = try #require(LumaPicture(width: 1200, height: 300, luma: grey))
        try PNG.write(try PNG.write(wide), path: place.file("wide.png"))
        let ended = try await place.till(
            "print", Programs.example("count"), "--logo", place.file("wide.png"), "--to",
            printer.address, "--profile", "generic-58")
        let record = try await printer.stop()
        #expect(ended.status == 0, "\(ended)")
        // 384 dots are a third less than a third of 1200, and the rows follow.
        let rows = record.all("picture").compactMap { Int($0.split(separator: " ").first ?? "") }
        #expect(rows.reduce(0, +) == 96, "\(rows)")
    }

    @Test(arguments: [("", "logo.png"), ("no picture", "logo.png")])
    func aLogoThatIsNoPictureIsNamed(text: String, name: String) async throws {
        let place = try Workplace()
        let logo = try place.write(text, to: name)
        try await refused(
            Programs.example("count"), ["--logo", logo], at: place,
            says: ["line 11: store.logo: ", logo])
    }

    // MARK: Files

    @Test func filesThatCannotBeADocumentAreNamed() async throws {
        let place = try Workplace()
        try await refused(place.file("none"), at: place, says: ["none: No such file or directory"])
        try await refused(place.path, at: place, says: ["\(place.path): Is a directory"])
        let empty = try place.write("", to: "empty")
        try await refused(empty, ["--raw"], at: place, says: ["empty: there is nothing in it"])
        try await refused("/dev/zero", at: place, says: ["/dev/zero: more than 16384 KiB"])
        try await refused("/dev/zero", ["--raw"], at: place, says: ["more than 16384 KiB"])
    }

    @Test(arguments: [
        (Array("hello\u{1B}p\u{0}22".utf8), 5),
        (Array("\u{1B}@".utf8) + [0x10, 0x14, 1, 0, 1], 2),
        // Inside a raster picture, where a parser sees dots and a printer sees a pulse.
        ([0x1B, 0x40, 0x1D, 0x76, 0x30, 0, 1, 0, 5, 0, 0x10, 0x14, 1, 0, 1], 10),
        // Inside the data of a QR code.
        ([0x1D, 0x28, 0x6B, 8, 0, 0x31, 0x50, 0x30, 0x10, 0x14, 1, 1, 2], 8),
        // Under a name that the parser does not know.
        ([0x1D, 0x28, 0x7A, 5, 0, 0x10, 0x14, 1, 0, 1], 5),
    ])
    func rawDataThatOpensADrawerIsRefused(bytes: [UInt8], offset: Int) async throws {
        let place = try Workplace()
        let file = try place.write(bytes, to: "raw.bin")
        try await refused(
            file, ["--raw"], at: place,
            says: [
                "raw.bin: opens a drawer at byte \(offset); take that out and use `till drawer open`"
            ])
    }

    @Test func rawDataWithASecondPulseStillOpensNothing() async throws {
        let place = try Workplace()
        let printer = try await place.simulator()
        let file = try place.write(Array("ok\n".utf8) + [0x1B, 0x70, 1, 50, 250], to: "raw.bin")
        let ended = try await place.till("print", "--raw", file, "--to", printer.address)
        let record = try await printer.stop()
        #expect(ended.status == 3 && record.all("pulse").isEmpty && record.isBlank, "\(ended)")
    }

    // MARK: The command line

    @Test(arguments: [
        (["--profile", "tm-t88"], "unknown profile \"tm-t88\"; did you mean tm-t88v?"),
        (["--profle", "tm-t88v"], "unknown option --profle; did you mean --profile?"),
        (["--copy", "0"], "--copy: \"0\" must be a whole number from 1 to 999"),
        (["--copy", "2", "--reprint"], "give one"),
        (["--raw", "--copy", "2"], "raw commands take neither a mark nor a logo"),
        (["--raw", "--reprint-if-broken-off"], "raw commands cannot be marked"),
    ])
    func aWrongCommandLineDoesNothing(words: [String], message: String) async throws {
        let place = try Workplace()
        let file = try place.write("plain text\n", to: "raw.txt")
        let isRaw = words.contains("--raw")
        try await refused(
            isRaw ? file : Programs.example("count"), words, at: place, status: 2, says: [message])
    }

    @Test(arguments: [
        ("sim:?papr=x", "sim: has no option \"papr\""), ("spx:x", "\"spx:\" is no kind of device"),
        ("tcp:127.0.0.1:99999", "port \"99999\" is not a number from 1 to 65535"),
        ("usb:zz", "usb device \"zz\" is not vendor:product"), ("/dev/usb/lp0", "did you mean"),
    ])
    func aWrongAddressIsNamed(address: String, message: String) async throws {
        let ended = try await Workplace().till("print", Programs.example("count"), "--to", address)
        #expect(ended.status == 2 && ended.output == "", "\(ended)")
        #expect(ended.errors.contains(message), "\(ended.errors)")
    }

    @Test(arguments: [
        ("{ \"faults\": [\n{ \"when\": }] }", "line 2, column 11: an unexpected }"),
        (
            "{ \"faults\": [\n{ \"when\": { \"lines\": 1 },\n\"do\": { \"melt\": {} } } ] }",
            "line 3: faults[0].do: unknown fault \"melt\"; Docs/Formats/faults.md"
        ),
        (
            "{ \"faults\": [\n{ \"when\": { \"lines\": 1.5 }, \"do\": { \"nearEnd\": {} } } ] }",
            "line 2: faults[0].when.lines: must be a whole number from 0 to 1000000000"
        ),
        ("\n{ \"fault\": [] }", "line 2: top level: \"faults\" is missing"),
    ])
    func aWrongFaultPlanIsNamed(plan: String, message: String) async throws {
        let place = try Workplace()
        let file = try place.write(plan, to: "plan.json")
        let ended = try await place.till("sim", "--faults", file)
        #expect(ended.status == 3 && ended.output == "", "\(ended)")
        #expect(ended.errors.contains("\(file): \(message)"), "\(ended.errors)")
    }
}
