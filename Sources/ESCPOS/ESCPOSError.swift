/// Why a text, picture or symbol cannot be encoded for a printer. Nothing has been appended when
/// one of these is thrown.
public enum ESCPOSError: Error, Hashable, Sendable {
    /// The text holds a character that could act as a command or reorder the line. `position`
    /// counts characters from 1.
    case controlCharacter(Unicode.Scalar, position: Int)
    /// Neither a code page nor the Chinese characters of the printer have this character.
    /// `position` counts characters from 1.
    case unencodable(Character, position: Int, printer: String)
    /// The printer has Chinese characters, but this system's `iconv` has no GB18030 table.
    case noGB18030Table(Character, position: Int)
    /// A picture is wider than the line.
    case imageTooWide(dots: Int, limit: Int)
    /// The sizes and the samples of a picture do not belong together.
    case imageSize(width: Int, height: Int, samples: Int)
    /// A picture is larger than one command can say.
    case imageTooLarge(width: Int, height: Int)
    /// An EAN-13 has 12 digits, or 13 with its check digit.
    case barcodeDigits(String)
    /// The 13th digit is not the one that the first twelve give.
    case barcodeCheckDigit(String, expected: Int)
    /// CODE128 here takes the characters from space to `~`.
    case barcodeCharacter(Character, position: Int)
    /// A bar code without a character, or with more than one command can carry.
    case barcodeLength(characters: Int)
    /// Height in dots or width of the thinnest bar is not one that printers take.
    case barcodeSize(height: Int, module: Int)
    /// Bars and quiet zones are wider than the line.
    case barcodeTooWide(dots: Int, limit: Int)
    /// The printer draws no QR codes by itself.
    case noQRCode(printer: String)
    /// The QR code would be empty, or has more data than the largest one holds at its level.
    case qrCodeLength(bytes: Int, limit: Int)
    /// Dots a module, 1 to 16.
    case qrCodeModule(Int)
    /// The code and its quiet zone are wider than the line; `largestModule` would fit, if any.
    case qrCodeTooWide(dots: Int, limit: Int, largestModule: Int?)
    /// Bytes of the QR code's data that printers carry out at once even inside data (`DLE EOT`,
    /// `DLE ENQ`, `DLE DC4`). `offset` counts bytes from 0.
    case qrCodeHoldsCommand(offset: Int)
}

extension ESCPOSError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .controlCharacter(let scalar, let position):
            "character \(position) of the text is the control character \(scalar.codePoint); "
                + "remove it, or have control characters replaced"
        case .unencodable(let character, let position, let printer):
            "character \(position) of the text, \"\(character)\" (\(character.codePoints)), "
                + "is not among the characters of \(printer); "
                + "write it differently, have such characters replaced, or print it as a picture"
        case .noGB18030Table(let character, let position):
            "character \(position) of the text, \"\(character)\" (\(character.codePoints)), "
                + "needs GB18030, which this system's iconv lacks; "
                + "install the gconv modules of the C library"
        case .imageTooWide(let dots, let limit):
            "the picture is \(dots) dots wide, but a line has \(limit); scale it down"
        case .imageSize(let width, let height, let samples):
            "a picture of \(width) × \(height) needs as many samples, not \(samples)"
        case .imageTooLarge(let width, let height):
            "a picture of \(width) × \(height) is larger than 524,280 × 65,535 dots; scale it down"
        default: symbolDescription
        }
    }

    private var symbolDescription: String {
        switch self {
        case .barcodeDigits(let digits):
            "\"\(digits)\" is no EAN-13: give 12 digits, or 13 with the check digit"
        case .barcodeCheckDigit(let digits, let expected):
            "the last digit of EAN-13 \(digits) should be \(expected); "
                + "correct it, or give the first 12 digits only"
        case .barcodeCharacter(let character, let position):
            "character \(position) of the bar code, \(character.codePoints), "
                + "is not in CODE128 here: use the characters from space to ~"
        case .barcodeLength(let characters):
            "a bar code of \(characters) characters does not fit one command; "
                + "give 1 to about 250 characters, or use a QR code"
        case .barcodeSize(let height, let module):
            "bar code height \(height) and module \(module) are not both in range; "
                + "use a height of 1 to 255 dots and a module of 2 to 6 dots"
        case .barcodeTooWide(let dots, let limit):
            "the bar code needs \(dots) dots with its quiet zones, but a line has \(limit); "
                + "use a smaller module or fewer characters"
        case .noQRCode(let printer):
            "\(printer) draws no QR codes by itself; print the code as a picture"
        case .qrCodeLength(let bytes, let limit):
            "a QR code of \(bytes) bytes is not possible at this level; "
                + "give 1 to \(limit), or a lower level"
        case .qrCodeModule(let dots):
            "a QR code module of \(dots) dots is out of range; use 1 to 16"
        case .qrCodeTooWide(let dots, let limit, let largest?):
            "the QR code needs \(dots) dots with its quiet zone, but a line has \(limit); "
                + "use a module of \(largest) or less"
        case .qrCodeTooWide(let dots, let limit, nil):
            "the QR code needs \(dots) dots with its quiet zone, but a line has \(limit); "
                + "use less data or a lower level"
        case .qrCodeHoldsCommand(let offset):
            "byte \(offset) of the QR code's data starts a command that printers carry out "
                + "even inside data; change the data"
        default: ""
        }
    }
}

extension Unicode.Scalar {
    /// `U+20AC`.
    var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension Character {
    /// `U+0065 U+0301`.
    var codePoints: String { unicodeScalars.map(\.codePoint).joined(separator: " ") }
}
