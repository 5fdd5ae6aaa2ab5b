internal import Glibc

let program = Program(
    name: "till",
    summary: "Prints receipts, opens drawers and counts the cash in them.",
    commands: [])

do {
    switch try program.parse(Array(CommandLine.arguments.dropFirst())) {
    case .help(let text):
        print(text, terminator: "")
    case .run(let command, let values):
        exit(await command.run(values).rawValue)
    }
} catch {
    let text = Array("\(error)\n".utf8)
    _ = write(STDERR_FILENO, text, text.count)
    exit(ExitCode.usage.rawValue)
}
