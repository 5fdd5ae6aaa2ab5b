import Testing

@testable import Simulator

/// The bytes of `/dev/uhid`, by the layout of the kernel's `uhid.h`; the device is in KernelTests.
struct UHIDMessageTests {
    @Test func deviceIsMadeWithItsNamesNumbersAndDescriptor() {
        let bytes = UHIDMessage.create(
            name: "Scanner", place: "here/input0", serial: "S1", vendor: 0x0C2E, product: 0x0B67,
            descriptor: [0x05, 0x8C, 0xC0]
        ).bytes
        #expect(Array(bytes[0..<4]) == [11, 0, 0, 0])
        #expect(bytes[4...].starts(with: "Scanner\0".utf8))
        #expect(bytes[132...].starts(with: "here/input0\0".utf8))
        #expect(bytes[196...].starts(with: "S1\0".utf8))
        #expect(
            Array(bytes[260...]) == [
                3, 0, 3, 0, 0x2E, 0x0C, 0, 0, 0x67, 0x0B, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                0x05, 0x8C, 0xC0,
            ])
    }

    @Test func answersCarryTheNumberOfTheirQuestion() {
        #expect(UHIDMessage.input([2, 9]).bytes == [12, 0, 0, 0, 2, 0, 2, 9])
        #expect(
            UHIDMessage.report(id: 7, [4, 0]).bytes
                == [10, 0, 0, 0, 7, 0, 0, 0, 0, 0, 2, 0, 4, 0])
        #expect(UHIDMessage.report(id: 7, nil).bytes == [10, 0, 0, 0, 7, 0, 0, 0, 5, 0, 0, 0])
        #expect(
            UHIDMessage.reportSet(id: 8, isDone: true).bytes == [14, 0, 0, 0, 8, 0, 0, 0, 0, 0])
    }

    @Test func kernelsRequestsAreRead() {
        let room = [UInt8](repeating: 0, count: 4094)
        #expect(
            UHIDMessage([6, 0, 0, 0, 4, 2] + room + [2, 0, 1]) == .output(kind: 1, [4, 2]))
        #expect(
            UHIDMessage([9, 0, 0, 0, 7, 0, 0, 0, 2, 0]) == .getReport(id: 7, number: 2, kind: 0))
        #expect(
            UHIDMessage([13, 0, 0, 0, 8, 0, 0, 0, 4, 1, 2, 0, 4, 2] + room)
                == .setReport(id: 8, kind: 1, [4, 2]))
        #expect(UHIDMessage([2, 0, 0, 0]) == .other(2))
    }

    @Test(
        arguments: [
            [], [6, 0, 0], [6, 0, 0, 0, 1], [9, 0, 0, 0, 1], [13, 0, 0, 0, 1, 2, 3],
            [6, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 4099),
            [13, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 4104),
        ] as [[UInt8]])
    func messageThatIsCutOffOrTooLargeIsNone(bytes: [UInt8]) {
        #expect(UHIDMessage(bytes) == nil)
    }

    @Test func kernelsEventsAreReadWithTheirFacts() {
        let text = "bind@/devices/x/0003:0C2E:0B67.0001\0ACTION=bind\0HID_UNIQ=S=1\0junk\0"
        let event = KernelEvents.Event(Array(text.utf8))
        #expect(event?.action == "bind" && event?.path == "/devices/x/0003:0C2E:0B67.0001")
        #expect(event?.facts == ["ACTION": "bind", "HID_UNIQ": "S=1"])
        #expect(KernelEvents.Event(Array("libudev\0".utf8)) == nil)
        #expect(KernelEvents.Event([]) == nil)
    }
}
