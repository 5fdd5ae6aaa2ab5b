/// The kinds of codes that scanners tell apart.
public enum Symbology: String, Hashable, Sendable, Codable, CaseIterable {
    case ean13, ean8, upcA, upcE
    case code128, gs1128, code39, code93, interleaved2of5, codabar
    case qrCode, dataMatrix, pdf417, aztec
}

extension AIMIdentifier {
    /// The kind of code that the identifier stands for.
    public var symbology: Symbology? {
        switch code {
        case UInt8(ascii: "E"): modifier == UInt8(ascii: "4") ? .ean8 : .ean13
        case UInt8(ascii: "C"): modifier == UInt8(ascii: "1") ? .gs1128 : .code128
        case UInt8(ascii: "A"): .code39
        case UInt8(ascii: "G"): .code93
        case UInt8(ascii: "I"): .interleaved2of5
        case UInt8(ascii: "F"): .codabar
        case UInt8(ascii: "Q"): .qrCode
        case UInt8(ascii: "d"): .dataMatrix
        case UInt8(ascii: "L"): .pdf417
        case UInt8(ascii: "z"): .aztec
        default: nil
        }
    }
}
