/// Help, written from the same declarations that parse.
extension Program {
    /// The list of commands; of one group, when named.
    func help(group: String? = nil) -> String {
        let listed = commands.filter { group == nil || $0.name.hasPrefix("\(group ?? "") ") }
        var text = HelpText()
        text.usage(["\(name)\(group.map { " \($0)" } ?? "")", "COMMAND", "[options]"])
        if group == nil { text.paragraph(summary) }
        text.table("commands", rows: listed.map { ($0.name, $0.summary) })
        text.paragraph("`\(name) COMMAND --help` says more about a command.")
        return text.text
    }

    /// All about one command.
    func help(for command: any Subcommand) -> String {
        let parts = command.options.map(\.usage) + command.arguments.map(\.usage)
        var text = HelpText()
        text.usage(["\(name) \(command.name)"] + parts)
        text.paragraph(command.summary)
        for paragraph in command.discussion { text.paragraph(paragraph) }
        text.table("arguments", rows: command.arguments.map { ($0.label, $0.help) })
        text.table(
            "options",
            rows: command.options.map { ($0.label, $0.help) } + [("-h, --help", "print this text")])
        text.table(
            "exit codes",
            rows: command.documentedOutcomes.map { ("\($0.code.rawValue)", $0.meaning) })
        return text.text
    }
}

/// Lays out help for a terminal of 80 columns.
private struct HelpText {
    private(set) var text = ""
    private let width = 80
    /// A longer left column gets a line of its own.
    private let widestLabel = 22

    /// Breaks lines between parts only.
    mutating func usage(_ parts: [String]) {
        append(filled(["usage:"] + parts, indent: 4, width: width))
    }

    mutating func paragraph(_ words: String) {
        text += "\n"
        append(wrapped(words, width: width))
    }

    mutating func table(_ title: String, rows: [(label: String, help: String)]) {
        if rows.isEmpty { return }
        let column = 4 + min(widestLabel, rows.map(\.label.count).max() ?? 0)
        text += "\n\(title):\n"
        for row in rows {
            let lines = wrapped(row.help, width: width - column)
            let left = "  " + row.label
            let fits = left.count + 2 <= column
            if !fits { text += left + "\n" }
            for (index, line) in lines.enumerated() {
                let lead = index == 0 && fits ? left : ""
                text += lead + String(repeating: " ", count: column - lead.count) + line + "\n"
            }
        }
    }

    private mutating func append(_ lines: [String]) {
        text += lines.joined(separator: "\n") + "\n"
    }

    private func wrapped(_ words: String, width: Int) -> [String] {
        filled(words.split(separator: " ").map(String.init), indent: 0, width: width)
    }

    private func filled(_ parts: [String], indent: Int, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for part in parts {
            if !line.isEmpty, line.count + 1 + part.count > width {
                lines.append(line)
                line = String(repeating: " ", count: indent) + part
            } else {
                line += (line.isEmpty ? "" : " ") + part
            }
        }
        return lines + [line]
    }
}
