/// The figures side by side, as a table that can be pasted into a document.
struct Table {
    struct Row {
        var task: String
        var theirs: String
        var ours: String
        var ratio: String
        var goal: String
    }

    private var rows: [Row] = []

    /// A task that both sides did, in milliseconds.
    mutating func time(_ task: String, theirs: Double, ours: Double, goal: String) {
        rows.append(
            Row(
                task: task, theirs: "\(rounded(theirs)) ms", ours: "\(rounded(ours)) ms",
                ratio: "\(rounded(theirs / ours)) ×", goal: goal))
    }

    mutating func count(_ task: String, theirs: Int, ours: Int, goal: String) {
        rows.append(
            Row(
                task: task, theirs: "\(theirs)", ours: "\(ours)",
                ratio: "\(rounded(Double(theirs) / Double(ours))) ×", goal: goal))
    }

    /// A figure of ours alone.
    mutating func figure(_ task: String, _ ours: String, goal: String = "") {
        rows.append(Row(task: task, theirs: "", ours: ours, ratio: "", goal: goal))
    }

    var text: String {
        let heading = Row(
            task: "task", theirs: "python-escpos", ours: "Tillwright", ratio: "ratio", goal: "goal")
        let cells = ([heading] + rows).map { [$0.task, $0.theirs, $0.ours, $0.ratio, $0.goal] }
        let widths = (0..<5).map { column in cells.map { $0[column].count }.max() ?? 0 }
        let lines = cells.map { row in
            let padded = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return "| " + padded.joined(separator: " | ") + " |"
        }
        let rule = "|" + widths.map { String(repeating: "-", count: $0 + 2) + "|" }.joined()
        return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n") + "\n"
    }

    /// Three significant digits.
    private func rounded(_ value: Double) -> String {
        guard value.isFinite, value > 0 else { return "\(value)" }
        var unit = 1.0
        var digits = 0
        while value / unit < 100, digits < 6 {
            unit /= 10
            digits += 1
        }
        let scaled = Int((value / unit).rounded())
        if digits == 0 { return "\(Int(value.rounded()))" }
        let text = String(scaled)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return "\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }
}
