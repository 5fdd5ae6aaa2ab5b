import ESCPOS

/// A slip as a person can review it: the printed lines, and everything else in brackets.
///
/// It reads commands the way a printer does, byte by byte, and measures in dots; it shares nothing
/// with the layout but the command vocabulary.
struct SlipView: CustomStringConvertible {
    struct Line {
        var text: String
        /// Of the printed characters, sizes included.
        var dots: Int
        var marks: [String]
        var isCentred: Bool
    }

    private(set) var lines: [Line] = []
    /// Commands that no slip may hold, and characters without a glyph.
    private(set) var problems: [String] = []
    let profile: Profile

    private var text = ""
    private var dots = 0
    private var page: CodePage?
    private var isChinese: Bool
    private var isBold = false
    private var isReverse = false
    private var isCentred = false
    private var size = CharacterSize.normal
    private var barcode = ["", ""]
    private var symbol: [UInt8: [UInt8]] = [:]

    init(_ commands: [Command], profile: Profile) {
        self.profile = profile
        isChinese = profile.chinese == .onAtStart
        for command in commands { apply(command) }
        if dots > 0 { problems.append("the last line has no end") }
    }

    var description: String {
        let columns = profile.fontA.columns
        let cell = profile.fontA.width
        return lines.map { line in
            let used = (line.dots + cell - 1) / cell
            let indent = line.isCentred ? (columns - used) / 2 : 0
            let left = String(repeating: " ", count: max(0, indent))
            // The name of a double size line stands in half of its columns.
            let shown = left + line.text
            let padding = max(0, columns - DisplayWidth.columns(of: shown))
            let marks = line.marks.isEmpty ? "" : " " + line.marks.joined(separator: " ")
            return "|\(shown)\(String(repeating: " ", count: padding))|\(marks)\n"
        }.joined()
    }

    private mutating func apply(_ command: Command) {
        switch command {
        case .text(let bytes): append(bytes)
        case .lineFeed: endLine()
        case .feedLines(let count): add("[feed \(count)]")
        case .initialize:
            (isBold, isReverse, isCentred, size, page) = (false, false, false, .normal, nil)
            isChinese = profile.chinese == .onAtStart
        case .enterChineseMode: isChinese = true
        case .leaveChineseMode: isChinese = false
        case .internationalSet(0), .defaultLineSpacing: break
        case .codePage(let slot): page = profile.codePages.first { $0.number == slot }?.page
        case .bold(let new): atLineStart { $0.isBold = new.isOn }
        case .reverse(let new): atLineStart { $0.isReverse = new.isOn }
        case .size(let new): atLineStart { $0.size = new }
        case .align(let new): atLineStart { $0.isCentred = new.side == .centre }
        case .cut(let cut): add("[\(cut.extent == .full ? "full" : "partial") cut]")
        case .raster(let image, _): addPicture(image)
        case .barcodeHeight(let dots): barcode[0] = "height \(dots)"
        case .barcodeModuleWidth(let dots): barcode[1] = "module \(dots)"
        case .barcodeTextPosition: break
        case .barcode(let code): addBarcode(code)
        case .symbol(let function): addSymbol(function)
        default: problems.append("unexpected \(command)")
        }
    }

    private mutating func append(_ bytes: [UInt8]) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            var columns = 1
            if byte < 0x20 { problems.append("control byte \(byte)") }
            if byte < 0x80 {
                text.unicodeScalars.append(Unicode.Scalar(byte))
                index += 1
            } else if isChinese {
                let isFour = index + 1 < bytes.count && (0x30...0x39).contains(bytes[index + 1])
                let code = Array(bytes[index..<min(bytes.count, index + (isFour ? 4 : 2))])
                if let glyph = GB18030.decode(code) {
                    text += glyph
                } else {
                    problems.append("no Chinese character \(code)")
                }
                index += code.count
                columns = 2
            } else {
                if let scalar = page?.scalar(for: byte) {
                    text.unicodeScalars.append(scalar)
                } else {
                    problems.append(
                        "no character \(byte) in \(page.map { $0.rawValue } ?? "no page")")
                }
                index += 1
            }
            dots += columns * profile.fontA.width * size.width
        }
    }

    private mutating func atLineStart(_ change: (inout SlipView) -> Void) {
        if dots > 0 { problems.append("the style changes within a line") }
        change(&self)
    }

    private mutating func endLine() {
        var marks: [String] = []
        if size != .normal { marks.append("\(size.width)x\(size.height)") }
        if isBold { marks.append("bold") }
        if isReverse { marks.append("reverse") }
        if isCentred { marks.append("centred") }
        lines.append(Line(text: text, dots: dots, marks: marks, isCentred: isCentred))
        (text, dots) = ("", 0)
    }

    private mutating func add(_ text: String) {
        if dots > 0 { problems.append("\(text) within a line") }
        lines.append(Line(text: text, dots: 0, marks: [], isCentred: false))
    }

    private mutating func addPicture(_ image: RasterImage) {
        if image.width > profile.dotsPerLine { problems.append("a picture wider than the paper") }
        add("[picture \(image.width) x \(image.height)\(isCentred ? " centred" : "")]")
    }

    private mutating func addBarcode(_ code: Barcode) {
        let name = code.system == .ean13 ? "EAN-13" : "CODE128"
        let data = code.data.map {
            (0x20..<0x7F).contains($0) ? String(Unicode.Scalar($0)) : "<\($0)>"
        }.joined()
        add("[\(name) \(barcode.joined(separator: " "))\(isCentred ? " centred" : "")]")
        add("[\(data)]")
    }

    private mutating func addSymbol(_ function: SymbolFunction) {
        symbol[function.function] = function.parameters
        guard function.function == 0x51 else { return }
        let module = symbol[0x43]?.first ?? 0
        add("[QR code module \(module)\(isCentred ? " centred" : "")]")
        add("[\(String(decoding: symbol[0x50]?.dropFirst() ?? [], as: UTF8.self))]")
    }
}
