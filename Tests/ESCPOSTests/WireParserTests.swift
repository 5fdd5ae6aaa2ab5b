import ESCPOS
import Testing

@Suite struct WireParserTests {
    // MARK: Any bytes, any split

    @Test(arguments: 0..<400 as Range<UInt64>)
    func anyBytesInAnySplitComeBackAsTheSameBytes(seed: UInt64) {
        var random = WireRandom(seed: seed)
        let bytes = hostileBytes(Int.random(in: 0...1500, using: &random), using: &random)
        let whole = commands(in: [bytes])
        #expect(whole.bytes == bytes, "seed \(seed)")
        #expect(commands(in: bytes.map { [$0] }) == whole, "seed \(seed)")
        #expect(commands(in: randomPieces(of: bytes, using: &random)) == whole, "seed \(seed)")
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func theSameHoldsAtATinyLimit(seed: UInt64) {
        var random = WireRandom(seed: seed)
        let limits = Parser.Limits(payloadMax: Int.random(in: 0...64, using: &random))
        let bytes = hostileBytes(Int.random(in: 0...1500, using: &random), using: &random)
        let whole = commands(in: [bytes], limits: limits)
        #expect(whole.bytes == bytes, "seed \(seed)")
        #expect(
            commands(in: randomPieces(of: bytes, using: &random), limits: limits) == whole,
            "seed \(seed)")
    }

    @Test(.enabled(if: WireData.exists, "needs the shared corpus"))
    func capturedStreamsParseToTheirEndInAnySplit() throws {
        let streams = try WireData.streams()
        #expect(streams.count >= 10)
        for (name, bytes) in streams {
            let whole = commands(in: [bytes])
            #expect(whole.bytes == bytes, "\(name)")
            #expect(commands(in: bytes.map { [$0] }) == whole, "\(name)")
            for seed in 0..<20 as Range<UInt64> {
                var random = WireRandom(seed: seed)
                let pieces = randomPieces(of: bytes, using: &random)
                #expect(commands(in: pieces) == whole, "\(name), seed \(seed)")
            }
            var parser = Parser()
            _ = parser.parse(bytes)
            #expect(parser.finish().allSatisfy { if case .unknown = $0 { false } else { true } })
        }
    }
}
