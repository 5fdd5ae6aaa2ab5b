internal import ESCPOS

/// Which data `GS k` takes; the printer ignores the command otherwise.
///
/// Source: Epson ESC/POS reference, `GS k`.
enum BarcodeRules {
    private static let code39 = Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./".utf8)
    private static let codabar = Set("0123456789$+-./:ABCDabcd".utf8)

    static func accepts(_ data: [UInt8], in system: BarcodeSystem) -> Bool {
        switch system {
        case .upcA: areDigits(data, 11...12)
        case .upcE: data.first == 0x30 && (areDigits(data, 6...8) || areDigits(data, 11...12))
        case .ean13: areDigits(data, 12...13)
        case .ean8: areDigits(data, 7...8)
        case .itf: areDigits(data, 2...255)
        case .code39: !data.isEmpty && data.allSatisfy(code39.contains)
        case .codabar: data.count >= 2 && data.allSatisfy(codabar.contains)
        case .code93: !data.isEmpty && data.allSatisfy { $0 < 0x80 }
        // The data names its first code set: {A, {B or {C.
        case .code128:
            data.count >= 2 && data[0] == 0x7B && (0x41...0x43).contains(data[1])
                && data.allSatisfy { $0 < 0x80 }
        default: false
        }
    }

    private static func areDigits(_ data: [UInt8], _ counts: ClosedRange<Int>) -> Bool {
        counts.contains(data.count) && data.allSatisfy { (0x30...0x39).contains($0) }
    }
}
