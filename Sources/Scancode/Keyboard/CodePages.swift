/// The characters that Alt and a number on the keypad mean on a computer.
///
/// Source: Unicode, MAPPINGS/VENDORS/MICSFT/PC/CP437.TXT and WINDOWS/CP1252.TXT.
enum CodePages {
    /// Of a number without a leading 0.
    static func oem(_ code: UInt8) -> Unicode.Scalar {
        code < 0x80 ? Unicode.Scalar(code) : oemUpper[Int(code - 0x80)]
    }

    /// Of a number with a leading 0; nil for the five that have none.
    static func windows(_ code: UInt8) -> Unicode.Scalar? {
        guard (0x80...0x9F).contains(code) else { return Unicode.Scalar(code) }
        let scalar = windowsMiddle[Int(code - 0x80)]
        return scalar == " " ? nil : scalar
    }

    static func oemCode(of scalar: Unicode.Scalar) -> UInt8? {
        if scalar.value < 0x80 { return UInt8(scalar.value) }
        return oemUpper.firstIndex(of: scalar).map { UInt8($0 + 0x80) }
    }

    static func windowsCode(of scalar: Unicode.Scalar) -> UInt8? {
        if let index = windowsMiddle.firstIndex(of: scalar), scalar != " " {
            return UInt8(index + 0x80)
        }
        guard scalar.value < 0x100, !(0x80...0x9F).contains(scalar.value) else { return nil }
        return UInt8(scalar.value)
    }

    private static let oemUpper = Array(
        """
        ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧\
        ╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}
        """.unicodeScalars)

    private static let windowsMiddle = Array("€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ".unicodeScalars)
}
