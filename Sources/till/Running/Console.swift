internal import FoundationEssentials
internal import Glibc

/// Standard output for results, standard error for everything else.
enum Console {
    /// A line of result.
    static func out(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Result without a line end, for prompts.
    static func prompt(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// A line of explanation.
    static func note(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// A result for programs: one line of JSON with sorted keys.
    static func json(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            out(String(decoding: try encoder.encode(value), as: UTF8.self))
        } catch {
            note("cannot write the result as JSON: \(error)")
        }
    }

    /// The next line of standard input without its end; `nil` at the end.
    static func readLine() -> String? { Swift.readLine(strippingNewline: true) }

    static var isInputTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if count < 0, errno == EINTR {
                continue
            } else {
                // A closed pipe or a full disk: nobody is left to tell.
                return
            }
        }
    }
}
