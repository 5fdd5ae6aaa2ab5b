/// Places of the HID usage tables that scanners use.
///
/// Source: USB-IF, HID Point of Sale Usage Tables 1.02, 3 (page 8Ch); HID Usage Tables, 4, 11.
enum POSUsage {
    static let page: UInt16 = 0x8C
    /// Scanner, dumb scanner, cordless base, cradle. The badge reader, 01h, sends no bar codes.
    static let applications: ClosedRange<UInt16> = 0x02...0x05
    static let identifiers = [0xFB, 0xFC, 0xFD].map { Usage(page: page, id: $0) }
    static let decodedData = Usage(page: page, id: 0xFE)
    static let continued = Usage(page: page, id: 0xFF)
    static let preventRead = Usage(page: page, id: 0x5F)
    static let initiateRead = Usage(page: page, id: 0x60)
    static let triggerState = Usage(page: page, id: 0x61)
    static let errorBeep = Usage(page: page, id: 0x85)
    static let goodReadBeep = Usage(page: page, id: 0x86)
    static let byteCount = Usage(page: 0x01, id: 0x3B)
    static let capsLockLight = Usage(page: 0x08, id: 0x02)
}

/// What Honeywell adds on a page of its own (FF66h). Other makers copy it.
///
/// Source: Hand Held Products, 4600g User's Guide, HID POS interface.
enum HoneywellUsage {
    static let page: UInt16 = 0xFF66
    /// Which kind of code it is, in Honeywell's own letters.
    static let codeID = Usage(page: page, id: 0x04)
    /// Whether codes are typed or reported.
    static let outputRedirection = Usage(page: page, id: 0x03)
}

extension Symbology {
    /// The kind of code that Honeywell's letter stands for.
    ///
    /// Source: Honeywell user's guides, symbology chart.
    init?(honeywell code: UInt8) {
        switch code {
        case 0x44: self = .ean8
        case 0x45: self = .upcE
        case 0x61: self = .codabar
        case 0x62: self = .code39
        case 0x63: self = .upcA
        case 0x64: self = .ean13
        case 0x65: self = .interleaved2of5
        case 0x69: self = .code93
        case 0x6A: self = .code128
        case 0x72: self = .pdf417
        case 0x73: self = .qrCode
        case 0x77: self = .dataMatrix
        case 0x7A: self = .aztec
        case 0x7C: self = .gs1128
        case 0x48: self = .hanXin
        case 0x54: self = .code39
        case 0x56: self = .codablockA
        case 0x67: self = .msi
        case 0x68: self = .code11
        case 0x6C: self = .code49
        case 0x71: self = .codablockF
        case 0x74: self = .telepen
        case 0x78: self = .maxiCode
        case 0x79, 0x7B, 0x7D: self = .gs1DataBar
        default: return nil
        }
    }

    /// Honeywell's letter for a kind of code.
    var honeywellCode: UInt8? {
        // Code 39 has a second letter, for a variant; DataBar has three.
        (UInt8(0x55)..<0x7F).first { Symbology(honeywell: $0) == self }
            ?? (UInt8(0x40)..<0x55).first { Symbology(honeywell: $0) == self }
    }
}
