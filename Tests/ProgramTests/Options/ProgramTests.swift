import FoundationEssentials
import Testing

@testable import till

@Suite struct ProgramTests {
    private let program = Program(
        name: "till", summary: "Prints and counts.",
        commands: ["print", "drawer open", "drawer wait"].map { SampleCommand(name: $0) })

    private func name(of words: [String]) throws -> String? {
        guard case .run(let command, _) = try program.parse(words) else { return nil }
        return command.name
    }

    private func help(_ words: [String]) throws -> String? {
        guard case .help(let text) = try program.parse(words) else { return nil }
        return text
    }

    @Test func commandsOfOneAndTwoWordsAreFound() throws {
        #expect(try name(of: ["print", "drawer"]) == "print")
        #expect(try name(of: ["drawer", "open", "x"]) == "drawer open")
        #expect(try name(of: ["drawer", "wait", "--raw", "x"]) == "drawer wait")
    }

    @Test(arguments: [
        ([], "till: a command is missing: one of print, drawer\ntry `till --help`"),
        (
            ["drawer"],
            "till drawer: a command is missing: one of open, wait\ntry `till drawer --help`"
        ),
        (["pritn"], "till: unknown command \"pritn\"; did you mean print?\ntry `till --help`"),
        (["count"], "till: unknown command \"count\"\ntry `till --help`"),
        (
            ["drawer", "opne", "x"],
            "till drawer: unknown command \"drawer opne\"; did you mean drawer open?\n"
                + "try `till drawer --help`"
        ),
        (
            ["--raw", "print"],
            "till: --raw stands before the command; options come after it\ntry `till --help`"
        ),
        (
            ["print", "--prot", "1"],
            "till print: unknown option --prot; did you mean --port?\ntry `till print --help`"
        ),
        (["drawer", "open"], "till drawer open: FILE is missing\ntry `till drawer open --help`"),
    ])
    func misuseNamesThePlaceAndItsHelp(words: [String], message: String) {
        let misuse = #expect(throws: Program.Misuse.self) { try program.parse(words) }
        #expect(misuse?.description == message)
    }

    @Test func helpOfACommandShowsAllThatItDeclares() throws {
        let expected = """
            usage: till print [--to ADDRESS] [--port PORT] [--wait SECONDS]
                [--colour COLOUR] [--raw] FILE [COPIES]

            Prints a document.

            It waits until the printer has proved it.

            arguments:
              FILE    the document
              COPIES  how many

            options:
              --to ADDRESS     where the printer is
              --port PORT      TCP port
              --wait SECONDS   how long (default: 10)
              --colour COLOUR  ink
              --raw            send the bytes as they are
              -h, --help       print this text

            exit codes:
              0   printed
              2   the command line was wrong; nothing was done
              7   the outcome is not known; look at the device before trying again
              70  a defect in this program

            """
        #expect(try help(["print", "--help"]) == expected)
        #expect(try help(["print", "--bogus", "-h"]) == expected)
        #expect(try help(["print", "--", "--help"]) == nil)
    }

    @Test func helpOfTheProgramAndOfAGroupListTheirCommands() throws {
        let all = try #require(try help(["--help"]))
        #expect(all.contains("  drawer open  Prints a document.\n"))
        #expect(all.contains("  print        Prints a document.\n"))
        let group = try #require(try help(["drawer", "--help"]))
        #expect(group.contains("drawer wait") && !group.contains("  print"))
    }

    @Test func noLineOfHelpIsWiderThanATerminal() {
        for command in program.commands {
            let lines = program.help(for: command).split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= 80 })
        }
    }

    @Test func theManualHasEveryExitCodeInTheSameWords() throws {
        let root = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }
        let manual = try String(contentsOfFile: root + "/Docs/Manual.md", encoding: .utf8)
        for code in ExitCode.allCases {
            #expect(manual.contains("| \(code.rawValue) | \(code.summary) |"), "\(code)")
        }
    }
}
