import ESCPOS
import FoundationEssentials
import Testing

/// Where commands end, told by a published table of lengths instead of by the parser.
struct LengthTable: Decodable {
    struct Entry: Decodable {
        let bytes: [UInt8]
        let name: String
        let rule: Rule

        private enum CodingKeys: String, CodingKey { case prefix, name, rule }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            bytes = ESCPOSTests.bytes(ofHex: try values.decode(String.self, forKey: .prefix))
            name = try values.decode(String.self, forKey: .name)
            rule = try values.decode(Rule.self, forKey: .rule)
        }
    }

    struct Rule: Decodable {
        let kind: String
        let params: Int?
        let cases: [String: Int]?
        let otherwise: Int?

        private enum CodingKeys: String, CodingKey {
            case kind, params, cases
            case otherwise = "else"
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            kind = try values.decode(String.self, forKey: .kind)
            params = try values.decodeIfPresent(Int.self, forKey: .params)
            cases = try values.decodeIfPresent([String: Int].self, forKey: .cases)
            otherwise = try? values.decode(Int.self, forKey: .otherwise)
        }

        /// Length for the selecting byte; `nil` where the table says it in words.
        func length(selector: UInt8) -> Int? {
            for (keys, length) in cases ?? [:] {
                for key in keys.split(separator: ",") {
                    let ends = key.split(separator: "-").compactMap { Int($0) }
                    guard let first = ends.first, let last = ends.last else { continue }
                    if (first...last).contains(Int(selector)) { return length }
                }
            }
            return otherwise
        }
    }

    let commands: [Entry]

    static func load() throws -> LengthTable {
        try JSONDecoder().decode(
            LengthTable.self, from: WireData.read("data/escpos/command-lengths.json"))
    }

    /// Length of the command at the start of `bytes`, of which there are more than it needs;
    /// `nil` where the table has no such command.
    func length(_ bytes: ArraySlice<UInt8>) -> Int? {
        let fitting = commands.filter { bytes.starts(with: $0.bytes) }
        guard let entry = fitting.max(by: { $0.bytes.count < $1.bytes.count }) else { return nil }
        // 0 past the end: the length then comes out longer than there are bytes, and is not used.
        let at = { (index: Int) in index < bytes.count ? Int(bytes[bytes.startIndex + index]) : 0 }
        let after = entry.bytes.count
        let word = { (index: Int) in at(index) + 256 * at(index + 1) }
        switch entry.rule.kind {
        case "fixed": return after + (entry.rule.params ?? 0)
        case "switch":
            if let length = entry.rule.length(selector: UInt8(at(after))) { return after + length }
            return counterLength(bytes)
        case "len16": return 5 + word(3)
        case "len32": return 7 + word(3) + 65536 * word(5)
        case "raster": return 8 + word(4) * word(6)
        case "gs_star": return 4 + at(2) * at(3) * 8
        case "fs_2": return 4 + 72
        case "esc_star": return [0: 1, 1: 1, 32: 3, 33: 3][at(2)].map { 5 + $0 * word(3) } ?? 3
        case "esc_amp":
            var end = 5
            for _ in stride(from: at(3), through: at(4), by: 1) { end += 1 + at(2) * at(end) }
            return end
        case "fs_q":
            var end = 3
            for _ in 0..<at(2) { end += 4 + word(end) * word(end + 2) * 8 }
            return end
        case "fs_g": return at(2) == 0x31 ? 10 + word(8) : at(2) == 0x32 ? 10 : 3
        case "gs_D":
            guard at(2) == 0x30, at(3) == 0x43 || at(3) == 0x53 else { return nil }
            return at(9) == 0x42 && at(10) == 0x4D ? 9 + word(11) + 65536 * word(13) : nil
        case "gs_k": return barcodeLength(bytes)
        case "until_nul_or_non_ascending":
            var end = 2
            while end < 2 + 32, at(end) > (end == 2 ? 0 : at(end - 1)) { end += 1 }
            return at(end) == 0 ? end + 1 : end
        default: return nil
        }
    }

    private func barcodeLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        let at = { (index: Int) in bytes[bytes.startIndex + index] }
        let full = [12, 12, 13, 8, 255, 255, 255]
        switch at(2) {
        case 0...6:
            let data = bytes.dropFirst(3).prefix { $0 != 0 }.count
            let most = full[Int(at(2))]
            return data <= most ? 3 + data + 1 : 3 + most
        case 65...79: return 4 + Int(at(3))
        default: return 3
        }
    }

    /// `GS C ;`: five numbers, each with its semicolon.
    private func counterLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.dropFirst(2).first == 0x3B else { return 3 }
        let ends = bytes.indices.dropFirst(3).filter { bytes[$0] == 0x3B }
        return ends.count < 5 ? nil : ends[ends.startIndex + 4] + 1 - bytes.startIndex
    }
}

@Suite struct WireLengthTests {
    /// Parameters that take the command through its forms: selectors often, lengths small.
    private func example(
        of entry: LengthTable.Entry, using random: inout WireRandom
    ) -> [UInt8] {
        var bytes = entry.bytes
        let selectors: [UInt8] = [0, 1, 2, 3, 7, 8, 18, 32, 33, 48, 49, 50, 65, 66, 73, 79, 104]
        switch entry.rule.kind {
        case "gs_D":
            bytes += bytesOfBitmap(size: Int.random(in: 6...900, using: &random))
        case "switch" where entry.name.contains(";") && Bool.random(using: &random):
            bytes += Array(";1;22;333;;65535;".utf8)
        case "len32", "raster":
            bytes += [0x00, 2, 0, 3, 0].shuffled(using: &random).prefix(5)
            bytes[7 % bytes.count] = 0
        case "switch", "gs_k", "esc_star", "fs_g":
            bytes.append(selectors.randomElement(using: &random) ?? 0)
        case "until_nul_or_non_ascending":
            bytes += (1...40).prefix(Int.random(in: 0...40, using: &random))
        case "len16": bytes.append(UInt8.random(in: 0...255, using: &random))
        default: break
        }
        // Even places small: low bytes of lengths; every other odd place 0: high bytes.
        for place in bytes.count..<bytes.count + 40 {
            bytes.append(UInt8.random(in: 0...(place % 3 == 0 ? 0 : 9), using: &random))
        }
        return bytes
    }

    private func bytesOfBitmap(size: Int) -> [UInt8] {
        let head: [UInt8] = [0x30, 0x43, 0x30, 0x41, 0x42, 0x30, 0x31, 0x42, 0x4D]
        return head + [UInt8(size & 255), UInt8(size >> 8), 0, 0]
    }

    @Test(.enabled(if: WireData.exists, "needs the shared length table"))
    func everyPrefixOfTheTableIsOneCommandOfTheTablesLength() throws {
        let table = try LengthTable.load()
        #expect(table.commands.count == 107)
        var random = WireRandom(seed: 0)
        let tail = hostileBytes(8000, using: &random)
        for entry in table.commands where entry.rule.kind != "vendor" {
            var compared = 0
            for seed in 0..<25 as Range<UInt64> {
                var random = WireRandom(seed: seed)
                let bytes = example(of: entry, using: &random) + tail
                guard let length = table.length(bytes[...]), length < bytes.count else { continue }
                compared += 1
                let first = commands(in: [bytes.prefix(length + 1)]).first
                #expect(
                    first?.bytes.count == length, "\(entry.name), seed \(seed): \(bytes.prefix(16))"
                )
                if case .text = first { Issue.record("\(entry.name) became text") }
                if length > 1 {
                    let cut = commands(in: [bytes.prefix(length - 1), bytes[(length - 1)...length]])
                    #expect(cut.first == first, "\(entry.name), seed \(seed)")
                }
            }
            #expect(compared >= 3, "\(entry.name): too few examples fitted")
        }
    }

    @Test(.enabled(if: WireData.exists, "needs the shared length table"))
    func aPrefixThatIsNotInTheTableHasTwoBytes() throws {
        let table = try LengthTable.load()
        for prefix in [0x1B, 0x1C, 0x1D] as [UInt8] {
            for letter in 0...255 as ClosedRange<UInt8> {
                let bytes = [prefix, letter]
                if table.commands.contains(where: { $0.bytes.starts(with: bytes) }) { continue }
                #expect(
                    commands(in: [bytes + [0x0A, 0x41]])
                        == [.unknown(bytes), .lineFeed, .text([0x41])])
            }
        }
    }

    @Test(.enabled(if: WireData.exists, "needs the shared length table"))
    func capturedStreamsEndTheirCommandsWhereTheTableSays() throws {
        let table = try LengthTable.load()
        for (name, bytes) in try WireData.streams() {
            var start = 0
            for command in commands(in: [bytes]) {
                let length = command.bytes.count
                if case .text(let text) = command {
                    #expect(text.allSatisfy { $0 >= 0x20 }, "\(name) at \(start)")
                } else {
                    #expect(table.length(bytes[start...]) == length, "\(name) at \(start)")
                }
                start += length
            }
            #expect(start == bytes.count, "\(name)")
        }
    }

    @Test func userDefinedCharactersHaveTheSizeOfTheSelectedFont() {
        let select = { (n: UInt8) -> [UInt8] in [0x1C, 0x28, 0x41, 2, 0, 0x30, n] }
        let define = { (count: Int) in
            [0x1C, 0x32, 0xFE, 0xA1] + [UInt8](repeating: 0x41, count: count)
        }
        for (font, size) in [(0, 72), (0x31, 60), (2, 32)] as [(UInt8, Int)] {
            let stream = select(font) + define(size) + [0x0A]
            #expect(
                commands(in: [stream]) == [
                    .unknown(select(font)), .unknown(define(size)), .lineFeed,
                ])
        }
        let reset = select(2) + [0x1B, 0x40] + define(72) + [0x0A]
        #expect(commands(in: [reset]).last == .lineFeed)
        #expect(commands(in: [reset]).count == 4)
    }

    // Not in the table: the customer display's own commands, seen when it and the printer listen.
    @Test(arguments: [
        "1F 01", "1F 02", "1F 03", "1F 24 01 02", "1F 23 01 02", "1F 43 01", "1F 45 01",
        "1F 54 0C 1E", "1F 55", "1F 58 04", "1F 5E 01 02", "1F 72 01", "1F 76 00", "1F 40",
        "1F 28 47 02 00 60 00", "1F 1B 1F FC 01 02 03 55", "1F 1B 1F 81 04 05 06 10 00",
        "1F 1B 1F 93 10 11 12 15 16 17 10 00",
    ]) func displayAndSetUpCommandsAreOneUnknown(wire: String) {
        let bytes = bytes(ofHex: wire)
        #expect(commands(in: [bytes + [0x0A]]) == [.unknown(bytes), .lineFeed])
    }
}
