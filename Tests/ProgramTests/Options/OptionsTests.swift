import Testing

@testable import till

/// A command that takes one of everything, for the tests.
struct SampleCommand: Subcommand {
    enum Colour: String, CaseIterable, Sendable { case black, red }

    let name: String
    let to = Option("to", .text("ADDRESS"), help: "where the printer is")
    let port = Option("port", .integer("PORT", in: UInt16(1)...65535), help: "TCP port")
    let wait = Setting(
        "wait", .duration("SECONDS", upTo: .seconds(60)), default: .seconds(10), help: "how long")
    let colour = Option<Colour>("colour", .choice("COLOUR"), help: "ink")
    let raw = Flag("raw", help: "send the bytes as they are")
    let file = Argument(.text("FILE"), help: "the document")
    let copy = OptionalArgument(.integer("COPIES", in: 1...9), help: "how many")

    init(name: String = "print") { self.name = name }

    var summary: String { "Prints a document." }
    var discussion: [String] { ["It waits until the printer has proved it."] }
    var options: [any OptionDeclaration] { [to, port, wait, colour, raw] }
    var arguments: [any ArgumentDeclaration] { [file, copy] }
    var outcomes: [Outcome] { [Outcome(.done, "printed"), Outcome(.inDoubt)] }
    func run(_ values: Values) async -> ExitCode { values[raw] ? .negative : .done }
}

@Suite struct OptionsTests {
    private let command = SampleCommand()

    @Test func valuesComeBackWithTheTypeOfTheirDeclaration() throws {
        let values = try command.syntax.parse([
            "--to", "tcp:127.0.0.1:9100", "sale.json", "--port=9100", "--raw", "3",
            "--wait", "500ms", "--colour", "red",
        ])
        #expect(values[command.to] == "tcp:127.0.0.1:9100")
        #expect(values[command.port] == 9100)
        #expect(values[command.wait] == .milliseconds(500))
        #expect(values[command.colour] == .red)
        #expect(values[command.raw])
        #expect(values[command.file] == "sale.json")
        #expect(values[command.copy] == 3)
    }

    @Test func whatIsLeftOutHasItsDefaultOrNone() throws {
        let values = try command.syntax.parse(["sale.json"])
        #expect(values[command.to] == nil && values[command.port] == nil)
        #expect(values[command.wait] == .seconds(10))
        #expect(!values[command.raw])
        #expect(values[command.copy] == nil)
    }

    @Test(arguments: [
        (["--", "--raw"], "--raw"), (["-"], "-"), (["--to=", "x"], nil), (["--to=a=b", "x"], "x"),
        (["x", "--"], "x"), (["--to", "-", "x"], "x"), (["--to=-5", "x"], "x"),
    ])
    func dashesMeanWhatTheyMeanElsewhere(words: [String], file: String?) {
        #expect((try? command.syntax.parse(words))?[command.file] == file)
    }

    @Test(arguments: [
        (["--pofile", "x"], UsageError.unknownOption("--pofile", nearest: nil)),
        (["--prot", "1"], .unknownOption("--prot", nearest: "--port")),
        (["--rwa"], .unknownOption("--rwa", nearest: "--raw")),
        (["--hlep"], .unknownOption("--hlep", nearest: "--help")),
        (["-x"], .unknownOption("-x", nearest: nil)),
        (["--to"], .missingValue(option: "--to", placeholder: "ADDRESS")),
        (["--to", "--raw", "x"], .missingValue(option: "--to", placeholder: "ADDRESS")),
        (["--to", "--"], .missingValue(option: "--to", placeholder: "ADDRESS")),
        (["--raw=yes"], .unexpectedValue(option: "--raw")),
        (["--raw", "--raw"], .repeated(option: "--raw")),
        (["--to=a", "--to", "b"], .repeated(option: "--to")),
        ([], .missingArgument("FILE")),
        (["a", "2", "b"], .extraArgument("b")),
    ])
    func aWrongCommandLineIsNamed(words: [String], error: UsageError) {
        #expect(throws: error) { try command.syntax.parse(words) }
    }

    @Test(arguments: [
        (["--port", "0"], "--port: \"0\" must be a whole number from 1 to 65535"),
        (
            ["--port", "99999999999999999999"],
            "--port: \"99999999999999999999\" must be a whole number from 1 to 65535"
        ),
        (["--port", "1e3"], "--port: \"1e3\" must be a whole number from 1 to 65535"),
        (["--wait", "61"], "--wait: \"61\" must be at most 60"),
        (
            ["--wait", "9999999"],
            "--wait: \"9999999\" must be seconds, as 10, or milliseconds, as 500ms"
        ),
        (["--wait", "ms"], "--wait: \"ms\" must be seconds, as 10, or milliseconds, as 500ms"),
        (["--wait", "+1"], "--wait: \"+1\" must be seconds, as 10, or milliseconds, as 500ms"),
        (["--colour", "rde"], "--colour: \"rde\" must be one of black, red; did you mean red?"),
        (["--to="], "--to: \"\" must not be empty"),
        (["x", "ten"], "COPIES: \"ten\" must be a whole number from 1 to 9"),
        (["--prot=1"], "unknown option --prot; did you mean --port?"),
        (
            ["--to"],
            "--to needs a value: --to ADDRESS; a value that starts with - is written --to=-…"
        ),
    ])
    func theMessageSaysWhatToWriteInstead(words: [String], message: String) {
        let error = #expect(throws: UsageError.self) { try command.syntax.parse(words) }
        #expect(error?.description == message)
    }
}
