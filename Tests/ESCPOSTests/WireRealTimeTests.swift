import ESCPOS
import Testing

@Suite struct WireRealTimeTests {
    static let commands: [Command] = [
        .realTimeStatus(.printer), .realTimeStatus(.paper),
        .realTimeStatus(.init(function: 7, argument: 2)),
        .realTimeStatus(.init(function: 8, argument: 3)),
        .realTimeStatus(.init(function: 18, argument: 1)), .realTimeRecover(0),
        .realTimeRecover(2), .realTimePulse(.init(.pin5, units: 8)),
        .realTimeFunction([2, 1, 8]), .realTimeFunction([3, 1, 0, 2, 3, 4]),
        .realTimeFunction([7, 4]), .realTimeFunction([8, 1, 3, 0x14, 1, 6, 2, 8]),
    ]

    private func scan(_ bytes: [UInt8]) -> [Command] {
        var scanner = RealTimeScanner()
        return scanner.scan(bytes)
    }

    @Test(arguments: commands) func isSeenAloneAndInsideOtherData(command: Command) throws {
        #expect(scan(command.bytes) == [command])
        let row = command.bytes + [UInt8](repeating: 0xFF, count: 16 - command.bytes.count)
        let raster = try #require(RasterImage(bytesPerRow: 16, height: 1, data: row))
        let stream = [.text([0x41]), .raster(raster, scale: .normal), command].bytes
        #expect(scan(stream) == [command, command])
        // To the parser the first is a picture, and only the second a command.
        #expect(ESCPOSTests.commands(in: [stream]).filter { $0 == command }.count == 1)
    }

    @Test(arguments: commands) func isSeenAfterAnotherThatBrokeOff(command: Command) {
        for start: [UInt8] in [
            [0x10], [0x10, 0x04], [0x10, 0x05], [0x10, 0x14], [0x10, 0x14, 0x01],
            [0x10, 0x14, 0x01, 0x00], [0x10, 0x14, 0x02, 0x01], [0x10, 0x04, 0x07],
            [0x10, 0x04, 0x12],
            [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02],
        ] { #expect(scan(start + command.bytes) == [command], "\(start)") }
    }

    @Test func aBuzzerThatBrokeOffInItsFreeByteHidesNothing() {
        #expect(scan([0x10, 0x14, 0x03, 0x10, 0x04, 0x01]) == [.realTimeStatus(.printer)])
    }

    @Test(arguments: [
        "10 04 00", "10 04 09", "10 04 31", "10 04 07 03", "10 04 08 01", "10 04 12 00", "10 05 03",
        "10 14 01 02 01", "10 14 01 00 00", "10 14 01 00 09", "10 14 01 30 01", "10 14 02 01 07",
        "10 14 03 01 01 02 03 04", "10 14 07 03", "10 14 08 01 03 14 01 06 02 07", "10 14 04",
        "04 01", "10 06 01",
    ]) func whatAPrinterIgnoresIsIgnored(wire: String) {
        #expect(scan(bytes(ofHex: wire)).isEmpty)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func anySplitSeesTheSame(seed: UInt64) {
        var random = WireRandom(seed: seed)
        var stream = hostileBytes(600, using: &random)
        for _ in 0..<10 {
            let place = Int.random(in: 0...stream.count, using: &random)
            let command = WireRealTimeTests.commands.randomElement(using: &random)
            stream.insert(contentsOf: command?.bytes ?? [], at: place)
        }
        var pieces = RealTimeScanner()
        let split = randomPieces(of: stream, using: &random).flatMap { pieces.scan($0) }
        var single = RealTimeScanner()
        #expect(scan(stream) == split, "seed \(seed)")
        #expect(stream.compactMap { single.scan($0) } == split, "seed \(seed)")
        #expect(!split.isEmpty, "seed \(seed)")
    }
}
