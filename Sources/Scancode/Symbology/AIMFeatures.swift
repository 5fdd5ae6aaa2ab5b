/// What the modifier of an AIM identifier says about a code, beyond its kind.
public struct AIMFeatures: OptionSet, Hashable, Sendable, Codable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The scanner has verified the check character or characters.
    public static let checkVerified = AIMFeatures(rawValue: 1 << 0)
    /// The check character is part of the content.
    public static let checkSent = AIMFeatures(rawValue: 1 << 1)
    /// The check character has been taken off.
    public static let checkRemoved = AIMFeatures(rawValue: 1 << 2)
    /// There are two check characters, not one.
    public static let twoChecks = AIMFeatures(rawValue: 1 << 3)
    /// Pairs such as `+A` have been replaced by the ASCII characters that they stand for.
    public static let fullASCII = AIMFeatures(rawValue: 1 << 4)
    /// Telepen's way of two digits a character, in all or a part of the code.
    public static let digitPairs = AIMFeatures(rawValue: 1 << 5)
    /// FNC1 leads: the content is GS1 element strings.
    public static let fnc1First = AIMFeatures(rawValue: 1 << 6)
    /// FNC1 follows a letter or two digits, which name an application of AIM.
    public static let fnc1Second = AIMFeatures(rawValue: 1 << 7)
    /// FNC2 leads: the content is to be appended to that of the next code.
    public static let append = AIMFeatures(rawValue: 1 << 8)
    /// Content of several codes has been put together.
    public static let concatenated = AIMFeatures(rawValue: 1 << 9)
    /// Several symbols make up the content.
    public static let structuredAppend = AIMFeatures(rawValue: 1 << 10)
    /// `\` and six digits select a character set; a `\` of the content is doubled.
    public static let eci = AIMFeatures(rawValue: 1 << 11)
    /// A code of two digits beside the number is in the content, at its end or alone.
    public static let addOn2 = AIMFeatures(rawValue: 1 << 12)
    /// A code of five digits beside the number is in the content, at its end or alone.
    public static let addOn5 = AIMFeatures(rawValue: 1 << 13)
    /// An older or restricted form of the kind: QR model 1, Data Matrix ECC 000 to 140, PDF417 of
    /// 1994, Aztec Rune.
    public static let variant = AIMFeatures(rawValue: 1 << 14)
    /// The content starts with a carrier's message of a set structure (MaxiCode modes 2 and 3).
    public static let carrierMessage = AIMFeatures(rawValue: 1 << 15)
    /// The symbol stands in for a Code 128.
    public static let emulatesCode128 = AIMFeatures(rawValue: 1 << 16)
    /// A pad character leads, which is no content (Code 16K).
    public static let padFirst = AIMFeatures(rawValue: 1 << 17)
    /// The content is the second packet of a composite code.
    public static let secondPacket = AIMFeatures(rawValue: 1 << 18)
}

extension AIMFeatures: CustomStringConvertible {
    private static let names: [(AIMFeatures, String)] = [
        (.checkVerified, "check verified"), (.checkSent, "check sent"),
        (.checkRemoved, "check removed"), (.twoChecks, "two checks"),
        (.fullASCII, "full ASCII"), (.digitPairs, "digit pairs"), (.fnc1First, "FNC1 first"),
        (.fnc1Second, "FNC1 second"), (.append, "append"), (.concatenated, "concatenated"),
        (.structuredAppend, "structured append"), (.eci, "ECI"), (.addOn2, "add-on of 2"),
        (.addOn5, "add-on of 5"), (.variant, "variant"), (.carrierMessage, "carrier message"),
        (.emulatesCode128, "emulates Code 128"), (.padFirst, "pad first"),
        (.secondPacket, "second packet"),
    ]

    /// `check verified, check sent`; empty when nothing is said.
    public var description: String {
        Self.names.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
    }
}
