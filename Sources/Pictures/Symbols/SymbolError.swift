/// Why a printer would print no symbol.
public enum SymbolError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No bar code of this `GS k` number is drawn here.
    case unknownSystem(UInt8)
    /// The symbology does not have this data; `reason` says what it wants.
    case invalidData(reason: String)
    /// The check digit that was sent is not the one that the digits give.
    case wrongCheckDigit(expected: Character)
    /// The module or the height is out of range.
    case badSize

    public var description: String {
        switch self {
        case .unknownSystem(let number):
            "bar code system \(number) is not drawn; use 65 to 73 (UPC-A to CODE128)"
        case .invalidData(let reason): "no symbol can hold this data: \(reason)"
        case .wrongCheckDigit(let expected):
            "the check digit is wrong; it must be \(expected), or be left out"
        case .badSize: "the module must be 1 to 16 dots, the height 1 to 4096"
        }
    }
}
