internal import Glibc

/// Writes to standard error and ends with 1: a bench without figures must not look like one.
func stop(_ message: String) -> Never {
    let text = Array("till-bench: \(message)\n".utf8)
    _ = write(STDERR_FILENO, text, text.count)
    exit(1)
}

let words = CommandLine.arguments.dropFirst()
guard words.count == 4, !words.contains(where: { $0.hasPrefix("-") }) else {
    stop("usage: till-bench TILL PYTHON SCRIPT FOLDER (make bench calls it)")
}
let paths = Array(words)
let bench = Bench(
    till: paths[0],
    python: PythonSide(interpreter: paths[1], script: paths[2], folder: paths[3]),
    shared: getenv("TILLWRIGHT_SHARED").map { String(cString: $0) } ?? "../shared")
var table = Table()
table.notes.append("each figure is a median, with the least and the most behind it")
var load = [0.0, 0.0, 0.0]
if getloadavg(&load, 3) > 0 {
    table.notes.append("load of the machine at the start, last minute: \(load[0])")
}
do {
    try bench.run(into: &table)
    print(table.text, terminator: "")
} catch {
    print(table.text, terminator: "")
    stop("\(error)")
}
