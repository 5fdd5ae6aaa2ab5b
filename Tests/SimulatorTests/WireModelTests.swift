import Simulator
import Testing
import Transport

@Suite struct WireModelTests {
    static let bauds = [1200, 2400, 4800, 9600, 19200, 38400, 57600, 115_200]

    @Test(arguments: SerialSettings.Parity.allCases)
    func equalSettingsGiveEveryByte(parity: SerialSettings.Parity) {
        let settings = SerialSettings(baud: 9600, parity: parity)
        let bytes = (0...255).map(UInt8.init)
        let seen = WireModel.seen(bytes, sentAs: settings, receivedAs: settings)
        #expect(seen.map(\.byte) == bytes)
        #expect(seen.allSatisfy { !$0.isDamaged && !$0.isBreak })
    }

    /// At nearly the same speed the middles of the bits stay within the bits, so that the slow way,
    /// bit by bit, gives the bytes themselves.
    @Test(arguments: SerialSettings.Parity.allCases, [9420, 9600, 9780])
    func twoPercentOfSpeedDoNoHarm(parity: SerialSettings.Parity, baud: Int) {
        let bytes = (0...255).map(UInt8.init)
        let seen = WireModel.seen(
            bytes, sentAs: SerialSettings(baud: 9601, parity: parity),
            receivedAs: SerialSettings(baud: baud, parity: parity))
        #expect(seen.map(\.byte) == bytes)
        #expect(seen.allSatisfy { !$0.isDamaged })
    }

    /// Worked out by hand: at half the speed, 55 hexadecimal (a bit high, a bit low …) is seen as
    /// 8 bits that are each two bits long.
    @Test func aByteAtHalfTheSpeedIsSeenAsTwo() {
        let seen = WireModel.seen(
            [0x00], sentAs: SerialSettings(baud: 4800), receivedAs: SerialSettings(baud: 9600))
        // 18 low bits: one byte of zeros without a stop bit, and silence before the next edge.
        #expect(seen == [.init(byte: 0, isDamaged: true, isBreak: true)])
        let slow = WireModel.seen(
            [0x0F], sentAs: SerialSettings(baud: 4800), receivedAs: SerialSettings(baud: 9600))
        // Start, four ones, four zeros: 2 low, 8 high, 8 low bits of the faster clock.
        #expect(
            slow == [
                .init(byte: 0xFE, isDamaged: false, isBreak: false),
                .init(byte: 0x80, isDamaged: false, isBreak: false),
            ])
    }

    @Test func aWrongParityBitDamagesTheByte() {
        // 12 hexadecimal has two ones: even parity sends 0 where a line without parity stops.
        let seen = WireModel.seen(
            [0x12], sentAs: SerialSettings(parity: .even), receivedAs: SerialSettings())
        #expect(seen == [.init(byte: 0x12, isDamaged: true, isBreak: false)])
        // 16 has three: its parity bit looks like a stop bit.
        let lucky = WireModel.seen(
            [0x16], sentAs: SerialSettings(parity: .even), receivedAs: SerialSettings())
        #expect(lucky == [.init(byte: 0x16, isDamaged: false, isBreak: false)])
    }

    @Test func nothingIsSeenOfNothing() {
        #expect(
            WireModel.seen(
                [], sentAs: SerialSettings(baud: 300), receivedAs: SerialSettings(baud: 921_600)
            ).isEmpty)
    }
}
