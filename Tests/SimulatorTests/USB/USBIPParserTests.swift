import Simulator
import Testing
import Transport

/// The server's reader, byte by byte.
struct USBIPParserTests {
    /// A session of all kinds of messages.
    static let session: [UInt8] =
        [0x01, 0x11, 0x80, 0x03, 0, 0, 0, 0] + Array("1-1".utf8) + [UInt8](repeating: 0, count: 29)
        + submit(1, direction: 1, endpoint: 0, length: 18, setup: [0x80, 6, 0, 1, 0, 0, 18, 0])
        + submit(2, direction: 0, endpoint: 1, length: 5) + Array("hello".utf8)
        + submit(3, direction: 0, endpoint: 3, length: 2, packets: 1) + [9, 9]
        + [UInt8](repeating: 7, count: 16)
        + words([2, 4, 0, 0, 0, 2]) + [UInt8](repeating: 0, count: 24)
        + submit(5, direction: 0, endpoint: 1, length: 0)

    static let messages: [USBIPParser.Message] = [
        .importDevice(busID: "1-1"),
        .command(.submit(.control(1, USBSetup(0x80, 6, value: 0x100, length: 18)))),
        .command(.submit(.output(2, endpoint: 1, Array("hello".utf8)))),
        .isochronous(number: 3, packets: 1),
        .command(.unlink(number: 2, request: 4)),
        .command(.submit(.output(5, endpoint: 1, []))),
    ]

    static func words(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
    }

    static func submit(
        _ number: UInt32, direction: UInt32, endpoint: UInt32, length: UInt32,
        packets: UInt32 = .max, setup: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0]
    ) -> [UInt8] {
        words([1, number, 0x0001_0002, direction, endpoint, 0, length, 0, packets, 0]) + setup
    }

    @Test func sessionIsReadWhateverThePieces() throws {
        for size in [1, 2, 3, 7, 47, 48, 49, 1000] {
            var parser = USBIPParser()
            var messages: [USBIPParser.Message] = []
            var rest = Self.session[...]
            while !rest.isEmpty {
                messages += try parser.parse(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            #expect(messages == Self.messages, "pieces of \(size)")
            #expect(parser.pendingByteCount == 0)
        }
    }

    @Test func listIsTheOnlyRequestOfItsConnection() throws {
        var parser = USBIPParser()
        let bytes: [UInt8] = [0x01, 0x11, 0x80, 0x05, 0, 0, 0, 0]
        #expect(try parser.parse(bytes + bytes) == [.listDevices])
        #expect(try parser.parse(bytes) == [])
    }

    @Test func kernelsConnectionBeginsWithCommands() throws {
        var parser = USBIPParser(isAttached: true)
        #expect(
            try parser.parse(Self.submit(5, direction: 0, endpoint: 1, length: 0))
                == [.command(.submit(.output(5, endpoint: 1, [])))])
    }

    @Test(arguments: [
        (submit(1, direction: 0, endpoint: 16, length: 0), USBIPError.endpoint(16)),
        (submit(1, direction: 2, endpoint: 1, length: 0), .direction(2)),
        (submit(1, direction: 1, endpoint: 1, length: 0xFFFF_FFFF), .length(-1)),
        (submit(1, direction: 0, endpoint: 1, length: 0x0100_0001), .length(0x0100_0001)),
        (submit(1, direction: 0, endpoint: 1, length: 0, packets: 1025), .packets(1025)),
        (words([5] + [UInt32](repeating: 0, count: 11)), .command(5)),
    ])
    func commandThatMakesNoSenseEndsTheReading(bytes: [UInt8], error: USBIPError) throws {
        var parser = USBIPParser(isAttached: true)
        #expect(throws: error) { try parser.parse(bytes) }
        #expect(try parser.parse(Self.submit(5, direction: 0, endpoint: 1, length: 0)) == [])
        #expect(parser.pendingByteCount == 0)
    }

    @Test func readWithMuchRoomKeepsNoMemory() throws {
        var parser = USBIPParser(isAttached: true)
        let bytes = Self.submit(1, direction: 1, endpoint: 1, length: 0x7FFF_FFFF)
        #expect(try parser.parse(bytes).count == 1)
        #expect(parser.pendingByteCount == 0)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func anyBytesAreReadOrRefusedAndAnySplitSaysTheSame(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = Self.session + Self.session.dropFirst(40)
        for _ in 0..<Int.random(in: 0..<4, using: &random) {
            bytes[Int.random(in: bytes.indices, using: &random)] = .random(
                in: 0...255, using: &random)
        }
        func read(_ pieces: [[UInt8]]) -> ([USBIPParser.Message], USBIPError?) {
            var parser = USBIPParser()
            var messages: [USBIPParser.Message] = []
            for piece in pieces {
                do throws(USBIPError) { messages += try parser.parse(piece) } catch {
                    return (messages, error)
                }
            }
            return (messages, nil)
        }
        let single = read(bytes.map { [$0] })
        let whole = read([bytes])
        #expect(single.1 == whole.1, "seed \(seed)")
        if single.1 == nil { #expect(single.0 == whole.0, "seed \(seed)") }
    }
}
