internal import ESCPOS
internal import FoundationEssentials
internal import Receipts

/// The sale for `till print`, and what is on its paper, so that the other side prints the same.
struct SaleDocument {
    /// The simplest 80 mm model: fewest questions before a slip.
    static let profile = Profiles.generic80

    let json: String
    let lines: [Workload.Line]

    /// A sale whose slip has `count` lines.
    init(lines count: Int) throws {
        for items in 1...count {
            let json = Self.json(items: items)
            let document = try JSONDecoder().decode(Document.self, from: Data(json.utf8))
            let lines = try Self.lines(of: document.commands(for: Self.profile))
            if lines.count == count {
                self.json = json
                self.lines = lines
                return
            }
        }
        throw BenchError.differentContent("no sale has a slip of \(count) lines")
    }

    private static func json(items: Int) -> String {
        let names = ["Espresso", "Crème brûlée", "Apfelstrudel", "Mineral water", "Jalapeño wrap"]
        let prices = (0..<items).map { 250 + $0 * 35 }
        let lines = prices.enumerated().map { item, cents in
            """
            { "description": "\(names[item % names.count])", "quantity": "1", \
            "unitPrice": "\(Workload.amount(cents: cents))", \
            "total": "\(Workload.amount(cents: cents))", "tax": "Z" }
            """
        }
        let total = Workload.amount(cents: prices.reduce(0, +))
        return """
            {
              "type": "sale", "language": "en", "currency": "GBP",
              "store": { "name": "CAFÉ LINDENHOF", "address": ["12 Harbour Street"] },
              "number": "0002-0417", "station": "2", "cashier": "Amelia",
              "time": "2026-03-14 15:09", "pricesIncludeTax": true,
              "lines": [\(lines.joined(separator: ",\n"))],
              "taxes": [
                { "code": "Z", "name": "VAT", "rate": "0", "net": "\(total)", "tax": "0.00" }
              ],
              "totals": { "subtotal": "\(total)", "tax": "0.00", "total": "\(total)" },
              "tenders": [{ "kind": "cash", "amount": "\(total)" }],
              "change": "0.00", "notes": ["Thank you"], "barcode": false
            }
            """
    }

    /// The lines that the commands print, read back from their bytes' meaning.
    private static func lines(of commands: [Command]) throws -> [Workload.Line] {
        var lines: [Workload.Line] = []
        var line = Workload.Line(text: "")
        var page: CodePage?
        for command in commands {
            switch command {
            case .align(let side): line.centred = side == .centre
            case .bold(let bold): line.bold = bold.isOn
            case .size(let size): line.big = size != .normal
            case .codePage(let slot):
                page = profile.codePages.first { $0.number == slot }?.page
            case .text(let bytes):
                for byte in bytes {
                    let scalar = (page ?? .cp437).scalar(for: byte)
                    guard let scalar, byte < 0x80 || page != nil else {
                        throw BenchError.differentContent("byte \(byte) has no character")
                    }
                    line.text.unicodeScalars.append(scalar)
                }
            case .lineFeed:
                lines.append(line)
                line.text = ""
            case .feedLines(let count):
                for _ in 0..<count { lines.append(Workload.Line(text: "")) }
            case .initialize, .leaveChineseMode, .internationalSet, .cut: break
            default: throw BenchError.differentContent("the slip holds \(command)")
            }
        }
        return lines
    }
}
