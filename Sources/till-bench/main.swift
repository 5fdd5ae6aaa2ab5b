internal import Glibc

/// Writes to standard error and ends with 1: a bench without figures must not look like one.
func stop(_ message: String) -> Never {
    let text = Array("till-bench: \(message)\n".utf8)
    _ = write(STDERR_FILENO, text, text.count)
    exit(1)
}

/// Shows what was measured, also when not all of it could be.
func show(_ measure: (inout Table) throws -> Void) {
    var table = Table()
    table.notes.append("each figure is a median, with the least and the most behind it")
    var load = [0.0, 0.0, 0.0]
    if getloadavg(&load, 3) > 0 {
        table.notes.append("load of the machine at the start, last minute: \(load[0])")
    }
    do {
        try measure(&table)
        print(table.text, terminator: "")
    } catch {
        print(table.text, terminator: "")
        stop("\(error)")
    }
}

let words = Array(CommandLine.arguments.dropFirst())
switch words.first {
case "device" where words.count == 2:
    do {
        try Waiting.run { try await DeviceProcess.run(words[1]) }
    } catch {
        stop("\(error)")
    }
case "machine" where words.count == 4:
    let python = PythonSide(interpreter: words[1], script: words[2], folder: words[3])
    show { try MachineBench(program: CommandLine.arguments[0], python: python).run(into: &$0) }
case "host" where words.count == 5:
    let python = PythonSide(interpreter: words[2], script: words[3], folder: words[4])
    let shared = getenv("TILLWRIGHT_SHARED").map { String(cString: $0) } ?? "../shared"
    show { try Bench(till: words[1], python: python, shared: shared).run(into: &$0) }
default:
    stop(
        """
        usage: till-bench host TILL PYTHON SCRIPT FOLDER | machine PYTHON SCRIPT FOLDER | \
        device NAME (make bench calls it)
        """)
}
