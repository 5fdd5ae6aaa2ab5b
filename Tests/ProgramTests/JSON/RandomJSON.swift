/// Chance from a seed, for JSON texts.
///
/// SplitMix64, after Steele, Lea and Flood, "Fast splittable pseudorandom number generators".
struct RandomJSON {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ z >> 31) >> 1) % limit
    }

    private mutating func one<Element>(of list: [Element]) -> Element { list[below(list.count)] }

    /// A text by the grammar; names within an object differ.
    mutating func json(depth: Int) -> String {
        let blank = one(of: ["", "", " ", "\n", "\t \r\n"])
        return blank + value(depth) + blank
    }

    private mutating func value(_ depth: Int) -> String {
        switch below(depth > 0 ? 10 : 6) {
        case 0: return one(of: ["true", "false", "null"])
        case 1, 2: return number()
        case 3, 4, 5: return "\"\(content())\""
        case 6, 7:
            let elements = (0..<below(6)).map { _ in json(depth: depth - 1) }
            return
                "[\(elements.joined(separator: ","))\(elements.isEmpty ? one(of: ["", " "]) : "")]"
        default:
            let fields = (0..<below(6)).map { number in
                "\"\(content())\(number)\" :\(json(depth: depth - 1))"
            }
            return "{\(fields.joined(separator: ","))}"
        }
    }

    private mutating func number() -> String {
        let sign = one(of: ["", "", "-"])
        switch below(6) {
        case 0: return sign + "0"
        case 1: return sign + "\(below(1_000_000))"
        case 2: return sign + "\(Int.max - below(3))"
        case 3: return sign + "\(below(1000)).\(below(100_000))"
        case 4:
            return sign + "\(1 + below(9))\(one(of: ["e", "E"]))\(one(of: ["", "+"]))\(below(12))"
        default: return sign + "\(below(100)).5e-\(below(12))"
        }
    }

    private mutating func content() -> String {
        (0..<below(8)).map { _ in
            one(of: [
                "a", "Z", " ", "é", "e\u{301}", "水", "😀", "\u{7F}", "\\\"", "\\\\", "\\/", "\\b",
                "\\f", "\\n", "\\r", "\\t", "\\u0041", "\\u00E9", "\\u6c34", "\\ud83d\\uDE00",
                "\\u001b", "{", "]",
            ])
        }.joined()
    }
}
