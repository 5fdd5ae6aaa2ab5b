/// What both sides print: the same lines and the same pixels.
enum Workload {
    /// One line of the receipt. The names are the keys of the JSON that the Python side reads.
    struct Line: Codable, Hashable {
        var text: String
        var bold = false
        var centred = false
        /// Twice as wide and as high.
        var big = false
    }

    /// A sale of forty lines: heading, thirty items, totals, thanks. Some characters are outside
    /// ASCII, as on any receipt in Europe.
    static let receipt: [Line] = {
        var lines = [
            Line(text: "CAFÉ LINDENHOF", bold: true, centred: true, big: true),
            Line(text: "12 Harbour Street", centred: true),
            Line(text: "Receipt 2024-000417", centred: true),
            Line(text: String(repeating: "-", count: columns)),
        ]
        let names = ["Espresso", "Crème brûlée", "Apfelstrudel", "Mineral water", "Jalapeño wrap"]
        for item in 0..<30 {
            let name = "\(item % 3 + 1) x \(names[item % names.count])"
            lines.append(Line(text: justified(name, amount(cents: 250 + item * 35))))
        }
        lines += [
            Line(text: String(repeating: "-", count: columns)),
            Line(text: justified("TOTAL €", "227.25"), bold: true),
            Line(text: justified("Cash", "230.00")),
            Line(text: justified("Change", "2.75")),
            Line(text: "VAT 20 % included: 37.88"),
            Line(text: "Thank you", centred: true),
        ]
        return lines
    }()

    /// Columns of font A on the TM-T88V.
    static let columns = 42

    static let pictureSide = 512

    /// 512 × 512 pixels of 8-bit grey, 0 black: a diagonal gradient, which makes error diffusion
    /// work everywhere.
    static let picture: [UInt8] = (0..<pictureSide).flatMap { y in
        (0..<pictureSide).map { x in UInt8((x + y) * 255 / (2 * (pictureSide - 1))) }
    }

    private static func justified(_ left: String, _ right: String) -> String {
        left + String(repeating: " ", count: columns - left.count - right.count) + right
    }

    static func amount(cents: Int) -> String {
        "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }
}
