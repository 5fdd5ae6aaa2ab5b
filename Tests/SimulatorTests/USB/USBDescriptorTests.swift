import ESCPOS
import Simulator
import Testing

/// What the device tells of itself, byte by byte as USB 2.0 chapter 9 has it.
struct USBDescriptorTests {
    @Test func fullSpeedPrinterHasTheBytesOfThePrinterClass() {
        let descriptors = USBPrinterTraits(Profiles.tmT88V).descriptors
        #expect(
            descriptors.deviceBytes == [
                18, 1, 0x00, 0x02, 0, 0, 0, 64, 0xB8, 0x04, 0x02, 0x02, 0x00, 0x01, 1, 2, 3, 1,
            ])
        #expect(
            descriptors.configurationBytes == [
                9, 2, 32, 0, 1, 1, 0, 0xC0, 50,
                9, 4, 0, 0, 2, 7, 1, 2, 0,
                7, 5, 0x01, 2, 64, 0, 0,
                7, 5, 0x82, 2, 64, 0, 0,
            ])
    }

    @Test func alternateSettingsFollowEachOtherAndCountAsOneInterface() {
        var traits = USBPrinterTraits(Profiles.tmT20II, speed: .high, serial: nil)
        traits.kind = .printerClass(protocols: [1, 2, 3])
        let bytes = traits.descriptors.configurationBytes
        #expect(bytes.count == 9 + (9 + 7) + 2 * (9 + 14))
        #expect(Array(bytes[2...4]) == [71, 0, 1])
        #expect(Array(bytes[9..<18]) == [9, 4, 0, 0, 1, 7, 1, 1, 0])
        #expect(Array(bytes[25..<34]) == [9, 4, 0, 1, 2, 7, 1, 2, 0])
        #expect(Array(bytes[48..<57]) == [9, 4, 0, 2, 2, 7, 1, 3, 0])
        #expect(Array(bytes[18..<25]) == [7, 5, 1, 2, 0x00, 0x02, 0])
        #expect(traits.descriptors.deviceBytes[16] == 0)
    }

    @Test func hidInterfaceHasItsDescriptorBetweenInterfaceAndEndpoint() {
        var traits = USBPrinterTraits(Profiles.generic80)
        traits.hasHIDInterface = true
        let bytes = traits.descriptors.configurationBytes
        #expect(bytes[4] == 2)
        #expect(
            Array(bytes.suffix(25)) == [
                9, 4, 1, 0, 1, 3, 0, 0, 0,
                9, 0x21, 0x11, 0x01, 0, 1, 0x22, 21, 0,
                7, 5, 0x8E, 3, 8, 0, 10,
            ])
    }

    @Test(arguments: [
        (DescriptorLie.totalLength(off: 40), 2, [72, 0] as [UInt8]),
        (.totalLength(off: -20), 2, [12, 0]),
        (.noEndpoints, 2, [18, 0]),
        (.noEndpoints, 13, [0]),
        (.missingEndpoints(3), 13, [5]),
        (.endpointLength(0), 18, [0]),
        (.packetSize(0), 22, [0, 0]),
        (.interfaceCount(9), 4, [9]),
    ])
    func lieChangesTheBytesItNames(lie: DescriptorLie, place: Int, bytes: [UInt8]) {
        var traits = USBPrinterTraits(Profiles.tmT88V)
        traits.descriptorLie = lie
        let told = traits.descriptors.configurationBytes
        #expect(Array(told[place..<place + bytes.count]) == bytes)
    }

    // MARK: Asked for

    @Test(arguments: [0, 8, 9, 18, 255] as [UInt16])
    func descriptorIsCutToWhatTheHostWants(length: UInt16) {
        var bench = USBBench(isConfigured: false)
        let whole = bench.device.function.descriptors.configurationBytes
        let device = bench.control(descriptorRequest(1, length: length))
        #expect(device?.data.count == min(18, Int(length)))
        let configuration = bench.control(descriptorRequest(2, length: length))
        #expect(configuration?.status == .done)
        #expect(configuration?.data == Array(whole.prefix(Int(length))))
    }

    @Test func stringsAreUTF16InTheOrderOfTheirNumbers() {
        var bench = USBBench { $0.productName = "Kasse ü\u{0}" }
        #expect(bench.control(descriptorRequest(3, 0))?.data == [4, 3, 9, 4])
        #expect(
            bench.control(descriptorRequest(3, 1))?.data
                == [12, 3] + "EPSON".utf16.flatMap { [UInt8($0), 0] })
        #expect(
            bench.control(descriptorRequest(3, 2))?.data
                == [18, 3] + "Kasse ü\u{0}".utf16.flatMap { [UInt8($0), 0] })
        #expect(bench.control(descriptorRequest(3, 4))?.status == .stalled)
    }

    @Test func textLongerThanADescriptorIsCutToWholeUnits() {
        var bench = USBBench { $0.serial = String(repeating: "9", count: 300) }
        let told = bench.control(descriptorRequest(3, 3))
        #expect(told?.data.count == 254)
        #expect(told?.data.first == 254)
    }

    @Test func onlyAHighSpeedDeviceTellsOfAnotherSpeed() {
        var slow = USBBench()
        #expect(slow.control(descriptorRequest(6))?.status == .stalled)
        #expect(slow.control(descriptorRequest(7))?.status == .stalled)
        var fast = USBBench {
            $0 = USBPrinterTraits(Profiles.tmT88V, speed: .high)
        }
        #expect(fast.control(descriptorRequest(6))?.data == [10, 6, 0, 2, 0, 0, 0, 64, 1, 0])
        let other = fast.control(descriptorRequest(7))?.data ?? []
        #expect(other.dropFirst().first == 7)
        #expect(Array(other[22..<24]) == [64, 0])
    }
}
