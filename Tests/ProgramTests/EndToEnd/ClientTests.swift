import ESCPOS
import FoundationEssentials
import Testing

/// A client that is not ours: python-escpos 3.1, installed by `make test`.
@Suite(
    .fewAtATime, .enabled(if: Programs.python != nil, "run make test to install python-escpos"))
struct ClientTests {
    private static let script = Programs.root + "/Tests/ProgramTests/Clients/python-escpos.py"

    /// Commands that the vocabulary does not name, by their first bytes; each is kept whole.
    private static let unnamed: [String: (prefix: [UInt8], length: Int)] = [
        "GS b, smoothing": ([0x1D, 0x62], 3),
        "GS ( L 112, a picture into the graphics memory": ([0x1D, 0x28, 0x4C, 0x3C, 0x06], 1601),
        "GS ( L 50, print the graphics memory": ([0x1D, 0x28, 0x4C, 2, 0, 0x30, 0x32], 7),
        "ESC c 5, panel buttons": ([0x1B, 0x63, 0x35], 4),
    ]

    private static func capture(_ task: String, at place: Workplace) async throws -> [UInt8] {
        let python = try #require(Programs.python)
        let file = place.file("\(task).bin")
        let ended = try await place.run([python, script, "capture", task, file])
        #expect(ended.status == 0, "\(ended)")
        return try place.bytes(of: "\(task).bin")
    }

    private static func commands(_ bytes: [UInt8]) -> [Command] {
        var parser = Parser()
        return parser.parse(bytes) + parser.finish()
    }

    @Test(arguments: [
        (
            "text",
            "Corner & QuayCr\u{8A}me br\u{96}l\u{82}e \u{9C}4.20reversed and smallthree by two"
                + "upside downa long text that the library breaks at the"
                + "columns of its own profile", ["GS b, smoothing"]
        ),
        ("layout", "sixty unitstabbed", []), ("raster", "", []), ("column", "", []),
        (
            "graphics", "",
            [
                "GS ( L 112, a picture into the graphics memory",
                "GS ( L 50, print the graphics memory",
            ]
        ), ("ean13", "", []), ("ean13_counted", "", []), ("code128", "", []), ("qr", "", []),
        ("cut", "", []), ("cut_part", "", []), ("drawer", "", []),
        ("panel", "", ["ESC c 5, panel buttons"]), ("reset", "", []),
        ("code128_without_set", "", []),
    ])
    func everyByteIsUnderstood(task: String, text: String, unnamed: [String]) async throws {
        let bytes = try await Self.capture(task, at: Workplace())
        let commands = Self.commands(bytes)
        #expect(commands.flatMap(\.bytes) == bytes)
        var printed: [UInt8] = []
        var names: Set<String> = []
        for command in commands {
            if case .text(let characters) = command { printed += characters }
            guard case .unknown(let unknown) = command else { continue }
            let name = Self.unnamed.first {
                unknown.starts(with: $0.value.prefix) && unknown.count == $0.value.length
            }?.key
            names.insert(name ?? "\(unknown.prefix(8))… of \(unknown.count) bytes")
        }
        // Latin-1 shows each byte of the code page as one character.
        #expect(String(printed.map { Character(Unicode.Scalar($0)) }) == text)
        #expect(names == Set(unnamed))
    }

    @Test func itsPicturesAreTheOnesItWasGiven() async throws {
        let place = try Workplace()
        let raster = Self.commands(try await Self.capture("raster", at: place))
        let images = raster.compactMap { command -> RasterImage? in
            guard case .raster(let image, _) = command else { return nil }
            return image
        }
        // 203 dots take 26 bytes; the frame is as high as it was drawn.
        #expect(images.map(\.width) == [208, 208] && images.map(\.height) == [61, 61])
        let columns = Self.commands(try await Self.capture("column", at: place))
        let bands = columns.count {
            if case .columnImage = $0 { true } else { false }
        }
        // 61 rows in bands of 24, then in bands of 8.
        #expect(bands == 3 + 8)
    }

    /// The library wants the code set in the data, and passes data without one on when its check
    /// is off: a printer prints no bar code then, and ours says so by printing none.
    @Test func code128WithoutItsCodeSetIsNoBarCode() async throws {
        let place = try Workplace()
        let bytes = try await Self.capture("code128_without_set", at: place)
        let file = try place.write(bytes + Array("\n\u{1D}VA\u{0}".utf8), to: "raw.bin")
        let printer = try await place.simulator()
        let ended = try await place.till("print", "--raw", file, "--to", printer.address)
        let record = try await printer.stop()
        #expect(ended.status == 0, "\(ended)")
        #expect(record.all("symbol").isEmpty)
        guard let slip = record.slips.first, Programs.zbarimg != nil else { return }
        #expect(try await place.codes(in: slip).isEmpty)
    }

    @Test func itsDrawerCommandsAreRefusedInAPrintStream() async throws {
        let place = try Workplace()
        let bytes = try await Self.capture("drawer", at: place)
        let file = try place.write(bytes, to: "raw.bin")
        let ended = try await place.till("print", "--raw", file, "--to", "sim:")
        #expect(ended.status == 3, "\(ended)")
        #expect(ended.errors.contains("raw.bin: opens a drawer at byte 0"))
    }

    @Test(.enabled(if: Programs.zbarimg != nil, "install zbar-tools to have symbols read back"))
    func whatItPrintsOverTheNetworkIsOnPaperAndReads() async throws {
        let place = try Workplace()
        let python = try #require(Programs.python)
        let printer = try await place.simulator()
        let ended = try await place.run([python, Self.script, "print", printer.port])
        #expect(ended.status == 0, "\(ended)")
        let answer = #"{"online": [true, true], "paper": [2, 2]}"#
        #expect(ended.output.split(separator: "\n").last.map(String.init) == answer)
        try await printer.waitFor("cut")
        let record = try await printer.stop()
        let texts = record.lines.filter { !$0.isEmpty }
        #expect(
            texts == [
                "Corner & Quay", "Crème brûlée £4.20", "reversed and small", "three by two",
                "upside down", "a long text that the library breaks at the",
                "columns of its own profile",
            ])
        #expect(record.all("picture") == ["61 rows", "122 rows"])
        #expect(record.all("symbol").count == 3)
        let slip = try #require(record.slips.first)
        #expect(record.slips.count == 1)
        #expect(
            try await place.codes(in: slip) == [
                "EAN-13:4006381333931", "CODE-128:Till-0042/7",
                "QR-Code:https://example.com/r/0042?sum=24.70",
            ])
    }
}
