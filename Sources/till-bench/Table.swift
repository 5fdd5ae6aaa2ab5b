/// The figures side by side, as a table that can be pasted into a document.
///
/// A figure is the median of several; the least and the most stand behind it.
struct Table {
    private struct Row {
        var task: String
        var theirs = ""
        var ours = ""
        var ratio = ""
        var goal = ""
    }

    /// What was left out, and why.
    var notes: [String] = []
    private var rows: [Row] = []

    /// A task in milliseconds.
    ///
    /// - Parameters:
    ///   - theirs: empty where there is nothing to compare with.
    ///   - ratio: how many times as fast we are to be.
    ///   - below: milliseconds that we are to stay under.
    ///   Without either the figures stand for themselves.
    mutating func time(
        _ task: String, theirs: [Double], ours: [Double], ratio goal: Int? = nil, below: Int? = nil
    ) {
        var row = Row(task: task, ours: spread(ours, "ms"))
        let our = Stopwatch.middle(of: ours)
        var goals = goal.map { ["≥ \($0) ×"] } ?? []
        if !theirs.isEmpty {
            let ratio = Stopwatch.middle(of: theirs) / our
            row.theirs = spread(theirs, "ms")
            row.ratio = "\(rounded(ratio)) ×"
            goals = goal.map { ["≥ \($0) ×: \(verdict(ratio >= Double($0)))"] } ?? []
        }
        if let below { goals.append("< \(below) ms: \(verdict(our < Double(below)))") }
        row.goal = goals.joined(separator: "; ")
        rows.append(row)
    }

    /// Something counted, of which less is better.
    mutating func count(_ task: String, theirs: Int?, ours: Int, goal: String = "") {
        var row = Row(task: task, ours: "\(ours)", goal: goal)
        if let theirs {
            row.theirs = "\(theirs)"
            row.ratio = "\(rounded(Double(theirs) / Double(ours))) ×"
            if goal == "no more" { row.goal += ": \(verdict(ours <= theirs))" }
        }
        if let most = Int(goal) { row.goal += ": \(verdict(ours <= most))" }
        rows.append(row)
    }

    /// Megabytes a second, of ours alone.
    mutating func rate(_ task: String, _ ours: [Double]) {
        rows.append(Row(task: task, ours: spread(ours, "MB/s")))
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
        let table = ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n") + "\n"
        return table + notes.map { "note: \($0)\n" }.joined()
    }

    private func verdict(_ isMet: Bool) -> String { isMet ? "met" : "missed" }

    private func spread(_ values: [Double], _ unit: String) -> String {
        let least = rounded(values.min() ?? 0)
        let most = rounded(values.max() ?? 0)
        return "\(rounded(Stopwatch.middle(of: values))) \(unit) (\(least)–\(most))"
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
