import Devices
import ESCPOS
import Simulator

/// A slip whose every line says which job it belongs to, so that the paper can be read back.
struct Slip {
    let number: Int
    let lines: Int
    /// Rows of a picture in the middle; 0 is none.
    let pictureRows: Int
    let patience: PrintJob.Patience
    let mayReprint: Bool

    init(
        number: Int, lines: Int, pictureRows: Int, patience: PrintJob.Patience, mayReprint: Bool
    ) {
        self.number = number
        self.lines = lines
        self.pictureRows = pictureRows
        self.patience = patience
        self.mayReprint = mayReprint
    }

    /// A slip chosen by chance.
    init(number: Int, using random: inout some RandomNumberGenerator) {
        self.init(
            number: number, lines: Int.random(in: 1...30, using: &random),
            pictureRows: Bool.random(using: &random) ? Int.random(in: 1...60, using: &random) : 0,
            patience: Bool.random(using: &random) ? .wait(.seconds(90)) : .none,
            mayReprint: Bool.random(using: &random))
    }

    var printJob: PrintJob {
        PrintJob(
            id: "\(number)", bytes: commands(reprint: false).bytes,
            reprint: mayReprint ? commands(reprint: true).bytes : nil, patience: patience)
    }

    private func commands(reprint: Bool) -> [Command] {
        var commands: [Command] = [.initialize, .leaveChineseMode]
        func line(_ text: String) {
            commands.append(.text(Array(text.utf8)))
            commands.append(.lineFeed)
        }
        line(Self.header(number, reprint: reprint, lines: lines))
        for index in 1...lines {
            line(Self.line(number, index, reprint: reprint))
            if index == lines / 2 + 1, pictureRows > 0,
                let image = RasterImage(
                    bytesPerRow: 24, height: pictureRows,
                    data: (0..<24 * pictureRows).map { UInt8(truncatingIfNeeded: $0 &* 37) })
            {
                commands.append(.raster(image, scale: .normal))
            }
        }
        line(Self.footer(number, reprint: reprint))
        commands.append(.cut(.feedThenPartial()))
        return commands
    }

    private static func mark(_ reprint: Bool) -> String { reprint ? "REPRINT" : "ORIGINAL" }
    private static func header(_ number: Int, reprint: Bool, lines: Int) -> String {
        "J\(number) \(mark(reprint)) BEGIN \(lines)"
    }
    private static func line(_ number: Int, _ index: Int, reprint: Bool) -> String {
        "J\(number) \(mark(reprint)) \(index)"
    }
    private static func footer(_ number: Int, reprint: Bool) -> String {
        "J\(number) \(mark(reprint)) END"
    }

    /// The number of the slip that `line` begins and whether it is a reprint; `nil` for the lines
    /// that begin none.
    static func beginning(_ line: String) -> (number: Int, isReprint: Bool)? {
        let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count == 4, words[2] == "BEGIN", let number = Int(words[0].dropFirst())
        else { return nil }
        return (number, words[1] == mark(true))
    }

    /// Whether every line of the slip stands on `paper`, in order, with nothing in between.
    static func isWhole(_ number: Int, reprint: Bool, on paper: Paper) -> Bool {
        let start = "J\(number) \(mark(reprint)) BEGIN "
        // From the end, where it should be: reading the whole roll for each slip takes minutes.
        var following: [String] = []
        for item in paper.items.reversed() {
            guard let printed = item.text else { continue }
            guard printed.hasPrefix(start) else {
                following.append(printed)
                continue
            }
            guard let lines = Int(printed.dropFirst(start.count)), lines >= 1 else { return false }
            let wanted =
                (1...lines).map { line(number, $0, reprint: reprint) }
                + [footer(number, reprint: reprint)]
            // A slip with a cutter's feed may have empty lines behind it, never in it.
            return Array(following.reversed().prefix(lines + 1)) == wanted
        }
        return false
    }
}
