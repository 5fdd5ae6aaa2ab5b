/// The text by which a printer names itself, in answer to `GET_DEVICE_ID`.
public struct IEEE1284ID: Hashable, Sendable {
    /// The whole text, without its length.
    public let text: String
    private let fields: [String: String]

    /// `MFG`, such as `EPSON`.
    public var manufacturer: String? { fields["MFG"] ?? fields["MANUFACTURER"] }
    /// `MDL`, such as `TM-T20II`.
    public var model: String? { fields["MDL"] ?? fields["MODEL"] }
    /// `CMD`, such as `ESC/POS`.
    public var commandSet: String? { fields["CMD"] ?? fields["COMMAND SET"] }
    /// `SN` or one of its other spellings.
    public var serial: String? { fields["SN"] ?? fields["SERN"] ?? fields["SERIALNUMBER"] }

    /// Any other field, by its name in capitals.
    public subscript(name: String) -> String? { fields[name] }

    /// Reads what a printer answered.
    ///
    /// The two bytes of length in front are not to be relied upon: some clones give them in the
    /// wrong order, without counting themselves, as zero, or not at all. The number of bytes that
    /// came is what counts, cut where a plausible length says less.
    ///
    /// Source: USB Printer Class 1.1, 4.2.1; IEEE 1284-2000, 7.6.
    public init(parsing answer: [UInt8]) {
        var body = answer[...]
        if body.count >= 2 {
            let length = Int(answer[0]) << 8 | Int(answer[1])
            // Two letters are the text itself; no text is as long as they would say.
            let isText = answer.prefix(2).allSatisfy { (0x20...0x7E).contains($0) }
            if !isText {
                if length > 2, length < body.count { body = body.prefix(length) }
                body = body.dropFirst(2)
            }
        } else {
            body = []
        }
        let visible = body.filter { $0 >= 0x20 && $0 != 0x7F }
        text = String(decoding: visible, as: UTF8.self)
        var fields: [String: String] = [:]
        for part in text.split(separator: ";") {
            let halves = part.split(separator: ":", maxSplits: 1)
            guard halves.count == 2, let name = USBDescription.trimmed(String(halves[0])),
                let value = USBDescription.trimmed(String(halves[1]))
            else { continue }
            // The first of two is what other programs take.
            if fields[name.uppercased()] == nil { fields[name.uppercased()] = value }
        }
        self.fields = fields
    }
}
