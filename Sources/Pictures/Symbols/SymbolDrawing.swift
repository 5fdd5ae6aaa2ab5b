public import ESCPOS

/// A bar code or QR code in printer dots, without quiet zones and without text.
public struct SymbolDrawing: Hashable, Sendable {
    /// The symbol's own dots, edge to edge.
    public let bitmap: Bitmap
    /// What printers write above or below a bar code; empty for a QR code.
    public let text: String

    /// Modules, 1 to 16 dots: `GS w` has 2 to 6 and QR codes 1 to 16.
    static let modules = 1...16
    /// Dots; `GS h` has 1 to 255.
    static let heights = 1...4096

    /// A bar code as `GS k` prints it.
    ///
    /// - Parameters:
    ///   - system: in either form.
    ///   - data: as sent in form B. CODE128 starts with `{A`, `{B` or `{C`, and its set C has one
    ///     byte from 0 to 99 for two digits.
    ///   - module: the thinnest bar in dots, 1 to 16. CODE39, ITF and CODABAR get the thick bars
    ///     that Epson gives them for 2 to 6.
    ///   - height: dots, 1 to 4096.
    /// - Throws: where a printer prints nothing.
    ///
    /// Source: Epson ESC/POS reference, `GS k` and `GS w`.
    public static func barcode(
        _ system: BarcodeSystem, data: [UInt8], module: Int, height: Int
    ) throws(SymbolError) -> SymbolDrawing {
        guard modules.contains(module), heights.contains(height) else { throw .badSize }
        let bars = try LinearSymbol(system.lengthForm, data: data)
        var x = 0
        let edges = bars.widths(module: module).map { width in
            defer { x += width }
            return (x: x, width: width)
        }
        guard x <= Bitmap.widthMax else { throw .invalidData(reason: "it is too long") }
        var bitmap = Bitmap(width: x, height: height)
        for edge in stride(from: 0, to: edges.count, by: 2) {
            bitmap.fill(x: edges[edge].x, y: 0, width: edges[edge].width, height: height)
        }
        return SymbolDrawing(bitmap: bitmap, text: bars.text)
    }

    /// A QR code, model 2, in the smallest version that holds the data.
    ///
    /// - Parameters:
    ///   - data: as stored by `GS ( k` function 80; bytes mean themselves.
    ///   - level: "L", "M", "Q" or "H".
    ///   - module: dots, 1 to 16.
    public static func qrCode(
        _ data: [UInt8], level: Character, module: Int
    ) throws(SymbolError) -> SymbolDrawing {
        guard modules.contains(module) else { throw .badSize }
        guard let number = Array("LMQH").firstIndex(of: level) else {
            throw .invalidData(reason: "the level must be L, M, Q or H")
        }
        let matrix = try ZintSymbol(.qrCode, data: data, level: number + 1)
        var bitmap = Bitmap(width: matrix.width * module, height: matrix.rows.count * module)
        for (y, row) in matrix.rows.enumerated() {
            for (x, isDark) in row.enumerated() where isDark {
                bitmap.fill(x: x * module, y: y * module, width: module, height: module)
            }
        }
        return SymbolDrawing(bitmap: bitmap, text: "")
    }
}
