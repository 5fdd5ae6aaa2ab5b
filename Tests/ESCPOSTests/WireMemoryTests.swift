import ESCPOS
import Testing

@Suite struct WireMemoryTests {
    private let filler = [UInt8](repeating: 0x1B, count: 100_000)

    @Test(arguments: [
        "1D 76 30 00 FF FF FF FF",  // 4 GB of raster
        "1D 38 4C FF FF FF FF",  // 4 GB of graphics
        "1C 71 FF FF FF FF FF",  // 255 pictures of 34 GB
        "1D 44 30 43 30 41 42 30 31 42 4D FF FF FF FF",  // a 4 GB bitmap
        "1B 26 FF 00 FF FF",  // 256 characters of 65 kB
    ]) func aLengthThatIsAnnouncedIsNotHeld(wire: String) {
        let head = bytes(ofHex: wire)
        var parser = Parser(limits: .init(payloadMax: 50_000))
        var count = 0
        var most = 0
        for piece in [head] + Array(repeating: filler, count: 20) {
            for command in parser.parse(piece) {
                guard case .unknown(let bytes) = command else {
                    Issue.record("\(command) in a payload")
                    return
                }
                count += bytes.count
            }
            most = max(most, parser.pendingByteCount)
        }
        #expect(most <= 50_000 + Parser.pieceSize)
        #expect(count + parser.pendingByteCount == head.count + 20 * filler.count)
    }

    @Test func aCommandOverTheLimitLeavesHeadFirstAndEndsInItsPlace() {
        let head = bytes(ofHex: "1D 76 30 00 64 00 C8 00")
        let payload = [UInt8](repeating: 0xFF, count: 20_000)
        var parser = Parser(limits: .init(payloadMax: 19_999))
        #expect(parser.parse(head) == [.unknown(head)])
        #expect(
            parser.parse(payload + [0x41, 0x0A]) == [
                .unknown(Array(payload.prefix(Parser.pieceSize))),
                .unknown(Array(payload.dropFirst(Parser.pieceSize))), .text([0x41]), .lineFeed,
            ])
        let whole = commands(in: [head + payload], limits: .init(payloadMax: 20_000))
        #expect(whole.count == 1)
        if case .unknown = whole.first { Issue.record("not kept whole at its very limit") }
    }

    @Test func aSeriesOverTheLimitStillEndsInItsPlace() {
        // Three pictures of 8, 80 and 0 bytes; the limit falls into the second.
        let stream =
            bytes(ofHex: "1C 71 03 01 00 01 00") + [UInt8](repeating: 1, count: 8)
            + bytes(ofHex: "0A 00 01 00") + [UInt8](repeating: 2, count: 80)
            + bytes(ofHex: "00 00 01 00")
        let read = commands(in: [stream + [0x41]], limits: .init(payloadMax: 60))
        #expect(read.bytes == stream + [0x41])
        #expect(read.last == .text([0x41]))
        #expect(read.count > 2)
    }

    @Test func textIsHeldOnlyUpToTheLongestRun() {
        var parser = Parser()
        let text = [UInt8](repeating: 0x41, count: 10_000)
        let runs = parser.parse(text)
        #expect(runs.allSatisfy { $0.bytes.count == Parser.runMax })
        #expect(parser.pendingByteCount == 10_000 - runs.count * Parser.runMax)
        #expect((runs + parser.finish()).bytes == text)
    }

    @Test func aFloodOfNULsIsFewCommands() {
        let flood = [UInt8](repeating: 0, count: 8192)
        let read = commands(in: [flood + [0x1B, 0x40]])
        #expect(read.count == 8192 / Parser.runMax + 1)
        #expect(read.last == .initialize)
    }

    @Test func aSequenceThatIsNotContiguousReadsTheSame() {
        let bytes = Array("a long line\n".utf8) + [0x1B, 0x40]
        let many = Array(repeating: bytes, count: 1000)
        var parser = Parser()
        #expect(parser.parse(many.joined()) == commands(in: [many.flatMap { $0 }]))
    }
}
