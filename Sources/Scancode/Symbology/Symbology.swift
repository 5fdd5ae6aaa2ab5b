/// The kinds of codes that scanners tell apart.
///
/// Where GS1 has a form of its own for a kind (the code starts with FNC1, its content is element
/// strings), that form is a case of its own, as it is in the lists of scanners' makers.
public enum Symbology: String, Hashable, Sendable, Codable, CaseIterable {
    // Retail numbers.
    case ean13, ean8, upcA, upcE
    /// The two or five digits beside a number, read alone.
    case eanAddOn

    // Lines.
    case code128, gs1128, code39, code93, interleaved2of5, codabar
    case gs1DataBar, code11, msi, plessey, telepen, anker, channelCode, posiCode, superCode
    /// Straight 2 of 5 whose start and stop have two bars (IATA, also called Airline).
    case straight2of5TwoBars
    /// Straight 2 of 5 whose start and stop have three bars (Industrial, Standard).
    case straight2of5ThreeBars

    // Lines in several rows.
    case code49, code16K, codablockA, codablockF, codablock256, pdf417
    /// A linear GS1 code with a second one above it.
    case gs1Composite

    // Matrices.
    case qrCode, dataMatrix, aztec, maxiCode, codeOne, dotCode, hanXin
    case gs1QRCode, gs1DataMatrix, gs1DotCode

    // No bars.
    case ocr, ocrA, ocrB, micr, keyboard, magneticStripe
    /// No bar code, and not said what else.
    case notABarCode

    /// A code of none of these kinds; what its modifier means is up to the scanner's maker.
    case other
}

extension Symbology {
    /// Whether the content is GS1 element strings by the kind alone.
    public var carriesElementStrings: Bool {
        switch self {
        case .gs1128, .gs1DataBar, .gs1Composite, .gs1QRCode, .gs1DataMatrix, .gs1DotCode: true
        default: false
        }
    }

    /// Whether the content is the number of a trade item in the EAN/UPC family.
    public var isRetailNumber: Bool {
        switch self {
        case .ean13, .ean8, .upcA, .upcE: true
        default: false
        }
    }
}
