internal import Devices
internal import Transport

/// `--box`: what a drawer hangs on when it is no printer.
enum BoxChoice: Hashable, Sendable {
    case serial(SerialBox.Trigger)
    case posiflex

    static let kind = ValueKind<Self>("BOX") { text throws(ValueError) in
        if text == "bel" { return .serial(SerialBox.bell) }
        if text == "dtr" { return .serial(.opening) }
        if text == "posiflex" { return .posiflex }
        if text.hasPrefix("byte=") {
            guard let byte = hexadecimal(text.dropFirst(5).utf8[...]) else {
                throw ValueError(why: "must have two hexadecimal digits, as byte=41")
            }
            return .serial(.bytes([byte]))
        }
        if text.hasPrefix("string=") {
            return .serial(.bytes(try bytes(of: text.dropFirst(7))))
        }
        throw ValueError(why: "must be bel, byte=HH, string=TEXT, dtr or posiflex")
    } show: { _ in
        "bel"
    }

    /// A text in which `%` and two digits stand for a byte.
    private static func bytes(of text: Substring) throws(ValueError) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let escaped = hexadecimal(rest.prefix(2)) else {
                throw ValueError(why: "has a % that two hexadecimal digits do not follow")
            }
            bytes.append(escaped)
            rest = rest.dropFirst(2)
        }
        guard (1...SerialBox.bytesMax).contains(bytes.count) else {
            throw ValueError(why: "must have 1 to \(SerialBox.bytesMax) bytes")
        }
        return bytes
    }

    private static func hexadecimal(_ digits: Substring.UTF8View) -> UInt8? {
        guard digits.count == 2, let text = String(digits), text.allSatisfy(\.isHexDigit) else {
            return nil
        }
        return UInt8(text, radix: 16)
    }
}

/// `--sensor`: what a drawer's switch does, and for a box, on which line.
struct SensorChoice: Hashable, Sendable {
    var line: LineSignals?
    var level: DrawerSettings.Sensor

    private static let lines: [String: LineSignals] = [
        "cts": .cts, "dsr": .dsr, "ri": .ring, "dcd": .carrier,
    ]

    static let kind = ValueKind<Self>("[LINE:]LEVEL") { text throws(ValueError) in
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var choice = SensorChoice(level: .none)
        if parts.count == 2 {
            guard let line = lines[parts[0]] else {
                throw ValueError(why: "must name the line cts, dsr, ri or dcd before the colon")
            }
            choice.line = line
        }
        guard parts.count <= 2, let level = DrawerSettings.Sensor(rawValue: parts.last ?? "") else {
            let levels = DrawerSettings.Sensor.allCases.map(\.rawValue)
            let hint = nearest(to: parts.last ?? "", among: levels).map { "; did you mean \($0)?" }
            throw ValueError(
                why: "must be one of \(levels.joined(separator: ", "))\(hint ?? ""), "
                    + "for a box with its line: cts:highWhenOpen")
        }
        choice.level = level
        return choice
    } show: {
        $0.level.rawValue
    }
}
