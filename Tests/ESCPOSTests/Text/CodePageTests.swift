import ESCPOS
import Glibc
import Testing

struct CodePageTests {
    @Test(arguments: [
        (CodePage.cp437, "CP437"), (.cp850, "CP850"), (.cp852, "CP852"), (.cp858, "CP858"),
        (.cp866, "CP866"), (.cp1252, "CP1252"),
    ])
    func everyByteIsWhatTheCLibrarySays(page: CodePage, name: String) {
        for byte in UInt8(0x80)...0xFF {
            #expect(page.scalar(for: byte) == iconvScalar(byte, from: name), "\(page) \(byte)")
        }
    }

    @Test(.enabled(if: TextReference.read(path) != nil, "no reference data beside the project"))
    func everyByteIsWhatTheReferenceTableSays() throws {
        let table = try #require(TextReference.read(Self.path))
        var rows = 0
        for row in table.split(separator: "\n") where !row.hasPrefix("#") {
            let fields = row.split(separator: "\t")
            guard fields.count == 3, let page = CodePage(rawValue: String(fields[0])) else {
                continue
            }
            let byte = try #require(UInt8(fields[1], radix: 16))
            let scalar = UInt32(fields[2], radix: 16).flatMap(Unicode.Scalar.init)
            #expect(page.scalar(for: byte) == scalar, "\(row)")
            rows += 1
        }
        #expect(rows == CodePage.allCases.count * 128)
    }

    @Test(arguments: CodePage.allCases)
    func byteAndScalarAreInverse(page: CodePage) {
        for byte in UInt8.min...UInt8.max {
            guard let scalar = page.scalar(for: byte) else { continue }
            #expect(page.byte(for: scalar) == byte)
        }
    }

    @Test(arguments: CodePage.allCases)
    func noControlHasAByte(page: CodePage) {
        for value in Array(0..<UInt32(0x20)) + Array(0x7F..<0xA0) {
            #expect(Unicode.Scalar(value).flatMap { page.byte(for: $0) } == nil)
        }
    }

    private static let path = "data/codepages/python-codecs-high-half.tsv"

    private func iconvScalar(_ byte: UInt8, from name: String) -> Unicode.Scalar? {
        guard let converter = iconv_open("UTF-32LE", name) else { return nil }
        defer { iconv_close(converter) }
        var input = [CChar(bitPattern: byte)]
        var output = [CChar](repeating: 0, count: 4)
        let left = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                var (from, to) = (input.baseAddress, output.baseAddress)
                var (count, room) = (1, 4)
                _ = iconv(converter, &from, &count, &to, &room)
                return room
            }
        }
        guard left == 0 else { return nil }
        return Unicode.Scalar(
            output.reversed().reduce(0) { $0 << 8 | UInt32(UInt8(bitPattern: $1)) })
    }
}
