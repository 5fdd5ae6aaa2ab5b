internal import CZint

/// The modules of a symbol, from libzint.
struct ZintSymbol {
    enum Kind: CInt {
        case interleaved2of5 = 3
        case code39 = 8
        case eanWithCheckDigit = 14
        case codabar = 18
        case code93 = 25
        case upcAWithCheckDigit = 35
        case upcEWithCheckDigit = 38
        case qrCode = 58
        /// CODE128 in set B alone; zint cannot be told to switch sets.
        case code128B = 60
    }

    /// Rows from the top; `true` is dark.
    let rows: [[Bool]]
    var width: Int { rows.first?.count ?? 0 }

    /// - Parameter level: zint's first option, error correction of QR codes; -1 is zint's choice.
    init(_ kind: Kind, data: [UInt8], level: Int = -1) throws(SymbolError) {
        // With a length of 0 zint reads on to a NUL.
        guard !data.isEmpty else { throw .invalidData(reason: "it is empty") }
        guard data.count <= 0xFFFF,
            let symbol = tillwright_zint_create(kind.rawValue, CInt(level))
        else { throw .invalidData(reason: "it is too long") }
        defer { ZBarcode_Delete(symbol) }
        guard ZBarcode_Encode(symbol, data, CInt(data.count)) < ZINT_ERROR else {
            throw .invalidData(reason: String(cString: tillwright_zint_error(symbol)))
        }
        let columns = tillwright_zint_width(symbol)
        rows = (0..<tillwright_zint_rows(symbol)).map { row in
            (0..<columns).map { tillwright_zint_module(symbol, row, $0) != 0 }
        }
    }

    /// Widths in modules of the bars and spaces of a one-row symbol, the first a bar.
    var runs: [Int] {
        var runs: [Int] = []
        var last = false
        for isDark in rows.first ?? [] {
            if isDark == last, !runs.isEmpty {
                runs[runs.count - 1] += 1
            } else if isDark || !runs.isEmpty {
                runs.append(1)
            }
            last = isDark
        }
        return runs
    }
}
