internal import FoundationEssentials
internal import Glibc

/// Standard output for results, standard error for everything else.
enum Console {
    /// A line of result.
    ///
    /// - Returns: false when nobody takes it: a closed pipe or a full disk.
    @discardableResult
    static func out(_ text: String) -> Bool { write(text + "\n", to: STDOUT_FILENO) }

    /// Result without a line end, for prompts.
    static func prompt(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// A line of explanation.
    static func note(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// A result for programs: one line of JSON with sorted keys.
    ///
    /// - Returns: false when nobody takes it.
    @discardableResult
    static func json(_ value: some Encodable) -> Bool {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return out(String(decoding: try encoder.encode(value), as: UTF8.self))
        } catch {
            note("cannot write the result as JSON: \(error)")
            return true
        }
    }

    /// The next line of standard input without its end; `nil` at the end.
    static func readLine() -> String? { Swift.readLine(strippingNewline: true) }

    static var isInputTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    @discardableResult
    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if count < 0, errno == EINTR {
                continue
            } else {
                // A closed pipe or a full disk: nobody is left to tell.
                return false
            }
        }
        return true
    }
}
