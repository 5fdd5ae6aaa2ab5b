import ESCPOS
import Simulator
import Testing

/// The requests that every device answers, and those of the printer class.
struct USBRequestTests {
    // MARK: Standard

    @Test func configurationIsSetKeptAndTakenBack() {
        var bench = USBBench(isConfigured: false)
        #expect(bench.wrote([0x41])?.status == .noAnswer)
        #expect(bench.control(USBSetup(0x80, 8, length: 1))?.data == [0])
        #expect(bench.control(USBSetup(0x00, 9, value: 2))?.status == .stalled)
        #expect(bench.control(USBSetup(0x00, 9, value: 1))?.status == .done)
        #expect(bench.control(USBSetup(0x80, 8, length: 1))?.data == [1])
        #expect(bench.wrote([0x41])?.status == .done)
        #expect(bench.control(USBSetup(0x00, 9, value: 0))?.status == .done)
        #expect(bench.wrote([0x41])?.status == .noAnswer)
    }

    @Test func alternateSettingDecidesWhichEndpointsAnswer() {
        var bench = USBBench { $0.kind = .printerClass(protocols: [1, 2]) }
        #expect(bench.reading(64)?.status == .noAnswer)
        #expect(bench.control(USBSetup(0x01, 11, value: 2))?.status == .stalled)
        #expect(bench.control(USBSetup(0x01, 11, value: 1, index: 1))?.status == .stalled)
        #expect(bench.control(USBSetup(0x01, 11, value: 1))?.status == .done)
        #expect(bench.control(USBSetup(0x81, 10, length: 1))?.data == [1])
        #expect(bench.reading(64) == nil)
    }

    @Test func haltIsToldSetAndCleared() {
        var bench = USBBench()
        let status = USBSetup(0x82, 0, index: 0x01, length: 2)
        #expect(bench.control(status)?.data == [0, 0])
        #expect(bench.control(USBSetup(0x02, 3, index: 0x01))?.status == .done)
        #expect(bench.control(status)?.data == [1, 0])
        #expect(bench.wrote([0x41])?.status == .stalled)
        #expect(bench.control(USBSetup(0x02, 1, index: 0x01))?.status == .done)
        #expect(bench.wrote([0x41])?.status == .done)
        #expect(bench.control(USBSetup(0x02, 1, index: 0x05))?.status == .stalled)
        #expect(bench.control(USBSetup(0x80, 0, length: 2))?.data == [1, 0])
    }

    @Test(arguments: [
        USBSetup(0x80, 12, length: 2), USBSetup(0xC0, 1, length: 4), USBSetup(0x40, 1),
        USBSetup(0x21, 9, value: 0x200, index: 0, length: 0),
        USBSetup(0xA1, 1, index: 3, length: 1),
        USBSetup(0x81, 6, value: 0x2200, length: 64), USBSetup(0x80, 6, value: 0x0F00, length: 5),
    ])
    func unknownRequestStalls(setup: USBSetup) {
        var bench = USBBench()
        #expect(bench.control(setup)?.status == .stalled)
    }

    @Test func transferWhosePartsDisagreeIsInvalid() {
        var bench = USBBench()
        var transfer = USBTransfer.control(90, USBSetup(0x80, 6, value: 0x100, length: 18))
        transfer.endpoint = 0
        bench.submit(transfer)
        #expect(bench.completion(90)?.status == .invalid)
        bench.submit(.control(91, USBSetup(0x21, 9, length: 8), [1, 2]))
        #expect(bench.completion(91)?.status == .invalid)
        transfer.setup = nil
        transfer.number = 92
        bench.submit(transfer)
        #expect(bench.completion(92)?.status == .invalid)
    }

    // MARK: Printer class

    static let text = Array("MFG:EPSON;CMD:ESC/POS;MDL:TM-T88V;CLS:PRINTER;DES:EPSON TM-T88V;".utf8)

    @Test(
        arguments: [
            (nil, [0, 66] + text), (.littleEndianLength, [66, 0] + text),
            (.zeroLength, [0, 0] + text),
            (.lengthWithoutItself, [0, 64] + text), (.nothing, []),
        ] as [(USBPrinterTraits.DeviceIDLie?, [UInt8])])
    func deviceIDHasItsLengthBeforeIt(lie: USBPrinterTraits.DeviceIDLie?, bytes: [UInt8]) {
        var bench = USBBench { $0.deviceIDLie = lie }
        #expect(bench.control(USBSetup(0xA1, 0, length: 1023))?.data == bytes)
        #expect(bench.control(USBSetup(0xA1, 0, length: 2))?.data == Array(bytes.prefix(2)))
    }

    @Test func portStatusIsTheTruth() {
        var bench = USBBench()
        let ask = USBSetup(0xA1, 1, length: 1)
        #expect(bench.control(ask)?.data == [0x18])
        bench.act { $0.removePaper() }
        #expect(bench.control(ask)?.data == [0x38])
        bench.act { $0.openCover() }
        #expect(bench.control(ask)?.data == [0x20])
        bench.act {
            $0.loadPaper()
            $0.closeCover()
        }
        #expect(bench.control(ask)?.data == [0x18])
    }

    @Test func portStatusThatIsAlwaysReadySaysSoWithoutPaper() {
        var bench = USBBench { $0.portStatusLie = .alwaysReady }
        bench.act { $0.removePaper() }
        #expect(bench.control(USBSetup(0xA1, 1, length: 1))?.data == [0x18])
    }

    @Test(
        arguments: [
            (.both, .done, .done), (.toInterface, .done, .stalled), (.toOther, .stalled, .done),
            (.none, .stalled, .stalled),
        ] as [(USBPrinterTraits.SoftReset, USBCompletion.Status, USBCompletion.Status)])
    func softResetIsUnderstoodInItsForms(
        kind: USBPrinterTraits.SoftReset, interface: USBCompletion.Status,
        other: USBCompletion.Status
    ) {
        var bench = USBBench { $0.softReset = kind }
        #expect(bench.control(USBSetup(0x21, 2))?.status == interface)
        #expect(bench.control(USBSetup(0x23, 2))?.status == other)
    }

    @Test func softResetEmptiesTheBuffersAndEndsHalts() {
        var bench = USBBench()
        bench.act { $0.removePaper() }
        bench.write([UInt8](repeating: 0x41, count: 4000) + [0x0A])
        _ = bench.control(USBSetup(0x02, 3, index: 0x82))
        #expect(bench.printer.bytesInBuffer > 3000)
        #expect(bench.control(USBSetup(0x21, 2))?.status == .done)
        #expect(bench.printer.bytesInBuffer == 0)
        #expect(bench.device.haltedEndpoints.isEmpty)
        bench.act { $0.loadPaper() }
        bench.pass(.seconds(30))
        #expect(bench.printer.statistics.lines == 0)
    }

    @Test func hangingSoftResetHoldsTheRequestAndWhatComesBehindItUntilTakenBack() {
        var bench = USBBench { $0.softReset = .hangs }
        let reset = bench.submit(.control(bench.makeNumber(), USBSetup(0x21, 2)))
        let status = bench.submit(.control(bench.makeNumber(), USBSetup(0xA1, 1, length: 1)))
        bench.pass(.seconds(60))
        #expect(bench.completion(reset) == nil && bench.completion(status) == nil)
        _ = bench.unlink(reset)
        #expect(bench.completion(reset) == nil)
        #expect(bench.completion(status)?.data == [0x18])
    }

    @Test func vendorClassPrinterKnowsNoClassRequest() {
        var bench = USBBench { $0.kind = .vendorClass }
        #expect(bench.control(USBSetup(0xA1, 0, length: 64))?.status == .stalled)
        #expect(bench.control(USBSetup(0xA1, 1, length: 1))?.status == .stalled)
        bench.write(Array("hello\n".utf8))
        bench.pass(.seconds(1))
        #expect(bench.printer.statistics.lines == 1)
    }
}
