import ESCPOS
import Testing

@Suite struct WireReplyTests {
    /// A printer with an open cover, as it pushes its status.
    static let pushed = AutomaticStatus(bytes: [0x3C, 0x00, 0x03, 0x0F])

    static func samples() throws -> [Reply] {
        [
            .realTimeStatus(0x12), .realTimeStatus(0x7E), .status(0x00), .status(0x6F),
            .automaticStatus(try #require(pushed)), .extendedAutomaticStatus(0x00, 0x40),
            .processID(try #require(ProcessID(bytes: Array("!~57".utf8)))),
            .offlineCauses([]), .offlineCauses([0x40, 0x7F, 0x55]), .buffersCleared,
            .block(header: 0x5F, data: Array("EPSON".utf8)), .block(header: 0x5F, data: []),
            .block(header: 0x35, data: [0x41, 0x42]), .block(header: 0x3B, data: [0x31]),
            .block(header: 0x3D, data: [0x21, 0x43, 0x40]),
            .block(header: 0x37, data: [0x21] + Array("01000010".utf8)),
            .transmitOn, .transmitOff,
        ]
    }

    @Test func everyReplyIsReadFromItsBytesAloneAndAmongOthers() throws {
        let samples = try WireReplyTests.samples()
        for reply in samples { #expect(replies(in: [reply.bytes]) == [reply]) }
        #expect(replies(in: [samples.flatMap(\.bytes)]) == samples)
        for first in samples {
            for second in samples {
                #expect(replies(in: [first.bytes + second.bytes]) == [first, second])
            }
        }
    }

    @Test func everyByteBeginsWhatItsFixedBitsSay() {
        for byte in 0...255 as ClosedRange<UInt8> {
            var parser = ReplyParser()
            let read = parser.parse([byte])
            switch byte {
            case 0x11: #expect(read == [.transmitOn])
            case 0x13: #expect(read == [.transmitOff])
            case 0x35, 0x37, 0x39, 0x3B, 0x3D, 0x5F: #expect(read.isEmpty)
            case _ where byte & 0b1001_0011 == 0b0001_0010: #expect(read == [.realTimeStatus(byte)])
            case _ where byte & 0b1001_0011 == 0b0001_0000: #expect(read.isEmpty)
            case _ where byte & 0b1001_0000 == 0: #expect(read == [.status(byte)])
            default: #expect(read == [.unknown([byte])])
            }
            #expect(parser.pendingByteCount == (read.isEmpty ? 1 : 0))
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func anySplitGivesTheSameReplies(seed: UInt64) throws {
        var random = WireRandom(seed: seed)
        let samples = try WireReplyTests.samples()
        var bytes: [UInt8] = []
        for _ in 0..<40 {
            bytes += samples.randomElement(using: &random)?.bytes ?? []
            // Lost and foreign bytes.
            if Int.random(in: 0..<4, using: &random) == 0, !bytes.isEmpty {
                bytes.remove(at: Int.random(in: 0..<bytes.count, using: &random))
                bytes.append(UInt8.random(in: 0...255, using: &random))
            }
        }
        let whole = replies(in: [bytes])
        #expect(replies(in: bytes.map { [$0] }) == whole, "seed \(seed)")
        #expect(replies(in: randomPieces(of: bytes, using: &random)) == whole, "seed \(seed)")
        // Flow control is given at once; all else keeps its order and its bytes.
        let isFlow = { (byte: UInt8) in byte == 0x11 || byte == 0x13 }
        let kept = whole.filter { $0 != .transmitOn && $0 != .transmitOff }
        #expect(kept.flatMap(\.bytes) == bytes.filter { !isFlow($0) }, "seed \(seed)")
    }

    @Test(arguments: 0..<4) func afterALostByteTheNextStatusIsReadRight(lost: Int) throws {
        // Counting bytes by fours, as one library does, misreads every status from here on.
        let status = try #require(WireReplyTests.pushed)
        var torn = status.bytes
        torn.remove(at: lost)
        let read = replies(in: [status.bytes + torn + status.bytes + status.bytes])
        let whole = read.filter { $0 == .automaticStatus(status) }
        #expect(whole.count == 3)
        #expect(read.first == .automaticStatus(status) && read.last == .automaticStatus(status))
    }

    @Test func aDoubledByteCostsNoLaterStatus() throws {
        let status = try #require(WireReplyTests.pushed)
        let read = replies(in: [[0x3C] + status.bytes + [0x0F] + status.bytes])
        #expect(
            read == [
                .unknown([0x3C]), .automaticStatus(status), .status(0x0F), .automaticStatus(status),
            ])
    }

    @Test func anAnswerInsideATornStatusIsStillAnAnswer() {
        #expect(
            replies(in: [[0x14, 0x00, 0x12, 0x00]])
                == [.unknown([0x14, 0x00]), .realTimeStatus(0x12), .status(0)])
    }

    @Test func flowControlStandsAnywhere() throws {
        let status = try #require(WireReplyTests.pushed)
        let id = try #require(ProcessID(bytes: Array("0007".utf8)))
        #expect(
            replies(in: [[0x3C, 0x13, 0x00, 0x11, 0x03, 0x0F]])
                == [.transmitOff, .transmitOn, .automaticStatus(status)])
        #expect(
            replies(in: [[0x37, 0x13, 0x22, 0x30, 0x30, 0x30, 0x11, 0x37, 0x00]])
                == [.transmitOff, .transmitOn, .processID(id)])
    }

    // MARK: Torn blocks

    @Test func aTornProcessIDNeverBecomesAnother() throws {
        let next = try #require(ProcessID(bytes: Array("0002".utf8)))
        let whole: [UInt8] = [0x37, 0x22, 0x30, 0x30, 0x30, 0x31, 0x00]
        for lost in whole.indices.dropFirst(2) {
            var torn = whole
            torn.remove(at: lost)
            let ids = replies(in: [torn + Reply.processID(next).bytes]).filter {
                if case .processID = $0 { true } else { false }
            }
            #expect(ids == [.processID(next)], "without byte \(lost)")
        }
        // Its NUL is its own: read as an answer to GS r it would say that all is well.
        #expect(
            replies(in: [[0x37, 0x22, 0x30, 0x30, 0x00]]) == [
                .unknown([0x37, 0x22, 0x30, 0x30, 0x00])
            ])
    }

    @Test func aBlockThatNeverEndsIsGivenUpAtItsLimit() {
        var parser = ReplyParser()
        let text = [0x5F] + [UInt8](repeating: 0x80, count: ReplyParser.blockMax * 3)
        var most = 0
        var read: [Reply] = []
        for byte in text {
            read += parser.parse([byte])
            most = max(most, parser.pendingByteCount)
        }
        #expect(most == ReplyParser.blockMax)
        #expect(read.first == .unknown(Array(text.prefix(ReplyParser.blockMax))))
        #expect((read + parser.finish()).flatMap(\.bytes) == text)
    }

    @Test func moreThanTenCausesAreNoOfflineResponse() {
        let ten = [UInt8](repeating: 0x41, count: 10)
        #expect(replies(in: [[0x37, 0x23] + ten + [0]]) == [.offlineCauses(ten)])
        #expect(
            replies(in: [[0x37, 0x23] + ten + [0x41, 0]]).first == .unknown([0x37, 0x23] + ten))
    }

    @Test func finishGivesUpWhatBrokeOffAndBeginsAnew() throws {
        let status = try #require(WireReplyTests.pushed)
        var parser = ReplyParser()
        #expect(parser.parse([0x3C, 0x00]).isEmpty)
        #expect(parser.finish() == [.unknown([0x3C, 0x00])])
        #expect(parser.finish().isEmpty)
        #expect(parser.parse(status.bytes) == [.automaticStatus(status)])
    }
}
