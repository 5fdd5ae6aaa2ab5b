import Cash
import ESCPOS

extension Composer {
    mutating func compose(
        _ slip: CountSlip, _ labels: Labels, _ mark: SlipMark, _ logo: RasterImage?
    ) throws(DocumentError) {
        let header = slip.header
        try head(header, labels, title: labels.count, number: labels.slip, mark: mark, logo)
        try facts("\(labels.till) \(slip.till)", labels.label(of: slip.purpose))
        try rule()
        let count = try slip.counted()
        for kind in Denomination.Kind.allCases {
            try lines(count.lines.filter { $0.denomination.kind == kind }, of: kind, labels)
        }
        try emphasised("\(labels.totalCounted) \(slip.total.currency)", slip.total.decimalText)
        if let variance = try slip.variance() {
            try pair(labels.expected, variance.expected.decimalText)
            let word =
                variance.isShort ? labels.short : variance.isOver ? labels.over : labels.balanced
            try pair("\(labels.difference) \(word)", variance.difference.decimalText, .bold)
        }
        try signature("\(labels.countedBy): \(header.cashier)")
        if let witness = slip.witness { try signature("\(labels.witness): \(witness)") }
        try foot(header)
    }

    /// What the notes or the coins come to, and below it one line for each pack of each.
    private mutating func lines(
        _ lines: [Count.Line], of kind: Denomination.Kind, _ labels: Labels
    ) throws(DocumentError) {
        guard let first = lines.first else { return }
        let sum = try Place.root[CountSlip.Key.total].compute { () throws(CashError) in
            try lines.map(\.amount).sum(in: first.amount.currency)
        }
        try pair(labels.label(of: kind), sum.decimalText, .bold)
        let valueWidth = lines.map { $0.denomination.value.decimalText.utf8.count }.max() ?? 0
        let numberWidth = lines.map { "\($0.number)".utf8.count }.max() ?? 0
        for line in lines {
            let value = padded(line.denomination.value.decimalText, to: valueWidth)
            let number = padded("\(line.number)", to: numberWidth)
            let pack = labels.label(of: line.pack).map { " \($0) (\(line.piecesPerPack))" } ?? ""
            try pair("\(value) x \(number)\(pack)", line.amount.decimalText, indent: 1)
        }
        try rule()
    }

    private func padded(_ digits: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - digits.utf8.count)) + digits
    }
}
