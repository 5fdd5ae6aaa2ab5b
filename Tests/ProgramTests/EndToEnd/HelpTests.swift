import FoundationEssentials
import Testing

@testable import till

/// The help of the built program: it prints, what it prints is true, and the manual agrees.
@Suite(.fewAtATime)
struct HelpTests {
    private static let commands = [
        "print", "status", "drawer open", "drawer status", "drawer wait", "count", "devices",
        "probe", "sim",
    ]

    /// Option labels of a help text, `--to ADDRESS`, and the exit codes it lists.
    private func parts(of help: String) -> (options: [Substring], codes: [Substring]) {
        var section = Substring()
        var options: [Substring] = []
        var codes: [Substring] = []
        for line in help.split(separator: "\n") {
            if !line.hasPrefix(" ") { section = line }
            guard line.hasPrefix("  "), !line.hasPrefix("   ") else { continue }
            let row = line.dropFirst(2)
            if section == "options:", row.hasPrefix("--") {
                options.append(row.firstRange(of: "  ").map { row[..<$0.lowerBound] } ?? row)
            }
            if section == "exit codes:" { codes.append(row.prefix { $0 != " " }) }
        }
        return (options, codes)
    }

    @Test func theListHasEveryCommand() async throws {
        for words in [["--help"], ["-h"]] {
            let ended = try await Workplace().till(words)
            #expect(ended.status == 0 && ended.errors == "")
            for command in Self.commands { #expect(ended.output.contains("\n  \(command) ")) }
        }
    }

    @Test(arguments: commands)
    func helpOfACommandListsItsOptionsAndItsCodesAreInTheManual(command: String) async throws {
        let ended = try await Workplace().till(
            command.split(separator: " ").map(String.init) + ["-h"])
        #expect(ended.status == 0 && ended.errors == "", "\(ended)")
        #expect(ended.output.hasPrefix("usage: till \(command)"))
        let (options, codes) = parts(of: ended.output)
        #expect(options.contains { $0.hasPrefix("--json") })
        #expect(codes.contains("0") && codes.contains("2") && codes.contains("70"))
        let manual = try String(
            contentsOfFile: Programs.root + "/Docs/Manual.md", encoding: .utf8)
        for code in codes { #expect(manual.contains("| \(code) |"), "exit code \(code)") }
    }

    /// Each option of the help is known to the parser: a wrong use of it is answered in its name,
    /// and never as an unknown option.
    @Test(arguments: commands)
    func everyOptionOfTheHelpIsParsed(command: String) async throws {
        let place = try Workplace()
        let words = command.split(separator: " ").map(String.init)
        let help = try await place.till(words + ["--help"]).output
        for label in parts(of: help).options {
            let name = String(label.prefix { $0 != " " })
            let takesValue = label.contains(" ")
            let ended = try await place.till(words + [takesValue ? name : "\(name)=yes"])
            #expect(ended.status == 2, "\(name): \(ended)")
            let complaint = takesValue ? "\(name) needs a value: \(label)" : "\(name) "
            #expect(ended.errors.contains(complaint), "\(ended.errors)")
            #expect(!ended.errors.contains("unknown option"))
        }
    }

    @Test func aGroupHasHelpOfItsOwn() async throws {
        let ended = try await Workplace().till("drawer", "--help")
        #expect(ended.status == 0)
        #expect(ended.output.contains("  drawer open") && ended.output.contains("  drawer wait"))
    }

    @Test(arguments: [
        ([], "till: a command is missing"), (["prnt"], "did you mean print?"),
        (["drawer"], "till drawer: a command is missing: one of open, status, wait"),
        (["print"], "till print: FILE is missing"),
        (["drawer", "opne"], "did you mean drawer open?"),
    ])
    func misuseIsTwo(words: [String], message: String) async throws {
        let ended = try await Workplace().till(words)
        #expect(ended.status == 2 && ended.output == "", "\(ended)")
        #expect(ended.errors.contains(message) && ended.errors.contains("--help`"))
    }

    @Test func devicesIsAListThatMayBeEmpty() async throws {
        let ended = try await Workplace().till("devices", "--json")
        #expect(ended.status == 0, "\(ended)")
        #expect(ended.output.hasPrefix("[") && ended.output.hasSuffix("]\n"))
    }
}
