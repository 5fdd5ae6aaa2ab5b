internal import Glibc

/// Writes to standard error and ends with 1: a bench without figures must not look like one.
func stop(_ message: String) -> Never {
    let text = Array("till-bench: \(message)\n".utf8)
    _ = write(STDERR_FILENO, text, text.count)
    exit(1)
}

let words = CommandLine.arguments.dropFirst()
guard words.count == 5, !words.contains(where: { $0.hasPrefix("-") }) else {
    stop("usage: till-bench TILL DOCUMENT PYTHON SCRIPT FOLDER (make bench calls it)")
}
let paths = Array(words)
let bench = Bench(
    till: paths[0], document: paths[1],
    python: PythonSide(interpreter: paths[2], script: paths[3], folder: paths[4]))
var table = Table()
do {
    try bench.run(into: &table)
    print(table.text, terminator: "")
} catch {
    print(table.text, terminator: "")
    stop("\(error)")
}
