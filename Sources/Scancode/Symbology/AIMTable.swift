extension AIMIdentifier {
    /// The kind of code that the identifier stands for; nil when its letter is not in the table.
    ///
    /// A modifier that the table does not have leaves the kind as the letter says it.
    public var symbology: Symbology? {
        row?.symbology ?? Self.families[Character(Unicode.Scalar(code))]
    }

    /// What the modifier says; nil when the table does not have it.
    ///
    /// For `]Y`, whose modifier counts the characters that follow it, and `]X`, whose modifier is
    /// up to the scanner's maker, nothing is said.
    public var features: AIMFeatures? {
        switch code {
        case UInt8(ascii: "G"), UInt8(ascii: "X"), UInt8(ascii: "Y"): []
        default: row?.features
        }
    }

    /// Whether the content is GS1 element strings.
    ///
    /// Not for content with an ECI: `\` and the number of a character set may stand anywhere in it.
    public var carriesElementStrings: Bool {
        guard let symbology, let features else { return false }
        guard !features.contains(.eci), !features.contains(.structuredAppend) else { return false }
        return features.contains(.fnc1First)
            || symbology.carriesElementStrings && !features.contains(.secondPacket)
    }

    private var row: Row? { Self.table["\(Character(Unicode.Scalar(code)))\(modifierText)"] }
    private var modifierText: Character { Character(Unicode.Scalar(modifier)) }

    fileprivate struct Row {
        var symbology: Symbology
        var features: AIMFeatures
        init(_ symbology: Symbology, _ features: AIMFeatures = []) {
            self.symbology = symbology
            self.features = features
        }
    }

    /// The kind by the letter alone.
    private static let families: [Character: Symbology] = [
        "A": .code39, "B": .telepen, "C": .code128, "D": .codeOne, "E": .ean13, "F": .codabar,
        "G": .code93, "H": .code11, "I": .interleaved2of5, "J": .dotCode, "K": .code16K,
        "L": .pdf417, "M": .msi, "N": .anker, "O": .codablockF, "P": .plessey, "Q": .qrCode,
        "R": .straight2of5TwoBars, "S": .straight2of5ThreeBars, "T": .code49, "U": .maxiCode,
        "X": .other, "Y": .other, "Z": .notABarCode, "c": .channelCode, "d": .dataMatrix,
        "e": .gs1DataBar, "h": .hanXin, "o": .ocr, "p": .posiCode, "s": .superCode, "z": .aztec,
    ]

    private static let table = linear.merging(matrices) { first, _ in first }
}

// Source: ISO/IEC 15424, as the manuals of NCR (7895), CipherLab (9700), Opticon (L-46X) and Zebra
// (DS457) give it.
extension AIMIdentifier {
    fileprivate static let linear: [String: Row] = [
        "A0": Row(.code39), "A1": Row(.code39, [.checkVerified, .checkSent]),
        "A3": Row(.code39, [.checkVerified, .checkRemoved]), "A4": Row(.code39, .fullASCII),
        "A5": Row(.code39, [.fullASCII, .checkVerified, .checkSent]),
        "A7": Row(.code39, [.fullASCII, .checkVerified, .checkRemoved]),
        "B0": Row(.telepen, .fullASCII), "B1": Row(.telepen, .digitPairs),
        "B2": Row(.telepen, [.digitPairs, .fullASCII]),
        "B4": Row(.telepen, [.fullASCII, .digitPairs]),
        "C0": Row(.code128), "C1": Row(.gs1128, .fnc1First), "C2": Row(.code128, .fnc1Second),
        "C4": Row(.code128, .concatenated),
        "E0": Row(.ean13, [.checkVerified, .checkSent]), "E1": Row(.eanAddOn, .addOn2),
        "E2": Row(.eanAddOn, .addOn5),
        "E3": Row(.ean13, [.checkVerified, .checkSent, .addOn2, .addOn5]),
        "E4": Row(.ean8, [.checkVerified, .checkSent]),
        "F0": Row(.codabar), "F1": Row(.codabar, .concatenated),
        "F2": Row(.codabar, [.checkVerified, .checkSent]),
        "F4": Row(.codabar, [.checkVerified, .checkRemoved]),
        "G0": Row(.code93),
        "H0": Row(.code11, [.checkVerified, .checkSent]),
        "H1": Row(.code11, [.checkVerified, .checkSent, .twoChecks]),
        "H3": Row(.code11, [.checkVerified, .checkRemoved]),
        "I0": Row(.interleaved2of5), "I1": Row(.interleaved2of5, [.checkVerified, .checkSent]),
        "I3": Row(.interleaved2of5, [.checkVerified, .checkRemoved]),
        "M0": Row(.msi, [.checkVerified, .checkSent]),
        "M1": Row(.msi, [.checkVerified, .checkRemoved]),
        "N0": Row(.anker), "P0": Row(.plessey),
        "R0": Row(.straight2of5TwoBars),
        "R1": Row(.straight2of5TwoBars, [.checkVerified, .checkSent]),
        "R3": Row(.straight2of5TwoBars, [.checkVerified, .checkRemoved]),
        "S0": Row(.straight2of5ThreeBars),
        "Z0": Row(.keyboard), "Z1": Row(.magneticStripe),
        "c0": Row(.channelCode), "p0": Row(.posiCode), "s0": Row(.superCode),
        "o0": Row(.ocr), "o1": Row(.ocrA), "o2": Row(.ocrB), "o3": Row(.micr),
        "e0": Row(.gs1DataBar), "e1": Row(.gs1Composite),
        "e2": Row(.gs1Composite, .secondPacket), "e3": Row(.gs1Composite, [.secondPacket, .eci]),
    ]

    fileprivate static let matrices: [String: Row] = [
        "D0": Row(.codeOne), "D1": Row(.codeOne, .fnc1First), "D2": Row(.codeOne, .fnc1Second),
        "J0": Row(.dotCode), "J1": Row(.gs1DotCode, .fnc1First),
        "K0": Row(.code16K), "K1": Row(.code16K, .fnc1First), "K2": Row(.code16K, .fnc1Second),
        "K4": Row(.code16K, .padFirst),
        "L0": Row(.pdf417, .variant), "L1": Row(.pdf417, .eci), "L2": Row(.pdf417),
        "L3": Row(.pdf417, [.emulatesCode128, .fnc1First]),
        "L4": Row(.pdf417, [.emulatesCode128, .fnc1Second]), "L5": Row(.pdf417, .emulatesCode128),
        "O0": Row(.codablock256), "O1": Row(.codablock256, .fnc1First), "O4": Row(.codablockF),
        "O5": Row(.codablockF, .fnc1First), "O6": Row(.codablockA),
        "Q0": Row(.qrCode, .variant), "Q1": Row(.qrCode), "Q2": Row(.qrCode, .eci),
        "Q3": Row(.gs1QRCode, .fnc1First), "Q4": Row(.gs1QRCode, [.fnc1First, .eci]),
        "Q5": Row(.qrCode, .fnc1Second), "Q6": Row(.qrCode, [.fnc1Second, .eci]),
        "T0": Row(.code49), "T1": Row(.code49, .fnc1First), "T2": Row(.code49, .fnc1Second),
        "T4": Row(.code49, .append),
        "U0": Row(.maxiCode), "U1": Row(.maxiCode, .carrierMessage), "U2": Row(.maxiCode, .eci),
        "U3": Row(.maxiCode, [.carrierMessage, .eci]),
        "d0": Row(.dataMatrix, .variant), "d1": Row(.dataMatrix),
        "d2": Row(.gs1DataMatrix, .fnc1First), "d3": Row(.dataMatrix, .fnc1Second),
        "d4": Row(.dataMatrix, .eci), "d5": Row(.gs1DataMatrix, [.fnc1First, .eci]),
        "d6": Row(.dataMatrix, [.fnc1Second, .eci]),
        "h0": Row(.hanXin), "h1": Row(.hanXin, .eci),
        "z0": Row(.aztec), "z1": Row(.aztec, .fnc1First), "z2": Row(.aztec, .fnc1Second),
        "z3": Row(.aztec, .eci), "z4": Row(.aztec, [.fnc1First, .eci]),
        "z5": Row(.aztec, [.fnc1Second, .eci]), "z6": Row(.aztec, .structuredAppend),
        "z7": Row(.aztec, [.structuredAppend, .fnc1First]),
        "z8": Row(.aztec, [.structuredAppend, .fnc1Second]),
        "z9": Row(.aztec, [.structuredAppend, .eci]),
        "zA": Row(.aztec, [.structuredAppend, .fnc1First, .eci]),
        "zB": Row(.aztec, [.structuredAppend, .fnc1Second, .eci]), "zC": Row(.aztec, .variant),
    ]
}
