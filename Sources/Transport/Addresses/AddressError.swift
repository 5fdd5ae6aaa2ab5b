/// Why a line of text is not an address.
public enum AddressError: Error, Hashable, Sendable {
    /// There is no `scheme:` in front; `suggestion` is what was probably meant.
    case noScheme(String, suggestion: String?)
    /// The word before the first colon is none that we know.
    case unknownScheme(String, suggestion: String?)
    /// One part is wrong.
    case badPart(String, text: String, why: String, example: String)
    /// An option that this kind of address does not have.
    case unknownOption(String, of: String, known: [String])
    /// The same option twice.
    case repeatedOption(String)
}

extension AddressError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noScheme(let text, let suggestion?), .unknownScheme(let text, let suggestion?):
            "\"\(text)\" is not a device address; did you mean \(suggestion)"
        case .noScheme(let text, nil):
            "\"\(text)\" is not a device address; start it with its kind, such as \(Self.kinds)"
        case .unknownScheme(let scheme, nil):
            "\"\(scheme):\" is no kind of device address; use one of \(Self.kinds)"
        case .badPart(let part, let text, let why, let example):
            "\(part) \"\(text)\" \(why); an example is \(example)"
        case .unknownOption(let name, let scheme, let known):
            known.isEmpty
                ? "\(scheme): takes no options, but \"\(name)\" is given"
                : "\(scheme): has no option \"\(name)\"; it has \(known.joined(separator: ", "))"
        case .repeatedOption(let name):
            "option \"\(name)\" is given twice"
        }
    }

    private static let kinds = "usb:, serial:, tcp:, file:, hidraw:, evdev:, sim:"
}
